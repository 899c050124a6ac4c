import { defineTool } from "../define.ts";
import { batchName } from "../parameters/task.ts";
import { get } from "../request.ts";

export const getBatchStatus = defineTool({
  name: "SCALE_AI_GET_BATCH_STATUS",
  title: "Get Batch Status",
  toolset: "batches",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "batch",
  description:
    "Status of a batch and its number of tasks pending, completed, error and canceled; an absent count is 0. Call it to watch a batch.",
  example: { batch_name: "signs-2025-05" },
  input: () => ({ batch_name: batchName() }),
  request: ({ batch_name }) => get`/batches/${batch_name}/status`,
});
