import * as z from "zod";
import { defineTool } from "../define.ts";
import { queryText } from "../parameters/common.ts";
import { inOrder, isoTime } from "../parameters/time.ts";
import { get } from "../request.ts";

export const listBatches = defineTool({
  name: "SCALE_AI_LIST_BATCHES",
  title: "List Batches",
  toolset: "batches",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "batches",
  pages: "offset",
  wholeItem: "GET_BATCH",
  description:
    "List all batches, newest first. For more, add limit to offset while has_more. GET_STUDIO_BATCHES has Studio's pending ones by priority.",
  example: { project: "street-signs", detailed: true },
  input: () => ({
    project: queryText().optional(),
    status: z.enum(["staging", "in_progress", "completed"]).optional(),
    start_time: isoTime().describe("Created from, ISO 8601.").optional(),
    end_time: isoTime().describe("Created until.").optional(),
    detailed: z.boolean().describe("Adds progress.").optional(),
    limit: z.int().min(1).max(100).describe("Default 100.").optional(),
    offset: z.int().min(0).optional(),
  }),
  rules: [inOrder("start_time", "end_time")],
  request: ({ project, status, start_time, end_time, detailed, limit, offset }) =>
    get`/batches`.query({ project, status, start_time, end_time, detailed, limit, offset }),
});
