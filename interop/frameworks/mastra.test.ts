import { Agent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mastraTools } from "../../src/adapters/mastra.ts";
import type { PublishedSchema, ScaleTools, ToolSource } from "../../src/index.ts";
import { callsInAll, expectDone, lastWords } from "./job.ts";
import { returnedIn, standIn, standInFor } from "./model.ts";
import { endless, sandboxTools } from "./source.ts";

/** What Mastra makes of a schema: what has no type is given each type but that of a list. */
function typed(schema: PublishedSchema): PublishedSchema {
  const types = ["string", "number", "integer", "boolean", "object", "null"];
  const properties = Object.entries(schema.properties ?? {}).map(([name, each]) => [
    name,
    "type" in each ? each : { ...each, type: types },
  ]);
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** Has the model work until it is done. */
const working = (
  source: ToolSource,
  { doGenerate, doStream }: ReturnType<typeof standIn>,
  abortSignal = new AbortController().signal,
) =>
  new Agent({
    id: "labeler",
    name: "Labeler",
    instructions: "Have it labeled.",
    // A model for which Mastra rewrites schemas, unless it is told not to.
    model: {
      specificationVersion: "v3",
      provider: "openai.responses",
      modelId: "gpt-4o",
      supportedUrls: {},
      doGenerate,
      doStream,
    },
    tools: mastraTools(source, { createTool }),
  }).generate("Have the shelves labeled.", {
    maxSteps: 20,
    abortSignal,
  });

describe("Mastra", () => {
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
        expect.objectContaining({ type: "function", name, description, inputSchema: typed(inputSchema) }),
      ),
    );
  });

  it("answers broken JSON, of which Mastra makes an empty object", async () => {
    const model = standInFor({ id: "call_9", name: "SCALE_AI_GET_TASK", input: '{"task_id": "a' });
    expect((await working(scale, model)).text).toBe(lastWords);
    expect(returnedIn(model.given.at(-1))).toEqual([
      { text: expect.stringContaining("task_id is required"), failed: true },
    ]);
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
