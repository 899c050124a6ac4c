import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openaiTools } from "../../src/adapters/openai.ts";
import type { ScaleTools } from "../../src/index.ts";
import { provider } from "./http.ts";
import { expectDone, lastWords, nextCall, object, objects, text } from "./job.ts";
import { endless, sandboxTools } from "./source.ts";

/** A response of the API with one item of output. */
const response = (item: object) => ({
  id: "resp_1",
  object: "response",
  created_at: 0,
  status: "completed",
  model: "stand-in",
  output: [item],
  tools: [],
});

const message = (words: string) => ({
  type: "message",
  id: "msg_1",
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text: words, annotations: [] }],
});

/** What OpenAI's documentation says of schemas in strict mode, each keyword that it names and no other. */
const strictKeywords: Readonly<Record<string, readonly string[]>> = {
  object: ["properties", "required", "additionalProperties"],
  array: ["items", "minItems", "maxItems"],
  string: ["enum", "pattern", "format"],
  number: ["enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  integer: ["enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  boolean: ["enum"],
};

/** Why strict mode refuses a schema, at every place where it does. */
function refusals(given: unknown, path = "$"): string[] {
  const schema = object(given);
  const type = String(schema.type);
  const known = strictKeywords[type];
  if (known === undefined) return [`${path} has no type that it knows`];
  const strange = Object.keys(schema)
    .filter((key) => key !== "type" && key !== "description" && !known.includes(key))
    .map((key) => `${path} has ${key}`);
  if (type === "array") return [...strange, ...refusals(schema.items ?? {}, `${path}[]`)];
  if (type !== "object") return strange;
  const properties = object(schema.properties ?? {});
  const required = Array.isArray(schema.required) ? [...schema.required].sort() : undefined;
  return [
    ...strange,
    ...(schema.additionalProperties === false ? [] : [`${path} is open`]),
    ...(JSON.stringify(required) === JSON.stringify(Object.keys(properties).sort())
      ? []
      : [`${path} does not require all`]),
    ...Object.entries(properties).flatMap(([name, each]) => refusals(each, `${path}.${name}`)),
  ];
}

describe("OpenAI's Responses API", () => {
  let scale: ScaleTools;
  beforeAll(async () => {
    scale = await sandboxTools();
  });
  afterAll(() => scale.close());

  it("does a job to its end", async () => {
    const read: string[] = [];
    const standIn = await provider("/v1/responses", (body) => {
      const { input, tools, previous_response_id } = object(body);
      expect(previous_response_id).toBe(read.length === 0 && input === "Label." ? undefined : "resp_1");
      for (const { type, call_id, output } of Array.isArray(input) ? objects(input) : []) {
        expect({ type, call_id }).toEqual({ type: "function_call_output", call_id: `call_${read.length}` });
        read.push(text(output));
      }
      const next = nextCall(read);
      if (next === undefined) return response(message(lastWords));
      expect(objects(tools).map(({ name }) => name)).toContain(next.name);
      const call = { name: next.name, call_id: next.id, arguments: JSON.stringify(next.input) };
      return response({ type: "function_call", id: "fc_1", status: "completed", ...call });
    });
    const client = new OpenAI({ apiKey: "none", baseURL: `${standIn.url}/v1`, maxRetries: 0 });

    const { tools, run } = openaiTools(scale);
    const model = "stand-in";
    let said = await client.responses.create({ model, tools, input: "Label." });
    for (;;) {
      const calls = said.output.filter((item) => item.type === "function_call");
      if (calls.length === 0) break;
      const input = await Promise.all(calls.map((call) => run(call)));
      said = await client.responses.create({ model, tools, input, previous_response_id: said.id });
    }

    expect(said.output_text).toBe(lastWords);
    await expectDone(scale, read);
    await standIn.close();
  });

  it("is asked to be strict exactly where the schema allows it", () => {
    const { tools } = openaiTools(scale);
    expect(tools).toHaveLength(41);
    for (const { name, parameters, strict } of tools)
      expect({ name, strict }).toEqual({ name, strict: refusals(parameters).length === 0 });
    const strict = tools.filter((tool) => tool.strict).map(({ name }) => name);
    expect(strict).toContain("SCALE_AI_GET_TASK");
    // Optional parameters, an open object, and no parameters at all.
    for (const name of ["CREATE_BATCH", "SET_TASK_METADATA", "GET_TEAMS"])
      expect(strict).not.toContain(`SCALE_AI_${name}`);
  });

  it.each(['{"task_id": "a', "", "[1", "null"])("is answered where the arguments are %j", async (broken) => {
    const item = { name: "SCALE_AI_GET_TASK", call_id: "call_9", arguments: broken };
    const { output, ...rest } = await openaiTools(scale).run(item);
    expect(rest).toEqual({ type: "function_call_output", call_id: "call_9" });
    expect(JSON.parse(output)).toMatchObject({ successful: false, data: { code: "invalid_arguments" } });
  });

  it("ends a call with its signal", async () => {
    const source = endless(scale);
    const controller = new AbortController();
    const item = { name: "SCALE_AI_GET_TEAMS", call_id: "call_9", arguments: "{}" };
    const answer = openaiTools(source).run(item, { signal: controller.signal });
    controller.abort();
    expect((await source.called).aborted).toBe(true);
    expect((await answer).output).toContain("cancelled");
  });
});
