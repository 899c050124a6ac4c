import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { z } from "zod";
import { bundle } from "./bundle.ts";

/** Writes the licences of what dist/ contains of others; with --check it fails where the file is stale. */

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "THIRD_PARTY_NOTICES");

/** Licences that ask for no more than their text. Another one is for a person to decide on. */
const permissive = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT"];

/** What no file of its package tells. */
const untold = [
  {
    title: "llhttp (MIT), compiled into undici",
    files: /\/undici\/lib\/llhttp\/.*wasm\.js$/,
    // LICENSE of https://github.com/nodejs/llhttp.
    text: "scripts/licences/llhttp",
  },
];

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  author: z.union([z.string(), z.object({ name: z.string() })]).optional(),
});

interface Notice {
  readonly title: string;
  readonly licence: string;
  /** What comments in its files add. */
  readonly remarks?: string;
}

const textOf = (path: string) => readFileSync(join(root, path), "utf8").replaceAll("\r\n", "\n").trim();

/** The files of packages that gave bytes to the bundle: what was shaken off is not passed on. */
async function bundledFiles(): Promise<readonly string[]> {
  const { metafile } = await build({ ...bundle, absWorkingDir: root, write: false, metafile: true });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const files = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
  return [...new Set(files)].sort();
}

function manifestOf(directory: string) {
  const manifest = Manifest.parse(JSON.parse(textOf(join(directory, "package.json"))));
  const { name, version, license } = manifest;
  if (license === undefined || !permissive.includes(license))
    throw new Error(
      `${name} ${version} has the licence ${license ?? "(none)"}: see whether we may pass it on`,
    );
  return { ...manifest, license };
}

/** The directories from a package down to a file of it: any may hold what someone else has written. */
const directoriesTo = (file: string, top: string): readonly string[] =>
  file === top ? [] : [...directoriesTo(dirname(file), top), dirname(file)];

/** The licence stands before the notices that it speaks of. */
const licencesIn = (directory: string): readonly string[] =>
  readdirSync(join(root, directory), { withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /^(?:licen[cs]es?|copying|notices?|third.?party)\b/i.test(entry.name),
    )
    .map(({ name }) => name)
    .sort()
    .map((name) => textOf(join(directory, name)));

/** Comments that name a licence or a holder, without their marks. */
function remarksIn(file: string): readonly string[] {
  const comments = textOf(file).match(/^[ \t]*\/\*[\s\S]*?\*\/|^[ \t]*\/\/.*(?:\n[ \t]*\/\/.*)*/gm) ?? [];
  return comments
    .filter((comment) => /\bcopyright\b|\blicen[cs]ed?\b|\bSPDX\b|\bMIT\b|\bApache\b|\bBSD\b/i.test(comment))
    .map((comment) =>
      comment
        .replace(/\*+\/$/, "")
        .replaceAll(/^[ \t]*(?:\/\*+!?|\*+|\/\/)[ \t]?/gm, "")
        .trim(),
    );
}

/** So that a text is known again where its lines are broken elsewhere. */
const words = (text: string) =>
  text
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.join(" ") ?? "";

/** The texts without those that one before them holds. */
const distinct = (texts: readonly string[]): readonly string[] =>
  texts.filter((text, index) => !texts.some((other, at) => at < index && words(other).includes(words(text))));

function noticeOf(directory: string, files: readonly string[] = []): Notice {
  const { name, version, license, author } = manifestOf(directory);
  const directories = [directory, ...files.flatMap((file) => directoriesTo(file, directory))];
  const licences = distinct([...new Set(directories)].flatMap(licencesIn));
  const remarks = distinct([...licences, ...files.flatMap(remarksIn)]).slice(licences.length);
  const holder = typeof author === "string" ? author : author?.name;
  const declared = `The package ships no licence file. It declares ${license}, by ${holder ?? "its authors"}.`;
  return {
    title: `${name} ${version} (${license})`,
    licence: licences.join("\n\n") || declared,
    ...(remarks.length === 0
      ? {}
      : { remarks: [`Comments in the files of ${name} say:`, ...remarks].join("\n\n") }),
  };
}

/**
 * What a package was itself bundled with, by the comments that bundlers leave. The licence is that of the version which
 * is installed here, and which may be another.
 */
function packedInto(directory: string, files: readonly string[]): readonly Notice[] {
  const comments = files.flatMap((file) => [
    ...textOf(file).matchAll(/^[ \t]*\/\/.*\bnode_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm),
  ]);
  const names = new Set(comments.flatMap(([, name]) => name ?? []));
  return [...names].sort().map((name) => {
    const packed = `node_modules/${name}`;
    const title = `${name} (${manifestOf(packed).license}), bundled into ${manifestOf(directory).name}`;
    return { title, licence: noticeOf(packed).licence };
  });
}

const files = await bundledFiles();
const packages = new Map<string, string[]>();
for (const file of files) {
  // Greedy, so that a package within another's node_modules is found as itself.
  const directory = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
  if (directory !== undefined) packages.set(directory, [...(packages.get(directory) ?? []), file]);
}
const compiled = untold.map(({ title, files: pattern, text }): Notice => {
  if (!files.some((file) => pattern.test(file)))
    throw new Error(`${title}: no such file is bundled any more`);
  return { title, licence: textOf(text) };
});
const found = [
  ...[...packages].map(([directory, files]) => noticeOf(directory, files)),
  ...[...packages].flatMap(([directory, files]) => packedInto(directory, files)),
  ...compiled,
];

const byLicence = new Map<string, Notice[]>();
for (const notice of found) byLicence.set(notice.licence, [...(byLicence.get(notice.licence) ?? []), notice]);

const rule = "-".repeat(80);
const sections = [...byLicence].map(([licence, under]) => {
  const titles = under.map(({ title }) => title).join("\n");
  const remarks = under.flatMap(({ remarks }) => remarks ?? []);
  return `${rule}\n${[titles, licence, ...remarks].join("\n\n")}\n`;
});
const notices = `scale-ai-mcp contains code of the packages below, each under its own licence.\n\n${sections.join("\n")}`;

if (!process.argv.includes("--check")) writeFileSync(target, notices);
else if (!existsSync(target) || readFileSync(target, "utf8") !== notices)
  throw new Error("THIRD_PARTY_NOTICES is stale: run npm run notices");
