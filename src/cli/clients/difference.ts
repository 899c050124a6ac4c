import { isDeepStrictEqual } from "node:util";
import { isObject } from "../../../tools/json.ts";
import type { Entry } from "./entry.ts";

/** What may be shown of an entry that somebody else wrote: any value in it may be a key. */
function shown(field: string, value: unknown, wanted: readonly string[]): string {
  if (value === undefined) return "nothing";
  if (field === "command" && typeof value === "string") return JSON.stringify(value);
  if (field !== "args" || !Array.isArray(value)) return "(not shown)";
  const isKnown = (word: unknown) =>
    typeof word === "string" && (wanted.includes(word) || /^--?[a-z][a-z-]*$/.test(word));
  return JSON.stringify(value.map((word: unknown) => (isKnown(word) ? word : "…")));
}

/** How an entry that was found differs from the one that is to be there, a line for each field. */
export function differences(found: unknown, { value }: Entry): readonly string[] {
  if (!isObject(found)) return ["it is no object"];
  const fields = [...new Set([...Object.keys(found), ...Object.keys(value)])];
  return fields
    .filter((field) => !isDeepStrictEqual(found[field], value[field]))
    .map((field) => {
      const wanted = value[field] === undefined ? "nothing" : JSON.stringify(value[field]);
      return `${JSON.stringify(field)}: ${shown(field, found[field], value.args)} instead of ${wanted}`;
    });
}
