import * as z from "zod";
import type { RuleFault } from "../define.ts";
import { mostFaults } from "../faults.ts";
import { isObject } from "../json.ts";
import { once } from "../once.ts";
import { text } from "./common.ts";
import { adopt, documented, repeats } from "./documented.ts";
import { formed } from "./form.ts";
import { listOf } from "./many.ts";

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
export const label = once(
  (): z.ZodType<Label> =>
    formed(
      z.custom<Label>(isLabel, "text or an object with choice").superRefine((value, context) => {
        // Not a union: that would check and explain each branch for each of many labels.
        if (typeof value !== "string") adopt(context, labelDescription(), value);
      }),
      { full: () => z.union([z.string(), labelDescription()]), typeName: "Label" },
    ),
);

const labelDescription = once(
  (): z.ZodType<LabelDescription> =>
    documented({
      choice: text(),
      subchoices: listOf(label()).optional(),
      instance_label: z.boolean().optional(),
      display: z.string().optional(),
      description: z.string().optional(),
    }),
);

/**
 * The names in a list of labels that annotators can choose: a parent with subchoices is only a heading.
 * They are added to one list, since lists of each level would be copied into those of the level above.
 */
export function choicesOf(labels: unknown, found: string[] = []): string[] {
  const items: readonly unknown[] = Array.isArray(labels) ? labels : [];
  for (const item of items) {
    if (typeof item === "string") found.push(item);
    if (!isObject(item)) continue;
    const before = found.length;
    choicesOf(item.subchoices, found);
    if (found.length === before && typeof item.choice === "string") found.push(item.choice);
  }
  return found;
}

/** Every name in a list of labels, headings too. */
export function namesOf(labels: unknown, found: string[] = []): string[] {
  const items: readonly unknown[] = Array.isArray(labels) ? labels : [];
  for (const item of items) {
    if (typeof item === "string") found.push(item);
    if (!isObject(item)) continue;
    if (typeof item.choice === "string") found.push(item.choice);
    namesOf(item.subchoices, found);
  }
  return found;
}

/** Names as one text, not more of it than a report shows. */
export const listing = (names: readonly string[]) => names.slice(0, 100).join(", ").slice(0, 1_000);

/** A list that stands somewhere in the arguments. */
export interface Placed {
  readonly named: unknown;
  readonly path: RuleFault["path"];
}

/** Faults of lists of names that must all be labels of the task. */
export function strangeLabels(lists: readonly Placed[], labels: readonly string[]): RuleFault[] {
  const known = new Set<unknown>(labels);
  const allowed = `a label of this task: ${listing(labels)}`;
  const faults: RuleFault[] = [];
  for (const { named, path } of lists) {
    for (const [index, name] of Array.isArray(named) ? named.entries() : []) {
      if (faults.length >= mostFaults) return faults;
      if (typeof name === "string" && !known.has(name)) faults.push({ path: [...path, index], allowed });
    }
  }
  return faults;
}

/** The labels of a segmentation task: at most 50; source: docs.scale.com/reference, segmentation. */
export const segmentationLabels = () => listOf(label(), 50).min(1);

export const uniqueTexts = (values: readonly string[] | undefined, name: string) =>
  repeats(values ?? []).map((index) => ({
    path: [name, index],
    allowed: "a name that is not in the list already",
  }));
