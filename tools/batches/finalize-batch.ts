import { defineTool } from "../define.ts";
import { batchName } from "../parameters/task.ts";
import { get, post } from "../request.ts";

export const finalizeBatch = defineTool({
  name: "SCALE_AI_FINALIZE_BATCH",
  title: "Finalize Batch",
  toolset: "batches",
  effect: "update",
  destructive: true,
  idempotent: true,
  retry: "settle",
  spends: true,
  answer: "batch",
  lookWith: "GET_BATCH: its status is no longer staging",
  description:
    "Release a Rapid or Studio batch to paid people. Costs money and can't be undone: no task can be added after. For other projects nothing happens. Returns the Batch.",
  example: { batch_name: "receipts-week-23" },
  input: () => ({ batch_name: batchName() }),
  request: ({ batch_name }) => post`/batches/${batch_name}/finalize`,
  settle: ({ batch_name }) => ({
    look: () => get`/batches/${batch_name}`,
    judge(batch) {
      if (typeof batch?.status !== "string") return { kind: "unclear" };
      return batch.status === "staging" ? { kind: "absent" } : { kind: "done", data: batch };
    },
  }),
});
