import { defineTool } from "../define.ts";
import { batchName } from "../parameters/task.ts";
import { post } from "../request.ts";

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
  description:
    "Release a Rapid or Studio batch to paid people. Costs money and can't be undone: no task can be added after. For other projects nothing happens. Returns the Batch.",
  input: () => ({ batch_name: batchName() }),
  request: ({ batch_name }) => post`/batches/${batch_name}/finalize`,
});
