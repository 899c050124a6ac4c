import type { Rule } from "./dialects.ts";

export interface Collision {
  readonly dialect: Rule["dialect"];
  readonly rule: string;
  /** Places as a rule names them, without `SCALE_AI_`; `*` stands for any tool. */
  readonly at: readonly string[];
  readonly why: string;
}

const openObjects = [
  "*.metadata",
  "*.geometries",
  "*.annotation_attributes",
  "*.hypothesis",
  "*.features.[]",
  "*.links",
  "*.layer",
  "*.context_attachments.[]",
  "*.image_metadata",
  "*.attachments.[]",
  "*.fields.[]",
  "CREATE_NAMED_ENTITY_RECOGNITION_TASK.labels.[]",
  "CREATE_NAMED_ENTITY_RECOGNITION_TASK.relationships.[]",
  "CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK.base_annotations",
  "SET_BATCH_PRIORITIES.batches.[]",
  "SET_PROJECT_PARAMS.params",
  "UPLOAD_FILE.file",
];

const untyped = [
  "CREATE_IMAGE_ANNOTATION_TASK.base_annotations",
  "CREATE_SEGMENTATION_ANNOTATION_TASK.labels.[]",
];

/** Where a documented fact stays although a dialect minds. The test fails for an entry that no longer collides. */
export const ledger: readonly Collision[] = [
  {
    dialect: "OpenAI strict",
    rule: "every property is required",
    at: [
      "CREATE_BATCH",
      "CREATE_DOCUMENT_TRANSCRIPTION_TASK",
      "CREATE_IMAGE_ANNOTATION_TASK",
      "CREATE_LIDAR_ANNOTATION_TASK",
      "CREATE_LIDAR_SEGMENTATION_TASK",
      "CREATE_NAMED_ENTITY_RECOGNITION_TASK",
      "CREATE_SEGMENTATION_ANNOTATION_TASK",
      "CREATE_TEXT_COLLECTION_TASK",
      "CREATE_VIDEO_ANNOTATION_TASK",
      "CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK",
      "GET_ASSETS",
      "GET_FIXLESS_AUDITS",
      "GET_QUALITY_LABELERS",
      "IMPORT_FILE",
      "LIST_BATCHES",
      "LIST_PROJECTS",
      "LIST_TASKS",
      "REMOVE_STUDIO_ASSIGNMENTS",
      "RESET_BATCH_PRIORITIES",
      "SET_PROJECT_ONTOLOGY",
      "SET_PROJECT_PARAMS",
      "UPLOAD_FILE",
    ],
    why: "Scale documents these parameters as optional. Strict mode would need each to be required and to allow null, which Gemini refuses; the tools are for use without strict.",
  },
  {
    dialect: "OpenAI strict",
    rule: "every object is closed",
    at: openObjects,
    why: "Metadata is free by its nature, and the other objects are open where Scale's documents end: unknown keys pass. Strict mode has no object with free keys.",
  },
  {
    dialect: "OpenAI strict",
    rule: "every value has a type",
    at: untyped,
    why: "Scale types base_annotations of images as anything, and an item of labels as text or an object.",
  },
  {
    dialect: "Gemini",
    rule: "every value has one type",
    at: untyped,
    why: "Scale types base_annotations of images as anything, and an item of labels as text or an object; anyOf, the other way to say so, is refused by more clients. JSON given as text in their place is read.",
  },
  {
    dialect: "Gemini",
    rule: "an enumeration is of text and holds text",
    at: ["*.priority"],
    why: "Scale documents the priority as one of the integers 10, 20 and 30. Clients for Gemini turn them into text, and text that is a number is read as one.",
  },
  {
    dialect: "Gemini",
    rule: "no field that Schema has not",
    at: ["*"],
    why: "additionalProperties: false at the top keeps models from inventing parameters. Clients of Gemini pass the schema as parametersJsonSchema, which knows the keyword, or drop it; zod refuses unknown parameters anyway.",
  },
  {
    dialect: "Gemini",
    rule: "an object has properties",
    at: [...openObjects, "GET_STUDIO_ASSIGNMENTS", "GET_STUDIO_BATCHES", "GET_TEAMS"],
    why: "Three tools take nothing, and free objects have no names to list. Gemini takes both in parametersJsonSchema; clients that fill in parameters leave an empty schema out.",
  },
  {
    dialect: "Cursor",
    rule: "at most 40 tools",
    at: ["UPLOAD_FILE"],
    why: "The catalogue has 41 tools. Versions of Cursor with this limit leave the last one out; a user who needs it turns off another one there.",
  },
];
