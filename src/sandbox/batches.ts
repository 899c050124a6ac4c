import { type Context, Hono } from "hono";
import { checkCallback, checkMetadata, given, optionalBoolean, optionalObject, text } from "./checks.ts";
import { badRequest, batchNotFound, conflict, invalid, projectNotFound } from "./errors.ts";
import { param, Query, readObject, within } from "./http.ts";
import { compact, type Obj } from "./json.ts";
import { BATCH_STATUSES, type Batch } from "./records.ts";
import type { Services } from "./services.ts";
import { batchSize, batchStatus } from "./store.ts";
import { iso } from "./times.ts";

/** Source: scaleapi-python-client, batches(); scaleapi-node, batches client; the catalogue's `detailed`. */
const PARAMETERS = [
  "project",
  "status",
  "start_time",
  "end_time",
  "completed_after",
  "completed_before",
  "exclude_archived",
  "detailed",
  "limit",
  "offset",
];
const PAGE = 100;

export function batches({ store, clock, life, log }: Services): Hono {
  const app = new Hono();

  const find = (c: Context): Batch => {
    const name = param(c, "name");
    const batch = store.batches.get(name);
    if (batch === undefined) throw batchNotFound(name);
    return batch;
  };

  app.get("/batches", (c) => {
    const query = new Query(c, PARAMETERS, log);
    const limit = query.integer("limit", PAGE, 1, PAGE);
    const offset = query.integer("offset", 0, 0, Number.MAX_SAFE_INTEGER);
    const project = query.one("project");
    const statuses = query.choices("status", BATCH_STATUSES);
    const [createdFrom, createdTo] = [query.time("start_time"), query.time("end_time")];
    const [completedFrom, completedTo] = [query.time("completed_after"), query.time("completed_before")];
    const withoutArchived = query.boolean("exclude_archived") ?? false;
    const detailed = query.boolean("detailed") ?? false;
    const found = [...store.batches.values()]
      .reverse()
      .filter(
        (batch) =>
          (project === undefined || batch.project === project) &&
          (statuses === undefined || statuses.has(batchStatus(batch))) &&
          within(batch.createdAt, createdFrom, createdTo) &&
          within(batch.completedAt, completedFrom, completedTo) &&
          !(withoutArchived && batch.archived),
      );
    const docs = found.slice(offset, offset + limit);
    return c.json({
      docs: docs.map((batch) => (detailed ? { ...batchView(batch), ...counts(batch) } : batchView(batch))),
      // The official clients disagree about the name of the total.
      totalDocs: found.length,
      total: found.length,
      limit,
      offset,
      has_more: offset + limit < found.length,
    });
  });

  app.post("/batches", async (c) => {
    const body = await readObject(c);
    const name = text(body, "name");
    const projectName = text(body, "project");
    const project = store.projects.get(projectName);
    if (project === undefined) throw projectNotFound(projectName);
    const calibration = optionalBoolean(body, "calibration_batch") ?? false;
    const selfLabel = optionalBoolean(body, "self_label_batch") ?? false;
    // Source: scaleapi-python-client, docstring of create_batch.
    if ((calibration || selfLabel) && project.kind === "enterprise") {
      throw badRequest("Calibration and self label batches exist only in Rapid projects.");
    }
    const metadata = checkMetadata(optionalObject(body, "metadata") ?? {});
    const callback = checkCallback(callbackOf(body), "callback");
    if (store.batches.has(name)) throw conflict(`A batch with the name "${name}" already exists.`);
    const batch: Batch = {
      id: store.ids.next(clock.now()),
      name,
      project: projectName,
      createdAt: clock.now(),
      callback,
      calibration,
      selfLabel,
      archived: false,
      counts: { pending: 0, completed: 0, canceled: 0, error: 0 },
      metadata,
      // Source: scaleapi-node, comment on the status of a batch.
      staging: project.kind !== "enterprise",
      groups: [],
    };
    store.batches.set(name, batch);
    return c.json(batchView(batch));
  });

  app.get("/batches/:name", (c) => c.json(batchView(find(c))));

  // A count of zero is left out. Source: scaleapi-python-client, batches.py and batch_status().
  app.get("/batches/:name/status", (c) => {
    const batch = find(c);
    return c.json({ status: batchStatus(batch), ...counts(batch) });
  });

  // Outside Rapid and Studio nothing happens. Source: scaleapi-node, batches client.
  app.post("/batches/:name/finalize", (c) => {
    const batch = find(c);
    if (batch.staging) life.finalize(batch);
    return c.json(batchView(batch));
  });

  app.post("/batches/:name/setMetadata", async (c) => {
    const batch = find(c);
    batch.metadata = checkMetadata(await readObject(c));
    return c.json(batchView(batch));
  });

  return app;
}

/** The Python client sends an empty string for no callback. */
function callbackOf(body: Obj): string | undefined {
  if (!given(body, "callback") || body.callback === "") return undefined;
  if (typeof body.callback !== "string") throw invalid(`"callback" must be a string`);
  return body.callback;
}

function counts({ counts }: Batch): Obj {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function batchView(batch: Batch): Obj {
  return compact({
    project: batch.project,
    name: batch.name,
    callback: batch.callback,
    status: batchStatus(batch),
    created_at: iso(batch.createdAt),
    metadata: batch.metadata,
  });
}

/** How Studio shows a batch. Source: scaleapi-python-client, studio.py; scaleapi-node, studio Batch. */
export function studioBatchView(batch: Batch, projectId: string): Obj {
  return compact({
    id: batch.id,
    name: batch.name,
    projectId,
    projectName: batch.project,
    batchType: batch.calibration ? "Calibration" : "Production",
    studioPriority: batch.priority,
    total: batchSize(batch),
    completed: batch.counts.completed,
    groups: batch.groups,
  });
}
