import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client as McpClient } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { parse } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commandFor } from "../../src/cli/clients/command.ts";
import { entryFor } from "../../src/cli/clients/entry.ts";
import { snippet } from "../../src/cli/clients/merge.ts";
import type { Surroundings } from "../../src/cli/clients/surroundings.ts";
import { clients } from "../../src/cli/clients/table.ts";
import { type InitOptions, init, launchAt } from "../../src/cli/init.ts";
import { tools } from "../../tools/index.ts";
import { command } from "../support/clients.ts";
import { list, object, text } from "../support/envelope.ts";

const plain = { write: false, project: false, force: false, sandbox: false, readOnly: false };
const now = new Date("2026-11-24T01:02:03.004Z");
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
  launch: { command: process.execPath, args: [command] },
  ...more,
});
const run = (client: string, options: Partial<InitOptions> = {}, surroundings = here()) =>
  init({ ...plain, client, ...options }, surroundings, now);

const clientOf = (id: string) => {
  const client = clients.find((each) => each.id === id);
  if (client === undefined) throw new Error(`no client ${id}`);
  return client;
};
const fileOf = (id: string) => clientOf(id).file?.(here()) ?? "";
const read = (file: string) => readFileSync(file, "utf8");
const besides = (file: string) => readdirSync(dirname(file)).sort();

/** A file as somebody has it already. */
function present(id: string, content: string | Uint8Array, mode = 0o644): string {
  const file = fileOf(id);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, mode);
  return file;
}

const places: readonly Omit<Surroundings, "launch">[] = [
  { platform: "darwin", home: "/Users/ada", env: {}, cwd: "/Users/ada/it" },
  { platform: "linux", home: "/home/ada", env: {}, cwd: "/home/ada/it" },
  {
    platform: "win32",
    home: "C:\\Users\\ada",
    env: { APPDATA: "C:\\Users\\ada\\AppData\\Roaming" },
    cwd: "C:\\it",
  },
];
const npx = { command: "npx", args: ["-y", "scale-ai-mcp"] };

describe("what each client is told, held against its page", () => {
  it.each(clients.flatMap((client) => places.map((place) => ({ client, place }))))(
    "$client.id on $place.platform",
    ({ client, place }) => {
      const surroundings = { ...place, launch: npx };
      const told = [client.file, client.projectFile].flatMap((locate, index) => {
        if (locate === undefined) return [];
        const options = { project: index === 1, sandbox: false, readOnly: false };
        const entry = snippet(client, entryFor(client, surroundings, options));
        return [`${locate(surroundings)}\n${entry}`];
      });
      const options = { project: false, sandbox: false, readOnly: false };
      const line = commandFor(client, surroundings, options)?.line;
      expect([...told, ...(line === undefined ? [] : [`$ ${line}`])].join("\n\n")).toMatchSnapshot();
    },
  );

  it.each(clients)("$id: the sandbox, for reading only", (client) => {
    const options = { project: client.file === undefined, sandbox: true, readOnly: true };
    expect(snippet(client, entryFor(client, { ...here(), launch: npx }, options))).toMatchSnapshot();
  });
});

/** The tools that a server offers which is started so, with nothing but the path to programs around it. */
async function toolsOf(program: string, args: readonly string[]): Promise<number> {
  const client = new McpClient({ name: "test", version: "0" });
  const env = { PATH: process.env.PATH ?? "" };
  await client.connect(
    new StdioClientTransport({ command: program, args: [...args], env, stderr: "ignore" }),
  );
  try {
    return (await client.listTools()).tools.length;
  } finally {
    await client.close();
  }
}

describe("what is printed", () => {
  it.each(clients)("starts, for $id, with the tools that it takes", async ({ id, format, root }) => {
    expect(await run(id, { sandbox: true })).toBe(0);
    const printed: unknown = format === "toml" ? parseToml(out) : JSON.parse(out);
    const entry = object(object(object(printed)[root])["scale-test"]);
    expect(entry.env).toBeUndefined();
    const offered = await toolsOf(text(entry.command), list(entry.args).map(text));
    expect(offered).toBe(id === "cursor" ? 40 : tools.length);
  });

  it.each(["claude-code", "codex", "gemini", "vscode"])(
    "has a command for %s that a shell takes as it is meant",
    async (id) => {
      // A folder whose name would come apart in a shell, and a program that tells what it was called with.
      const odd = join(home, "it's $HOME");
      mkdirSync(odd);
      const script = join(odd, "main.js");
      writeFileSync(script, "");
      const stub = "#!/usr/bin/env node\nconsole.log(JSON.stringify(process.argv.slice(2)));\n";
      for (const name of ["claude", "codex", "gemini", "code"])
        writeFileSync(join(home, name), stub, { mode: 0o755 });
      const surroundings = here({ launch: { command: process.execPath, args: [script] } });
      const line = commandFor(clientOf(id), surroundings, plain)?.line ?? "";
      const env = { PATH: `${home}:${process.env.PATH}` };
      const words = list(JSON.parse(execFileSync("sh", ["-c", line], { env, encoding: "utf8" }))).map(text);
      const told = id === "vscode" ? list(object(JSON.parse(words.at(-1) ?? "")).args) : words;
      expect(told.at(-1)).toBe(script);
      expect(words.join(" ")).toMatch(
        id === "gemini" ? /SCALE_API_KEY=\$SCALE_API_KEY/ : /SCALE_API_KEY_FILE.*scale-ai-mcp\/key/,
      );
    },
  );

  it("starts this very program, or the package by its name where npm had it from a registry", () => {
    const script = join(home, "node_modules/scale-ai-mcp/dist/main.js");
    const itself = { command: "/node", args: [script] };
    expect(launchAt(script, "/node")).toEqual(itself);
    mkdirSync(join(home, "node_modules"));
    const note = (resolved: string) =>
      writeFileSync(
        join(home, "node_modules/.package-lock.json"),
        JSON.stringify({ packages: { "node_modules/scale-ai-mcp": { resolved } } }),
      );
    note("file:scale-ai-mcp-0.1.0.tgz");
    expect(launchAt(script, "/node")).toEqual(itself);
    note("https://registry.npmjs.org/scale-ai-mcp/-/scale-ai-mcp-0.1.0.tgz");
    expect(launchAt(script, "/node")).toEqual(npx);
  });

  it("says how to come to the key, and makes nothing", async () => {
    for (const { id } of clients) expect(await run(id)).toBe(0);
    expect(readdirSync(home)).toEqual([]);
    expect(told).toContain("umask 077");
    expect(told).toContain("SCALE_API_KEY is set");
    expect(told).toContain("asks for the key");
    expect(told.match(/claude mcp add /g)).toHaveLength(1);
    // The entry of Claude Code has the key from elsewhere than the command has.
    expect(told).toMatch(/claude mcp add .*\nThe key is in a file .*\n.*\nFor .*\nStart Claude Code where/);
  });

  it("is misuse for a client that there is not, and not possible for a file that there is not", async () => {
    expect(await run("curser")).toBe(2);
    expect(told).toContain("Did you mean cursor?");
    expect(await run("claude-desktop", { project: true })).toBe(1);
    expect(await run("claude-code", { write: true })).toBe(1);
    expect(out).toBe("");
    expect(readdirSync(home)).toEqual([]);
  });

  it("has never a key in it, nor has a file", async () => {
    const key = "live_0123456789abcdef0123456789abcdef";
    vi.stubEnv("SCALE_API_KEY", key);
    const env = { SCALE_API_KEY: key };
    const old = `{"mcpServers":{"scale-ai":{"command":"x","args":["--key","${key}","--key=${key}"],"env":{"SCALE_API_KEY":"${key}"}}}}`;
    const cursor = present("cursor", old);
    for (const { id } of clients) {
      for (const project of [false, true]) {
        await run(id, { project }, here({ env }));
        await run(id, { project, write: true }, here({ env }));
      }
    }
    expect(read(cursor)).toBe(old);
    expect(told).toContain('"env": (not shown)');
    await run("cursor", { write: true, force: true }, here({ env }));
    const files = readdirSync(home, { recursive: true, encoding: "utf8" })
      .filter((name) => !name.endsWith(".bak"))
      .map((name) => join(home, name))
      .filter((file) => lstatSync(file).isFile());
    // All have two files but Claude Desktop, which has none in a project, and Claude Code, which has none elsewhere.
    expect(files).toHaveLength(2 * clients.length - 2);
    expect(`${out}${told}${files.map(read).join("")}`).not.toContain(key);
    for (const file of files) expect(read(file)).toContain("SCALE_API_KEY");
    vi.unstubAllEnvs();
  });
});

describe("a write", () => {
  const settings = `// mine
{
    "theme": "dark", // keep
    "mcpServers": {
        "other": { "command": "x" }, // and this
    },
}
`;
  const backupOf = (file: string) => `${file}.2026-11-24T01-02-03.004Z.bak`;

  it("makes folders and a file where there are none", async () => {
    for (const client of clients.filter(({ file }) => file !== undefined)) {
      expect(await run(client.id, { write: true })).toBe(0);
      const file = fileOf(client.id);
      expect(read(file)).toBe(`${snippet(client, entryFor(client, here(), plain))}\n`);
      expect(besides(file)).toEqual([file.slice(dirname(file).length + 1)]);
    }
  });

  it.each([0o600, 0o664])("keeps the rest of the file, its mode %o, and a copy of it", async (mode) => {
    const before = process.umask(0o027);
    try {
      const file = present("gemini", settings, mode);
      expect(await run("gemini", { write: true })).toBe(0);
      expect(read(file)).toContain(settings.slice(0, settings.indexOf("    },")));
      expect(Object.keys(object(object(parse(read(file))).mcpServers))).toEqual(["other", "scale-ai"]);
      expect(read(backupOf(file))).toBe(settings);
      for (const each of [file, backupOf(file)]) expect(statSync(each).mode & 0o777).toBe(mode);
      expect(besides(file)).toHaveLength(2);
    } finally {
      process.umask(before);
    }
  });

  it("puts a new file in the old one's place, whole", async () => {
    const file = present("gemini", settings);
    const handle = openSync(file, "r");
    const { ino } = fstatSync(handle);
    await run("gemini", { write: true });
    const buffer = Buffer.alloc(1_000);
    expect(buffer.toString("utf8", 0, readSync(handle, buffer))).toBe(settings);
    closeSync(handle);
    expect(statSync(file).ino).not.toBe(ino);
  });

  it("never writes over a backup or a draft, and leaves the file then", async () => {
    const file = present("gemini", settings);
    writeFileSync(backupOf(file), "earlier");
    expect(await run("gemini", { write: true })).toBe(1);
    expect([read(file), read(backupOf(file))]).toEqual([settings, "earlier"]);
    expect(besides(file)).toHaveLength(2);
    expect(told).toContain("EEXIST");

    rmSync(backupOf(file));
    const draft = `${file}.${process.pid}.new`;
    symlinkSync(join(home, "elsewhere"), draft);
    expect(await run("gemini", { write: true })).toBe(1);
    expect(read(file)).toBe(settings);
    expect(existsSync(join(home, "elsewhere"))).toBe(false);
    expect(lstatSync(draft).isSymbolicLink()).toBe(true);
  });

  it.each(clients.filter(({ file }) => file !== undefined))("is done once: $id", async ({ id }) => {
    await run(id, { write: true });
    const file = fileOf(id);
    const [first, { ino }] = [read(file), statSync(file)];
    expect(await run(id, { write: true, force: true })).toBe(0);
    expect([read(file), statSync(file).ino]).toEqual([first, ino]);
    expect(besides(file)).toHaveLength(1);
    expect(told).toContain("is already there");
  });

  it.each(["cursor", "codex"])("replaces another entry of the name only by force: %s", async (id) => {
    await run(id, { write: true });
    const file = fileOf(id);
    const first = read(file);
    expect(await run(id, { write: true, readOnly: true })).toBe(1);
    expect(read(file)).toBe(first);
    expect(told).toMatch(/"args": \[.*\] instead of \[.*"--read-only"/);
    expect(await run(id, { write: true, readOnly: true, force: true })).toBe(0);
    expect(read(file)).toContain("--read-only");
    expect(read(backupOf(file))).toBe(first);
  });

  it("has the sandbox stand beside the account", async () => {
    await run("codex", { write: true });
    await run("codex", { write: true, sandbox: true }, here());
    expect(Object.keys(object(object(parseToml(read(fileOf("codex")))).mcp_servers))).toEqual([
      "scale-ai",
      "scale-test",
    ]);
  });

  it.each([
    ["gemini", '{ "a": 1,, }', "line 1, column 10"],
    ["gemini", "[1]", "no JSON object"],
    ["vscode", '{ "inputs": {} }', '"inputs" are no list'],
    ["gemini", Buffer.from([0x7b, 0xff, 0x7d]), "no text in UTF-8"],
    ["codex", "[a\n", "line 1, column"],
    ["codex", "mcp_servers = { other = 1 }\n", "only you can change"],
  ])("leaves a file of %s that it can't add to: %s", async (id, content, reason) => {
    const file = present(id, content);
    expect(await run(id, { write: true, force: true })).toBe(1);
    expect(readFileSync(file)).toEqual(Buffer.from(content));
    expect(besides(file)).toHaveLength(1);
    expect(told).toContain(reason);
    expect(told).toContain(file);
  });

  it("follows a link to the file that is meant", async () => {
    const file = fileOf("zed");
    const target = join(home, "dotfiles/zed.json");
    for (const each of [file, target]) mkdirSync(dirname(each), { recursive: true });
    writeFileSync(target, "// mine\n{}\n");
    symlinkSync(target, file);
    expect(await run("zed", { write: true })).toBe(0);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(read(target)).toMatch(/^\/\/ mine\n\{\n {2}"context_servers"/);
    expect(read(backupOf(target))).toBe("// mine\n{}\n");
    expect(besides(file)).toHaveLength(1);

    rmSync(target);
    expect(await run("zed", { write: true })).toBe(1);
    expect(existsSync(target)).toBe(false);
  });

  it("goes into the project's file, and says whom it serves", async () => {
    expect(await run("claude-code", { write: true, project: true })).toBe(0);
    const entry = object(object(object(parse(read(join(home, "project/.mcp.json")))).mcpServers)["scale-ai"]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills this in.
    expect(entry.env).toEqual({ SCALE_API_KEY: "${SCALE_API_KEY}" });
    expect(told).toContain("a path of this machine");
  });
});
