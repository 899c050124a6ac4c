import { parseArgs } from "node:util";
import type { Environment, Flags } from "../given.ts";
import { type Option, options } from "../options.ts";
import { failed } from "./failed.ts";
import { serveGiven } from "./serve-given.ts";

const serverOptions: readonly Option[] = options;

/** What was given to a server, where that is all that the command line says. */
function serverFlags(argv: readonly string[]): Flags | undefined {
  const flagged = serverOptions.flatMap(({ flag, ...option }) =>
    flag === undefined ? [] : [{ ...option, name: flag.slice(2) }],
  );
  const parsed = flagged.map(({ name, argument, repeatable = false }) => {
    const type = argument === undefined ? ("boolean" as const) : ("string" as const);
    return [name, { type, multiple: repeatable }] as const;
  });
  try {
    const { values } = parseArgs({ args: [...argv], options: Object.fromEntries(parsed) });
    const given = flagged.map(({ key, name }) => [key, values[name]] as const);
    return Object.fromEntries(given.filter(([, value]) => value !== undefined));
  } catch {
    return undefined;
  }
}

/**
 * Runs the command line and resolves with the exit code. A plain server, which desktop hosts start again and again,
 * does without commander: that takes as long to load as all else of ours.
 */
export async function start(argv: readonly string[], env: Environment): Promise<number> {
  const given = serverFlags(argv);
  if (given !== undefined) return serveGiven(given, env).catch(failed);
  const { run } = await import("./program.ts");
  return run(argv, env);
}
