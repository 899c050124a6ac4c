import * as z from "zod";
import type { RuleFault } from "../define.ts";
import { isObject } from "../json.ts";
import { checkedObject } from "./common.ts";
import { documented, fault } from "./documented.ts";
import { label, strangeLabels } from "./labels.ts";

/** Source: docs.scale.com/reference, annotation attributes; scaleapi-node, AnnotationAttribute. */
export const attributeTypes = ["category", "number", "angle", "text", "x_line", "y_line", "linked"] as const;

const oneOrMore = () => z.union([z.string(), z.array(z.string())], "text or a list of texts");

/** When an attribute is asked: for some labels, or for some answers to other attributes. */
const condition = () =>
  documented({
    label_condition: documented({ label: oneOrMore() }).optional(),
    attribute_conditions: z.array(z.record(z.string(), z.unknown())).optional(),
  });

/** One condition, or several of which one must hold; source: docs.scale.com/reference/conditionality. */
const conditions = () => z.union([condition(), z.array(condition())], "an object or a list of objects");

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
    conditions: conditions().optional(),
  }).superRefine((value, context) => {
    const { min, max } = value;
    if (typeof min === "number" && typeof max === "number" && min > max)
      fault(context, ["min"], `at most max (${max})`);
    if (typeof value.step === "number" && value.step <= 0) fault(context, ["step"], "more than 0");
  });

const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Conditions must name attributes of the same map. */
function conditionFaults(attributes: Record<string, unknown>): RuleFault[] {
  const known = Object.keys(attributes);
  const allowed = `the name of an attribute of this task: ${known.join(", ")}`;
  return Object.entries(attributes).flatMap(([key, value]) => {
    const given = isObject(value) ? value.conditions : undefined;
    const all = Array.isArray(given)
      ? given.map((one, index) => ({ one, at: [index] }))
      : [{ one: given, at: [] }];
    return all.flatMap(({ one, at }) =>
      items(isObject(one) ? one.attribute_conditions : undefined).flatMap((asked, index) =>
        Object.keys(isObject(asked) ? asked : {})
          .filter((name) => !known.includes(name))
          .map((name) => ({
            path: [key, "conditions", ...at, "attribute_conditions", index, name],
            allowed,
          })),
      ),
    );
  });
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
    "Questions for each annotation: name → {type: category (default), number, angle, text, x_line, y_line or linked; description; choices; allow_multiple; required; min, max, step; allowed_labels; conditions {label_condition: {label}, attribute_conditions: [{name: answer}]}}.",
  );

/** Linked attributes must allow labels that the task has. */
export function linkedFaults(attributes: unknown, labels: readonly string[]): RuleFault[] {
  if (!isObject(attributes) || labels.length === 0) return [];
  return Object.entries(attributes).flatMap(([key, value]) =>
    strangeLabels(isObject(value) ? value.allowed_labels : undefined, labels, [
      "annotation_attributes",
      key,
      "allowed_labels",
    ]),
  );
}
