import { defineTool } from "../define.ts";
import { oneTask, taskId } from "../parameters/task.ts";

export const getTask = defineTool({
  name: "SCALE_AI_GET_TASK",
  title: "Get Task",
  toolset: "tasks",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "task",
  description:
    "One task by id: status, parameters and, once completed, its response. The same as GET_V1_TASK.",
  example: { task_id: "681500005ca1e0f000000001" },
  input: () => ({ task_id: taskId() }),
  request: oneTask,
});
