import * as z from "zod";
import type { RuleFault } from "../define.ts";
import { isObject, type JsonObject } from "../json.ts";
import { checkedObject } from "./common.ts";
import { adopt, documented, fault, isEnough } from "./documented.ts";
import { formed } from "./form.ts";
import { label, listing, strangeLabels } from "./labels.ts";
import { listOf, mapOf } from "./many.ts";

/** Source: docs.scale.com/reference, annotation attributes; scaleapi-node, AnnotationAttribute. */
export const attributeTypes = ["category", "number", "angle", "text", "x_line", "y_line", "linked"] as const;

const oneOrMore = () => z.union([z.string(), listOf(z.string())], "text or a list of texts");

/** When an attribute is asked: for some labels, or for some answers to other attributes. */
const condition = () =>
  documented({
    label_condition: documented({ label: oneOrMore() }).optional(),
    attribute_conditions: listOf(z.custom<JsonObject>(isObject, "an object")).optional(),
  });

/** One condition, or several of which one must hold; source: docs.scale.com/reference/conditionality. */
const conditions = () => {
  const one = condition();
  const several = listOf(one);
  return (
    z
      .custom<object>((value) => isObject(value) || Array.isArray(value), "an object or a list of objects")
      .meta({ full: () => z.union([one, several]) })
      // Not a union: that would count all that is wrong with one of many as one fault.
      .superRefine((value, context) => adopt(context, Array.isArray(value) ? several : one, value))
  );
};

const attribute = () =>
  formed(
    documented({
      type: z.enum(attributeTypes).optional(),
      description: z.string().optional(),
      choices: listOf(label()).optional(),
      allow_multiple: z.boolean().optional(),
      required: z.boolean().optional(),
      min: z.number().optional(),
      max: z.number().optional(),
      step: z.number().optional(),
      allowed_labels: listOf(z.string()).optional(),
      conditions: conditions().optional(),
    }).superRefine((value, context) => {
      const { min, max } = value;
      if (typeof min === "number" && typeof max === "number" && min > max)
        fault(context, ["min"], `at most max (${max})`);
      if (typeof value.step === "number" && value.step <= 0) fault(context, ["step"], "more than 0");
    }),
    { typeName: "AnnotationAttribute" },
  );

const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The places where conditions name attributes that are not in the same map. */
function* strangeConditions(attributes: JsonObject): Generator<RuleFault["path"]> {
  for (const key of Object.keys(attributes)) {
    const attribute = attributes[key];
    const given = isObject(attribute) ? attribute.conditions : undefined;
    for (const [index, one] of items(Array.isArray(given) ? given : [given]).entries()) {
      const at = [key, "conditions", ...(Array.isArray(given) ? [index] : []), "attribute_conditions"];
      for (const [place, asked] of items(isObject(one) ? one.attribute_conditions : undefined).entries())
        for (const name of isObject(asked) ? Object.keys(asked) : [])
          if (!Object.hasOwn(attributes, name)) yield [...at, place, name];
    }
  }
}

const schema = () =>
  mapOf(attribute()).superRefine((value, context) => {
    if (isEnough(context)) return;
    if (Object.hasOwn(value, "")) fault(context, [""], "a name that is not empty");
    let allowed: string | undefined;
    for (const path of strangeConditions(value)) {
      if (isEnough(context)) return;
      allowed ??= `the name of an attribute of this task: ${listing(Object.keys(value))}`;
      fault(context, path, allowed);
    }
  });

/** Questions that annotators answer for each annotation. */
export const annotationAttributes = () =>
  checkedObject(schema).describe(
    "Questions for each annotation: name → {type: category (default), number, angle, text, x_line, y_line or linked; description; choices; allow_multiple; required; min, max, step; allowed_labels; conditions {label_condition: {label}, attribute_conditions: [{name: answer}]}}.",
  );

/** Linked attributes must allow labels that the task has. */
export function linkedFaults(attributes: unknown, labels: readonly string[]): RuleFault[] {
  if (!isObject(attributes) || labels.length === 0) return [];
  const lists = Object.entries(attributes).map(([key, value]) => ({
    named: isObject(value) ? value.allowed_labels : undefined,
    path: ["annotation_attributes", key, "allowed_labels"],
  }));
  return strangeLabels(lists, labels);
}
