import * as z from "zod";
import { annotationAttributes } from "./annotation-attributes.ts";
import { attachmentUrl, texts } from "./common.ts";
import { geometries } from "./geometries.ts";
import { listOf } from "./many.ts";
import { callbackUrl, clearUniqueId, common, instruction, pixels, priority } from "./task.ts";

/** What both kinds of video task take. */
export const video = () => ({
  ...common(),
  attachments: listOf(attachmentUrl())
    .min(1)
    .describe("Frame image URLs, only with attachment_type image.")
    .optional(),
  geometries: geometries(),
  annotation_attributes: annotationAttributes().optional(),
  events_to_annotate: texts().optional(),
  instruction: instruction().optional(),
  frame_rate: z.int().describe("Frames a second to annotate.").optional(),
  priority: priority().optional(),
  padding: pixels().describe("Pixels.").optional(),
  paddingX: pixels().optional(),
  paddingY: pixels().optional(),
  callback_url: callbackUrl().optional(),
  clear_unique_id_on_error: clearUniqueId().optional(),
});

/** mp4, webm or ogg; source: scaleapi-node, video requests. The ending of a URL doesn't tell, so it isn't checked. */
export const videoUrl = () => attachmentUrl().describe("Video URL: mp4, webm or ogg.");
