import type { WrongInput } from "./build.ts";
import { wrong } from "./build.ts";

type Case = readonly [note: string, attributes: Record<string, unknown>, names: readonly string[]];

const description = "What to look at";

const forAll: readonly Case[] = [
  ["an attribute that is a string", { size: "big or small" }, ["annotation_attributes.size"]],
  ["an attribute that is a list", { size: ["big", "small"] }, ["annotation_attributes.size"]],
  [
    "an unknown type",
    { size: { type: "slider", description, choices: ["big"] } },
    ["annotation_attributes.size.type"],
  ],
  [
    "a type of another tool",
    { size: { type: "boolean", description, choices: ["yes"] } },
    ["annotation_attributes.size.type"],
  ],
  [
    "choices as an object",
    { size: { type: "category", description, choices: { a: "big" } } },
    ["annotation_attributes.size.choices"],
  ],
  [
    "a choice without choice",
    { size: { type: "category", description, choices: [{ display: "Big" }] } },
    ["annotation_attributes.size.choices", "choice"],
  ],
  [
    "allow_multiple is no boolean",
    { size: { type: "category", description, choices: ["big"], allow_multiple: "many" } },
    ["annotation_attributes.size.allow_multiple"],
  ],
  [
    "required is no boolean",
    { size: { type: "category", description, choices: ["big"], required: "sometimes" } },
    ["annotation_attributes.size.required"],
  ],
  [
    "a description that is a list",
    { size: { type: "category", description: ["a", "b"], choices: ["big"] } },
    ["annotation_attributes.size.description"],
  ],
  [
    "min above max",
    { count: { type: "number", description, min: 10, max: 1 } },
    ["annotation_attributes.count", "min", "max"],
  ],
  [
    "min above max, below zero",
    { count: { type: "number", description, min: -1, max: -2 } },
    ["annotation_attributes.count", "min", "max"],
  ],
  [
    "min is no number",
    { count: { type: "number", description, min: "low" } },
    ["annotation_attributes.count.min"],
  ],
  [
    "step is no number",
    { count: { type: "number", description, min: 0, max: 9, step: "small" } },
    ["annotation_attributes.count.step"],
  ],
  [
    "misspelt",
    { size: { type: "category", descripton: description, choices: ["big"] } },
    ["annotation_attributes.size", "descripton", "description"],
  ],
  [
    "misspelt",
    { size: { type: "category", description, choises: ["big"], choices: ["big"] } },
    ["annotation_attributes.size", "choises", "choices"],
  ],
  [
    "misspelt",
    { size: { type: "category", description, choices: ["big"], allow_multipel: true } },
    ["annotation_attributes.size", "allow_multipel", "allow_multiple"],
  ],
  [
    "misspelt",
    { size: { type: "category", description, choices: ["big"], condition: {} } },
    ["annotation_attributes.size", "condition", "conditions"],
  ],
  [
    "misspelt",
    { size: { type: "category", description, choices: ["big"], require: true } },
    ["annotation_attributes.size", "require", "required"],
  ],
  [
    "a condition on an attribute that does not exist",
    {
      parked: { type: "category", description, choices: ["Yes", "No"] },
      door: {
        type: "category",
        description,
        choices: ["open", "closed"],
        conditions: { attribute_conditions: [{ is_parked: "Yes" }] },
      },
    },
    ["annotation_attributes.door", "is_parked"],
  ],
  [
    "the second of two conditions is on an attribute that does not exist",
    {
      parked: { type: "category", description, choices: ["Yes", "No"] },
      door: {
        type: "category",
        description,
        choices: ["open", "closed"],
        conditions: { attribute_conditions: [{ parked: "Yes" }, { engine: ["on", "idle"] }] },
      },
    },
    ["annotation_attributes.door", "engine"],
  ],
];

const linked: readonly Case[] = [
  [
    "linked to a label that no geometry has",
    { owner: { type: "linked", description, allowed_labels: ["spaceship"] } },
    ["annotation_attributes.owner", "allowed_labels", "spaceship"],
  ],
  [
    "one of two linked labels is in no geometry",
    { owner: { type: "linked", description, allowed_labels: ["KNOWN", "spaceship"] } },
    ["annotation_attributes.owner", "allowed_labels", "spaceship"],
  ],
  [
    "allowed_labels as an object",
    { owner: { type: "linked", description, allowed_labels: { first: "KNOWN" } } },
    ["annotation_attributes.owner.allowed_labels"],
  ],
  [
    "misspelt",
    { owner: { type: "linked", description, allowed_lables: ["KNOWN"] } },
    ["annotation_attributes.owner", "allowed_lables", "allowed_labels"],
  ],
];

/** The label that the minimal arguments of each tool offer. */
const tools: readonly (readonly [string, string])[] = [
  ["CREATE_IMAGE_ANNOTATION_TASK", "car"],
  ["CREATE_VIDEO_ANNOTATION_TASK", "person"],
  ["CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK", "ball"],
  ["CREATE_SEGMENTATION_ANNOTATION_TASK", "sky"],
  ["CREATE_LIDAR_ANNOTATION_TASK", "car"],
  ["CREATE_LIDAR_SEGMENTATION_TASK", "road"],
];

const withLabel = (value: unknown, label: string): Record<string, unknown> =>
  JSON.parse(JSON.stringify(value).replaceAll('"KNOWN"', JSON.stringify(label)));

export const attributeInputs: readonly WrongInput[] = tools.flatMap(([short, label]) =>
  [...forAll, ...linked].map(([note, attributes, names]) =>
    wrong(
      short,
      `annotation_attributes: ${note}`,
      { annotation_attributes: withLabel(attributes, label) },
      names,
    ),
  ),
);
