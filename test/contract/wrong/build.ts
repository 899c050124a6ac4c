import { minimalArgs } from "../golden/minimal.ts";

/**
 * An input that Scale's documents make certainly wrong: it must be refused before anything is sent, and the
 * refusal must mention every one of `names`: parameters, keys, or paths of keys joined by dots (a path never
 * crosses a list, since the way an index is written is not prescribed).
 */
export interface WrongInput {
  tool: string;
  note: string;
  args: unknown;
  names: readonly string[];
}

export const fullName = (short: string) => `SCALE_AI_${short}`;

export function minimal(short: string): Record<string, unknown> {
  const args = minimalArgs[fullName(short)];
  if (args === undefined) throw new Error(`no minimal arguments for ${short}`);
  return structuredClone(args) as Record<string, unknown>;
}

/** The tool's minimal arguments with `patch` laid over them. */
export const wrong = (
  short: string,
  note: string,
  patch: Record<string, unknown>,
  names: readonly string[],
): WrongInput => ({ tool: fullName(short), note, args: { ...minimal(short), ...patch }, names });

/** The tool's minimal arguments without `key`, with `patch` laid over them. */
export function wrongWithout(
  short: string,
  note: string,
  key: string,
  names: readonly string[] = [key],
  patch: Record<string, unknown> = {},
): WrongInput {
  const { [key]: _, ...rest } = minimal(short);
  return { tool: fullName(short), note, args: { ...rest, ...patch }, names };
}

export const createTools = [
  "CREATE_DOCUMENT_TRANSCRIPTION_TASK",
  "CREATE_IMAGE_ANNOTATION_TASK",
  "CREATE_LIDAR_ANNOTATION_TASK",
  "CREATE_LIDAR_SEGMENTATION_TASK",
  "CREATE_NAMED_ENTITY_RECOGNITION_TASK",
  "CREATE_SEGMENTATION_ANNOTATION_TASK",
  "CREATE_TEXT_COLLECTION_TASK",
  "CREATE_VIDEO_ANNOTATION_TASK",
  "CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK",
] as const;

export const notUrls = [
  "",
  "not a url",
  "images.example.com/street.jpg",
  "/home/ada/street.jpg",
  "file:///home/ada/street.jpg",
  "ftp://images.example.com/street.jpg",
  "data:image/png;base64,iVBORw0KGgo=",
  "https://",
] as const;
