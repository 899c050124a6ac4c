import * as z from "zod";
import { defineTool } from "../define.ts";
import { annotationAttributes, linkedFaults } from "../parameters/annotation-attributes.ts";
import { oneOf, oneOfNumbers, texts } from "../parameters/common.ts";
import { frames, mostLabels } from "../parameters/lidar.ts";
import { callbackHttpUrl, common, instruction, paidTask } from "../parameters/task.ts";

export const createLidarAnnotationTask = defineTool({
  name: "SCALE_AI_CREATE_LIDAR_ANNOTATION_TASK",
  title: "Create Lidar Annotation Task",
  ...paidTask("lidarannotation"),
  description:
    "Have paid people draw 3D cuboids in LiDAR frames. Costs money. Returns the pending Task; its result is a URL or GET_V1_TASK_RESPONSE_URL.",
  example: {
    project: "highway-lidar",
    unique_id: "highway-7",
    attachment_type: "json",
    attachments: ["https://frames.example.com/0.json", "https://frames.example.com/1.json"],
    labels: ["car", "truck"],
    meters_per_unit: 1,
  },
  input: () => ({
    ...common(),
    attachments: frames(),
    attachment_type: oneOf(["json", "protobuf"]).describe("json or protobuf."),
    labels: texts(mostLabels).min(1).describe("What to mark."),
    annotation_attributes: annotationAttributes().optional(),
    instruction: instruction().optional(),
    priority: oneOfNumbers([10, 20, 30]).describe("10, 20 or 30.").optional(),
    meters_per_unit: z.int().optional(),
    max_distance_meters: z.int().describe("Label no farther.").optional(),
    frames_per_second: z.int().optional(),
    labeling_sample_rate: z.int().describe("k labels frames 1, k+1, 2k+1 …").optional(),
    polygons_enabled: z.boolean().optional(),
    polygons_labels: texts().optional(),
    callback_url: callbackHttpUrl().optional(),
  }),
  rules: [
    {
      over: ["annotation_attributes", "labels", "polygons_labels"],
      check: ({ annotation_attributes, labels = [], polygons_labels = [] }) =>
        linkedFaults(annotation_attributes, [...labels, ...polygons_labels]),
    },
  ],
});
