import * as z from "zod";
import { defineTool } from "../define.ts";
import { linkedFaults } from "../parameters/annotation-attributes.ts";
import { geometryNames } from "../parameters/geometries.ts";
import { paidTask, videoSource } from "../parameters/task.ts";
import { video, videoUrl } from "../parameters/video.ts";

export const createVideoAnnotationTask = defineTool({
  name: "SCALE_AI_CREATE_VIDEO_ANNOTATION_TASK",
  title: "Create Video Annotation Task",
  ...paidTask("videoannotation"),
  description:
    "Have paid people draw shapes across a video (attachment) or a list of frames (attachments), as attachment_type says. Costs money; Enterprise only, Rapid has CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK. Returns the pending Task; its result is a URL or GET_V1_TASK_RESPONSE_URL.",
  example: {
    project: "parking-garage",
    unique_id: "garage-7",
    attachment_type: "image",
    attachments: ["https://frames.example.com/0.jpg", "https://frames.example.com/1.jpg"],
    instruction: "Follow every car.",
    geometries: { box: { objects_to_annotate: ["car"] } },
    frame_rate: 5,
  },
  input: () => ({
    attachment_type: z.enum(["image", "video"]),
    attachment: videoUrl().optional(),
    ...video(),
  }),
  rules: [
    { over: ["attachment_type", "attachment", "attachments"], check: (input) => videoSource(input, false) },
    {
      over: ["annotation_attributes", "geometries"],
      check: (input) => linkedFaults(input.annotation_attributes, geometryNames(input.geometries)),
    },
  ],
});
