import * as z from "zod";
import { defineTool } from "../define.ts";
import { oneOf, queryText } from "../parameters/common.ts";
import { listOf } from "../parameters/many.ts";
import { inOrder, isoTime } from "../parameters/time.ts";
import { get } from "../request.ts";

/** The documents type this limit as text. */
const pageSize = () =>
  z.string().refine((value) => /^(?:[1-9]\d?|100)$/.test(value), "a whole number from 1 to 100 as text");

/** Review states travel as one comma-joined value; source: scaleapi-python-client, `_process_tasks_endpoint_args`. */
const joined = (values: readonly string[] | undefined) =>
  values === undefined || values.length === 0 ? undefined : values.join(",");

export const listTasks = defineTool({
  name: "SCALE_AI_LIST_TASKS",
  title: "List Tasks",
  toolset: "tasks",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "tasks",
  pages: "next_token",
  wholeItem: "GET_TASK",
  description:
    "List tasks, newest first; filters combine. For more, pass next_token back while has_more. A small limit suits tasks with big results.",
  example: { batch: "signs-2025-05", status: ["completed"], limit: "10" },
  input: () => ({
    project: queryText().optional(),
    batch: queryText().optional(),
    type: queryText().describe("Such as imageannotation.").optional(),
    status: listOf(oneOf(["completed", "pending", "canceled", "error"]))
      .describe("completed, pending, canceled, error.")
      .optional(),
    tags: listOf(queryText()).optional(),
    unique_id: listOf(queryText()).optional(),
    customer_review_status: listOf(oneOf(["accepted", "fixed", "commented", "rejected"]))
      .describe("accepted, fixed, commented, rejected.")
      .optional(),
    start_time: isoTime().describe("Created from, ISO 8601; the others alike.").optional(),
    end_time: isoTime().optional(),
    completed_after: isoTime().optional(),
    completed_before: isoTime().optional(),
    updated_after: isoTime().optional(),
    updated_before: isoTime().optional(),
    include_attachment_url: z.boolean().describe("Adds links to attachments.").optional(),
    limit: pageSize().describe('"1" to "100", the default.').optional(),
    next_token: queryText().describe("From the last page.").optional(),
  }),
  rules: [
    inOrder("start_time", "end_time"),
    inOrder("completed_after", "completed_before"),
    inOrder("updated_after", "updated_before"),
  ],
  request: ({ customer_review_status, ...filters }) =>
    get`/tasks`.query({ ...filters, customer_review_status: joined(customer_review_status) }),
});
