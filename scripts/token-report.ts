import { encode } from "gpt-tokenizer/encoding/o200k_base";
import published from "../src/generated/tools.json" with { type: "json" };

/** What a model is given of a tool. */
export interface Definition {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema: unknown;
}

/** The o200k tokens of a tool's name, description and input schema. */
export const tokensOf = ({ name, description, inputSchema }: Definition): number =>
  encode(JSON.stringify({ name, description, inputSchema })).length;

/** The tokens of each of our tools, most first. */
export function tokenReport() {
  const rows = published
    .map((tool) => ({ name: tool.name, tokens: tokensOf(tool) }))
    .sort((a, b) => b.tokens - a.tokens);
  return { rows, total: rows.reduce((sum, { tokens }) => sum + tokens, 0) };
}
