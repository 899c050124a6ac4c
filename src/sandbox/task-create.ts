import {
  checkCallback,
  checkMetadata,
  checkTagCount,
  checkTags,
  given,
  optionalBoolean,
  optionalInteger,
  optionalObject,
  optionalText,
} from "./checks.ts";
import { badRequest, batchNotFound, invalid, projectNotFound, usedByTask } from "./errors.ts";
import { type Obj, omit } from "./json.ts";
import type { Batch, Project, ProjectVersion, Task, TaskType } from "./records.ts";
import type { Services } from "./services.ts";
import { CHECKS } from "./task-params.ts";

/** Parameters that stand beside `params` in the task object rather than in it. */
const TOP_LEVEL = new Set([
  "instruction",
  "callback_url",
  "project",
  "batch",
  "unique_id",
  "tags",
  "metadata",
  "priority",
  "project_version",
]);
/** Kinds of task with a documented default priority. Source: docs.scale.com/reference, text and document tasks. */
const DEFAULT_PRIORITY = 30;
const WITH_DEFAULT_PRIORITY: ReadonlySet<TaskType> = new Set(["textcollection", "documenttranscription"]);

const NO_TAGS: readonly string[] = [];
const NO_METADATA: Obj = {};

export function createTask(services: Services, type: TaskType, request: Obj, idempotencyKey?: string): Task {
  const { store, clock, life } = services;
  const batch = findBatch(services, request);
  const project = findProject(services, request, batch);
  if (project !== undefined && project.type !== type) {
    throw badRequest(`Project "${project.name}" is for ${project.type} tasks, not for ${type}.`);
  }
  // Source: scaleapi-node, comment on the batch parameter.
  if (project?.kind === "rapid" && batch === undefined) {
    throw badRequest(`Project "${project.name}" is a Rapid project: please include a batch parameter.`);
  }
  if (batch !== undefined && !takesTasks(batch, project)) {
    throw badRequest(`Batch "${batch.name}" is finalized: no more tasks can be added to it.`);
  }
  const version = pinnedVersion(request, project);
  const merged = inherit(request, version, project, batch);
  CHECKS[type](merged);
  const body = store.sharing.share(`${type} ${project?.name}`, merged);
  const task = {
    type,
    project: project?.name,
    batch: batch?.name,
    instruction: optionalText(body, "instruction"),
    callbackUrl: checkCallback(optionalText(body, "callback_url"), "callback_url"),
    priority:
      optionalInteger(body, "priority") ?? (WITH_DEFAULT_PRIORITY.has(type) ? DEFAULT_PRIORITY : undefined),
    params: omit(body, TOP_LEVEL),
    projectParamVersion: version?.version,
    clearUniqueIdOnError: optionalBoolean(body, "clear_unique_id_on_error") ?? false,
    uniqueId: optionalText(body, "unique_id"),
    tags: checkTagCount(given(body, "tags") ? checkTags(body.tags) : NO_TAGS),
    metadata: checkMetadata(optionalObject(body, "metadata") ?? NO_METADATA),
  };
  // Source: docs.scale.com/reference/idempotent-requests.
  const earlier = idempotencyKey === undefined ? undefined : store.taskByIdempotencyKey(idempotencyKey);
  if (earlier !== undefined) throw usedByTask("Idempotency-Key", idempotencyKey ?? "", earlier.id);
  const holder = task.uniqueId === undefined ? undefined : store.taskByUniqueId(task.uniqueId);
  if (holder !== undefined) throw usedByTask("unique_id", task.uniqueId ?? "", holder.id);

  const created = store.addTask(task, clock.now(), idempotencyKey);
  life.start(created);
  return created;
}

function findBatch({ store }: Services, body: Obj): Batch | undefined {
  const name = optionalText(body, "batch");
  if (name === undefined) return undefined;
  const batch = store.batches.get(name);
  if (batch === undefined) throw batchNotFound(name);
  return batch;
}

/** A batch implies its project. Source: scaleapi-node, comment on the batch parameter. */
function findProject({ store }: Services, body: Obj, batch: Batch | undefined): Project | undefined {
  const name = optionalText(body, "project") ?? batch?.project;
  if (name === undefined) return undefined;
  const project = store.projects.get(name);
  if (project === undefined) throw projectNotFound(name);
  if (batch !== undefined && batch.project !== name) {
    throw badRequest(`Batch "${batch.name}" belongs to project "${batch.project}", not to "${name}".`);
  }
  return project;
}

/** Finalizing closes a batch of a Rapid or Studio project and does nothing elsewhere. Source: scaleapi-node. */
function takesTasks(batch: Batch, project: Project | undefined): boolean {
  return batch.staging || project?.kind === "enterprise";
}

/** `project_version` pins the project's parameters; -1 uses none. Source: scaleapi-node, projects client. */
function pinnedVersion(body: Obj, project: Project | undefined): ProjectVersion | undefined {
  const pinned = optionalInteger(body, "project_version");
  if (pinned === -1 || project === undefined) return undefined;
  if (pinned === undefined) return project.versions.at(-1);
  const found = project.versions.find(({ version }) => version === pinned);
  if (found === undefined)
    throw invalid(`"project_version" ${pinned} does not exist in project "${project.name}"`);
  return found;
}

/**
 * The task's own parameters win over the project's, and the two instructions are combined.
 * Source: scaleapi-python-client, update_project; scaleapi-node, projects client.
 */
function inherit(request: Obj, version: ProjectVersion | undefined, project?: Project, batch?: Batch): Obj {
  const own = Object.entries(request).filter(([, value]) => value !== null && value !== undefined);
  const body = Object.fromEntries([...Object.entries(version?.params ?? {}), ...own]);
  const instructions = [version?.params.instruction, request.instruction].filter(
    (part) => part !== undefined && part !== null && part !== "",
  );
  if (instructions.length > 1 && instructions.every((part) => typeof part === "string")) {
    body.instruction = instructions.join("\n\n");
  }
  if (project !== undefined) body.project = project.name;
  if (batch !== undefined) body.batch = batch.name;
  return body;
}
