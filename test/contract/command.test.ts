import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { flagsOf } from "../../src/cli/arguments.ts";
import { run } from "../../src/cli/program.ts";
import { createRegistry } from "../../src/registry.ts";
import { dataOf, list, object } from "../support/envelope.ts";

let out = "";
let told = "";
beforeEach(() => {
  [out, told] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk, ...rest) => {
    out += String(chunk);
    for (const done of rest) if (typeof done === "function") done();
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((chunk, ...rest) => {
    told += String(chunk);
    for (const done of rest) if (typeof done === "function") done();
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const directory = mkdtempSync(join(tmpdir(), "command-"));
afterAll(() => rmSync(directory, { recursive: true }));
const file = (name: string, content: string) => {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
};

const call = (...words: string[]) => run(["call", ...words, "--sandbox"], {});
const envelope = (): unknown => JSON.parse(out);
const registry = createRegistry();

describe("call, with flags", () => {
  it.each(registry.entries)("takes the example of $tool.name", async ({ tool, published }) => {
    const flags = flagsOf(published).flatMap(({ parameter, flag, schema }) => {
      const value = tool.example[parameter];
      if (value === undefined) return [];
      const isTexts = Array.isArray(value) && schema.items?.type === "string";
      const values: readonly unknown[] = isTexts ? value : [value];
      return values.flatMap((each) => [flag, typeof each === "string" ? each : JSON.stringify(each)]);
    });
    const code = await call(tool.name, ...flags);
    expect([code, told.replace(/^\(beside the envelope.*\n/, "")]).toEqual([0, ""]);
    const byFlags = envelope();
    expect(dataOf(byFlags)).not.toHaveProperty("_scale_mcp.warnings");
  });

  it("sends each value as its parameter's type", async () => {
    const code = await run(
      [
        ...[
          "call",
          "create_image_annotation_task",
          "--sandbox",
          "--dry-run",
          "--attachment",
          "https://a.test/1.jpg",
        ],
        ...["--geometries", `@${file("shapes.json", '{"box":{"objects_to_annotate":["7"]}}')}`],
        ...[
          "--tags",
          "7",
          "--tags",
          '["a","b"]',
          "--priority",
          "20",
          "--padding",
          "-3",
          "--unique-id",
          "007",
        ],
        ...["--can-add-base-annotations", "--can-edit-base-annotations", "false", "--instruction", "@@home"],
        ...["--base-annotations", '{"annotations":[]}', "--metadata", '{"n":1}'],
      ],
      {},
    );
    expect([code, told]).toEqual([0, ""]);
    expect(dataOf(envelope())).toMatchObject({
      request: {
        body: {
          attachment: "https://a.test/1.jpg",
          geometries: { box: { objects_to_annotate: ["7"] } },
          tags: ["7", "a", "b"],
          priority: 20,
          padding: -3,
          unique_id: "007",
          can_add_base_annotations: true,
          can_edit_base_annotations: false,
          instruction: "@home",
          base_annotations: { annotations: [] },
          metadata: { n: 1 },
        },
      },
    });
  });

  it("lets a flag win over the JSON beside it", async () => {
    const json = `@${file("batch.json", '{"project":"nobody","name":"from-file"}')}`;
    expect(await call("create_batch", json, "--project", "street-signs")).toBe(0);
    expect(dataOf(envelope())).toMatchObject({ name: "from-file", project: "street-signs" });
  });

  it.each<[string, string[]]>([
    ["a flag that no parameter has", ["get_task", "--taks-id", "1"]],
    ["broken JSON", ["create_batch", "{"]],
    ["broken JSON in a flag", ["set_task_metadata", "--task-id", "1", "--metadata", "{"]],
    ["a file that is not there", ["create_batch", `@${directory}/none.json`]],
    ["JSON beside flags that is no object", ["create_batch", "[1]", "--name", "a"]],
    ["another output", ["list_projects", "--output", "xml"]],
  ])("ends with 2 for %s, and calls nothing", async (_what, words) => {
    expect(await call(...words)).toBe(2);
    expect(out).toBe("");
    expect(told).not.toBe("");
  });

  it("lets the tool refuse what is not of its type", async () => {
    expect(await call("list_batches", "--limit", "many")).toBe(1);
    expect(object(envelope()).successful).toBe(false);
  });
});

describe("a table", () => {
  it("has a row for each item, and what stands beside them", async () => {
    expect(await call("list_tasks", "--limit", "2", "--output", "table")).toBe(0);
    const lines = out.split("\n");
    expect(lines[0]).toMatch(/^task_id +type/);
    expect(lines.filter((line) => line.startsWith("681500005ca1e0f0"))).toHaveLength(2);
    expect(out).toMatch(/^total +16$/m);
    expect(lines.filter((line) => line.length > 100 || line.endsWith(" "))).toEqual([]);
  });

  it("has names and values of anything else", async () => {
    expect(await call("get_task", "--task-id", "681500005ca1e0f000000001", "--output", "table")).toBe(0);
    expect(out).toMatch(/^status +completed$/m);
    expect(out).toMatch(/^params +\{"attachment"/m);
  });

  it("shows nothing that steers the terminal", async () => {
    const name = "red\u001b[31m\nbatch";
    expect(await call("create_batch", "--project", "street-signs", "--name", name, "--output", "table")).toBe(
      0,
    );
    expect(out).not.toContain("\u001b");
    expect(out).toContain("red\\u001b[31m batch");
  });

  it("leaves stdout empty where the call failed, and says why on stderr", async () => {
    expect(await call("get_task", "--task-id", "nobody", "--output", "table")).toBe(1);
    expect(out).toBe("");
    expect(told).toMatch(/^not_found: /);
  });
});

describe("tools", () => {
  it("shows one with its parameters and its example, under either name", async () => {
    expect(await run(["tools", "create_batch"], {})).toBe(0);
    const short = out;
    out = "";
    expect(await run(["tools", "SCALE_AI_CREATE_BATCH"], {})).toBe(0);
    expect(out).toBe(short);
    for (const { flag } of flagsOf(registry.find("create_batch")?.published ?? { inputSchema: {} }))
      expect(out).toContain(flag);
  });

  it.each(registry.entries)(
    "shows an example of $tool.name that a shell takes as it is",
    async ({ tool }) => {
      expect(await run(["tools", tool.name], {})).toBe(0);
      const example = /^ {2}scale-ai-mcp call (\S+) '(.*)' --sandbox$/m.exec(out);
      expect(JSON.parse((example?.[2] ?? "").replaceAll(`'\\''`, "'"))).toEqual(tool.example);
    },
  );

  it("gives the definitions as JSON, under short names where these are asked for", async () => {
    expect(await run(["tools", "--output", "json", "--short-names", "--toolsets", "team"], {})).toBe(0);
    expect(list(object(JSON.parse(out)).tools).map((tool) => object(tool).name)).toEqual([
      "get_teams",
      "invite_team_member",
    ]);
  });

  it("says which tool may be meant", async () => {
    expect(await run(["tools", "get_taks"], {})).toBe(2);
    expect(told).toContain("SCALE_AI_GET_TASK");
  });
});

describe("a command that is not understood", () => {
  it.each<[string, string[], string[]]>([
    ["is no command", ["nonsense"], ["unknown command 'nonsense'", "scale-ai-mcp --help"]],
    ["is a slip", ["tolls"], ["Did you mean tools?"]],
    ["is a tool", ["list_projects"], ["Did you mean call list_projects?"]],
    ["lacks something", ["call"], ["missing required argument 'name'", "scale-ai-mcp call --help"]],
    ["has broken JSON", ["call", "list_projects", "{"], ["The arguments: this is not JSON"]],
    ["is for HTTP, which it leaves out", ["serve", "--port", "3000"], ["--port", "--http"]],
  ])("that %s", async (_what, words, expected) => {
    expect(await run(words, {})).toBe(2);
    expect(out).toBe("");
    for (const text of expected) expect(told).toContain(text);
  });

  it("is not what ends a server whose port is in use", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    expect(await run(["serve", "--http", "--sandbox", "--port", String(port)], {})).toBe(1);
    expect(told).toContain("the port is in use");
    await new Promise((resolve) => other.close(resolve));
  });
});

describe("completion", () => {
  const complete = async (...words: string[]) => {
    out = "";
    expect(await run(["complete", "--", ...words], {})).toBe(0);
    return out.split("\n").filter((line) => line !== "");
  };

  it.each<[string, string[], string[]]>([
    ["commands", ["to"], ["tools"]],
    ["nothing that nobody types", ["comp"], ["completion"]],
    ["shells", ["completion", ""], ["bash", "zsh", "fish"]],
    ["tools", ["call", "SCALE_AI_GET_T"], ["SCALE_AI_GET_TASK", "SCALE_AI_GET_TEAMS"]],
    ["tools by their short names", ["tools", "get_t"], ["get_task", "get_teams"]],
    ["flags of a tool", ["call", "create_batch", "--cal"], ["--callback", "--calibration-batch"]],
    ["flags of a command", ["sandbox", "--comp"], ["--complete-after"]],
    ["flags without a command", ["--short"], ["--short-names"]],
    [
      "choices of a parameter",
      ["call", "create_image_annotation_task", "--priority", ""],
      ["10", "20", "30"],
    ],
    ["choices of an option", ["serve", "--auth", "t"], ["token"]],
    ["nothing after a free text", ["call", "get_task", "--task-id", ""], []],
  ])("offers %s", async (_what, words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });
});
