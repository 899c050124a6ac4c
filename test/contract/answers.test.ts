import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSpill } from "../../src/spill.ts";
import { dataOf, list, object, text } from "../support/envelope.ts";
import { connect, startUpstream, type Upstream } from "../support/upstream.ts";

const key = "test_0123456789abcdef";
const task_id = "5f0000000000000000000001";
const mostBytes = 40_000;
const directory = mkdtempSync(join(tmpdir(), "answers-"));
const spill = createSpill({ directory });

const keep = async (_caller: unknown, bytes: string | Uint8Array, mediaType: string) => {
  const file = await spill.keep(bytes, mediaType);
  return file === undefined ? undefined : { file };
};

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(async () => {
  await upstream.close();
  await spill.close();
  rmSync(directory, { recursive: true });
});

async function ask(tool: string, args: Record<string, unknown>, keeps = true) {
  const connection = connect(upstream, key, { mostBytes, keep: keeps ? keep : undefined });
  const outcome = await connection.call(tool, args);
  await connection.close();
  expect(JSON.parse(outcome.text)).toEqual(outcome.envelope);
  const base64 = outcome.contents.reduce((sum, content) => sum + content.base64.length, 0);
  expect(Buffer.byteLength(outcome.text) + base64).toBeLessThanOrEqual(mostBytes);
  const data = dataOf(outcome.envelope);
  const { envelope, text: shown, contents } = outcome;
  return {
    envelope,
    text: shown,
    contents,
    data,
    omitted: object(object(data._scale_mcp ?? {}).omitted ?? {}),
  };
}

const row = (n: number) => ({
  task_id: `t${n}`,
  status: "completed",
  response: { list: Array(200).fill(n) },
});
const docs = Array.from({ length: 100 }, (_, n) => row(n));

describe("an answer that is too large", () => {
  it("of a list keeps its rows and names the call that returns one whole", async () => {
    upstream.script({ body: { docs, total: 100, has_more: true, next_token: "abc" } });
    const { data, omitted } = await ask("LIST_TASKS", {});
    expect(list(data.docs)).toHaveLength(100);
    expect(data).toMatchObject({ total: 100, next_token: "abc" });
    expect(omitted).toMatchObject({ keys: ["response"], how: expect.stringContaining("GET_TASK") });
    expect(omitted).not.toHaveProperty("file");
  });

  it("of a list that loses rows says how to ask for fewer", async () => {
    const short = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`k${n}`, "x".repeat(100)]));
    upstream.script({
      body: { docs: docs.map((doc) => ({ ...doc, ...short })) },
    });
    const { data, omitted } = await ask("LIST_TASKS", {});
    expect(Number(omitted.rows) + list(data.docs).length).toBe(100);
    expect(omitted.how).toContain("limit");
  });

  it("of a single object is kept whole in a file, whose path is told", async () => {
    const task = {
      task_id,
      status: "completed",
      response: { annotations: Array(3_000).fill({ label: "ä\u001b" }) },
    };
    upstream.script({ body: task });
    const { data, omitted } = await ask("GET_TASK", { task_id });
    expect(data).toMatchObject({ task_id, status: "completed" });
    expect(JSON.parse(readFileSync(text(omitted.file), "utf8"))).toEqual(task);
    expect(omitted.how).not.toContain("GET_TASK");
  });

  it("of a single object without a place for files says who can change that", async () => {
    upstream.script({ body: { task_id, response: "x".repeat(60_000) } });
    const { omitted } = await ask("GET_TASK", { task_id }, false);
    expect(omitted).not.toHaveProperty("file");
    expect(omitted.how).toContain("--max-result-bytes");
  });

  it("of bytes is kept as they are", async () => {
    const bytes = Buffer.alloc(100_000, 0x89);
    upstream.script({ headers: { "content-type": "image/png" }, body: bytes });
    const { data, omitted, contents } = await ask("GET_V1_TASK_RESPONSE_URL", { task_id, uuid: "u" });
    expect(data).toMatchObject({ content_type: "image/png", size: 100_000 });
    expect(contents).toEqual([]);
    expect(text(omitted.file)).toMatch(/\.png$/);
    expect(readFileSync(text(omitted.file)).equals(bytes)).toBe(true);
  });

  it("holds no key in its file either", async () => {
    upstream.script({ body: { a: `${key} `.repeat(5_000) } });
    const { omitted } = await ask("GET_TASK", { task_id });
    expect(readFileSync(text(omitted.file), "utf8")).not.toContain(key);
  });

  it("keeps what else was remarked", async () => {
    upstream.script({ body: { task_id, response: Array(30_000).fill(1) } });
    const { data } = await ask("SET_TASK_METADATA", { task_id, metadata: '{"a":1}' });
    expect(data._scale_mcp).toMatchObject({ key: "test", warnings: [expect.any(String)], omitted: {} });
  });

  it("fits also where each character needs an escape", async () => {
    upstream.script({
      body: { docs: docs.map((doc) => ({ ...doc, tags: Array(30).fill("\u009b\u009b\u009b") })) },
    });
    await ask("LIST_TASKS", {});
  });
});

describe("a key that comes back", () => {
  const base64 = Buffer.from(`${key}:`).toString("base64");
  const escaped = `\\u0074${key.slice(1)}`;
  const forms: [what: string, json: string][] = [
    ["as it is", `{"you":"${key}"}`],
    ["as a name", `{"${key}":1}`],
    ["behind an escape", `{"you":"${escaped}"}`],
    ["behind an escape, as a name", `{"${escaped}":1}`],
    ["as a header", `{"you":"Basic ${base64}"}`],
    ["in a list", `["${key}"]`],
    ["in a list, behind an escape", `["${escaped}"]`],
  ];
  // A small answer, whose text is made when it is asked for, and one whose size must be known.
  const sizes = [
    ["small", ""],
    ["larger", `${" ".repeat(8_000)}`],
  ] as const;
  it.each(
    forms.flatMap(([what, json]) => sizes.map(([size, blanks]) => [what, size, `${json}${blanks}`] as const)),
  )("%s is hidden in the data and the text of a %s answer", async (_what, _size, body) => {
    upstream.script({ headers: { "content-type": "application/json" }, body });
    const { envelope, text: shown } = await ask("LIST_TASKS", {});
    for (const told of [JSON.stringify(envelope), shown]) {
      expect(told).toContain("[key hidden]");
      expect(told).not.toContain("0123456789");
      expect(told).not.toContain(base64.slice(0, 20));
    }
  });

  it("with a slash in it is hidden behind an escaped one too", async () => {
    const slashed = "test_0123/456789abcdef";
    const connection = connect(upstream, slashed, { mostBytes });
    upstream.script({ body: `{"you":"${slashed.replace("/", "\\/")}"}` });
    const { envelope } = await connection.call("GET_TASK", { task_id });
    await connection.close();
    expect(dataOf(envelope).you).toBe("[key hidden]");
  });
});

describe("the text of an answer", () => {
  const compact = '{"data":{"task_id":"t","tags":["a: b"],"response":{"list":[1,2]}},"successful":true}';
  const task = '{"task_id":"t","tags":["a: b"],"response":{"list":[1,2]}}';
  it.each([
    ["compact", task],
    ["spaced", task.replaceAll('":', '": ').replaceAll(",", ", ")],
    ["on many lines", JSON.stringify(JSON.parse(task), null, 2)],
    ["with tabs", JSON.stringify(JSON.parse(task), null, "\t")],
    ["with carriage returns", task.replaceAll(",", ",\r\n")],
    ["with blanks around", `\r\n ${task}\t`],
    ["with escapes that need none", task.replace("tags", "\\u0074ags")],
  ])("says the same in as few characters when Scale's is %s", async (_what, body) => {
    upstream.script({ headers: { "content-type": "application/json" }, body });
    expect((await ask("GET_TASK", { task_id })).text).toBe(compact);
  });

  it("of a write says with what kind of key it was made", async () => {
    upstream.script({ body: { task_id } });
    const { data, text: shown } = await ask("SET_TASK_METADATA", { task_id, metadata: { a: 1 } });
    expect(data._scale_mcp).toEqual({ key: "test" });
    expect(shown).toContain('"_scale_mcp":{"key":"test"}');
  });

  it("of a list without an object around it says under which name it stands", async () => {
    upstream.script({ body: [{ name: "a" }] });
    expect((await ask("LIST_PROJECTS", {})).text).toBe(
      '{"data":{"projects":[{"name":"a"}]},"successful":true}',
    );
  });
});

describe("an answer whose JSON is short and whose text is not", () => {
  it.each([
    ["numbers with exponents", `[${Array(1_900).fill("1e20").join(",")}]`],
    ["characters that are shown as escapes", JSON.stringify("\u009b".repeat(9_000))],
    ["tags, of four bytes", JSON.stringify("\u{e0041}".repeat(3_300))],
  ])("by %s is within its size all the same", async (_what, json) => {
    upstream.script({ headers: { "content-type": "application/json" }, body: `{"a":1,"list":${json}}` });
    const { data } = await ask("GET_TASK", { task_id });
    expect(data.a).toBe(1);
  });
});

describe("what others wrote", () => {
  it("cannot steer who reads it, and is still what they wrote", async () => {
    const instruction = "a\u001b[2J\u009b31m\u202egpj.exe\u200b\u{e0041}";
    upstream.script({ body: { task_id, instruction } });
    const { data, text: shown } = await ask("GET_TASK", { task_id });
    expect(shown).not.toMatch(/[\p{Cc}\u202e\u200b\u{e0041}]/u);
    expect(data.instruction).toBe(instruction);
  });
});
