import { fakeModel } from "@langchain/core/testing";
import { AIMessage, createAgent, DynamicStructuredTool, ToolMessage } from "langchain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { langchainTools } from "../../src/adapters/langchain.ts";
import type { ScaleTools } from "../../src/index.ts";
import { callsInAll, expectDone, lastWords, nextCall, text } from "./job.ts";
import { endless, sandboxTools } from "./source.ts";

type Messages = readonly { readonly text: string }[];

const answersIn = (messages: Messages) => messages.filter((each) => ToolMessage.isInstance(each));

/** What the stand-in model says to the messages so far. */
function reply(messages: Messages): AIMessage {
  const next = nextCall(answersIn(messages).map((each) => text(each.content)));
  if (next === undefined) return new AIMessage(lastWords);
  const { id, name, input } = next;
  return new AIMessage({ content: "", tool_calls: [{ type: "tool_call", id, name, args: input }] });
}

/** A model that replies as often as it may be asked. */
const standIn = () =>
  Array.from({ length: callsInAll + 1 }).reduce<Model>((model) => model.respond(reply), fakeModel());
type Model = ReturnType<typeof fakeModel>;

describe("LangChain", () => {
  let scale: ScaleTools;
  beforeAll(async () => {
    scale = await sandboxTools();
  });
  afterAll(() => scale.close());

  it("does a job to its end", async () => {
    const agent = createAgent({
      model: standIn(),
      tools: langchainTools(scale, { DynamicStructuredTool, ToolMessage }),
    });
    const { messages } = await agent.invoke(
      { messages: [{ role: "user", content: "Have the shelves labeled." }] },
      { recursionLimit: 100 },
    );
    expect(messages.at(-1)?.text).toBe(lastWords);
    const answers = answersIn(messages);
    await expectDone(
      scale,
      answers.map(({ content }) => text(content)),
    );
    expect(answers.map(({ tool_call_id }) => tool_call_id)).toEqual(answers.map((_, n) => `call_${n}`));
    expect(answers.map(({ status }) => status)).toEqual(
      answers.map((_, n) => (n === 1 || n === 4 ? "error" : "success")),
    );
  });

  it("gives the envelope as text to who calls a tool without a model", async () => {
    const [each] = langchainTools(scale, { DynamicStructuredTool, ToolMessage }).filter(
      ({ name }) => name === "SCALE_AI_GET_TEAMS",
    );
    expect(JSON.parse(text(await each?.invoke({})))).toMatchObject({ successful: true });
  });

  it("ends a call with its signal", async () => {
    const source = endless(scale);
    const controller = new AbortController();
    const model = fakeModel().respondWithTools([{ name: "SCALE_AI_GET_TEAMS", args: {}, id: "call_9" }]);
    const settled = createAgent({
      model,
      tools: langchainTools(source, { DynamicStructuredTool, ToolMessage }),
    })
      .invoke({ messages: [{ role: "user", content: "Who is here?" }] }, { signal: controller.signal })
      .then(
        () => "done",
        () => "ended",
      );
    const signal = await source.called;
    expect(signal.aborted).toBe(false);
    controller.abort();
    expect(signal.aborted).toBe(true);
    expect(await settled).toBe("ended");
  });
});
