import { defineTool } from "../define.ts";
import { taskId } from "../parameters/task.ts";
import { post } from "../request.ts";

/** No official source gives the path: both spellings are in use by others. */
export const postV1TaskSendCallback = defineTool({
  name: "SCALE_AI_POST_V1_TASK_SEND_CALLBACK",
  title: "Re-send Task Callback",
  toolset: "tasks",
  effect: "update",
  destructive: false,
  idempotent: false,
  retry: "never",
  answer: "task",
  lookWith: "the receiver of the callback",
  description:
    "Send a completed or errored task to its callback_url again. Scale documents no path for this; not_found may mean that the path was a guess.",
  example: { task_id: "681500005ca1e0f000000001" },
  input: () => ({ task_id: taskId() }),
  request: ({ task_id }) => post`/task/${task_id}/send_callback`.or`/task/${task_id}/send-callback`,
});
