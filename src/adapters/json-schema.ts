import type { ToolSource } from "../library/source.ts";
import type { PublishedTool } from "../published.ts";
import { type AdapterOptions, callOf, type RunOptions, textOf } from "./shared.ts";

/** A tool for whatever knows JSON Schema. */
export interface JsonSchemaTool {
  readonly name: string;
  readonly description: string;
  /** The JSON Schema of the input. */
  readonly parameters: PublishedTool["inputSchema"];
  /** Calls the tool: the envelope as JSON text, of a failure too. It never rejects. */
  run(input: unknown, options?: RunOptions): Promise<string>;
}

/** The tools with their JSON Schemas and a function each, for a loop of your own. */
export function jsonSchemaTools(source: ToolSource, options: AdapterOptions = {}): JsonSchemaTool[] {
  const call = callOf(source, options);
  return source.definitions.map(({ name, description, inputSchema }) => ({
    name,
    description,
    parameters: inputSchema,
    run: async (input, { signal } = {}) => textOf(await call(name, input, signal)),
  }));
}
