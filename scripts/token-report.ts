import { encode } from "gpt-tokenizer/encoding/o200k_base";
import published from "../src/generated/tools.json" with { type: "json" };

/** The o200k tokens of each tool's name, description and input schema, most first. */
export function tokenReport() {
  const rows = published
    .map(({ name, description, inputSchema }) => ({
      name,
      tokens: encode(JSON.stringify({ name, description, inputSchema })).length,
    }))
    .sort((a, b) => b.tokens - a.tokens);
  return { rows, total: rows.reduce((sum, { tokens }) => sum + tokens, 0) };
}
