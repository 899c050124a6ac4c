import { spawn } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import * as fc from "fast-check";
import { parse } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clientIds } from "../../src/choices.ts";
import { clients, type Surroundings } from "../../src/cli/init/clients.ts";
import { entryFor } from "../../src/cli/init/entry.ts";
import { init, launchOf } from "../../src/cli/init/init.ts";
import { mergeJson, mergeToml, snippet } from "../../src/cli/init/merge.ts";
import { tools as all } from "../../tools/index.ts";
import { command } from "../support/clients.ts";
import { list, object, text } from "../support/envelope.ts";

const launch = { command: process.execPath, args: [command] };
const plain = { write: false, project: false, force: false, sandbox: false, readOnly: false };
let home: string;
let out: string;
let told: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "init-"));
  [out, told] = ["", ""];
  const hear =
    (note: (chunk: string) => void) =>
    (chunk: unknown, ...rest: unknown[]) => {
      note(String(chunk));
      for (const done of rest) if (typeof done === "function") done();
      return true;
    };
  vi.spyOn(process.stdout, "write").mockImplementation(
    hear((chunk) => {
      out += chunk;
    }),
  );
  vi.spyOn(process.stderr, "write").mockImplementation(
    hear((chunk) => {
      told += chunk;
    }),
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(home, { recursive: true });
});

const here = (more: Partial<Surroundings> = {}): Surroundings => ({
  platform: "linux",
  home,
  env: {},
  cwd: join(home, "project"),
  launch,
  ...more,
});
const run = (id: string, options: Partial<typeof plain> = {}, surroundings = here()) =>
  init(id, { ...plain, ...options }, {}, surroundings);

const clientOf = (id: string) => {
  const client = clients.find((each) => each.id === id);
  if (client === undefined) throw new Error(`no client ${id}`);
  return client;
};
const fileOf = (id: string, surroundings = here()) => clientOf(id).file(surroundings) ?? "";
const read = (file: string) => readFileSync(file, "utf8");

describe("each client", () => {
  it("is known by its id", () => {
    expect(clients.map(({ id }) => id)).toEqual([...clientIds]);
  });

  it.each(["linux", "darwin", "win32"] as const)("has its files on %s", (platform) => {
    const root = platform === "win32" ? "C:\\Users\\ada" : "/home/ada";
    const env = platform === "win32" ? { APPDATA: `${root}\\AppData\\Roaming` } : {};
    const surroundings = here({ platform, home: root, cwd: platform === "win32" ? "C:\\p" : "/p", env });
    const files = clients.map((client) => [
      client.id,
      client.file(surroundings) ?? null,
      client.projectFile?.(surroundings) ?? null,
    ]);
    expect(files).toMatchSnapshot();
  });

  it.each(clients)("$id: its entry is as it was checked against its page", (client) => {
    const surroundings = here({
      home: "/home/ada",
      launch: { command: "/usr/bin/node", args: ["/opt/main.js"] },
    });
    const all = [false, true].flatMap((sandbox) =>
      [false, true].map((project) =>
        snippet(client, entryFor(client, surroundings, { sandbox, project, readOnly: false })),
      ),
    );
    expect(all).toMatchSnapshot();
  });

  it("starts npx through cmd on Windows, where it is a script", () => {
    const windows = here({ platform: "win32", launch: launchOf("C:\\cache\\_npx\\1\\main.js", "node.exe") });
    const { value } = entryFor(clientOf("gemini"), windows, { ...plain, sandbox: true });
    expect([value.command, value.args]).toEqual(["cmd", ["/c", "npx", "-y", "scale-ai-mcp", "--sandbox"]]);
    const other = entryFor(
      clientOf("gemini"),
      { ...windows, platform: "linux" },
      { ...plain, sandbox: true },
    );
    expect(other.value.command).toBe("npx");
  });

  it.each(clients)(
    "$id: what is printed starts, and offers what the client takes",
    async ({ id, format, root }) => {
      expect(await run(id, { sandbox: true })).toBe(0);
      const json =
        format === "toml"
          ? JSON.stringify(parseToml(out))
          : id === "claude-code"
            ? (/'(.*)'/.exec(out)?.[1] ?? "")
            : out;
      const whole = object(JSON.parse(json));
      const entry = id === "claude-code" ? whole : object(object(whole[root])["scale-test"]);
      const child = spawn(text(entry.command), list(entry.args).map(text), {
        env: {},
        stdio: ["pipe", "pipe", "ignore"],
      });
      const hello = {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: id, version: "0" },
      };
      for (const message of [
        { id: 1, method: "initialize", params: hello },
        { method: "notifications/initialized" },
        { id: 2, method: "tools/list" },
      ])
        child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
      let tools: unknown;
      for await (const line of createInterface(child.stdout)) {
        const { id: answered, result } = object(JSON.parse(line));
        if (answered !== 2) continue;
        tools = object(result).tools;
        break;
      }
      child.kill();
      expect(list(tools)).toHaveLength(id === "cursor" ? all.length - 1 : all.length);
    },
  );

  it("has no key in what it prints or writes, but a way to it", async () => {
    const env = { SCALE_API_KEY: "test_0123456789abcdef" };
    for (const { id } of clients) {
      expect(await init(id, plain, env, here({ env }))).toBe(0);
      if (fileOf(id) !== "") await init(id, { ...plain, write: true }, env, here({ env }));
    }
    const files = readdirSync(home, { recursive: true, encoding: "utf8" })
      .map((name) => join(home, name))
      .filter((file) => lstatSync(file).isFile());
    expect(files.length).toBe(clients.length - 1);
    expect(`${out}${told}${files.map(read).join("")}`).not.toContain(env.SCALE_API_KEY);
    for (const file of files) expect(read(file)).toMatch(/SCALE_API_KEY/);
  });
});

describe("a write", () => {
  const settings = `// mine
{
    "theme": "dark", // keep
    "mcpServers": {
        "other": { "command": "x" },
    },
}
`;

  it("keeps the rest of the file, the file's mode, and a copy", async () => {
    const file = fileOf("gemini");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, settings, { mode: 0o640 });
    expect(await run("gemini", { write: true })).toBe(0);
    expect(read(file)).toContain('// mine\n{\n    "theme": "dark", // keep\n');
    expect(Object.keys(object(object(parse(read(file))).mcpServers))).toEqual(["other", "scale-ai"]);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    const [backup = "", ...more] = readdirSync(dirname(file)).filter((name) => name.endsWith(".bak"));
    expect([read(join(dirname(file), backup)), more]).toEqual([settings, []]);
  });

  it("is done once", async () => {
    expect(await run("vscode", { write: true })).toBe(0);
    const first = read(fileOf("vscode"));
    expect(await run("vscode", { write: true })).toBe(0);
    expect(read(fileOf("vscode"))).toBe(first);
    expect(readdirSync(dirname(fileOf("vscode")))).toEqual(["mcp.json"]);
  });

  it("replaces another entry of the name only by force", async () => {
    await run("cursor", { write: true });
    const first = read(fileOf("cursor"));
    expect(await run("cursor", { write: true, readOnly: true })).toBe(1);
    expect(read(fileOf("cursor"))).toBe(first);
    expect(await run("cursor", { write: true, readOnly: true, force: true })).toBe(0);
    expect(read(fileOf("cursor"))).toContain("--read-only");
  });

  it.each([
    ["gemini", '{ "a": 1,, }'],
    ["gemini", "[1]"],
    ["codex", "[a\n"],
    ["codex", "mcp_servers = { other = 1 }\n"],
  ])("leaves a file of %s as it is that it can't read: %s", async (id, content) => {
    const file = fileOf(id);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    await expect(run(id, { write: true })).rejects.toThrow();
    expect(read(file)).toBe(content);
    expect(readdirSync(dirname(file))).toHaveLength(1);
  });

  it("follows a link to the file that is meant", async () => {
    const file = fileOf("zed");
    mkdirSync(dirname(file), { recursive: true });
    mkdirSync(join(home, "dotfiles"));
    writeFileSync(join(home, "dotfiles/zed.json"), "{}\n");
    symlinkSync(join(home, "dotfiles/zed.json"), file);
    expect(await run("zed", { write: true })).toBe(0);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(read(join(home, "dotfiles/zed.json"))).toContain("scale-ai");
  });

  it("appends to TOML, whose lines stay", async () => {
    const file = fileOf("codex");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '# mine\nmodel = "x"\n[mcp_servers.other]\ncommand = "y"');
    expect(await run("codex", { write: true })).toBe(0);
    expect(read(file).startsWith('# mine\nmodel = "x"\n[mcp_servers.other]\ncommand = "y"\n\n')).toBe(true);
    expect(Object.keys(object(object(parseToml(read(file))).mcp_servers))).toEqual(["other", "scale-ai"]);
    expect(await run("codex", { write: true })).toBe(0);
    expect(await run("codex", { write: true, readOnly: true })).toBe(1);
  });

  it("goes into the project's file, where there is one", async () => {
    expect(await run("claude-code", { write: true, project: true })).toBe(0);
    expect(read(join(home, "project/.mcp.json"))).toContain("SCALE_API_KEY");
    await expect(run("windsurf", { write: true, project: true })).rejects.toThrow();
    await expect(run("claude-code", { write: true })).rejects.toThrow("claude mcp add-json");
    await expect(run("emacs")).rejects.toThrow();
  });

  it("changes nothing but its own entry, whatever the file holds", () => {
    const entry = entryFor(clientOf("gemini"), here(), plain);
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()),
        fc.constantFrom(undefined, 2, 4, "\t"),
        fc.constantFrom("", "// above\n", "/* above */ "),
        (rest, servers, indent, comment) => {
          const before = { ...rest, mcpServers: servers };
          const merged = mergeJson(
            `${comment}${JSON.stringify(before, null, indent)}\n`,
            clientOf("gemini"),
            entry,
            true,
          );
          if (merged.kind !== "changed") throw new Error(merged.kind);
          expect(merged.text.startsWith(comment)).toBe(true);
          const after: unknown = parse(merged.text);
          expect(after).toEqual({
            ...parseAgain(before),
            mcpServers: { ...parseAgain(servers), "scale-ai": entry.value },
          });
          expect(mergeJson(merged.text, clientOf("gemini"), entry)).toEqual({ kind: "same" });
        },
      ),
    );
  });

  it("appends to any TOML without a change", () => {
    const entry = entryFor(clientOf("codex"), here(), plain);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a = 1", "[t]", "# c", "", '[mcp_servers.x]\ncommand = "y"')),
        (lines) => {
          const before = [...new Set(lines)].sort().join("\n");
          const merged = mergeToml(before, clientOf("codex"), entry);
          if (merged.kind !== "changed") throw new Error(merged.kind);
          expect(merged.text.startsWith(before)).toBe(true);
          expect(mergeToml(merged.text, clientOf("codex"), entry)).toEqual({ kind: "same" });
        },
      ),
    );
  });
});

/** As the parser gives it: without what JSON can't hold, such as -0. */
const parseAgain = (value: unknown): Record<string, unknown> => object(parse(JSON.stringify(value)));
