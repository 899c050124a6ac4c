import * as fc from "fast-check";
import { parse as parseJson, parseTree } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import { clientIds } from "../../src/choices.ts";
import { commandFor } from "../../src/cli/clients/command.ts";
import { differences } from "../../src/cli/clients/difference.ts";
import { entryFor } from "../../src/cli/clients/entry.ts";
import { type Merged, merge, snippet } from "../../src/cli/clients/merge.ts";
import {
  howToMakeKeyFile,
  keyFile,
  launchOf,
  type Surroundings,
} from "../../src/cli/clients/surroundings.ts";
import { clients } from "../../src/cli/clients/table.ts";
import { tools } from "../../tools/index.ts";

const plain = { project: false, sandbox: false, readOnly: false };
const linux: Surroundings = {
  platform: "linux",
  home: "/home/ada",
  env: {},
  cwd: "/work/it",
  launch: { command: "/usr/bin/node", args: ["/opt/main.js"] },
};
const windows: Surroundings = {
  platform: "win32",
  home: "C:\\Users\\ada",
  env: { APPDATA: "C:\\Users\\ada\\AppData\\Roaming" },
  cwd: "C:\\work\\it",
  launch: { command: "npx", args: ["-y", "scale-ai-mcp"] },
};

const clientOf = (id: string) => {
  const client = clients.find((each) => each.id === id);
  if (client === undefined) throw new Error(`no client ${id}`);
  return client;
};
const changed = (merged: Merged): string => {
  if (merged.kind !== "changed") throw new Error(`not changed: ${merged.kind}`);
  return merged.text;
};
const json = { format: "json", root: "mcpServers" } as const;
const toml = { format: "toml", root: "mcp_servers" } as const;
const entry = { name: "scale-ai", value: { command: "node", args: ["m.js"] } };

describe("clients", () => {
  it("are those of the command line", () => {
    expect(clients.map(({ id }) => id)).toEqual([...clientIds]);
  });

  it("heed variables that move their files, if these hold anything", () => {
    const at = (id: string, env: Surroundings["env"]) => clientOf(id).file?.({ ...linux, env });
    expect(at("zed", { XDG_CONFIG_HOME: "/x" })).toBe("/x/zed/settings.json");
    expect(at("zed", { XDG_CONFIG_HOME: "" })).toBe("/home/ada/.config/zed/settings.json");
    expect(at("codex", { CODEX_HOME: "/c" })).toBe("/c/config.toml");
    expect(at("gemini", { GEMINI_CLI_HOME: "/g" })).toBe("/g/.gemini/settings.json");
    const mac = { ...linux, platform: "darwin", env: { XDG_CONFIG_HOME: "/x" } } as const;
    expect(clientOf("zed").file?.(mac)).toBe("/home/ada/.config/zed/settings.json");
    expect(clientOf("claude-desktop").file?.({ ...windows, env: {} })).toBe(
      "C:\\Users\\ada\\AppData\\Roaming\\Claude\\claude_desktop_config.json",
    );
  });

  it("have the npx of Windows started through a shell only where their page asks for it", () => {
    const commands = clients.map((client) => [client.id, entryFor(client, windows, plain).value.command]);
    expect(commands.filter(([, command]) => command === "cmd")).toEqual([["claude-code", "cmd"]]);
    const own = { ...windows, launch: { command: "C:\\node.exe", args: ["C:\\main.js"] } };
    expect(entryFor(clientOf("claude-code"), own, plain).value.command).toBe("C:\\node.exe");
  });

  /** How long a name a client takes, and how it makes one: see docs/clients.md. Where nothing is known, 64 as models do. */
  const limits: readonly [string, number, (server: string, tool: string) => string][] = [
    ["claude-desktop", 64, (_server, tool) => tool],
    ["claude-code", 64, (server, tool) => `mcp__${server}__${tool}`],
    ["cursor", 59, (server, tool) => `${server}${tool}`],
    ["vscode", 64, (server, tool) => `mcp_${server}_${tool}`],
    ["windsurf", 64, (server, tool) => `mcp__${server}__${tool}`],
    ["zed", 64, (server, tool) => `${server}_${tool}`],
    ["codex", 64, (server, tool) => `mcp__${server}__${tool}`],
    ["gemini", 63, (server, tool) => `mcp_${server}_${tool}`],
  ];
  it.each(limits)("%s takes names of at most %i characters, which no tool passes", (id, most, named) => {
    for (const sandbox of [true, false]) {
      const { name } = entryFor(clientOf(id), linux, { ...plain, sandbox });
      const lengths = tools.map((tool) => named(name, tool.name).length);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(most);
    }
  });

  it("are given the package by its name only where it came from a registry", () => {
    const from = (resolved: string | undefined) => launchOf("/x/dist/main.js", "/n", resolved).command;
    expect(from("https://registry.npmjs.org/scale-ai-mcp/-/scale-ai-mcp-0.1.0.tgz")).toBe("npx");
    expect(from("file:../scale-ai-mcp-0.1.0.tgz")).toBe("/n");
    expect(from("git+ssh://git@github.com/x/scale-ai-mcp.git#1")).toBe("/n");
    expect(from(undefined)).toBe("/n");
  });

  it("are told how to make a file for the key that nobody else can read", () => {
    expect(keyFile(windows)).toBe("C:\\Users\\ada\\AppData\\Roaming\\scale-ai-mcp\\key");
    expect(howToMakeKeyFile({ ...linux, home: "/home/o'hara" })).toContain(
      "(umask 077 && cat > '/home/o'\\''hara/.config/scale-ai-mcp/key')",
    );
  });

  it("have no command for a project where none is documented", () => {
    const found = clients.filter((client) => commandFor(client, linux, { ...plain, project: true }));
    expect(found.map(({ id }) => id)).toEqual(["claude-code", "gemini"]);
  });

  it("are given commands in the words of cmd on Windows", () => {
    expect(commandFor(clientOf("codex"), windows, plain)?.line).toBe(
      "codex mcp add scale-ai --env SCALE_API_KEY_FILE=C:\\Users\\ada\\AppData\\Roaming\\scale-ai-mcp\\key -- npx -y scale-ai-mcp",
    );
    expect(commandFor(clientOf("vscode"), windows, { ...plain, sandbox: true })?.line).toBe(
      'code --add-mcp "{\\"name\\":\\"scale-test\\",\\"type\\":\\"stdio\\",\\"command\\":\\"npx\\",\\"args\\":[\\"-y\\",\\"scale-ai-mcp\\",\\"--sandbox\\"]}"',
    );
  });
});

describe("a difference", () => {
  it("is told by field, and shows nothing that may be a key", () => {
    const found = {
      command: "node",
      args: ["a", "--read-only", "--key=live_0123456789abcdef", "0123456789abcdef"],
      env: { SCALE_API_KEY: "test_0123456789abcdef" },
      disabled: true,
    };
    expect(differences(found, { name: "x", value: { command: "npx", args: ["a"] } })).toEqual([
      '"command": "node" instead of "npx"',
      '"args": ["a","--read-only","…","…"] instead of ["a"]',
      '"env": (not shown) instead of nothing',
      '"disabled": (not shown) instead of nothing',
    ]);
  });
});

// Random JSON with comments, as text.

const scalars = fc
  .oneof(fc.boolean(), fc.integer(), fc.string(), fc.constant(null))
  .map((value) => JSON.stringify(value));
const gaps = fc
  .array(
    fc.constantFrom(
      " ",
      "\t",
      "\n",
      "\r\n",
      "  ",
      "// line\n",
      '// } , " \u2028 {\r\n',
      "/* block */",
      "/* , } \n ] */",
    ),
    { maxLength: 3 },
  )
  .map((parts) => parts.join(""));
const keys = fc
  .oneof(fc.constantFrom("a", "b", "mcpServers", "inputs", 'quo"te', "ü"), fc.string())
  .filter((key) => key !== "__proto__");

const listed = (open: string, items: fc.Arbitrary<string>, close: string) =>
  fc
    .tuple(fc.array(fc.tuple(gaps, items, gaps), { maxLength: 3 }), fc.boolean(), gaps)
    .map(([parts, trailing, gap]) => {
      const inside = parts.map(([before, item, after]) => `${before}${item}${after}`).join(",");
      return `${open}${inside}${trailing && parts.length > 0 ? "," : ""}${gap}${close}`;
    });
const member = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc.tuple(key, gaps, value).map(([name, gap, text]) => `${JSON.stringify(name)}${gap}:${gap}${text}`);

const { value: values } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalars,
    listed("[", tie("value"), "]"),
    listed("{", member(keys, tie("value")), "}"),
  ),
}));
const servers = listed("{", member(fc.constantFrom("other", "third"), values), "}");
const otherMembers = member(
  keys.filter((key) => key !== "mcpServers"),
  values,
);
const documents = fc
  .tuple(
    gaps,
    fc.array(otherMembers, { maxLength: 3 }),
    fc.option(member(fc.constant("mcpServers"), servers)),
    fc.array(otherMembers, { maxLength: 2 }),
    gaps,
    fc.boolean(),
    fc.constantFrom("", "\uFEFF"),
  )
  .map(([first, before, own, after, last, trailing, mark]) => {
    const members = [...before, ...(own === null ? [] : [own]), ...after];
    const comma = trailing && members.length > 0 ? "," : "";
    return `${mark}${first}{${members.map((each) => `${first}${each}`).join(`${last},`)}${comma}${last}}${last}`;
  });

/** What stands between the marks of both texts where the second only has more: undefined where it has not. */
function insertedInto(before: string, after: string): string | undefined {
  let place = 0;
  let more = "";
  for (const character of after) {
    if (before.startsWith(character, place)) place += character.length;
    else more += character;
  }
  return place === before.length ? more : undefined;
}

/** The text without the member at the path. */
function without(text: string, [first, ...rest]: readonly string[]): string {
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  let found = parseTree(text.slice(mark), [], { allowTrailingComma: true });
  let property: typeof found;
  for (const key of [first, ...rest]) {
    property = found?.children?.findLast(({ children }) => children?.[0]?.value === key);
    found = property?.children?.[1];
  }
  if (property === undefined) throw new Error("not found");
  const start = property.offset + mark;
  return text.slice(0, start) + text.slice(start + property.length);
}

const valueIn = (text: string): unknown =>
  parseJson(text.replace(/^\uFEFF/, ""), [], { allowTrailingComma: true });

describe("JSON with comments", () => {
  it("keeps every byte, whatever it is, and gets the entry once", () => {
    fc.assert(
      fc.property(documents, (before) => {
        const after = changed(merge(before, json, entry, false));
        const hadServers = Object.hasOwn(Object(valueIn(before)), "mcpServers");
        const rest = without(after, hadServers ? ["mcpServers", "scale-ai"] : ["mcpServers"]);
        // Beside the entry there is at most a comma more, and space.
        expect(insertedInto(before, rest)).toMatch(/^\s*,?\s*$/);
        expect(valueIn(after)).toEqual({
          ...Object(valueIn(before)),
          mcpServers: { ...Object(valueIn(before)).mcpServers, "scale-ai": entry.value },
        });
        expect(merge(after, json, entry, false)).toEqual({ kind: "same" });
      }),
      { numRuns: 1_000 },
    );
  });

  it("changes nothing but the value of an entry that is replaced", () => {
    const own = fc.tuple(gaps, gaps).map(([before, after]) => `${before}"scale-ai"${after}:`);
    fc.assert(
      fc.property(gaps, own, values, gaps, documents, (gap, name, old, end, other) => {
        const head = `{${gap}"mcpServers":{"x": ${other.replace(/^\uFEFF/, "")},${name}`;
        const tail = `${end},}${gap}}${end}`;
        const before = `${head}${old}${tail}`;
        const merged = merge(before, json, entry, true);
        const after = changed(merged);
        expect([after.startsWith(head), after.endsWith(tail)]).toEqual([true, true]);
        expect(Object(valueIn(after)).mcpServers["scale-ai"]).toEqual(entry.value);
        expect(merge(before, json, entry, false).kind).toBe("differs");
      }),
    );
  });

  it("is indented as the file is", () => {
    const before = '{\r\n\t"a": 1, // one\r\n\t"mcpServers": {\r\n\t\t"x": {} // last\r\n\t}\r\n}\r\n';
    expect(changed(merge(before, json, entry, false))).toBe(
      '{\r\n\t"a": 1, // one\r\n\t"mcpServers": {\r\n\t\t"x": {}, // last\r\n\t\t"scale-ai": {\r\n\t\t\t"command": "node",\r\n\t\t\t"args": [\r\n\t\t\t\t"m.js"\r\n\t\t\t]\r\n\t\t}\r\n\t}\r\n}\r\n',
    );
    expect(changed(merge('{"a":1,"mcpServers":{"x":{}}}', json, entry, false))).toBe(
      '{"a":1,"mcpServers":{"x":{},"scale-ai":{"command":"node","args":["m.js"]}}}',
    );
    expect(changed(merge("", json, entry, false))).toBe(`${snippet(json, entry)}\n`);
  });

  it("has what is asked for once, beside other inputs", () => {
    const vscode = clientOf("vscode");
    const asked = entryFor(vscode, linux, plain);
    const before = '{\n  "inputs": [\n    { "id": "other" }, // mine\n  ],\n  "servers": {}\n}\n';
    const after = changed(merge(before, vscode, asked, false));
    expect(after).toContain('{ "id": "other" }, // mine\n    {\n      "type": "promptString",');
    expect(merge(after, vscode, asked, false)).toEqual({ kind: "same" });
    const again = changed(merge(after.replace('"scale-ai"', '"other"'), vscode, asked, false));
    expect(again.match(/promptString/g)).toHaveLength(1);
  });

  it.each([
    ['{\n  "a": 1,\n  "b": 2,,\n}', "line 3, column 10 is not valid (PropertyNameExpected)"],
    ['{\n  "mcpServers": {', "line 2, column 18 is not valid (CloseBraceExpected)"],
    ["[1]", "it holds no JSON object"],
    ["// nothing\n", "is not valid (ValueExpected)"],
    ['{"mcpServers": []}', 'its "mcpServers" is no object'],
    ['{"mcpServers": null}', 'its "mcpServers" is no object'],
  ])("is refused where it can't be added to: %s", (text, reason) => {
    expect(() => merge(text, json, entry, true)).toThrow(reason);
  });
});

const table = '[mcp_servers.scale-ai]\ncommand = "node"\nargs = [ "m.js" ]';
const tomlParts = fc.constantFrom(
  "# a comment\n",
  "\n",
  "[a]\nb = 1\n",
  "[[list]]\nn = 9007199254740993\n",
  'text = """\n[mcp_servers.scale-ai]\n"""\n',
  '[mcp_servers.other]\ncommand = "x"\n[mcp_servers.other.env]\nA = "b"\n',
  "when = 1979-05-27T07:32:00Z\n",
  "rows = [\n  [1],\n]\n",
);
const isToml = (text: string) => {
  try {
    parseToml(text, { integersAsBigInt: true });
    return true;
  } catch {
    return false;
  }
};

describe("TOML", () => {
  it("is added to at its end, and keeps every byte before", () => {
    const texts = fc
      .tuple(fc.array(tomlParts, { maxLength: 6 }), fc.constantFrom("", "# end", "\r\n"))
      .map(([parts, end]) => `${parts.join("")}${end}`);
    fc.assert(
      fc.property(texts.filter(isToml), (before) => {
        const after = changed(merge(before, toml, entry, false));
        expect(after.startsWith(before)).toBe(true);
        expect(after.slice(before.length).replaceAll("\r\n", "\n").trim()).toBe(table);
        expect(merge(after, toml, entry, false)).toEqual({ kind: "same" });
      }),
    );
  });

  const olds = fc.constantFrom(
    '[mcp_servers.scale-ai]\ncommand = "old"\n',
    '[ mcp_servers . "scale-ai" ] # mine\ncommand = "old"\n\n[mcp_servers.scale-ai.env]\nA = "b"\n',
    '[mcp_servers.scale-ai]\ncommand = "old"\n# inside\nargs = [\n  "a",\n]\n[mcp_servers.scale-ai.tools.x]\nmode = "y"\n',
  );
  it("has just the entry's own tables replaced", () => {
    const heads = fc.array(tomlParts, { maxLength: 4 }).map((parts) => parts.join(""));
    const tails = fc.constantFrom(
      "",
      "\n# of the next\n[next]\na = 1\n",
      "[mcp_servers.z]\ncommand = '''\n[x]\n'''\n",
    );
    fc.assert(
      fc.property(heads, olds, tails, (head, old, tail) => {
        const before = `${head}${old}${tail}`;
        fc.pre(isToml(before));
        expect(merge(before, toml, entry, false).kind).toBe("differs");
        expect(changed(merge(before, toml, entry, true))).toBe(`${head}${table}\n${tail}`);
      }),
    );
  });

  it("keeps the ends of lines of Windows", () => {
    const before = '\uFEFFa = 1\r\n\r\n[mcp_servers.scale-ai]\r\ncommand = "old"\r\n\r\n[b]\r\n';
    const after = changed(merge(before, toml, entry, true));
    expect(after).toBe(`\uFEFFa = 1\r\n\r\n${table.replaceAll("\n", "\r\n")}\r\n\r\n[b]\r\n`);
  });

  it.each([
    ["a = 1\nb = \n", "line 2, column 5 is not valid (invalid value)"],
    ["mcp_servers = { other = { command = 'x' } }\n", "a form that only you can change"],
    ["[mcp_servers]\nscale-ai = { command = 'x' }\n", "a form that only you can change"],
    ["mcp_servers.scale-ai.command = 'x'\n", "a form that only you can change"],
    ["mcp_servers = 1\n", "a form that only you can change"],
  ])("is refused where it can't be changed: %s", (text, reason) => {
    expect(() => merge(text, toml, entry, true)).toThrow(reason);
  });
});
