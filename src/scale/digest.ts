import { isObject } from "../../tools/json.ts";

/** JSON with the keys of each object in order, so that equal values give equal text. */
function canonical(value: unknown): string {
  const sorted = (_key: string, item: unknown) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item;
  return JSON.stringify(value, sorted) ?? "";
}

/** SHA-256 of the values as hexadecimal text: the same for equal values, and nothing can be read back from it. */
export function digestOf(...values: readonly unknown[]): string {
  // Asked for here, since it takes some milliseconds to load and a start has no use for it.
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(canonical(values)).digest("hex");
}
