import * as z from "zod";
import { defineTool } from "../define.ts";
import { hypothesis } from "../parameters/annotations.ts";
import { attachmentUrl, oneOf, text } from "../parameters/common.ts";
import { features } from "../parameters/document-features.ts";
import { listOf } from "../parameters/many.ts";
import {
  callbackUrl,
  clearUniqueId,
  common,
  instruction,
  paidTask,
  someAttachment,
} from "../parameters/task.ts";

export const createDocumentTranscriptionTask = defineTool({
  name: "SCALE_AI_CREATE_DOCUMENT_TRANSCRIPTION_TASK",
  title: "Create Document Transcription Task",
  ...paidTask("documenttranscription"),
  description:
    "Have paid people transcribe a document. Costs money. Needs attachment or attachments. Returns the pending Task; read the result with GET_TASK.",
  example: {
    batch: "receipts-week-23",
    unique_id: "receipt-7",
    attachment: "https://images.example.com/receipt-7.jpg",
    instruction: "Transcribe the shop, the date and the total.",
    features: [{ type: "block", label: "total", flags: ["money"] }],
  },
  input: () => ({
    ...common(),
    attachment: attachmentUrl().describe("URL of the document.").optional(),
    attachments: listOf(attachmentUrl()).min(1).describe("URLs of its pages.").optional(),
    instruction: instruction(),
    features: features().optional(),
    geometry: oneOf(["box", "polygon"]).describe("box (default) or polygon.").optional(),
    lang: text().describe("Default en-US.").optional(),
    title: z.string().optional(),
    description: z.string().optional(),
    priority: z.int().min(0).max(100).describe("Default 30.").optional(),
    responses_required: z.int().min(1).describe("Default 1.").optional(),
    hypothesis: hypothesis().optional(),
    callback_url: callbackUrl().optional(),
    clear_unique_id_on_error: clearUniqueId().optional(),
  }),
  rules: [someAttachment],
});
