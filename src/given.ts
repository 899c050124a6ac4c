import { ConfigError } from "./config-error.ts";
import { allOptions, type OptionKey } from "./options.ts";

/** What the command line gave: only options that were given. */
export type Flags = { readonly [key in OptionKey]?: string | boolean | readonly string[] };

export type Environment = Readonly<Record<string, string | undefined>>;

/** The items of a comma-separated text. */
export const list = (text: string | undefined): readonly string[] | undefined =>
  text
    ?.split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

/** One of the values, or ConfigError. */
export function choice<Value extends string>(what: string, value: string, values: readonly Value[]): Value {
  const found = values.find((candidate) => candidate === value);
  if (found === undefined)
    throw new ConfigError(`${what} must be one of ${values.join(", ")}, not ${JSON.stringify(value)}.`);
  return found;
}

/** A whole number within bounds, or ConfigError. */
function wholeNumber(what: string, value: string, least: number, most: number): number {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most))
    throw new ConfigError(
      `${what} must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}.`,
    );
  return number;
}

/** What hosts of a desktop bundle hand over for a setting without a value: its placeholder, as the manifest has it. */
export const isUnfilled = (value: string): boolean => /^\$\{user_config\.\w+\}$/.test(value);

export interface Given {
  /**
   * The text of an option from its flag or, without one, its environment variable; undefined where it is empty or a
   * bundle's placeholder.
   */
  given(key: OptionKey): string | undefined;
  enabled(key: OptionKey): boolean;
  /** A whole number within bounds, or ConfigError that names the option's flag. */
  number(key: OptionKey, fallback: number, least: number, most: number): number;
}

/** Options by flag and environment; the flag wins. */
export function readOptions(flags: Flags, env: Environment): Given {
  const optionOf = (key: OptionKey) => allOptions.find((option) => option.key === key);
  const given = (key: OptionKey): string | undefined => {
    const value = flags[key] ?? env[optionOf(key)?.env ?? ""];
    return typeof value === "string" && value !== "" && !isUnfilled(value) ? value : undefined;
  };
  return {
    given,
    enabled(key) {
      if (flags[key] === true) return true;
      const value = given(key);
      if (value === undefined || /^(?:0|false|no|off)$/i.test(value)) return false;
      if (/^(?:1|true|yes|on)$/i.test(value)) return true;
      throw new ConfigError(`${optionOf(key)?.env} must be true or false, not ${JSON.stringify(value)}.`);
    },
    number: (key, fallback, least, most) =>
      wholeNumber(optionOf(key)?.flag ?? key, given(key) ?? String(fallback), least, most),
  };
}
