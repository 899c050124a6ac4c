import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anthropicTools } from "../../src/adapters/anthropic.ts";
import type { ScaleTools } from "../../src/index.ts";
import { provider } from "./http.ts";
import { callsInAll, expectDone, lastWords, nextCall, object, objects, text } from "./job.ts";
import { endless, sandboxTools } from "./source.ts";

/** A message of the API with one block of content. */
const message = (block: object, stop_reason: string) => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "stand-in",
  content: [block],
  stop_reason,
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
});

describe("Anthropic's Messages API", () => {
  let scale: ScaleTools;
  beforeAll(async () => {
    scale = await sandboxTools();
  });
  afterAll(() => scale.close());

  it("does a job to its end", async () => {
    let read: string[] = [];
    let failed: unknown[] = [];
    const standIn = await provider("/v1/messages", (body) => {
      const { messages, tools } = object(body);
      const results = objects(messages)
        .flatMap(({ content }) => (Array.isArray(content) ? objects(content) : []))
        .filter(({ type }) => type === "tool_result");
      expect(results.map(({ tool_use_id }) => tool_use_id)).toEqual(results.map((_, n) => `call_${n}`));
      read = results.map(({ content }) => text(content));
      failed = results.map(({ is_error }) => is_error);
      const next = nextCall(read);
      if (next === undefined) return message({ type: "text", text: lastWords }, "end_turn");
      expect(objects(tools).map(({ name }) => name)).toContain(next.name);
      return message({ type: "tool_use", ...next }, "tool_use");
    });
    const client = new Anthropic({ apiKey: "none", baseURL: standIn.url, maxRetries: 0 });

    const { tools, run } = anthropicTools(scale);
    const messages: Anthropic.MessageParam[] = [{ role: "user", content: "Have the shelves labeled." }];
    const request = () => client.messages.create({ model: "stand-in", max_tokens: 1_000, messages, tools });
    let said = await request();
    while (said.stop_reason === "tool_use") {
      const uses = said.content.filter((block) => block.type === "tool_use");
      const content = await Promise.all(uses.map((use) => run(use)));
      messages.push({ role: "assistant", content: said.content }, { role: "user", content });
      said = await request();
    }

    expect(said.content).toEqual([{ type: "text", text: lastWords }]);
    await expectDone(scale, read);
    // The call without its project, and the one for a batch that is not there.
    expect(failed).toEqual(Array.from({ length: callsInAll }, (_, n) => n === 1 || n === 4));
    await standIn.close();
  });

  it("is answered where the input is no object", async () => {
    const use = { id: "toolu_9", name: "SCALE_AI_GET_TASK", input: '{"task_id": "a' };
    const { content, ...rest } = await anthropicTools(scale).run(use);
    expect(rest).toEqual({ type: "tool_result", tool_use_id: "toolu_9", is_error: true });
    expect(JSON.parse(content)).toMatchObject({ successful: false, data: { code: "invalid_arguments" } });
  });

  it("ends a call with its signal", async () => {
    const source = endless(scale);
    const controller = new AbortController();
    const use = { id: "toolu_9", name: "SCALE_AI_GET_TEAMS", input: {} };
    const answer = anthropicTools(source).run(use, { signal: controller.signal });
    controller.abort();
    expect((await source.called).aborted).toBe(true);
    expect(await answer).toMatchObject({ is_error: true });
  });
});
