import { defineTool } from "../define.ts";
import { batchName } from "../parameters/task.ts";
import { get } from "../request.ts";

export const getBatch = defineTool({
  name: "SCALE_AI_GET_BATCH",
  title: "Get Batch",
  toolset: "batches",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "batch",
  description: "One batch: project, status, callback, creation time. GET_BATCH_STATUS has its counts.",
  example: { batch_name: "signs-2025-05" },
  input: () => ({ batch_name: batchName() }),
  request: ({ batch_name }) => get`/batches/${batch_name}`,
});
