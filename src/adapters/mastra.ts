import type { Envelope } from "../envelope.ts";
import type { ToolSource } from "../library/source.ts";
import { type AdapterOptions, callOf, type ModelText, modelTextOf } from "./shared.ts";

/** A schema in the form of Standard Schema 1.1, which lets everything pass: the tools answer what is wrong. */
export interface MastraSchema {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => { readonly value: unknown };
    readonly jsonSchema: {
      readonly input: () => Record<string, unknown>;
      readonly output: () => Record<string, unknown>;
    };
  };
}

/** What a tool is made of, in Mastra's terms. */
export interface MastraDefinition {
  id: string;
  description: string;
  inputSchema: MastraSchema;
  strict: boolean;
  execute(input: unknown, context: { readonly abortSignal?: AbortSignal | undefined }): Promise<Envelope>;
  toModelOutput(output: unknown): ModelText;
}

/** Mastra's own maker of a tool. */
export interface MastraFunctions<Tool> {
  createTool(definition: MastraDefinition): Tool;
}

function schemaOf(schema: Record<string, unknown>): MastraSchema {
  const jsonSchema = () => schema;
  return {
    "~standard": {
      version: 1,
      vendor: "scale-ai-mcp",
      validate: (value) => ({ value }),
      jsonSchema: { input: jsonSchema, output: jsonSchema },
    },
  };
}

/** The tools for Mastra's agents, by name: `mastraTools(source, { createTool })`. */
export function mastraTools<Tool>(
  source: ToolSource,
  { createTool }: MastraFunctions<Tool>,
  options: AdapterOptions = {},
): Record<string, Tool> {
  const call = callOf(source, options);
  const made = source.definitions.map(({ name, description, inputSchema }): [string, Tool] => [
    name,
    createTool({
      id: name,
      description,
      inputSchema: schemaOf(inputSchema),
      // Else Mastra closes every open object and makes all that is optional required, for some models.
      strict: false,
      execute: (input, { abortSignal }) => call(name, input, abortSignal),
      toModelOutput: modelTextOf,
    }),
  ]);
  return Object.fromEntries(made);
}
