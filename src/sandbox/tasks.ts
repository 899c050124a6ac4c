import { type Context, Hono } from "hono";
import { checkMetadata, checkTagCount, checkTags, optionalBoolean, optionalText, text } from "./checks.ts";
import { badRequest, invalid, notEnabled, notFound, taskNotFound, usedByTask } from "./errors.ts";
import { apiUrlOf, param, Query, readJson, readObject } from "./http.ts";
import { isTaskType, OTHER_TASK_TYPES, TASK_TYPES, type Task } from "./records.ts";
import { storedResults } from "./responses/stored.ts";
import type { Services } from "./services.ts";
import { createTask } from "./task-create.ts";
import { listTasks } from "./task-list.ts";
import { taskView } from "./task-view.ts";
import { iso } from "./times.ts";

export function tasks(services: Services): Hono {
  const { store, clock, life, log } = services;
  const app = new Hono();

  const find = (c: Context): Task => {
    const task = store.task(param(c, "id"));
    if (task === undefined) throw taskNotFound();
    return task;
  };
  const answer = (c: Context, task: Task) => c.json(taskView(task, apiUrlOf(c)));
  const changed = (c: Context, task: Task) => {
    store.update(task, { updatedAt: clock.now() });
    return answer(c, task);
  };

  app.get("/tasks", (c) => c.json(listTasks(services, c, apiUrlOf(c))));
  app.get("/task/:id", (c) => answer(c, find(c)));

  for (const type of TASK_TYPES) {
    app.post(`/task/${type}`, async (c) => {
      const body = await readObject(c);
      return answer(c, createTask(services, type, body, c.req.header("idempotency-key") || undefined));
    });
  }
  app.post("/task/:id", (c) => {
    const type = param(c, "id");
    if (OTHER_TASK_TYPES.has(type) && !isTaskType(type)) throw notEnabled(type);
    log({ level: "error", message: "no such path", method: c.req.method, path: c.req.path });
    throw notFound(`There is no task type "${type}".`);
  });

  // Cancelling twice is allowed. Source: docs.scale.com/reference, cancel task.
  app.post("/task/:id/cancel", (c) => {
    const task = find(c);
    const clear = new Query(c, ["clear_unique_id"], log).boolean("clear_unique_id") ?? false;
    if (task.status === "completed" || task.status === "error") {
      throw badRequest(`Task cannot be canceled: its status is ${task.status}.`);
    }
    life.cancel(task, clock.now());
    if (clear) store.setUniqueId(task, undefined);
    return answer(c, task);
  });

  app.post("/task/:id/audit", async (c) => {
    const task = find(c);
    const body = await readObject(c);
    const accepted = optionalBoolean(body, "accepted");
    if (accepted === undefined) throw invalid(`"accepted" is required`);
    const comments = optionalText(body, "comments");
    if (task.status !== "completed") throw badRequest("Only completed tasks can be audited.");
    const reviewStatus = accepted ? "accepted" : "rejected";
    const audit = {
      audited_by: "admin@example.com",
      audited_at: iso(clock.now()),
      audit_time_secs: 60,
      audit_result: reviewStatus,
      audit_source: "customer",
      ...(comments === undefined ? {} : { comments }),
    };
    store.update(task, { reviewStatus, updatedAt: clock.now(), audits: [...task.audits, audit] });
    life.sendCallback(task);
    return c.text("OK");
  });

  // PUT adds, POST replaces, DELETE removes. Source: scaleapi-python-client, docstrings of the three calls.
  app.put("/task/:id/tags", async (c) => {
    const task = find(c);
    store.setTags(task, checkTagCount([...new Set([...task.tags, ...checkTags(await readJson(c))])]));
    return changed(c, task);
  });
  app.post("/task/:id/tags", async (c) => {
    const task = find(c);
    // The Python client sends no body for an empty list.
    store.setTags(task, checkTagCount(checkTags((await readJson(c)) ?? [])));
    return changed(c, task);
  });
  app.delete("/task/:id/tags", async (c) => {
    const task = find(c);
    const gone = checkTags(await readJson(c));
    store.setTags(
      task,
      task.tags.filter((tag) => !gone.includes(tag)),
    );
    return changed(c, task);
  });

  // The body is the metadata itself. Source: scaleapi-python-client, set_task_metadata and its test.
  app.post("/task/:id/setMetadata", async (c) => {
    const task = find(c);
    task.metadata = checkMetadata(await readObject(c));
    return changed(c, task);
  });

  app.post("/task/:id/unique_id", async (c) => {
    const task = find(c);
    const uniqueId = text(await readObject(c), "unique_id");
    const holder = store.taskByUniqueId(uniqueId);
    if (holder !== undefined && holder !== task) throw usedByTask("unique_id", uniqueId, holder.id);
    store.setUniqueId(task, uniqueId);
    return changed(c, task);
  });
  app.delete("/task/:id/unique_id", (c) => {
    const task = find(c);
    store.setUniqueId(task, undefined);
    return changed(c, task);
  });

  app.post("/task/:id/send_callback", (c) => {
    const task = find(c);
    if (task.status !== "completed" && task.status !== "error") {
      throw badRequest(
        `A callback can be sent only for a completed or errored task, not a ${task.status} one.`,
      );
    }
    if (task.callbackUrl === undefined) throw badRequest("The task has no callback_url.");
    life.sendCallback(task);
    return c.text("OK");
  });

  // Source: scale.com/docs/api-reference/secure-result-urls.
  app.get("/task/:id/response_url/:uuid", (c) => {
    const task = find(c);
    const results = task.status === "completed" ? storedResults(task) : [];
    const [first] = results;
    if (param(c, "uuid") === "redirect" && first !== undefined) {
      return c.redirect(`${apiUrlOf(c)}/task/${task.id}/response_url/${first.uuid}`, 302);
    }
    const result = results.find(({ uuid }) => uuid === param(c, "uuid"));
    if (result === undefined) throw notFound("Response with that UUID not found.");
    return c.body(Uint8Array.from(Buffer.from(result.body())), 200, { "content-type": result.contentType });
  });

  return app;
}
