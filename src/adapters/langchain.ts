import type { ToolSource } from "../library/source.ts";
import { type AdapterOptions, callOf, textOf } from "./shared.ts";

/** What is read of the config that LangChain calls a tool with. */
export interface LangChainConfig {
  readonly signal?: AbortSignal | undefined;
  readonly toolCall?: { readonly id?: string | undefined } | undefined;
}

/** LangChain's own makers of a tool and of a message that answers a call. */
export interface LangChainFunctions<Tool, Message> {
  tool(
    run: (input: unknown, config: LangChainConfig) => Promise<string | Message>,
    fields: { name: string; description: string; schema: object; verboseParsingErrors: boolean },
  ): Tool;
  readonly ToolMessage: new (fields: {
    content: string;
    tool_call_id: string;
    name: string;
    status: "success" | "error";
  }) => Message;
}

/**
 * The tools for LangChain: `langchainTools(source, { tool, ToolMessage })`, both from `langchain`. LangChain checks
 * the arguments against the schema before a tool is called, and answers wrong ones itself.
 */
export function langchainTools<Tool, Message>(
  source: ToolSource,
  { tool, ToolMessage }: LangChainFunctions<Tool, Message>,
  options: AdapterOptions = {},
): Tool[] {
  const call = callOf(source, options);
  return source.definitions.map(({ name, description, inputSchema }) =>
    tool(
      async (input, { signal, toolCall }) => {
        const envelope = await call(name, input, signal);
        const content = textOf(envelope);
        // Only a message can say that the call failed, and only a model's call has a message for its answer.
        if (toolCall?.id === undefined) return content;
        const status = envelope.successful ? "success" : "error";
        return new ToolMessage({ content, tool_call_id: toolCall.id, name, status });
      },
      // Without the details the model would not read what was wrong.
      { name, description, schema: inputSchema, verboseParsingErrors: true },
    ),
  );
}
