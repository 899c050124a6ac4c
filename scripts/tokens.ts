import { readFileSync } from "node:fs";
import { tokenReport } from "./token-report.ts";

// What each definition costs a model that is given it, in o200k tokens of name, description and input schema.
// With --check the exit code is 1 above the budget.

interface Budgets {
  readonly tokens: { readonly total: number; readonly tool: number };
}

const budgets: Budgets = JSON.parse(readFileSync(new URL("../budgets.json", import.meta.url), "utf8"));
const { rows, total } = tokenReport();
for (const { name, tokens } of rows) process.stdout.write(`${String(tokens).padStart(6)}  ${name}\n`);
process.stdout.write(
  `${String(total).padStart(6)}  in all (budget ${budgets.tokens.total}, for one tool ${budgets.tokens.tool})\n`,
);

const over = total > budgets.tokens.total || rows.some(({ tokens }) => tokens > budgets.tokens.tool);
if (process.argv.includes("--check") && over) process.exitCode = 1;
