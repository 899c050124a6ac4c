import type { GoldenRequest } from "../types.ts";

const create = (tool: string, path: string) => {
  return (note: string, args: Record<string, unknown>): GoldenRequest => ({
    tool,
    note,
    args,
    // Task creation is flat: every parameter travels in the JSON body under its own name.
    request: { method: "POST", path, query: [], body: { kind: "json", value: args } },
  });
};

export const imageAnnotation = create("SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK", "/task/imageannotation");
export const segmentation = create("SCALE_AI_CREATE_SEGMENTATION_ANNOTATION_TASK", "/task/segmentannotation");
export const video = create("SCALE_AI_CREATE_VIDEO_ANNOTATION_TASK", "/task/videoannotation");
export const playback = create(
  "SCALE_AI_CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK",
  "/task/videoplaybackannotation",
);
export const lidarAnnotation = create("SCALE_AI_CREATE_LIDAR_ANNOTATION_TASK", "/task/lidarannotation");
export const lidarSegmentation = create("SCALE_AI_CREATE_LIDAR_SEGMENTATION_TASK", "/task/lidarsegmentation");
export const documentTranscription = create(
  "SCALE_AI_CREATE_DOCUMENT_TRANSCRIPTION_TASK",
  "/task/documenttranscription",
);
export const ner = create("SCALE_AI_CREATE_NAMED_ENTITY_RECOGNITION_TASK", "/task/namedentityrecognition");
export const textCollection = create("SCALE_AI_CREATE_TEXT_COLLECTION_TASK", "/task/textcollection");

/** A request without a body. */
export const bare = (
  tool: string,
  note: string,
  args: Record<string, unknown>,
  method: string,
  path: string,
  query: readonly (readonly [string, string])[] = [],
): GoldenRequest => ({ tool, note, args, request: { method, path, query, body: { kind: "none" } } });

/** A request with a JSON body. */
export const json = (
  tool: string,
  note: string,
  args: Record<string, unknown>,
  method: string,
  path: string,
  value: unknown,
): GoldenRequest => ({
  tool,
  note,
  args,
  request: { method, path, query: [], body: { kind: "json", value } },
});
