import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { isObject, type JsonObject } from "../../tools/json.ts";
import { ConfigError } from "../config-error.ts";
import published from "../generated/tools.json" with { type: "json" };
import { documentedName } from "../names.ts";
import type { PublishedSchema } from "../published.ts";

/** A parameter of a tool as a flag of the command line. */
export interface ParameterFlag {
  readonly parameter: string;
  /** Under which its value is found among all that was given, apart from options of the command. */
  readonly key: string;
  /** Such as `--task-id`. */
  readonly flag: string;
  /** What follows it, in the form of commander: `<text>`, or `[true|false]` where it may be left out. */
  readonly value: string;
  readonly description: string;
  readonly repeatable: boolean;
  readonly schema: PublishedSchema;
}

/** The published definition of a tool by any of its names, as it was made at build. */
export const toolNamed = (word: string) => published.find(({ name }) => name === documentedName(word));

/** `paddingX` and `padding_x` alike as `padding-x`. */
const kebab = (name: string) =>
  name
    .replace(/[A-Z]/g, (letter) => `-${letter}`)
    .replaceAll("_", "-")
    .toLowerCase();

const isListOfTexts = ({ type, items }: PublishedSchema) => type === "array" && items?.type === "string";

function valueFor(schema: PublishedSchema): string {
  if (schema.enum !== undefined) return `<${schema.enum.join("|")}>`;
  if (schema.type === "boolean") return "[true|false]";
  if (schema.type === "integer" || schema.type === "number") return "<number>";
  return schema.type === "string" || isListOfTexts(schema) ? "<text>" : "<json>";
}

/** The flags of a tool, those that it requires first. */
export function flagsOf({
  inputSchema,
}: {
  readonly inputSchema: PublishedSchema;
}): readonly ParameterFlag[] {
  const required = new Set(inputSchema.required);
  const flags = Object.entries(inputSchema.properties ?? {}).map(([parameter, schema]): ParameterFlag => {
    const repeatable = isListOfTexts(schema);
    const told = [
      schema.description,
      required.has(parameter) ? "(required)" : undefined,
      repeatable ? "(repeatable)" : undefined,
    ];
    return {
      parameter,
      key: `parameter ${parameter}`,
      flag: `--${kebab(parameter)}`,
      value: valueFor(schema),
      description: told.filter((part) => part !== undefined).join(" "),
      repeatable,
      schema,
    };
  });
  return flags.sort((a, b) => Number(required.has(b.parameter)) - Number(required.has(a.parameter)));
}

function json(what: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    throw new ConfigError(
      `${what}: this is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The text itself, or with `@` before it that of a file, `@-` of stdin; `@@` is an `@` that means itself. */
async function content(what: string, value: string): Promise<string> {
  if (!value.startsWith("@")) return value;
  const path = value.slice(1);
  if (path.startsWith("@")) return path;
  if (path === "-") return text(process.stdin);
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new ConfigError(`${what}: the file ${JSON.stringify(path)} can't be read (${code}).`);
  }
}

/** A value as the parameter's type asks for it; text that is none of that type is left to be refused by the tool. */
function typed(what: string, { type, items }: PublishedSchema, value: string): unknown {
  if (type === "string") return value;
  if (type === "boolean") return value === "true" ? true : value === "false" ? false : value;
  if (type === "integer" || type === "number") return /^-?\d/.test(value) ? json(what, value) : value;
  if (type === "array" && items?.type === "string" && !value.startsWith("[")) return value;
  // Where anything may stand, text that is no JSON is text.
  if ((type === undefined || (type === "array" && items?.type === undefined)) && !/^[\s]*[[{"]/.test(value))
    return value;
  return json(what, value);
}

/** The arguments that flags give, by their parameters. */
export async function argumentsFrom(
  flags: readonly ParameterFlag[],
  given: Readonly<Record<string, unknown>>,
): Promise<JsonObject> {
  const found: JsonObject = {};
  for (const { parameter, key, flag, schema } of flags) {
    const raw = given[key];
    if (raw === undefined) continue;
    if (raw === true) {
      found[parameter] = true;
      continue;
    }
    const values: unknown[] = [];
    for (const each of Array.isArray(raw) ? raw : [raw]) {
      const read = await content(flag, String(each));
      values.push(typed(flag, schema, read));
    }
    // Of a list each flag gives one item, or several as JSON.
    found[parameter] = schema.type === "array" ? values.flat() : values[0];
  }
  return found;
}

/** The arguments that are given as JSON: the text itself, `-` for stdin, or `@` before a file's name. */
export async function jsonArguments(given: string): Promise<unknown> {
  return json("The arguments", await content("The arguments", given === "-" ? "@-" : given));
}

/** Flags over JSON: a flag wins over what the JSON says of the same parameter. */
export function merged(fromJson: unknown, fromFlags: JsonObject): unknown {
  if (Object.keys(fromFlags).length === 0) return fromJson;
  if (!isObject(fromJson)) throw new ConfigError("Beside flags the arguments must be a JSON object.");
  return { ...fromJson, ...fromFlags };
}
