import type { JsonObject } from "../tools/json.ts";

/** The part of a published JSON Schema that repairs are guided by; a type alias, so that it counts as JSON. */
export type PublishedSchema = {
  description?: string;
  type?: string;
  items?: PublishedSchema;
  properties?: { [name: string]: PublishedSchema };
  required?: string[];
};

interface Repaired {
  readonly value: unknown;
  readonly repairs: readonly string[];
}

const unchanged = (value: unknown): Repaired => ({ value, repairs: [] });

/** JSON text that holds an object or a list; anything else is no such text. */
function parsedContainer(value: string, opening: RegExp): unknown {
  if (!opening.test(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function repairList(value: unknown, schema: PublishedSchema, name: string): Repaired {
  if (Array.isArray(value)) {
    const items = value.map((item, index) =>
      repairValue(item, schema.items ?? {}, `${name}[${index}]`, false),
    );
    const repairs = items.flatMap((item) => item.repairs);
    return repairs.length === 0 ? unchanged(value) : { value: items.map((item) => item.value), repairs };
  }
  if (typeof value !== "string") return unchanged(value);
  const parsed = parsedContainer(value, /^\s*\[/);
  if (Array.isArray(parsed)) {
    const inner = repairList(parsed, schema, name);
    return { value: inner.value, repairs: [`${name}: JSON text was read as a list`, ...inner.repairs] };
  }
  // Text that opens a list and is no JSON was cut or mistyped: what it meant can't be told.
  const holdsText = schema.items?.type === "string" || schema.items?.type === undefined;
  if (!holdsText || value === "" || /^\s*[[{]/.test(value)) return unchanged(value);
  return { value: [value], repairs: [`${name}: one text was made a list`] };
}

function repairValue(value: unknown, schema: PublishedSchema, name: string, loose: boolean): Repaired {
  switch (schema.type) {
    case "array":
      return repairList(value, schema, name);
    case "object": {
      const parsed = typeof value === "string" ? parsedContainer(value, /^\s*\{/) : undefined;
      return parsed === undefined
        ? unchanged(value)
        : { value: parsed, repairs: [`${name}: JSON text was read as an object`] };
    }
    case "integer": {
      const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined;
      return number === undefined || !Number.isSafeInteger(number)
        ? unchanged(value)
        : { value: number, repairs: [`${name}: text was read as a number`] };
    }
    case "string":
      return Number.isSafeInteger(value)
        ? { value: String(value), repairs: [`${name}: a number was made text`] }
        : unchanged(value);
    case "boolean":
      return value === "true" || value === "false"
        ? { value: value === "true", repairs: [`${name}: text was read as ${value}`] }
        : unchanged(value);
    default: {
      // A parameter of any type: text that is JSON of an object or a list was never meant as text.
      const parsed = loose && typeof value === "string" ? parsedContainer(value, /^\s*[[{]/) : undefined;
      return parsed === undefined
        ? unchanged(value)
        : { value: parsed, repairs: [`${name}: JSON text was read`] };
    }
  }
}

/**
 * Mends what clients commonly send wrong where only one thing can have been meant, and tells each repair.
 * Only declared parameters are looked at, and nothing inside objects. The arguments are not changed in place.
 */
export function repair(
  args: unknown,
  schema: PublishedSchema,
): { args: unknown; repairs: readonly string[] } {
  if (typeof args !== "object" || args === null || Array.isArray(args)) return { args, repairs: [] };
  const repairs: string[] = [];
  const mended: JsonObject = {};
  for (const [name, value] of Object.entries(args)) {
    const declared = Object.hasOwn(schema.properties ?? {}, name) ? schema.properties?.[name] : undefined;
    if (declared !== undefined && value === null && !schema.required?.includes(name)) {
      repairs.push(`${name}: null was taken as absent`);
      continue;
    }
    const result = declared === undefined ? unchanged(value) : repairValue(value, declared, name, true);
    repairs.push(...result.repairs);
    Object.defineProperty(mended, name, {
      value: result.value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return { args: repairs.length === 0 ? args : mended, repairs };
}
