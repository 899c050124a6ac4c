import * as z from "zod";
import { slipOf } from "../nearest.ts";

/**
 * An object whose documented keys are checked and whose other keys pass, unless one is a slip of a documented
 * key: that is refused with the key that was meant.
 */
export function documented<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.looseObject(shape).superRefine(
    (value, context) => {
      for (const key of Object.keys(value)) {
        if (known.includes(key)) continue;
        const near = slipOf(key, known);
        if (near === undefined) continue;
        context.addIssue({ code: "custom", path: [key], params: { unknown: true, near }, message: "" });
      }
      // The check runs beside other faults of the object, so that all of them are told at once.
    },
    { when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value) },
  );
}

/** Reports a fault that spans keys of an object. */
export function fault(
  context: z.core.$RefinementCtx,
  path: readonly (string | number)[],
  allowed: string,
): void {
  context.addIssue({ code: "custom", path: [...path], params: { rule: true }, message: allowed });
}

/** The places of items that stand in the list a second time. */
export function repeats(values: readonly unknown[]): number[] {
  const seen = new Set<unknown>();
  return values.flatMap((value, index) => {
    if (value === undefined) return [];
    if (seen.has(value)) return [index];
    seen.add(value);
    return [];
  });
}
