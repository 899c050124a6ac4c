import { defineTool } from "../define.ts";
import { text } from "../parameters/common.ts";
import { post } from "../request.ts";

/** No official client sends `groups`; where it is given it travels in the body. */
export const resetBatchPriorities = defineTool({
  name: "SCALE_AI_RESET_BATCH_PRIORITIES",
  title: "Reset Batch Priorities",
  toolset: "studio",
  effect: "update",
  destructive: true,
  idempotent: true,
  retry: "safe",
  answer: "batches",
  description:
    "Put Studio's pending batches back in default order: calibration first, then oldest. Loses the order that was set.",
  example: {},
  input: () => ({ groups: text().describe("Undocumented; leave out.").optional() }),
  request: ({ groups }) =>
    groups === undefined
      ? post`/studio/batches/reset_priorities`
      : post`/studio/batches/reset_priorities`.json({ groups }),
});
