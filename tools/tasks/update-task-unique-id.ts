import { defineTool } from "../define.ts";
import { text } from "../parameters/common.ts";
import { oneTask, taskId } from "../parameters/task.ts";
import { post } from "../request.ts";

export const updateTaskUniqueId = defineTool({
  name: "SCALE_AI_UPDATE_TASK_UNIQUE_ID",
  title: "Update Task Unique ID",
  toolset: "tasks",
  effect: "update",
  destructive: true,
  idempotent: true,
  retry: "settle",
  answer: "task",
  lookWith: "GET_TASK",
  description:
    "Set a task's unique_id, replacing an earlier one; conflict if another task has it. Returns the Task.",
  example: { task_id: "681500005ca1e0f000000003", unique_id: "sign-101-b" },
  input: () => ({ task_id: taskId(), unique_id: text() }),
  request: ({ task_id, unique_id }) => post`/task/${task_id}/unique_id`.json({ unique_id }),
  settle: ({ task_id, unique_id }) => ({
    look: () => oneTask({ task_id }),
    judge(task) {
      if (task === undefined) return { kind: "unclear" };
      return task.unique_id === unique_id ? { kind: "done", data: task } : { kind: "absent" };
    },
  }),
});
