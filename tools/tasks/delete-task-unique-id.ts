import { defineTool } from "../define.ts";
import { oneTask, taskId } from "../parameters/task.ts";
import { del } from "../request.ts";

export const deleteTaskUniqueId = defineTool({
  name: "SCALE_AI_DELETE_TASK_UNIQUE_ID",
  title: "Delete Task Unique ID",
  toolset: "tasks",
  effect: "delete",
  destructive: true,
  idempotent: true,
  retry: "settle",
  answer: "task",
  lookWith: "GET_TASK",
  description: "Remove a task's unique_id, so that another task can take it. Returns the Task.",
  example: { task_id: "681500005ca1e0f000000003" },
  input: () => ({ task_id: taskId() }),
  request: ({ task_id }) => del`/task/${task_id}/unique_id`,
  settle: ({ task_id }) => ({
    look: () => oneTask({ task_id }),
    judge(task) {
      if (task?.task_id === undefined) return { kind: "unclear" };
      return task.unique_id === undefined || task.unique_id === null
        ? { kind: "done", data: task }
        : { kind: "absent" };
    },
  }),
});
