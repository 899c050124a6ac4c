import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import budgets from "../../budgets.json" with { type: "json" };
import { tokenReport } from "../../scripts/token-report.ts";
import { publish } from "../../src/publish.ts";
import { tools } from "../../tools/index.ts";

const limits = { total: 9200, tool: 1050 };

// Counted from the declarations as they are now, not from the generated file.
const live = tools.map((tool) => {
  const { name, description, inputSchema } = publish(tool);
  return { name, tokens: encode(JSON.stringify({ name, description, inputSchema })).length };
});
const sum = live.reduce((total, { tokens }) => total + tokens, 0);

describe("what the definitions cost a model, in o200k tokens", () => {
  it("is budgeted no higher than was asked", () => {
    expect(budgets.tokens.total).toBeLessThanOrEqual(limits.total);
    expect(budgets.tokens.tool).toBeLessThanOrEqual(limits.tool);
  });

  it("is within the budget in all", () => {
    expect(sum).toBeLessThanOrEqual(budgets.tokens.total);
  });

  it.each(live)("$name is within the budget of one tool", ({ tokens }) => {
    expect(tokens).toBeLessThanOrEqual(budgets.tokens.tool);
  });

  it("is reported for every tool, most first, with the sum", () => {
    const { rows, total } = tokenReport();
    expect(rows).toEqual([...live].sort((a, b) => b.tokens - a.tokens));
    expect(total).toBe(sum);
  });
});
