import * as z from "zod";
import type { RuleFault } from "../define.ts";
import { slipOf } from "../nearest.ts";
import { checkedObject, isObject } from "./common.ts";
import { documented, fault } from "./documented.ts";
import { label } from "./labels.ts";

/** Source: docs.scale.com/reference, annotation attributes; scaleapi-node, AnnotationAttribute. */
export const attributeTypes = ["category", "number", "angle", "text", "x_line", "y_line", "linked"] as const;

const attribute = () =>
  documented({
    type: z.enum(attributeTypes).optional(),
    description: z.string().optional(),
    choices: z.array(label).optional(),
    allow_multiple: z.boolean().optional(),
    required: z.boolean().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    step: z.number().optional(),
    allowed_labels: z.array(z.string()).optional(),
    conditions: z
      .custom<object>(
        (value) => typeof value === "object" && value !== null,
        "an object or a list of objects",
      )
      .optional(),
  }).superRefine((value, context) => {
    const { min, max } = value;
    if (typeof min === "number" && typeof max === "number" && min > max)
      fault(context, ["min"], `at most max (${max})`);
    if (value.step !== undefined && value.step <= 0) fault(context, ["step"], "more than 0");
  });

/** Keys of a condition that are not names of attributes. */
const conditionWords =
  /^(?:labels?|label_conditions?|attributes?|attribute_conditions?|type|any|all|and|or|not)$/i;

interface Named {
  readonly path: readonly (string | number)[];
  readonly name: string;
  /** True where the place can only hold the name of an attribute. */
  readonly certain: boolean;
}

/** The attributes that a condition names; its exact form is not documented, so any nesting is read. */
function namedIn(condition: unknown, path: Named["path"], certain = false): Named[] {
  if (Array.isArray(condition))
    return condition.flatMap((item, index) => namedIn(item, [...path, index], certain));
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([key, value]): Named[] => {
    const here = [...path, key];
    if (/^attribute_conditions?$|^attributes$/i.test(key)) return namedIn(value, here, true);
    if (conditionWords.test(key)) return [];
    return [{ path: here, name: key, certain }];
  });
}

/** Conditions must name attributes of the same map. */
function conditionFaults(attributes: Record<string, unknown>): RuleFault[] {
  const known = Object.keys(attributes);
  return Object.entries(attributes).flatMap(([key, value]) =>
    namedIn(isObject(value) ? value.conditions : undefined, [key, "conditions"])
      .filter(({ name, certain }) => !known.includes(name) && (certain || slipOf(name, known) !== undefined))
      .map(({ path }) => ({ path, allowed: `the name of an attribute of this task: ${known.join(", ")}` })),
  );
}

const schema = () =>
  z
    .record(
      z.string().refine((key) => key !== "", "text that is not empty"),
      attribute(),
    )
    .superRefine(
      (value, context) => {
        for (const { path, allowed } of conditionFaults(value)) fault(context, path, allowed);
      },
      { when: ({ value }) => isObject(value) },
    );

/** Questions that annotators answer for each annotation. */
export const annotationAttributes = () =>
  checkedObject(schema).describe(
    "Questions for each annotation: name → {type: category (default), number, angle, text, x_line, y_line or linked; description; choices; allow_multiple; required; min, max, step; allowed_labels; conditions}.",
  );

/** Linked attributes must allow labels that the task has. */
export function linkedFaults(attributes: unknown, labels: readonly string[]): RuleFault[] {
  if (!isObject(attributes) || labels.length === 0) return [];
  return Object.entries(attributes).flatMap(([key, value]) => {
    if (!isObject(value) || !Array.isArray(value.allowed_labels)) return [];
    return value.allowed_labels.flatMap((name: unknown, index) =>
      typeof name === "string" && !labels.includes(name)
        ? [
            {
              path: ["annotation_attributes", key, "allowed_labels", index],
              allowed: `a label of this task: ${labels.join(", ")}`,
            },
          ]
        : [],
    );
  });
}
