import { defineTool } from "../define.ts";
import { tags, taskId } from "../parameters/task.ts";
import { put } from "../request.ts";

/** The body is the bare list, and POST would replace the tags; source: scaleapi-python-client, `add_task_tags`. */
export const addTaskTags = defineTool({
  name: "SCALE_AI_ADD_TASK_TAGS",
  title: "Add Task Tags",
  toolset: "tasks",
  effect: "update",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "task",
  description: "Add tags to a task and keep those it has; a task has at most 5. Returns the Task.",
  example: { task_id: "681500005ca1e0f000000003", tags: ["second-look"] },
  input: () => ({ task_id: taskId(), tags: tags().min(1) }),
  request: ({ task_id, tags }) => put`/task/${task_id}/tags`.json(tags),
});
