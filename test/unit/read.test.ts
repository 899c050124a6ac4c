import { describe, expect, it } from "vitest";
import { type Reading, read } from "../../src/scale/read.ts";
import type { Answered } from "../../src/scale/wire.ts";
import type { ToolFacts } from "../../tools/define.ts";

const answered = (
  body: string,
  status = 200,
  headers: Record<string, string> = {},
  whole = true,
): Answered => ({
  kind: "answered",
  status,
  header: (name) => headers[name],
  body: Buffer.from(body),
  whole,
});

const listTool = { answer: "batches", effect: "read" } as const;
const writeTool = { answer: "batch", effect: "create" } as const;
const contentTool = { answer: "content", effect: "read" } as const;
const isJson = { "content-type": "application/json; charset=utf-8" };

type Tool = Pick<ToolFacts, "answer" | "effect">;
const data: [what: string, answer: Answered, tool: Tool, expected: unknown][] = [
  ["an object", answered('{"a":1}'), listTool, { a: 1 }],
  ["an object with 201", answered('{"a":1}', 201), writeTool, { a: 1 }],
  ["a bare list", answered("[1,2]"), listTool, { batches: [1, 2] }],
  ["an empty list", answered("[]"), listTool, { batches: [] }],
  ["whatever is stored", answered("[1"), contentTool, {}],
  ["a bare number", answered("7"), listTool, { value: 7 }],
  ["a bare null", answered("null"), listTool, { value: null }],
  ["a bare JSON text", answered('"OK"'), listTool, { value: "OK" }],
  ["plain OK", answered("OK"), listTool, { message: "OK" }],
  ["an object behind a byte order mark", answered('\uFEFF{"a":1}'), writeTool, { a: 1 }],
  [
    "plain OK that says it is JSON",
    answered("OK", 200, { "content-type": "text/plain" }),
    writeTool,
    { message: "OK" },
  ],
  ["nothing to a write", answered(""), writeTool, {}],
  ["blanks to a write", answered(" \n"), writeTool, {}],
  ["nothing to a write, said to be JSON", answered("", 200, isJson), writeTool, {}],
  ["a status of the object's own", answered('{"status_code":404}'), listTool, { status_code: 404 }],
  [
    "an error text of a task's own",
    answered('{"error":"bad attachment"}'),
    listTool,
    { error: "bad attachment" },
  ],
];

const garbled: [what: string, answer: Answered, tool: Tool, problem: RegExp][] = [
  ["a web page", answered("<!DOCTYPE html><title>Sign in</title>"), listTool, /Sign in/],
  ["a web page without a title", answered("\n<html><body>x"), writeTool, /web page/],
  ["damaged JSON", answered('{"a":'), listTool, /JSON/],
  ["a damaged list", answered("[1,"), writeTool, /JSON/],
  ["text that is said to be JSON", answered("a=1", 200, isJson), listTool, /JSON/],
  ["nothing to a read", answered(""), listTool, /empty/],
  ["too much", answered("[1", 200, {}, false), listTool, /long/],
  ["204", answered("", 204), writeTool, /204/],
  ["302", answered("", 302), listTool, /302/],
];

const errors: [what: string, answer: Answered, status: number, words: string][] = [
  ["Scale's form", answered('{"status_code":400,"error":"No."}', 400), 400, "No."],
  ["an error within 200", answered('{"status_code":404,"error":"Gone."}'), 404, "Gone."],
  ["a message", answered('{"message":"No."}', 500), 500, "No."],
  ["an object as the error", answered('{"error":{"a":1}}', 400), 400, '{"a":1}'],
  ["plain text", answered(" Bad Gateway\n", 502), 502, "Bad Gateway"],
  ["nothing", answered("", 503), 503, ""],
  ["a web page", answered("<html><head><title> 504 Time-out </title>", 504), 504, "a web page: 504 Time-out"],
  ["very long text", answered("x".repeat(10_000), 500), 500, "x".repeat(4_000)],
];

describe("reading an answer", () => {
  it.each(data)("%s is data", (_what, answer, tool, expected) => {
    expect(read(answer, tool)).toMatchObject({ kind: "data", data: expected });
  });

  it("has its JSON beside the data, where there is any", () => {
    expect(read(answered(' {"a": 1}'), listTool)).toHaveProperty("json", ' {"a": 1}');
    expect(read(answered("OK"), listTool)).not.toHaveProperty("json");
    expect(read(answered('{"a":1}'), contentTool)).not.toHaveProperty("json");
  });

  it.each(garbled)("%s can't be understood", (_what, answer, tool, problem) => {
    const reading = read(answer, tool);
    expect(reading).toMatchObject({ kind: "garbled", status: answer.status });
    expect(reading).toHaveProperty("problem", expect.stringMatching(problem));
  });

  it.each(errors)("%s is an error", (_what, answer, status, words) => {
    const expected: Reading = { kind: "error", error: { status, words, retryAfter: undefined } };
    for (const tool of [listTool, writeTool, contentTool]) expect(read(answer, tool)).toEqual(expected);
  });

  it("keeps how long to wait", () => {
    const reading = read(answered("", 429, { "retry-after": "7" }), listTool);
    expect(reading).toMatchObject({ kind: "error", error: { retryAfter: "7" } });
  });
});
