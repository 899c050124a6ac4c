import { isDeepStrictEqual } from "node:util";
import { applyEdits, modify, type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { parse as parseToml, stringify as tomlText } from "smol-toml";
import { isObject, type JsonObject } from "../../../tools/json.ts";
import { ConfigError } from "../../config-error.ts";
import type { Client } from "./clients.ts";
import type { Entry } from "./entry.ts";

/** A file with the entry in it, or why it is left as it is. */
export type Merged =
  | { readonly kind: "changed"; readonly text: string }
  | { readonly kind: "same" }
  /** There is another entry of this name. */
  | { readonly kind: "differs"; readonly found: unknown };

type Target = Pick<Client, "root">;

/** The entry alone, as it would stand in an empty file. */
export function snippet(
  { format, root }: Pick<Client, "format" | "root">,
  { name, value, input }: Entry,
): string {
  const whole = { ...(input === undefined ? {} : { inputs: [input] }), [root]: { [name]: value } };
  return format === "toml" ? tomlText(whole).trimEnd() : JSON.stringify(whole, null, 2);
}

const objectAt = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** How the file is indented, by its first indented line. */
function formattingOf(text: string) {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
  return {
    insertSpaces: !indent.startsWith("\t"),
    tabSize: indent.startsWith("\t") ? 1 : indent.length,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
}

/** Puts the entry into JSON, which may have comments: what stands around it keeps every byte. */
export function mergeJson(
  text: string,
  { root }: Target,
  { name, value, input }: Entry,
  force = false,
): Merged {
  const content = text.trim() === "" ? "{}\n" : text;
  const errors: ParseError[] = [];
  const parsed: unknown = parse(content, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const line = content.slice(0, error.offset).split("\n").length;
    throw new ConfigError(
      `The file is not valid (line ${line}: ${printParseErrorCode(error.error)}); it was left as it is.`,
    );
  }
  if (!isObject(parsed)) throw new ConfigError("The file holds no JSON object; it was left as it is.");
  const found = objectAt(parsed[root])[name];
  const inputs: unknown[] = Array.isArray(parsed.inputs) ? parsed.inputs : [];
  const isAsked = input === undefined || inputs.some((each) => isObject(each) && each.id === input.id);
  if (isDeepStrictEqual(found, value) && isAsked) return { kind: "same" };
  if (found !== undefined && !isDeepStrictEqual(found, value) && !force) return { kind: "differs", found };

  const formattingOptions = formattingOf(content);
  const withEntry = applyEdits(content, modify(content, [root, name], value, { formattingOptions }));
  if (isAsked) return { kind: "changed", text: withEntry };
  const place = ["inputs", inputs.length];
  const edits = modify(withEntry, place, input, { formattingOptions, isArrayInsertion: inputs.length > 0 });
  return { kind: "changed", text: applyEdits(withEntry, edits) };
}

/** Appends the entry to TOML, whose other lines stay as they are. One that is there is never replaced. */
export function mergeToml(text: string, { root }: Target, { name, value }: Entry): Merged {
  let parsed: JsonObject;
  try {
    parsed = { ...parseToml(text) };
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new ConfigError(`The file is not valid (${why}); it was left as it is.`);
  }
  const found = objectAt(parsed[root])[name];
  if (found !== undefined)
    return isDeepStrictEqual({ ...objectAt(found) }, value) ? { kind: "same" } : { kind: "differs", found };
  const before =
    text === "" || text.endsWith("\n\n") ? text : text.endsWith("\n") ? `${text}\n` : `${text}\n\n`;
  const changed = `${before}${tomlText({ [root]: { [name]: value } }).trimStart()}`;
  // A table that is written inline, or closed, can't be added to.
  const after = parseToml(changed);
  if (!isDeepStrictEqual(Object.keys(objectAt(after[root])).includes(name), true))
    throw new ConfigError("The file can't be added to; it was left as it is.");
  return { kind: "changed", text: changed };
}
