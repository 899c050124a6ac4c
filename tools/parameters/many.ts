import * as z from "zod";
import { isObject } from "../json.ts";
import { adopt, isEnough } from "./documented.ts";

/**
 * A list of any length. zod would look at every item and note each fault, which takes a second and hundreds of
 * megabytes where a hundred thousand are wrong; here the search ends when enough are found.
 */
export function listOf<Item extends z.ZodType>(item: Item, most?: number) {
  const list = z.array(z.custom<z.output<Item>>().meta({ type: item.type, full: () => item }));
  // zod looks at a length before the items only where that is the first check.
  const short = most === undefined ? list : list.max(most);
  return short.superRefine((items, context) => {
    for (const [index, value] of items.entries()) {
      if (isEnough(context)) return;
      adopt(context, item, value, index);
    }
  });
}

/** An object of any number of names, each with a value of the same kind; ends its search as a list does. */
export const mapOf = <Value extends z.ZodType>(value: Value) =>
  z
    .custom<Record<string, z.output<Value>>>(isObject, "an object")
    .meta({ full: () => z.record(z.string(), value) })
    .superRefine((map, context) => {
      for (const name of Object.keys(map)) {
        if (isEnough(context)) return;
        adopt(context, value, map[name], name);
      }
    });
