import { defineTool } from "../define.ts";
import { oneTask, taskId } from "../parameters/task.ts";

export const getV1Task = defineTool({
  name: "SCALE_AI_GET_V1_TASK",
  title: "Get Task by ID",
  toolset: "tasks",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "task",
  description: "The same request as GET_TASK under another name; prefer GET_TASK.",
  example: { task_id: "681500005ca1e0f000000001" },
  input: () => ({ task_id: taskId() }),
  request: oneTask,
});
