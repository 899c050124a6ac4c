import { defineTool } from "../define.ts";
import { get } from "../request.ts";

export const getStudioBatches = defineTool({
  name: "SCALE_AI_GET_STUDIO_BATCHES",
  title: "Get Studio Batches",
  toolset: "studio",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "batches",
  description:
    "Studio's pending batches only, in priority order, with progress. LIST_BATCHES has all batches.",
  example: {},
  input: () => ({}),
  request: () => get`/studio/batches`,
});
