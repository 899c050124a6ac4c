import * as z from "zod";
import { defineTool } from "../define.ts";
import { email, queryText } from "../parameters/common.ts";
import { listOf } from "../parameters/many.ts";
import { get } from "../request.ts";

/** No official source gives this path; repeated keys for the lists are inferred. */
export const getQualityLabelers = defineTool({
  name: "SCALE_AI_GET_QUALITY_LABELERS",
  title: "Get Quality Labelers",
  toolset: "quality",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "labelers",
  pages: "next_token",
  description: "Labelers' training attempts on quality tasks. Give quality_task_ids or labeler_emails.",
  example: { quality_task_ids: ["quality-1"] },
  input: () => ({
    quality_task_ids: listOf(queryText()).optional(),
    labeler_emails: listOf(email()).optional(),
    limit: z.int().optional(),
    next_token: queryText().describe("From the last page.").optional(),
  }),
  rules: [
    {
      over: ["quality_task_ids", "labeler_emails"],
      check: ({ quality_task_ids = [], labeler_emails = [] }) =>
        quality_task_ids.length + labeler_emails.length === 0
          ? [{ path: ["quality_task_ids"], allowed: "this, or labeler_emails", missing: true }]
          : [],
    },
  ],
  request: ({ quality_task_ids, labeler_emails, limit, next_token }) =>
    get`/quality/labelers`.query({ quality_task_ids, labeler_emails, limit, next_token }),
});
