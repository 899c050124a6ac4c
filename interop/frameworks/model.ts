import { lastWords, type ModelCall, nextCall, objects, text } from "./job.ts";

/** What a model is given, as far as a stand-in looks at it. */
interface Given {
  readonly prompt: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: unknown;
}

/** A result as it came back to the model. */
export interface Returned {
  readonly text: string;
  readonly failed: boolean;
}

/** The results of calls in what a model was given. */
export function returnedIn(given: Given | undefined): Returned[] {
  const parts = given?.prompt.flatMap(({ role, content }) => (role === "tool" ? objects(content) : [])) ?? [];
  return objects(parts.map(({ output }) => output)).map(({ type, value }) => {
    if (type !== "text" && type !== "error-text") throw new Error(`a result of type ${type}: ${value}`);
    return { text: text(value), failed: type === "error-text" };
  });
}

/** A call with its arguments as a model writes them. */
type WrittenCall = Omit<ModelCall, "input"> & { readonly input: string };

function jobCall(read: readonly string[]): WrittenCall | undefined {
  const next = nextCall(read);
  return next && { ...next, input: JSON.stringify(next.input) };
}

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};

const called = ({ id, name, input }: WrittenCall) => ({
  type: "tool-call" as const,
  toolCallId: id,
  toolName: name,
  input,
});

const finish = (next: WrittenCall | undefined) => ({
  unified: next === undefined ? ("stop" as const) : ("tool-calls" as const),
  raw: undefined,
});

function streamOf<Part>(parts: readonly Part[]): ReadableStream<Part> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}

/** The working parts of a model, for the AI SDK and for what builds on it, and what it was given each time. */
export function standIn(decide: (read: readonly string[]) => WrittenCall | undefined = jobCall) {
  const given: Given[] = [];
  function next(each: Given): WrittenCall | undefined {
    given.push(each);
    return decide(returnedIn(each).map((returned) => returned.text));
  }
  return {
    given,
    async doGenerate(each: Given) {
      const call = next(each);
      const said = call === undefined ? { type: "text" as const, text: lastWords } : called(call);
      return { content: [said], finishReason: finish(call), usage, warnings: [] };
    },
    async doStream(each: Given) {
      const call = next(each);
      const id = "words";
      const said =
        call === undefined
          ? [
              { type: "text-start" as const, id },
              { type: "text-delta" as const, id, delta: lastWords },
              { type: "text-end" as const, id },
            ]
          : [called(call)];
      const stream = streamOf([
        { type: "stream-start" as const, warnings: [] },
        ...said,
        { type: "finish" as const, finishReason: finish(call), usage },
      ]);
      return { stream };
    },
  };
}

/** A model that makes this call, reads its result and is done. */
export const standInFor = (call: WrittenCall) => standIn((read) => (read.length === 0 ? call : undefined));
