import { clientIds } from "../choices.ts";
import published from "../generated/tools.json" with { type: "json" };
import { shortName } from "../names.ts";
import { allOptions } from "../options.ts";
import { flagsOf, toolNamed } from "./arguments.ts";
import { outputs } from "./output.ts";
import { shells } from "./shells.ts";

/** The names of tools in the form in which one is being typed. */
const toolNames = (typed: string) =>
  published.map(({ name }) => (/^[a-z]/.test(typed) ? shortName(name) : name));

const values: Readonly<Record<string, readonly string[]>> = {
  "--output": outputs,
  ...Object.fromEntries(
    allOptions.flatMap(({ flag, values }) =>
      flag === undefined || values === undefined ? [] : [[flag, values]],
    ),
  ),
};

/** What the word that is being typed, the last, can become. `commands` has the flags of each. */
export function candidates(
  words: readonly string[],
  commands: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const chosen = before.find((word) => commands.has(word));
  const tool = before.map(toolNamed).find((found) => found !== undefined);
  const own = tool === undefined || chosen !== "call" ? [] : flagsOf(tool);
  const previous = before.at(-1) ?? "";
  const choices = values[previous] ?? own.find(({ flag }) => flag === previous)?.schema.enum?.map(String);

  const positional = () => {
    if (chosen === undefined) return [...commands.keys()].filter((name) => name !== "");
    if (chosen === "completion") return shells;
    if (chosen === "init") return clientIds;
    return (chosen === "call" || chosen === "tools") && tool === undefined ? toolNames(typed) : [];
  };
  const all = choices ?? (typed.startsWith("-") ? (commands.get(chosen ?? "") ?? []) : positional());
  return all.filter((candidate) => candidate.startsWith(typed));
}
