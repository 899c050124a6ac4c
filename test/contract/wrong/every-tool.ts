import contract from "../golden/contract.json" with { type: "json" };
import { minimalArgs } from "../golden/minimal.ts";
import type { WrongInput } from "./build.ts";
import { wrong } from "./build.ts";

const minimalOf = (tool: string) => ({ ...minimalArgs[tool] });

const missing: readonly WrongInput[] = contract.flatMap(({ name: tool, parameters }) =>
  parameters
    .filter((parameter) => parameter.required)
    .map(({ name }) => {
      const { [name]: _, ...args } = minimalOf(tool);
      return { tool, note: `${name} is missing`, args, names: [name] };
    }),
);

const nulls: readonly WrongInput[] = contract.flatMap(({ name: tool, parameters }) =>
  parameters
    .filter((parameter) => parameter.required)
    .map(({ name }) => ({
      tool,
      note: `${name} is null, which stands only for an absent optional parameter`,
      args: { ...minimalOf(tool), [name]: null },
      names: [name],
    })),
);

/** For each documented type a value that is not of it and that no repair makes so. */
const mistyped: Readonly<Record<string, unknown>> = {
  string: { text: "in an object" },
  integer: "ten",
  boolean: "maybe",
  object: "an object, please",
  array: { first: "car" },
  "string[]": { first: "car" },
  "integer[]": "from here to there",
  "object[]": "a list, please",
};

const types: readonly WrongInput[] = contract.flatMap(({ name: tool, parameters }) =>
  parameters
    .filter((parameter) => parameter.type in mistyped)
    .map(({ name, type }) => ({
      tool,
      note: `${name} is not of type ${type}`,
      args: { ...minimalOf(tool), [name]: mistyped[type] },
      names: [name],
    })),
);

/** Text that looks like a repairable value but is of another type. */
const mistypedText: Readonly<Record<string, unknown>> = {
  integer: 2.5,
  object: "[1, 2]",
  "object[]": '{"name": "not in a list"}',
  boolean: ["true"],
};

const moreTypes: readonly WrongInput[] = contract.flatMap(({ name: tool, parameters }) =>
  parameters
    .filter((parameter) => parameter.type in mistypedText)
    .map(({ name, type }) => ({
      tool,
      note: `${name} is not of type ${type}: ${JSON.stringify(mistypedText[type])}`,
      args: { ...minimalOf(tool), [name]: mistypedText[type] },
      names: [name],
    })),
);

const unknown: readonly WrongInput[] = contract.map(({ name: tool }) => ({
  tool,
  note: "an argument that no tool has",
  args: { ...minimalOf(tool), our_ticket_reference: "T-1" },
  names: ["our_ticket_reference"],
}));

/** tool, misspelt argument, the known name that it resembles */
const misspelt: readonly (readonly [string, string, string])[] = [
  ["ADD_STUDIO_ASSIGNMENTS", "email", "emails"],
  ["ADD_TASK_TAGS", "taskid", "task_id"],
  ["CREATE_BATCH", "calback", "callback"],
  ["CREATE_BATCH", "callibration_batch", "calibration_batch"],
  ["CREATE_DOCUMENT_TRANSCRIPTION_TASK", "feature", "features"],
  ["CREATE_DOCUMENT_TRANSCRIPTION_TASK", "response_required", "responses_required"],
  ["CREATE_IMAGE_ANNOTATION_TASK", "priorty", "priority"],
  ["CREATE_IMAGE_ANNOTATION_TASK", "padding_x", "paddingX"],
  ["CREATE_IMAGE_ANNOTATION_TASK", "annotation_atributes", "annotation_attributes"],
  ["CREATE_IMAGE_ANNOTATION_TASK", "context_attachment", "context_attachments"],
  ["CREATE_IMAGE_ANNOTATION_TASK", "can_add_base_annotation", "can_add_base_annotations"],
  ["CREATE_LIDAR_ANNOTATION_TASK", "meter_per_unit", "meters_per_unit"],
  ["CREATE_LIDAR_ANNOTATION_TASK", "polygon_labels", "polygons_labels"],
  ["CREATE_LIDAR_SEGMENTATION_TASK", "metdata", "metadata"],
  ["CREATE_NAMED_ENTITY_RECOGNITION_TASK", "relationship", "relationships"],
  ["CREATE_SEGMENTATION_ANNOTATION_TASK", "allow_unlabelled", "allow_unlabeled"],
  ["CREATE_TEXT_COLLECTION_TASK", "hypotesis", "hypothesis"],
  ["CREATE_VIDEO_ANNOTATION_TASK", "framerate", "frame_rate"],
  ["CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK", "event_to_annotate", "events_to_annotate"],
  ["CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK", "starttime", "start_time"],
  ["FINALIZE_BATCH", "batchname", "batch_name"],
  ["GET_ASSETS", "curser", "cursor"],
  ["GET_FIXLESS_AUDITS", "taskid", "task_id"],
  ["GET_QUALITY_LABELERS", "labeller_emails", "labeler_emails"],
  ["IMPORT_FILE", "projectname", "project_name"],
  ["INVITE_TEAM_MEMBER", "teamrole", "team_role"],
  ["LIST_BATCHES", "ofset", "offset"],
  ["LIST_PROJECTS", "archive", "archived"],
  ["LIST_TASKS", "next_tokn", "next_token"],
  ["LIST_TASKS", "update_after", "updated_after"],
  ["REMOVE_STUDIO_ASSIGNMENTS", "project", "projects"],
  ["RESET_BATCH_PRIORITIES", "group", "groups"],
  ["SET_BATCH_PRIORITIES", "batchs", "batches"],
  ["SET_PROJECT_ONTOLOGY", "ontologyname", "ontology_name"],
  ["SET_PROJECT_PARAMS", "instructions", "instruction"],
  ["SET_TASK_METADATA", "meta_data", "metadata"],
  ["UPDATE_TASK_UNIQUE_ID", "uniqueid", "unique_id"],
  ["UPLOAD_FILE", "filepath", "file_path"],
  ["UPLOAD_FILE", "referenceid", "reference_id"],
];

/** tool and an argument that is a guess from elsewhere, far from every known name */
const foreign: readonly (readonly [string, string, unknown])[] = [
  ["LIST_TASKS", "created_after", "2024-01-01"],
  ["LIST_TASKS", "limited_response", true],
  ["LIST_TASKS", "offset", 0],
  ["LIST_BATCHES", "exclude_archived", true],
  ["LIST_PROJECTS", "limit", 10],
  ["GET_QUALITY_LABELERS", "cursor", "c"],
  ["CREATE_IMAGE_ANNOTATION_TASK", "objects_to_annotate", ["car"]],
  ["CREATE_NAMED_ENTITY_RECOGNITION_TASK", "priority", 10],
  ["CREATE_SEGMENTATION_ANNOTATION_TASK", "priority", 10],
  ["CREATE_VIDEO_ANNOTATION_TASK", "hypothesis", {}],
  ["CREATE_LIDAR_ANNOTATION_TASK", "clear_unique_id_on_error", true],
  ["CREATE_BATCH", "metadata", {}],
  ["SET_PROJECT_PARAMS", "callback_url", "https://hooks.example.com/x"],
  ["INVITE_TEAM_MEMBER", "message", "Welcome"],
  ["DELETE_TASK_UNIQUE_ID", "unique_id", "street-1"],
];

export const everyToolInputs: readonly WrongInput[] = [
  ...missing,
  ...nulls,
  ...types,
  ...moreTypes,
  ...unknown,
  ...misspelt.map(([short, given, known]) =>
    wrong(short, `${given} is a misspelling of ${known}`, { [given]: "x" }, [given, known]),
  ),
  ...foreign.map(([short, given, value]) =>
    wrong(short, `${given} is no argument of this tool`, { [given]: value }, [given]),
  ),
];
