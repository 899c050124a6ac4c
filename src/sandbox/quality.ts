import { Hono } from "hono";
import { object, optionalObject, text } from "./checks.ts";
import { badRequest, notEnabled, notFound, projectNotFound } from "./errors.ts";
import { makeToken, param, Query, readObject, readToken } from "./http.ts";
import { compact } from "./json.ts";
import { isTaskType, OTHER_TASK_TYPES } from "./records.ts";
import type { Services } from "./services.ts";
import { iso } from "./times.ts";

const PAGE = 100;

export function quality({ store, clock, log }: Services): Hono {
  const app = new Hono();

  // Source of the path and of what an audit holds: scale.com/docs/api-reference/fixless-audits.
  // The parameters and the list around the audits are what the sandbox takes for likely.
  app.get("/audits", (c) => {
    const query = new Query(c, ["task_id", "id"], log);
    const taskId = query.one("task_id");
    const id = query.one("id");
    if (taskId === undefined && id === undefined)
      throw badRequest("Please include a task_id or id parameter.");
    if (taskId !== undefined && store.task(taskId) === undefined)
      throw notFound("Task with that ID not found.");
    const found = store.audits.filter(
      (audit) => (taskId === undefined || audit.taskId === taskId) && (id === undefined || audit.id === id),
    );
    if (id !== undefined && found.length === 0) throw notFound("Audit with that ID not found.");
    return c.json(
      found.map((audit) => ({
        ...audit.body,
        id: audit.id,
        task_id: audit.taskId,
        created_at: iso(audit.createdAt),
      })),
    );
  });

  // No official source describes this list.
  app.get("/quality/labelers", (c) => {
    const query = new Query(c, ["quality_task_ids", "labeler_emails", "next_token", "limit"], log);
    const taskIds = query.anyOf("quality_task_ids");
    const emails = query.anyOf("labeler_emails");
    if (taskIds === undefined && emails === undefined) {
      throw badRequest("Please include a quality_task_ids or labeler_emails parameter.");
    }
    const limit = query.integer("limit", PAGE, 1, PAGE);
    const start = readToken("labelers", "next_token", query.one("next_token")) ?? 0;
    const found = store.attempts.filter(
      (attempt) =>
        (taskIds === undefined || taskIds.has(attempt.qualityTaskId)) &&
        (emails === undefined || emails.has(attempt.labelerEmail)),
    );
    const end = start + limit;
    const more = end < found.length;
    return c.json({
      docs: found.slice(start, end).map((attempt) => ({
        ...attempt.body,
        id: attempt.id,
        quality_task_id: attempt.qualityTaskId,
        labeler_email: attempt.labelerEmail,
        created_at: iso(attempt.createdAt),
      })),
      total: found.length,
      limit,
      has_more: more,
      ...(more ? { next_token: makeToken("labelers", end) } : {}),
    });
  });

  // Only Rapid projects have quality tasks. Source: scaleapi-python-client, create_training_task.
  for (const kind of ["training_tasks", "evaluation_tasks"]) {
    app.post(`/${kind}/:type`, async (c) => {
      const type = param(c, "type");
      if (OTHER_TASK_TYPES.has(type)) throw notEnabled(type);
      if (!isTaskType(type)) throw notFound(`There is no task type "${type}".`);
      const body = await readObject(c);
      const name = text(body, "project");
      const project = store.projects.get(name);
      if (project === undefined) throw projectNotFound(name);
      if (project.kind !== "rapid") throw badRequest("Quality tasks exist only in Rapid projects.");
      return c.json(
        compact({
          id: store.ids.next(clock.now()),
          created_at: iso(clock.now()),
          type,
          project: name,
          expected_response: object(body, "expected_response"),
          initial_response: optionalObject(body, "initial_response"),
        }),
      );
    });
  }

  return app;
}
