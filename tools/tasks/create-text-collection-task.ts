import * as z from "zod";
import { defineTool } from "../define.ts";
import { hypothesis } from "../parameters/annotations.ts";
import { oneOfNumbers } from "../parameters/common.ts";
import { callbackUrl, clearUniqueId, common, instruction, paidTask } from "../parameters/task.ts";
import { fields, typedAttachments } from "../parameters/text-collection.ts";

export const createTextCollectionTask = defineTool({
  name: "SCALE_AI_CREATE_TEXT_COLLECTION_TASK",
  title: "Create Text Collection Task",
  ...paidTask("textcollection"),
  description:
    "Have paid people answer questions (fields) about documents, images, pages or other material. Costs money. Returns the pending Task; read the answers, keyed by field_id, with GET_TASK.",
  example: {
    project: "review-topics",
    unique_id: "review-7",
    instruction: "Read the review and answer.",
    attachments: [{ type: "text", content: "Arrived late, but the fit is perfect." }],
    fields: [
      {
        type: "category",
        field_id: "mood",
        title: "Mood",
        choices: [
          { label: "Content", value: "content" },
          { label: "Annoyed", value: "annoyed" },
        ],
      },
    ],
  },
  input: () => ({
    ...common(),
    fields: fields(),
    attachments: typedAttachments().optional(),
    instruction: instruction(),
    title: z.string().optional(),
    description: z.string().optional(),
    priority: oneOfNumbers([10, 20, 30, 40, 50]).describe("10, 20, 30 (default), 40 or 50.").optional(),
    responses_required: z.int().min(1).describe("Default 1.").optional(),
    hypothesis: hypothesis().optional(),
    callback_url: callbackUrl().optional(),
    clear_unique_id_on_error: clearUniqueId().optional(),
  }),
});
