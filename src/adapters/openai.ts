import { failure } from "../envelope.ts";
import type { ToolSource } from "../library/source.ts";
import type { PublishedSchema, PublishedTool } from "../published.ts";
import { type AdapterOptions, callOf, type RunOptions, textOf } from "./shared.ts";

/** A tool as the Responses API takes it. */
export interface OpenAITool {
  type: "function";
  name: string;
  description: string;
  parameters: PublishedTool["inputSchema"];
  strict: boolean;
}

/** What is read of a `function_call` item. */
export interface OpenAICall {
  readonly name: string;
  readonly call_id: string;
  readonly arguments: string;
}

/** The item that answers a call, for the next request's input. */
export interface OpenAIOutput {
  type: "function_call_output";
  call_id: string;
  output: string;
}

/** The tools for the Responses API, and what answers its calls. */
export interface OpenAITools {
  readonly tools: OpenAITool[];
  /** Answers a `function_call` item, a failure too. It never rejects. */
  run(item: OpenAICall, options?: RunOptions): Promise<OpenAIOutput>;
}

/** Strict mode refuses what is open, untyped or optional, and without `required` it asks for it. */
function isStrict(schema: PublishedSchema & { readonly additionalProperties?: boolean }): boolean {
  const { type, properties, required, items, additionalProperties } = schema;
  if (type === "array") return items !== undefined && isStrict(items);
  if (type !== "object") return type !== undefined;
  if (additionalProperties !== false || properties === undefined || required === undefined) return false;
  return Object.entries(properties).every(([name, each]) => required.includes(name) && isStrict(each));
}

function parsed(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

const broken = (fault: string) =>
  failure(
    "invalid_arguments",
    `The arguments are no JSON: ${fault}. Nothing was sent to Scale: call again with one whole JSON object.`,
  );

/** The tools for OpenAI's Responses API: `tools` goes into the request, `run` answers each call. */
export function openaiTools(source: ToolSource, options: AdapterOptions = {}): OpenAITools {
  const call = callOf(source, options);
  return {
    tools: source.definitions.map(({ name, description, inputSchema }) => ({
      type: "function",
      name,
      description,
      parameters: inputSchema,
      strict: isStrict(inputSchema),
    })),
    async run({ name, call_id, arguments: text }, { signal } = {}) {
      const input = parsed(text);
      const envelope = "fault" in input ? broken(input.fault) : await call(name, input.value, signal);
      return { type: "function_call_output", call_id, output: textOf(envelope) };
    },
  };
}
