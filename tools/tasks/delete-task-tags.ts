import { defineTool } from "../define.ts";
import { texts } from "../parameters/common.ts";
import { taskId } from "../parameters/task.ts";
import { del } from "../request.ts";

/** A DELETE with a body, the bare list; source: scaleapi-python-client, `delete_task_tags`. */
export const deleteTaskTags = defineTool({
  name: "SCALE_AI_DELETE_TASK_TAGS",
  title: "Delete Task Tags",
  toolset: "tasks",
  effect: "delete",
  destructive: true,
  idempotent: true,
  retry: "safe",
  answer: "task",
  description: "Remove tags from a task; those it doesn't have are ignored. Returns the Task.",
  example: { task_id: "681500005ca1e0f000000003", tags: ["daylight"] },
  input: () => ({ task_id: taskId(), tags: texts().min(1) }),
  request: ({ task_id, tags }) => del`/task/${task_id}/tags`.json(tags),
});
