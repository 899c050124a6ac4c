import * as z from "zod";
import { mostFaults } from "../faults.ts";
import { isObject } from "../json.ts";
import { slipOf } from "../nearest.ts";

/** True once so much is wrong that nobody would read more: the search can end. */
export const isEnough = (context: z.core.$RefinementCtx) => context.issues.length >= mostFaults;

/**
 * An object whose documented keys are checked and whose other keys pass, unless one is a slip of a documented
 * key: that is refused with the key that was meant.
 */
export function documented<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.looseObject(shape).superRefine(
    (value, context) => {
      for (const key of Object.keys(value)) {
        if (isEnough(context)) return;
        if (known.includes(key)) continue;
        const near = slipOf(key, known);
        if (near === undefined) continue;
        context.addIssue({ code: "custom", path: [key], params: { unknown: true, near }, message: "" });
      }
      // The check runs beside other faults of the object, so that all of them are told at once.
    },
    { when: ({ value }) => isObject(value) },
  );
}

/** Other checks of a value run in spite of an adopted issue, so that all that is wrong is told at once. */
const adopted: { readonly [name: string]: unknown; readonly input: unknown; readonly continue: boolean } = {
  input: undefined,
  continue: true,
};

/** Reports what another schema finds wrong with the same value, or with the part of it that is under `key`. */
export function adopt(
  context: z.core.$RefinementCtx,
  schema: z.ZodType,
  value: unknown,
  ...key: readonly (string | number)[]
): void {
  for (const issue of schema.safeParse(value).error?.issues ?? []) {
    if (isEnough(context)) return;
    // Changed in place: an issue comes up through every level that it is nested in, and copies would add up.
    issue.path.unshift(...key);
    context.issues.push(Object.assign(issue, adopted));
  }
}

/** Reports a fault that spans keys of an object. */
export function fault(
  context: z.core.$RefinementCtx,
  path: readonly (string | number)[],
  allowed: string,
): void {
  context.addIssue({ code: "custom", path: [...path], params: { rule: true }, message: allowed });
}

/** The places of items that stand in the list a second time, not more than anyone would read. */
export function repeats(values: readonly unknown[]): number[] {
  const seen = new Set<unknown>();
  const places: number[] = [];
  for (const [index, value] of values.entries()) {
    if (places.length >= mostFaults) break;
    if (value === undefined) continue;
    if (seen.has(value)) places.push(index);
    seen.add(value);
  }
  return places;
}
