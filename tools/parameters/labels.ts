import * as z from "zod";
import type { RuleFault } from "../define.ts";
import { isObject } from "../json.ts";
import { text } from "./common.ts";
import { adopt, documented, repeats } from "./documented.ts";

export interface LabelDescription {
  choice: string;
  subchoices?: Label[] | undefined;
  instance_label?: boolean | undefined;
  display?: string | undefined;
  description?: string | undefined;
  [key: string]: unknown;
}
export type Label = string | LabelDescription;

const isLabel = (value: unknown) => (typeof value === "string" ? value !== "" : isObject(value));

/** A label: its name, or a LabelDescription; source: docs.scale.com/reference/label-nesting. */
export const label: z.ZodType<Label> = z
  .custom<Label>(isLabel, "text or an object with choice")
  .superRefine((value, context) => {
    // Not a union: that would check and explain each branch for each of many labels.
    if (typeof value !== "string") adopt(context, labelDescription, value);
  });

const labelDescription: z.ZodType<LabelDescription> = documented({
  choice: text(),
  subchoices: z.array(label).optional(),
  instance_label: z.boolean().optional(),
  display: z.string().optional(),
  description: z.string().optional(),
});

/** The names in a list of labels that annotators can choose: a parent with subchoices is only a heading. */
export function choicesOf(labels: unknown): string[] {
  if (!Array.isArray(labels)) return [];
  return labels.flatMap((item: unknown): string[] => {
    if (typeof item === "string") return [item];
    if (!isObject(item)) return [];
    const children = choicesOf(item.subchoices);
    return children.length > 0 ? children : typeof item.choice === "string" ? [item.choice] : [];
  });
}

/** Every name in a list of labels, headings too. */
export function namesOf(labels: unknown): string[] {
  if (!Array.isArray(labels)) return [];
  return labels.flatMap((item: unknown): string[] => {
    if (typeof item === "string") return [item];
    if (!isObject(item)) return [];
    return [...(typeof item.choice === "string" ? [item.choice] : []), ...namesOf(item.subchoices)];
  });
}

/** Faults of a list of names that must all be labels of the task. */
export function strangeLabels(
  named: unknown,
  labels: readonly string[],
  path: RuleFault["path"],
): RuleFault[] {
  if (!Array.isArray(named)) return [];
  return named.flatMap((name: unknown, index) =>
    typeof name === "string" && !labels.includes(name)
      ? [{ path: [...path, index], allowed: `a label of this task: ${labels.join(", ")}` }]
      : [],
  );
}

/** The labels of a segmentation task: at most 50; source: docs.scale.com/reference, segmentation. */
export const segmentationLabels = () => z.array(label).min(1).max(50);

export const uniqueTexts = (values: readonly string[] | undefined, name: string) =>
  repeats(values ?? []).map((index) => ({
    path: [name, index],
    allowed: "a name that is not in the list already",
  }));
