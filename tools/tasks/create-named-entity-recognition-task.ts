import * as z from "zod";
import { defineTool } from "../define.ts";
import { checkedObjects, freeObject, text } from "../parameters/common.ts";
import { entityLabels, relationships } from "../parameters/entities.ts";
import { listOf } from "../parameters/many.ts";
import { callbackHttpUrl, common, instruction, paidTask } from "../parameters/task.ts";

export const createNamedEntityRecognitionTask = defineTool({
  name: "SCALE_AI_CREATE_NAMED_ENTITY_RECOGNITION_TASK",
  title: "Create Named Entity Recognition Task",
  ...paidTask("namedentityrecognition"),
  description:
    "Have paid people mark entities in a text. Costs money. Rapid projects need batch. Returns the pending Task; read the result (start, end, label of each) with GET_TASK.",
  example: {
    project: "news-entities",
    unique_id: "news-7",
    text: "Ada met Bob in Utrecht.",
    instruction: "Mark people and places.",
    labels: [{ name: "person" }, { name: "place", description: "A city, a country" }],
  },
  input: () => ({
    ...common(),
    text: text(),
    labels: entityLabels(),
    instruction: instruction(),
    relationships: relationships().optional(),
    attachments: checkedObjects(() => listOf(freeObject()))
      .describe("More context.")
      .optional(),
    merge_newlines: z.boolean().optional(),
    allow_overlapping_annotations: z.boolean().optional(),
    callback_url: callbackHttpUrl().optional(),
  }),
});
