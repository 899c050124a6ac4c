import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { tokenReport } from "./token-report.ts";

// Sizes against budgets.json, none of them a time; the exit code is 1 when one is over.
// Needs a fresh `npm run build`: it weighs dist/ and starts it.

interface Budgets {
  readonly tokens: { readonly total: number; readonly tool: number };
  readonly [name: string]: unknown;
}

interface Lock {
  readonly packages: { readonly [path: string]: { readonly dev?: boolean } };
}

const root = resolve(import.meta.dirname, "..");
const json = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"));
const main = join(root, "dist/main.js");
if (!existsSync(main)) throw new Error("dist/main.js is missing: run npm run build first");

/** Run in the server before anything else: writes the address of each module that is loaded to a file. */
const recorder = (file: string) => {
  const hooks = `import { appendFileSync } from "node:fs";
    export const load = (url, context, next) => {
      if (url.startsWith("file:")) appendFileSync(${JSON.stringify(file)}, url + "\\n");
      return next(url, context);
    };`;
  const dataUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
  return dataUrl(`import { register } from "node:module"; register(${JSON.stringify(dataUrl(hooks))});`);
};

const requests = [
  {
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "budgets", version: "0" },
    },
  },
  { method: "notifications/initialized" },
  { id: 2, method: "tools/list" },
];

/** A stdio start on the sandbox up to the answer to tools/list: that answer, and the files it took. */
async function start(): Promise<{ list: unknown; files: Set<string> }> {
  const directory = mkdtempSync(join(tmpdir(), "budgets-"));
  const file = join(directory, "loaded");
  const server = spawn(process.execPath, ["--import", recorder(file), main, "--sandbox"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH: process.env.PATH },
    // A hang guard: an answer takes well under a second.
    timeout: 30_000,
  });
  try {
    for (const request of requests) server.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...request })}\n`);
    for await (const line of createInterface({ input: server.stdout })) {
      const { id, result } = JSON.parse(line);
      if (id !== 2) continue;
      const files = readFileSync(file, "utf8").trim().split("\n");
      return { list: result, files: new Set(files.map((url) => fileURLToPath(url))) };
    }
    throw new Error("the server ended before it answered tools/list");
  } finally {
    server.kill();
    rmSync(directory, { recursive: true });
  }
}

const bundle = readdirSync(join(root, "dist"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".js"))
  .map((file) => join(root, "dist", file));
const bytes = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + statSync(file).size, 0);

/** What `npm ls --omit=dev` lists below the package itself: all that a user's install brings along. */
const lock: Lock = json("package-lock.json");
const packages = Object.entries(lock.packages).filter(([path, { dev }]) => path !== "" && dev !== true);

const budgets: Budgets = json("budgets.json");
const { rows, total } = tokenReport();
const { list, files } = await start();

const actual: [name: string, value: number, limit: unknown][] = [
  ["tokens.total", total, budgets.tokens.total],
  ["tokens.tool (the largest)", rows[0]?.tokens ?? 0, budgets.tokens.tool],
  ["tools_list_bytes", Buffer.byteLength(JSON.stringify(list)), budgets.tools_list_bytes],
  ["bundle_bytes", bytes(bundle), budgets.bundle_bytes],
  ["start_bytes", bytes(files), budgets.start_bytes],
  ["start_modules", files.size, budgets.start_modules],
  ["runtime_packages", packages.length, budgets.runtime_packages],
];
for (const [name, value, limit] of actual) {
  if (typeof limit !== "number") throw new Error(`budgets.json has no number for ${name}`);
  const over = value > limit;
  process.stdout.write(`${over ? "OVER" : "ok  "}  ${name.padEnd(26)} ${value} of ${limit}\n`);
  if (over) process.exitCode = 1;
}
