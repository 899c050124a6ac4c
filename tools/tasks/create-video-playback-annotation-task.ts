import * as z from "zod";
import { defineTool } from "../define.ts";
import { linkedFaults } from "../parameters/annotation-attributes.ts";
import { frameAnnotations, strangers } from "../parameters/annotations.ts";
import { geometryChoices, geometryNames } from "../parameters/geometries.ts";
import { paidTask, videoSource } from "../parameters/task.ts";
import { video, videoUrl } from "../parameters/video.ts";

export const createVideoPlaybackAnnotationTask = defineTool({
  name: "SCALE_AI_CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK",
  title: "Create Video Playback Annotation Task",
  ...paidTask("videoplaybackannotation"),
  description:
    "Have paid people draw shapes on a video as it plays, from start_time or within duration_time. Costs money. Works in Rapid (needs batch) and with base_annotations, unlike CREATE_VIDEO_ANNOTATION_TASK. Returns the pending Task; its result is a URL or GET_V1_TASK_RESPONSE_URL.",
  example: {
    batch: "kitchen-first",
    unique_id: "kitchen-7",
    attachment: "https://videos.example.com/kitchen-7.mp4",
    geometries: { box: { objects_to_annotate: ["hand", "knife"] } },
  },
  input: () => ({
    attachment: videoUrl(),
    attachment_type: z.enum(["image", "video"]).describe("Default video.").optional(),
    ...video(),
    start_time: z.int().describe("Seconds.").optional(),
    duration_time: z.array(z.int()).length(2).describe("[start, end] in seconds.").optional(),
    base_annotations: frameAnnotations().optional(),
    can_add_base_annotations: z.boolean().describe("May add others.").optional(),
    can_edit_base_annotations: z.boolean().describe("May change position and attributes.").optional(),
    can_delete_base_annotations: z.boolean().describe("May remove them.").optional(),
  }),
  rules: [
    { over: ["attachment_type", "attachment", "attachments"], check: (input) => videoSource(input, true) },
    {
      over: ["duration_time"],
      check: ({ duration_time: [start = 0, end = 0] = [] }) =>
        start > end ? [{ path: ["duration_time"], allowed: "[start, end] with start not after end" }] : [],
    },
    {
      over: ["annotation_attributes", "geometries"],
      check: (input) => linkedFaults(input.annotation_attributes, geometryNames(input.geometries)),
    },
    {
      over: ["base_annotations", "geometries"],
      level: "warn",
      check: ({ base_annotations, geometries }) =>
        strangers("base_annotations", base_annotations, geometries, geometryChoices(geometries)),
    },
  ],
});
