import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { command } from "../support/clients.ts";
import { until } from "../support/until.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";

const canary = "live_9f8e7d6c5b4a39281706|x";
const basic = Buffer.from(`${canary}:`).toString("base64");
const forms = [
  canary,
  basic,
  Buffer.from(canary).toString("base64").replace(/=+$/, ""),
  basic.replace(/\+/g, "-").replace(/\//g, "_"),
  encodeURIComponent(canary),
  // What is left where it was cut before it was hidden.
  canary.slice(0, 10),
];

const directory = mkdtempSync(join(tmpdir(), "secrets-"));
let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(async () => {
  await upstream.close();
  rmSync(directory, { recursive: true });
});

const line = (message: object) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`;

/** What a caller and an upstream that mean harm, or are careless, may do with a key. */
const image = { attachment: "https://a.test/a.jpg", geometries: { box: { objects_to_annotate: [canary] } } };
const calls: [tool: string, args: unknown][] = [
  ["LIST_PROJECTS", {}],
  ["GET_TASK", { task_id: canary }],
  ["GET_TASK", { [canary]: basic, task_id: 7 }],
  ["GET_PROJECT", { name: `${canary} ${basic}` }],
  ["CREATE_BATCH", { name: canary, project: basic }],
  ["CREATE_IMAGE_ANNOTATION_TASK", { ...image, metadata: { [canary]: canary }, unique_id: canary }],
  ["CREATE_IMAGE_ANNOTATION_TASK", { ...image, batch: 7, geometries: canary }],
  ["UPLOAD_FILE", { file: { name: canary }, file_path: join(directory, "a.txt"), display_name: canary }],
  ["UPLOAD_FILE", { file: {}, file_path: join(directory, canary) }],
  ["GET_V1_TASK_RESPONSE_URL", { task_id: canary, uuid: "u" }],
  [canary, {}],
];

/** Runs the command, makes all calls, and gives every byte that left it, files and what the system shows included. */
async function leaked(args: readonly string[]): Promise<string> {
  const audit = join(directory, "audit.jsonl");
  const child = spawn(
    process.execPath,
    [
      command,
      "--log-level",
      "debug",
      "--audit-log",
      audit,
      "--spill-dir",
      directory,
      "--upload-root",
      directory,
      ...args,
    ],
    {
      env: {
        PATH: process.env.PATH ?? "",
        SCALE_API_KEY: canary,
        SCALE_API_URL: `${upstream.origin}/v1`,
        SCALE_MCP_TIMEOUT: "2",
      },
    },
  );
  let out = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      out += chunk.toString("latin1");
    });
  const version = {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "raw", version: "0" },
  };
  child.stdin.write(line({ id: "start", method: "initialize", params: version }));
  for (const [id, [tool, given]] of calls.entries()) {
    const name = tool === canary ? tool : `SCALE_AI_${tool}`;
    child.stdin.write(line({ id, method: "tools/call", params: { name, arguments: given } }));
  }
  const answered = () => calls.every((_call, id) => out.includes(`"id":${id}`));
  await until(answered, 2_000);
  const shown = ["cmdline", "comm", "stat"].map((name) =>
    readFileSync(`/proc/${child.pid}/${name}`, "latin1"),
  );
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "a.txt")
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
  child.stdin.end();
  await new Promise((resolve) => child.once("exit", resolve));
  return [out, ...shown, ...files].join("\n");
}

const echo = (status: number) => ({
  status,
  body: {
    status_code: status,
    error: `${"x".repeat(490)}${canary} ${basic}`,
    [canary]: [canary, basic, encodeURIComponent(canary)],
    list: "y".repeat(60_000),
    header: `Basic ${basic}`,
  },
});

it.each([
  ["data", [], echo(200)],
  ["an error", [], echo(400)],
  ["a fault that stays", [], echo(500)],
  ["a conflict", [], echo(409)],
  ["a web page", [], { status: 502, body: `<html><title>${canary} ${basic}</title></html>` }],
  ["text", [], { body: `OK ${canary} ${basic}` }],
  ["a file", [], { headers: { "content-type": "image/png" }, body: `${canary} ${basic}`.repeat(5_000) }],
  ["what is shown before it is sent", ["--dry-run"], echo(200)],
  [
    "a redirect",
    [],
    { status: 302, headers: { location: `https://127.0.0.1:1/?key=${encodeURIComponent(canary)}` } },
  ],
])("no form of the key leaves the process with %s", { timeout: 60_000 }, async (_what, args, answer) => {
  writeFileSync(join(directory, "a.txt"), "content");
  upstream.script(answer);
  const everything = await leaked(args);
  for (const form of forms) expect(everything.includes(form), `the form ${form}`).toBe(false);
});
