import { defineTool } from "../define.ts";
import { metadata, taskId } from "../parameters/task.ts";
import { post } from "../request.ts";

/** The body is the metadata itself; whether Scale replaces or merges is not proven. Source: scaleapi-python-client, `set_task_metadata`. */
export const setTaskMetadata = defineTool({
  name: "SCALE_AI_SET_TASK_METADATA",
  title: "Set Task Metadata",
  toolset: "tasks",
  effect: "update",
  destructive: true,
  idempotent: true,
  retry: "safe",
  answer: "task",
  description:
    "Set a task's metadata, at most 10 KB; keys it had may be lost, so include them. Returns the Task.",
  example: { task_id: "681500005ca1e0f000000003", metadata: { camera: "left", frame: 1200 } },
  input: () => ({ task_id: taskId(), metadata: metadata() }),
  request: ({ task_id, metadata }) => post`/task/${task_id}/setMetadata`.json(metadata),
});
