import * as z from "zod";
import { isObject } from "../json.ts";
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
    { when: ({ value }) => isObject(value) },
  );
}

/** Reports what another schema finds wrong with the same value, at most `most` of it. */
export function adopt(
  context: z.core.$RefinementCtx,
  schema: z.ZodType,
  value: unknown,
  most = Number.POSITIVE_INFINITY,
): void {
  for (const issue of (schema.safeParse(value).error?.issues ?? []).slice(0, most))
    context.issues.push({ ...issue, input: undefined });
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
