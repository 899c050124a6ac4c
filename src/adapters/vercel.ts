import type { Envelope } from "../envelope.ts";
import type { ToolSource } from "../library/source.ts";
import { type AdapterOptions, callOf, type ModelText, modelTextOf } from "./shared.ts";

/** What a tool is made of, in the AI SDK's terms. */
export interface VercelDefinition<Schema> {
  description: string;
  inputSchema: Schema;
  execute(input: unknown, options: { readonly abortSignal?: AbortSignal | undefined }): Promise<Envelope>;
  toModelOutput(answer: { readonly output: unknown }): ModelText;
}

/** The AI SDK's own functions. Methods, so that those fit which ask for a narrower schema than `object`. */
export interface VercelFunctions<Schema, Tool> {
  jsonSchema(schema: object): Schema;
  dynamicTool(definition: VercelDefinition<Schema>): Tool;
}

/** The tools as a ToolSet of the AI SDK: `vercelTools(source, { dynamicTool, jsonSchema })`, both from `ai`. */
export function vercelTools<Schema, Tool>(
  source: ToolSource,
  { dynamicTool, jsonSchema }: VercelFunctions<Schema, Tool>,
  options: AdapterOptions = {},
): Record<string, Tool> {
  const call = callOf(source, options);
  const made = source.definitions.map(({ name, description, inputSchema }): [string, Tool] => [
    name,
    dynamicTool({
      description,
      inputSchema: jsonSchema(inputSchema),
      execute: (input, { abortSignal }) => call(name, input, abortSignal),
      toModelOutput: ({ output }) => modelTextOf(output),
    }),
  ]);
  return Object.fromEntries(made);
}
