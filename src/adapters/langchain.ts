import type { ToolSource } from "../library/source.ts";
import { type AdapterOptions, callOf, textOf } from "./shared.ts";

/** What is read of the config that LangChain calls a tool with. */
export interface LangChainConfig {
  readonly signal?: AbortSignal | undefined;
  readonly toolCall?: { readonly id?: string | undefined } | undefined;
}

/** What a tool is made of, in LangChain's terms. */
export interface LangChainDefinition<Message> {
  name: string;
  description: string;
  schema: object;
  verboseParsingErrors: boolean;
  func(input: unknown, run: unknown, config?: LangChainConfig): Promise<string | Message>;
}

/** What a message that answers a call is made of. */
export interface LangChainAnswer {
  content: string;
  tool_call_id: string;
  name: string;
  status: "success" | "error";
}

/** LangChain's own classes. Its function `tool` would do as well, but its type does not tell what it makes. */
export interface LangChainClasses<Tool, Message> {
  readonly DynamicStructuredTool: new (definition: LangChainDefinition<Message>) => Tool;
  readonly ToolMessage: new (answer: LangChainAnswer) => Message;
}

/**
 * The tools for LangChain: `langchainTools(source, { DynamicStructuredTool, ToolMessage })`, both from `langchain`.
 * It checks arguments against the schema before a tool is called, and answers wrong ones itself.
 */
export function langchainTools<Tool, Message>(
  source: ToolSource,
  { DynamicStructuredTool, ToolMessage }: LangChainClasses<Tool, Message>,
  options: AdapterOptions = {},
): Tool[] {
  const call = callOf(source, options);
  return source.definitions.map(
    ({ name, description, inputSchema }) =>
      new DynamicStructuredTool({
        name,
        description,
        schema: inputSchema,
        // Without the details the model would not read what was wrong.
        verboseParsingErrors: true,
        async func(input, _run, { signal, toolCall } = {}) {
          const envelope = await call(name, input, signal);
          const content = textOf(envelope);
          // Only a message can say that the call failed, and only a model's call has a message for its answer.
          if (toolCall?.id === undefined) return content;
          const status = envelope.successful ? "success" : "error";
          return new ToolMessage({ content, tool_call_id: toolCall.id, name, status });
        },
      }),
  );
}
