import { defineTool } from "../define.ts";
import { segment } from "../parameters/common.ts";
import { taskId } from "../parameters/task.ts";
import { get } from "../request.ts";

export const getV1TaskResponseUrl = defineTool({
  name: "SCALE_AI_GET_V1_TASK_RESPONSE_URL",
  title: "Get Secure Task Response URL",
  toolset: "tasks",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "content",
  description:
    "The stored result of a segmentation, video or LiDAR task whose response is a secure URL. Returns JSON, an image or a description of the file. Needs a live key.",
  example: { task_id: "681500005ca1e0f00000000c", uuid: "d8084fbf-537b-4511-a99a-490befeaac43" },
  input: () => ({
    task_id: taskId(),
    uuid: segment().describe("Last part of the URL in the task's response."),
  }),
  request: ({ task_id, uuid }) => get`/task/${task_id}/response_url/${uuid}`,
});
