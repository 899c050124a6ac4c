import * as z from "zod";
import { defineTool } from "../define.ts";
import { text, urlOrEmail } from "../parameters/common.ts";
import { project } from "../parameters/task.ts";
import { get, post } from "../request.ts";
import { isCreatedSince } from "../settlement.ts";

export const createBatch = defineTool({
  name: "SCALE_AI_CREATE_BATCH",
  title: "Create Batch",
  toolset: "batches",
  effect: "create",
  destructive: false,
  idempotent: false,
  retry: "settle",
  answer: "batch",
  lookWith: "GET_BATCH",
  description:
    "Open a batch, a named group of tasks in a project. Then create tasks with its name and, in Rapid and Studio, FINALIZE_BATCH. Returns the Batch.",
  example: { project: "street-signs", name: "signs-2025-06" },
  input: () => ({
    project: project(),
    name: text().describe("Unique in the account."),
    callback: urlOrEmail().describe("URL or email told when the batch is done.").optional(),
    calibration_batch: z.boolean().describe("Rapid only.").optional(),
    self_label_batch: z.boolean().describe("Rapid only.").optional(),
  }),
  request: (input) => post`/batches`.json(input),
  // Names are unique in the account, so the batch of this name is ours, or ours can't be made.
  settle: ({ name, project }) => ({
    look: () => get`/batches/${name}`,
    judge(batch, since) {
      if (batch === undefined) return { kind: "absent" };
      const recent = isCreatedSince(batch.created_at, since);
      if (batch.project !== undefined && batch.project !== project) return { kind: "other" };
      if (recent === undefined) return { kind: "unclear" };
      return recent ? { kind: "done", data: batch } : { kind: "other" };
    },
  }),
});
