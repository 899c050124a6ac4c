import type { ToolSource } from "../library/source.ts";
import type { PublishedTool } from "../published.ts";
import { type AdapterOptions, callOf, type RunOptions, textOf } from "./shared.ts";

/** A tool as the Messages API takes it. */
export interface AnthropicTool {
  name: string;
  description: string;
  input_schema: PublishedTool["inputSchema"];
}

/** What is read of a `tool_use` block. */
export interface AnthropicCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** The block that answers a call, for the content of the next user message. */
export interface AnthropicResult {
  type: "tool_result";
  tool_use_id: string;
  content: string;
  is_error: boolean;
}

/** The tools for the Messages API, and what answers its calls. */
export interface AnthropicTools {
  readonly tools: AnthropicTool[];
  /** Answers a `tool_use` block, a failure too, flagged as an error. It never rejects. */
  run(block: AnthropicCall, options?: RunOptions): Promise<AnthropicResult>;
}

/** The tools for Anthropic's Messages API: `tools` goes into the request, `run` answers each call. */
export function anthropicTools(source: ToolSource, options: AdapterOptions = {}): AnthropicTools {
  const call = callOf(source, options);
  return {
    tools: source.definitions.map(({ name, description, inputSchema }) => ({
      name,
      description,
      input_schema: inputSchema,
    })),
    async run({ id, name, input }, { signal } = {}) {
      const envelope = await call(name, input, signal);
      return {
        type: "tool_result",
        tool_use_id: id,
        content: textOf(envelope),
        is_error: !envelope.successful,
      };
    },
  };
}
