import * as z from "zod";
import { defineTool } from "../define.ts";
import { annotationAttributes, linkedFaults } from "../parameters/annotation-attributes.ts";
import {
  anyBaseAnnotations,
  contextAttachments,
  contextFaults,
  hypothesis,
  layer,
  linkFaults,
  links,
  strangers,
} from "../parameters/annotations.ts";
import { freeObject } from "../parameters/common.ts";
import { geometries, geometryChoices, geometryNames } from "../parameters/geometries.ts";
import {
  callbackUrl,
  clearUniqueId,
  common,
  imageUrl,
  instruction,
  paidTask,
  pixels,
  priority,
} from "../parameters/task.ts";

export const createImageAnnotationTask = defineTool({
  name: "SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK",
  title: "Create Image Annotation Task",
  ...paidTask("imageannotation"),
  description:
    "Have paid people draw shapes on an image. Costs money. Rapid projects need batch and take instruction from the project. Returns the pending Task; read the result with GET_TASK.",
  example: {
    project: "street-signs",
    unique_id: "sign-107",
    attachment: "https://images.example.com/street-7.jpg",
    instruction: "Draw a box around every traffic sign.",
    geometries: { box: { objects_to_annotate: ["stop sign", "yield sign"], min_height: 8 } },
    annotation_attributes: {
      readable: { type: "category", description: "Can it be read?", choices: ["yes", "no"] },
    },
  },
  input: () => ({
    ...common(),
    attachment: imageUrl(),
    geometries: geometries(),
    annotation_attributes: annotationAttributes().optional(),
    instruction: instruction().optional(),
    priority: priority().optional(),
    links: links().optional(),
    layer: layer().optional(),
    hypothesis: hypothesis().optional(),
    base_annotations: anyBaseAnnotations().optional(),
    can_add_base_annotations: z.boolean().describe("May add others.").optional(),
    can_edit_base_annotations: z.boolean().describe("May change position and attributes.").optional(),
    can_edit_base_annotation_labels: z.boolean().describe("May change labels.").optional(),
    can_delete_base_annotations: z.boolean().describe("May remove them.").optional(),
    context_attachments: contextAttachments().optional(),
    image_metadata: freeObject().optional(),
    padding: pixels().describe("Pixels.").optional(),
    paddingX: pixels().optional(),
    paddingY: pixels().optional(),
    callback_url: callbackUrl().optional(),
    clear_unique_id_on_error: clearUniqueId().optional(),
  }),
  rules: [
    {
      over: ["context_attachments", "attachment"],
      check: (input) => contextFaults(input.context_attachments, input.attachment),
    },
    {
      over: ["annotation_attributes", "geometries"],
      check: (input) => linkedFaults(input.annotation_attributes, geometryNames(input.geometries)),
    },
    {
      over: ["links", "geometries"],
      check: (input) => linkFaults(input.links, geometryNames(input.geometries)),
    },
    {
      over: ["hypothesis", "base_annotations", "geometries"],
      level: "warn",
      check: ({ geometries, ...given }) => {
        const choices = geometryChoices(geometries);
        const names = ["hypothesis", "base_annotations"] as const;
        return names.flatMap((name) => strangers(name, given[name], geometries, choices));
      },
    },
  ],
});
