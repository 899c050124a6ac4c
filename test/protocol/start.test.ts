import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import module from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

const command = resolve(import.meta.dirname, "../../dist/main.js");
const directories: string[] = [];
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "start-"));
  directories.push(home);
});
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true });
});

const handshake = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "t", version: "0" },
};
const messages = [
  { id: 1, method: "initialize", params: handshake },
  { method: "notifications/initialized" },
  { id: 2, method: "tools/list" },
];

/** One start of a server up to its list, with this environment and no other. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    encoding: "utf8",
    env,
    input: messages.map((message) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`).join(""),
    timeout: 30_000,
  });
  const answers = stdout.split("\n").filter((line) => line !== "");
  const list = answers.map((line) => JSON.parse(line)).find(({ id }) => id === 2);
  const names: string[] = (list?.result.tools ?? []).map(({ name }: { name: string }) => name);
  return { status, stderr, names };
}

describe("what Node compiled", () => {
  const canKeep = "enableCompileCache" in module;

  it("is kept for the next start in the user's own cache, where Node can", () => {
    const { status, names } = start([], { HOME: home });
    expect([status, names.length]).toEqual([0, 41]);
    const kept = join(home, ".cache/scale-ai-mcp");
    expect(existsSync(kept) && readdirSync(kept).length > 0).toBe(canKeep);
    expect(start([], { HOME: home }).names).toHaveLength(41);
  });

  it("is kept where NODE_COMPILE_CACHE says instead", () => {
    const directory = join(home, "elsewhere");
    expect(start([], { HOME: home, NODE_COMPILE_CACHE: directory }).names).toHaveLength(41);
    expect(existsSync(directory)).toBe(canKeep);
    expect(existsSync(join(home, ".cache"))).toBe(false);
  });

  it("is not needed: without a home, or with one that can't be written, a start is one all the same", () => {
    const file = join(home, "file");
    writeFileSync(file, "");
    for (const env of [{}, { HOME: file }, { HOME: "" }]) {
      const { status, names, stderr } = start([], env);
      expect([status, names.length, stderr]).toEqual([0, 41, ""]);
    }
  });
});

describe("the bundled library", () => {
  it("throws errors that are printed under their names", async () => {
    const library: typeof import("../../src/index.ts") = await import(join(command, "../index.js"));
    const data = { code: "internal", retryable: false } as const;
    const failed = () => library.unwrap({ data, error: "No.", successful: false });
    expect(failed).toThrow(library.ScaleToolError);
    expect(library.ScaleToolError.name).toBe("ScaleToolError");
    const asked = library.createScaleTools({ apiUrl: "nowhere" });
    await expect(asked).rejects.toThrow(library.ConfigError);
    expect(library.ConfigError.name).toBe("ConfigError");
  });
});

describe("a server's flags", () => {
  it.each([
    ["--toolsets team --read-only", ["SCALE_AI_GET_TEAMS"]],
    ["--toolsets=team --exclude-tools=invite_team_member", ["SCALE_AI_GET_TEAMS"]],
    ["serve --toolsets team --read-only", ["SCALE_AI_GET_TEAMS"]],
    ["--upload-root /a --upload-root /b --tools get_teams", ["SCALE_AI_GET_TEAMS"]],
    ["--sandbox --short-names --toolsets team", ["get_teams", "invite_team_member"]],
    ["--toolsets studio --toolsets team --read-only", ["SCALE_AI_GET_TEAMS"]],
  ])("%s", (flags, expected) => {
    const { status, stderr, names } = start(flags.split(" "));
    expect([status, stderr]).toEqual([0, ""]);
    expect(names).toEqual(expected);
  });

  it.each([
    "--toolset team",
    "--toolsets",
    "--read-only=true",
    "--timeout -1",
    "--toolsets nobody",
    "--sandbox --seed /no/such/file",
    "--sandbox --faults nonsense",
    "--http",
    "nonsense",
  ])("%s is refused in words", (flags) => {
    const { status, stderr, names } = start(flags.split(" "));
    expect(status).toBeGreaterThan(0);
    expect(stderr).toMatch(/\w+ \w+/);
    expect(names).toEqual([]);
  });
});
