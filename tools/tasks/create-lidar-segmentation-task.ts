import * as z from "zod";
import { defineTool } from "../define.ts";
import { annotationAttributes, linkedFaults } from "../parameters/annotation-attributes.ts";
import { texts } from "../parameters/common.ts";
import { frames, mostLabels } from "../parameters/lidar.ts";
import {
  callbackHttpUrl,
  clearUniqueId,
  common,
  instruction,
  paidTask,
  priority,
} from "../parameters/task.ts";

export const createLidarSegmentationTask = defineTool({
  name: "SCALE_AI_CREATE_LIDAR_SEGMENTATION_TASK",
  title: "Create LiDAR Segmentation Task",
  ...paidTask("lidarsegmentation"),
  description:
    "Have paid people give every LiDAR point a class. Costs money. Needs project or batch. Returns the pending Task; its result is a URL or GET_V1_TASK_RESPONSE_URL.",
  example: {
    project: "forest-scan",
    unique_id: "forest-7",
    attachment_type: "json",
    attachments: ["https://frames.example.com/0.json"],
    labels: ["tree", "ground"],
  },
  input: () => ({
    ...common(),
    attachments: frames(),
    attachment_type: z.enum(["json", "protobuf"]),
    labels: texts(mostLabels).min(1).describe("The classes."),
    annotation_attributes: annotationAttributes().optional(),
    instruction: instruction().optional(),
    priority: priority().optional(),
    callback_url: callbackHttpUrl().optional(),
    clear_unique_id_on_error: clearUniqueId().optional(),
  }),
  rules: [
    {
      over: ["project", "batch"],
      check: ({ project, batch }) =>
        project === undefined && batch === undefined
          ? [{ path: ["project"], allowed: "this, or batch; this kind of task needs one", missing: true }]
          : [],
    },
    {
      over: ["annotation_attributes", "labels"],
      check: ({ annotation_attributes, labels = [] }) => linkedFaults(annotation_attributes, labels),
    },
  ],
});
