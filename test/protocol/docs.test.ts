import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const home = mkdtempSync(join(tmpdir(), "docs-"));
afterAll(() => rmSync(home, { recursive: true }));

const pages = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith(".md"),
);

/** Commands of ours that end by themselves, as the documents have them. */
const commands = pages.flatMap((page) => {
  const fences = readFileSync(join(root, page), "utf8").matchAll(/^```sh\n([\s\S]*?)^```/gm);
  const lines = [...fences].flatMap(([, block = ""]) => block.split("\n"));
  return lines
    .filter((line) =>
      /^(?:node dist\/main\.js|scale-ai-mcp) (?:call|tools|init|doctor|completion|--)/.test(line),
    )
    .filter((line) => !/^\S+(?: \S+)? --sandbox\b/.test(line))
    .map((line) => [page, line.replace(/\s+#.*$/, "")] as const);
});

describe("the commands in the documents", () => {
  it("are found", () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands)("%s: %s", (_page, line) => {
    const command = line.replace(/^scale-ai-mcp/, "node dist/main.js");
    const { status, stderr } = spawnSync("sh", ["-c", command], {
      cwd: root,
      encoding: "utf8",
      env: { PATH: process.env.PATH ?? "", HOME: home },
      timeout: 30_000,
    });
    expect(status, stderr).toBe(0);
  });
});
