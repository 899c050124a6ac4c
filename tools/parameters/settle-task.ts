import { isObject, type JsonObject } from "../json.ts";
import { get } from "../request.ts";
import { type Finding, isCreatedSince, type Settlement } from "../settlement.ts";

/** Deep equality of JSON values; an object's keys have no order. */
function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
  }
  return a === b;
}

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);

/** What a task echoes exactly as it was sent; source: scaleapi-node, Task; scaleapi-ruby, recorded answers. */
const echoed = ["unique_id", "project", "batch", "metadata", "attachment", "attachments"];

/**
 * Whether a task holds what was asked for and nothing else: plain texts as they were sent, structures only where
 * they are echoed so, since Scale may complete the others.
 */
function isAsked(task: JsonObject, body: JsonObject): boolean {
  const params = isObject(task.params) ? task.params : {};
  const echo = (key: string) => (key in task ? task[key] : params[key]);
  // A batch brings its project along.
  const foreign = echoed.filter((key) => key !== "project" && body[key] === undefined);
  if (!foreign.every((key) => isEmpty(echo(key)))) return false;
  return Object.entries(body).every(([key, ours]) => {
    const theirs = echo(key);
    if (theirs === undefined) return true;
    // Scale puts a project's instruction before the task's own; source: scaleapi-node, projects client.
    if (key === "instruction")
      return typeof ours !== "string" || (typeof theirs === "string" && theirs.includes(ours));
    return typeof ours === "string" || echoed.includes(key) ? same(ours, theirs) : true;
  });
}

function judged(task: JsonObject, type: string, body: JsonObject, since: number): Finding {
  if (typeof task.task_id !== "string" || typeof task.type !== "string") return { kind: "unclear" };
  const other: Finding = { kind: "other", id: task.task_id };
  if (task.type !== type || !isAsked(task, body)) return other;
  const recent = isCreatedSince(task.created_at, since);
  if (recent === undefined) return { kind: "unclear" };
  return recent ? { kind: "done", data: task } : other;
}

/**
 * Finds the task that a create made: by the id that a conflict names, else by its unique_id.
 * Source: docs.scale.com/reference/idempotent-requests; scaleapi-python-client, api.py.
 */
export function settleTask(type: string, body: JsonObject): Settlement {
  const unique = typeof body.unique_id === "string" ? body.unique_id : undefined;
  return {
    look(existing) {
      if (existing !== undefined) return get`/task/${existing}`;
      return unique === undefined ? undefined : get`/tasks`.query({ unique_id: [unique] });
    },
    judge(answer, since) {
      if (answer === undefined) return { kind: "absent" };
      if (!Array.isArray(answer.docs)) return judged(answer, type, body, since);
      const held: unknown = answer.docs.find((task: unknown) => isObject(task) && task.unique_id === unique);
      return isObject(held) ? judged(held, type, body, since) : { kind: "absent" };
    },
  };
}
