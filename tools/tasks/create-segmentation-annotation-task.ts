import * as z from "zod";
import { defineTool } from "../define.ts";
import { annotationAttributes, linkedFaults } from "../parameters/annotation-attributes.ts";
import { contextAttachments, contextFaults, hypothesis, strangers } from "../parameters/annotations.ts";
import { checkedList, oneOf } from "../parameters/common.ts";
import { choicesOf, namesOf, segmentationLabels } from "../parameters/labels.ts";
import { callbackUrl, clearUniqueId, common, imageUrl, instruction, paidTask } from "../parameters/task.ts";

export const createSegmentationAnnotationTask = defineTool({
  name: "SCALE_AI_CREATE_SEGMENTATION_ANNOTATION_TASK",
  title: "Create Segmentation Annotation Task",
  ...paidTask("segmentannotation"),
  description:
    "Have paid people give every pixel of an image a class. Costs money. Returns the pending Task; its result holds image URLs and may need GET_V1_TASK_RESPONSE_URL.",
  example: {
    batch: "orchard-june",
    unique_id: "orchard-7",
    attachment: "https://images.example.com/orchard-7.jpg",
    labels: ["apple", "leaf"],
    instruction: "Color every apple and every leaf.",
  },
  input: () => ({
    ...common(),
    attachment: imageUrl(),
    labels: checkedList(segmentationLabels).describe(
      "1 to 50 classes, each text or {choice, subchoices, instance_label (each object apart), display}.",
    ),
    annotation_attributes: annotationAttributes().optional(),
    instruction: instruction().optional(),
    allow_unlabeled: z.boolean().describe("Some pixels may stay unlabeled.").optional(),
    attachment_type: oneOf(["image"]).describe("Only image.").optional(),
    context_attachments: contextAttachments().optional(),
    hypothesis: hypothesis().optional(),
    callback_url: callbackUrl().optional(),
    clear_unique_id_on_error: clearUniqueId().optional(),
  }),
  rules: [
    {
      over: ["context_attachments", "attachment"],
      check: (input) => contextFaults(input.context_attachments, input.attachment),
    },
    {
      over: ["annotation_attributes", "labels"],
      check: ({ annotation_attributes, labels }) => linkedFaults(annotation_attributes, namesOf(labels)),
    },
    {
      over: ["hypothesis", "labels"],
      level: "warn",
      check: ({ hypothesis, labels }) => strangers("hypothesis", hypothesis, undefined, choicesOf(labels)),
    },
  ],
});
