import { readFileSync } from "node:fs";
import { tokenReport } from "./token-report.ts";

// What each definition costs a model that is given it, in o200k tokens of name, description and input schema.
// With --check the exit code is 1 above the budget.

interface Budgets {
  readonly tokens: { readonly total: number; readonly tool: number };
}

const { tokens: limit }: Budgets = JSON.parse(
  readFileSync(new URL("../budgets.json", import.meta.url), "utf8"),
);
const { rows, total } = tokenReport();

const faults = rows
  .filter(({ tokens }) => tokens > limit.tool)
  .map(({ name, tokens }) => `${name} takes ${tokens} tokens, over the ${limit.tool} for one tool`);
if (total > limit.total) faults.push(`all tools take ${total} tokens, over ${limit.total}`);

for (const { name, tokens } of rows) process.stdout.write(`${String(tokens).padStart(6)}  ${name}\n`);
process.stdout.write(
  `${String(total).padStart(6)}  in all (budget ${limit.total}, for one tool ${limit.tool})\n`,
);
for (const fault of faults) process.stderr.write(`OVER: ${fault}\n`);
if (process.argv.includes("--check") && faults.length > 0) process.exitCode = 1;
