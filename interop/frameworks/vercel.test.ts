import { dynamicTool, generateText, isStepCount, jsonSchema } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { vercelTools } from "../../src/adapters/vercel.ts";
import type { ScaleTools, ToolSource } from "../../src/index.ts";
import { callsInAll, expectDone, lastWords } from "./job.ts";
import { returnedIn, standIn, standInFor } from "./model.ts";
import { endless, sandboxTools } from "./source.ts";

/** Has the model work until it is done. */
const working = (
  source: ToolSource,
  model: ReturnType<typeof standIn>,
  abortSignal = new AbortController().signal,
) =>
  generateText({
    model: new MockLanguageModelV4(model),
    tools: vercelTools(source, { dynamicTool, jsonSchema }),
    prompt: "Have the shelves labeled.",
    stopWhen: isStepCount(20),
    abortSignal,
  });

describe("the AI SDK", () => {
  let scale: ScaleTools;
  beforeAll(async () => {
    scale = await sandboxTools();
  });
  afterAll(() => scale.close());

  it("does a job to its end", async () => {
    const model = standIn();
    expect((await working(scale, model)).text).toBe(lastWords);
    const last = model.given.at(-1);
    const returned = returnedIn(last);
    await expectDone(
      scale,
      returned.map(({ text }) => text),
    );
    expect(returned.map(({ failed }) => failed)).toEqual(
      Array.from({ length: callsInAll }, (_, n) => n === 1 || n === 4),
    );
    expect(last?.tools).toEqual(
      scale.definitions.map(({ name, description, inputSchema }) =>
        expect.objectContaining({ type: "function", name, description, inputSchema }),
      ),
    );
  });

  it("gives the application the envelope itself", async () => {
    const { steps } = await working(
      scale,
      standInFor({ id: "call_9", name: "SCALE_AI_GET_TEAMS", input: "{}" }),
    );
    expect(steps[0]?.toolResults[0]?.output).toMatchObject({ successful: true, data: expect.any(Object) });
  });

  it("tells the model of broken JSON", async () => {
    const model = standInFor({ id: "call_9", name: "SCALE_AI_GET_TASK", input: '{"task_id": "a' });
    expect((await working(scale, model)).text).toBe(lastWords);
    expect(returnedIn(model.given.at(-1))).toEqual([{ text: expect.stringContaining("JSON"), failed: true }]);
  });

  it("ends a call with its signal", async () => {
    const source = endless(scale);
    const controller = new AbortController();
    const model = standInFor({ id: "call_9", name: "SCALE_AI_GET_TEAMS", input: "{}" });
    const ended = Promise.allSettled([working(source, model, controller.signal)]);
    const signal = await source.called;
    expect(signal.aborted).toBe(false);
    controller.abort();
    expect(signal.aborted).toBe(true);
    await ended;
  });
});
