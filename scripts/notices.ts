import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { z } from "zod";
import { bundle } from "./bundle.ts";

/** Writes the licences of the packages that dist/ contains; with --check it fails where the file is stale. */

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "THIRD_PARTY_NOTICES");

/** Licences that ask for no more than their text. Another one is for a person to decide on. */
const permissive = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT"];

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  author: z.union([z.string(), z.object({ name: z.string() })]).optional(),
});

/** Directories of the packages that gave bytes to the bundle: what was shaken off is not passed on. */
async function bundledPackages(): Promise<readonly string[]> {
  const { metafile } = await build({ ...bundle, absWorkingDir: root, write: false, metafile: true });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const packages = inputs.flatMap(([path, { bytesInOutput }]) => {
    // Greedy, so that a package within another's node_modules is found as itself.
    const directory = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
    return bytesInOutput > 0 && directory !== undefined ? [directory] : [];
  });
  return [...new Set(packages)].sort();
}

function noticeOf(directory: string): { readonly title: string; readonly text: string } {
  const path = join(root, directory);
  const { name, version, license, author } = Manifest.parse(
    JSON.parse(readFileSync(join(path, "package.json"), "utf8")),
  );
  if (license === undefined || !permissive.includes(license))
    throw new Error(
      `${name} ${version} has the licence ${license ?? "(none)"}: see whether we may pass it on`,
    );
  // The licence stands before the notices that it speaks of.
  const files = readdirSync(path).filter((file) => /^(?:licen[cs]e|copying|notice)\b/i.test(file));
  const texts = files
    .sort()
    .map((file) => readFileSync(join(path, file), "utf8").replaceAll("\r\n", "\n").trim());
  const holder = typeof author === "string" ? author : author?.name;
  const declared = `The package ships no licence file. It declares ${license}, by ${holder ?? "its authors"}.`;
  return { title: `${name} ${version} (${license})`, text: texts.join("\n\n") || declared };
}

const titles = new Map<string, string[]>();
for (const { title, text } of (await bundledPackages()).map(noticeOf))
  titles.set(text, [...(titles.get(text) ?? []), title]);

const rule = "-".repeat(80);
const sections = [...titles].map(([text, packages]) => `${rule}\n${packages.join("\n")}\n\n${text}\n`);
const notices = `scale-ai-mcp contains code of the packages below, each under its own licence.\n\n${sections.join("\n")}`;

if (!process.argv.includes("--check")) writeFileSync(target, notices);
else if (!existsSync(target) || readFileSync(target, "utf8") !== notices)
  throw new Error("THIRD_PARTY_NOTICES is stale: run npm run notices");
