import { isObject, type JsonObject } from "../tools/json.ts";
import { jsonCounter } from "./extent.ts";
import type { PublishedSchema } from "./published.ts";

/** A mended value, and what was done: each to be put behind the parameter's name. */
interface Repaired {
  readonly value: unknown;
  readonly told: readonly string[];
}

/** Reads JSON text that is meant as an object or a list; anything else is no such text. */
type Read = (json: string, opening: RegExp) => unknown;

/** Repairs of one list that are told; a thousand more of the same say nothing. */
const mostTold = 10;

function repairItems(list: readonly unknown[], schema: PublishedSchema, read: Read): Repaired | undefined {
  // A list that is too long is refused for that, whatever it holds.
  if (list.length > (schema.maxItems ?? Number.POSITIVE_INFINITY)) return undefined;
  let mended: unknown[] | undefined;
  const told: string[] = [];
  let others = 0;
  list.forEach((item, index) => {
    const repaired = repairValue(item, schema.items ?? {}, read, false);
    if (repaired === undefined) return;
    mended ??= [...list];
    mended[index] = repaired.value;
    if (told.length < mostTold) told.push(...repaired.told.map((what) => `[${index}]${what}`));
    else others++;
  });
  if (mended === undefined) return undefined;
  return { value: mended, told: others === 0 ? told : [...told, `: ${others} more items were repaired`] };
}

function repairList(value: unknown, schema: PublishedSchema, read: Read): Repaired | undefined {
  if (Array.isArray(value)) return repairItems(value, schema, read);
  if (typeof value !== "string") return undefined;
  const parsed = read(value, /^\s*\[/);
  if (Array.isArray(parsed)) {
    const { value: mended, told } = repairItems(parsed, schema, read) ?? { value: parsed, told: [] };
    return { value: mended, told: [": JSON text was read as a list", ...told] };
  }
  // Text that opens a list and is no JSON was cut or mistyped: what it meant can't be told.
  const holdsText = schema.items?.type === "string" || schema.items?.type === undefined;
  if (!holdsText || value === "" || /^\s*[[{]/.test(value)) return undefined;
  return { value: [value], told: [": one text was made a list"] };
}

/** The value as it was meant, or undefined where it stays as it is. */
function repairValue(
  value: unknown,
  schema: PublishedSchema,
  read: Read,
  loose: boolean,
): Repaired | undefined {
  const mended = (meant: unknown, what: string) =>
    meant === undefined ? undefined : { value: meant, told: [`: ${what}`] };
  switch (schema.type) {
    case "array":
      return repairList(value, schema, read);
    case "object":
      return mended(
        typeof value === "string" ? read(value, /^\s*\{/) : undefined,
        "JSON text was read as an object",
      );
    case "integer": {
      const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined;
      return Number.isSafeInteger(number) ? mended(number, "text was read as a number") : undefined;
    }
    case "string":
      return Number.isSafeInteger(value) ? mended(String(value), "a number was made text") : undefined;
    case "boolean":
      return value === "true" || value === "false"
        ? mended(value === "true", `text was read as ${value}`)
        : undefined;
    default:
      // A parameter of any type: text that is JSON of an object or a list was never meant as text.
      return loose && typeof value === "string"
        ? mended(read(value, /^\s*[[{]/), "JSON text was read")
        : undefined;
  }
}

export interface Repair {
  readonly args: unknown;
  readonly repairs: readonly string[];
  /** Why JSON texts among the arguments were left unread, as `beyondLimits` has it: they hold too much. */
  readonly beyond?: string;
}

/**
 * Mends what clients commonly send wrong where only one thing can have been meant, and tells each repair.
 * Only declared parameters are looked at, and nothing inside objects. The arguments are not changed in place.
 */
export function repair(args: unknown, schema: PublishedSchema): Repair {
  if (!isObject(args)) return { args, repairs: [] };
  const count = jsonCounter();
  let beyond: string | undefined;
  const read: Read = (json, opening) => {
    if (!opening.test(json)) return undefined;
    beyond ??= count(json);
    if (beyond !== undefined) return undefined;
    try {
      return JSON.parse(json);
    } catch {
      return undefined;
    }
  };

  const repairs: string[] = [];
  let mended: JsonObject | undefined;
  for (const [name, declared] of Object.entries(schema.properties ?? {})) {
    if (!Object.hasOwn(args, name)) continue;
    if (args[name] === null && !schema.required?.includes(name)) {
      repairs.push(`${name}: null was taken as absent`);
      mended ??= { ...args };
      delete mended[name];
      continue;
    }
    const repaired = repairValue(args[name], declared, read, true);
    if (repaired === undefined) continue;
    repairs.push(...repaired.told.map((what) => name + what));
    mended ??= { ...args };
    mended[name] = repaired.value;
  }
  return { args: mended ?? args, repairs, ...(beyond === undefined ? {} : { beyond }) };
}
