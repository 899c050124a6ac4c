import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { tokenReport } from "./token-report.ts";

// Deterministic sizes against budgets.json; the exit code is 1 when one is over. Needs a build in dist/.

interface Budgets {
  readonly tokens: { readonly total: number; readonly tool: number };
  readonly [name: string]: unknown;
}

const root = resolve(import.meta.dirname, "..");
const text = (path: string) => readFileSync(join(root, path), "utf8");
const budgets: Budgets = JSON.parse(text("budgets.json"));

const bundle = readdirSync(join(root, "dist"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".js"))
  .map((file) => join(root, "dist", file));

/** A file and all that it imports when it is loaded, not what it may load later. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, path = ""] of readFileSync(file, "utf8").matchAll(
    /(?:^|[;}])import(?:[^"'()]*?from)?"(\.[^"]+)"/g,
  ))
    loadedBy(resolve(dirname(file), path), seen);
  return seen;
}

/** What a stdio start loads: the entry, and the command that serves. */
const serve = bundle.find((file) => /serve-\w+\.js$/.test(file));
if (serve === undefined) throw new Error("dist has no serve chunk: run npm run build");
const start = loadedBy(serve, loadedBy(join(root, "dist/main.js")));

const bytes = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + statSync(file).size, 0);
const { rows, total } = tokenReport();
const manifest: { dependencies?: object } = JSON.parse(text("package.json"));

const actual: [name: string, value: number, limit: unknown][] = [
  ["tokens in all", total, budgets.tokens.total],
  ["tokens of the largest tool", rows[0]?.tokens ?? 0, budgets.tokens.tool],
  [
    "tools_list_bytes",
    Buffer.byteLength(JSON.stringify(JSON.parse(text("src/generated/tools.json")))),
    budgets.tools_list_bytes,
  ],
  ["bundle_bytes", bytes(bundle), budgets.bundle_bytes],
  ["start_bytes", bytes(start), budgets.start_bytes],
  ["start_modules", start.size, budgets.start_modules],
  ["runtime_packages", Object.keys(manifest.dependencies ?? {}).length, budgets.runtime_packages],
];
for (const [name, value, limit] of actual) {
  const over = value > Number(limit);
  process.stdout.write(`${over ? "OVER" : "ok  "}  ${name.padEnd(28)} ${value} of ${String(limit)}\n`);
  if (over) process.exitCode = 1;
}
