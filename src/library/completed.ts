import type { Task, TaskType } from "./answers.ts";
import type { TaskResponses } from "./task-responses.ts";

/** A task that is done, with the response that its type has. */
export interface CompletedTask<Type extends TaskType> extends Task<TaskResponses[Type]> {
  readonly type: Type;
  readonly status: "completed";
}

/** True for a task of this type that is completed, whose `response` then has that type's form. */
export const isCompleted = <Type extends TaskType>(task: Task, type: Type): task is CompletedTask<Type> =>
  task.type === type && task.status === "completed";
