import * as z from "zod";
import type { SandboxClock } from "./clock.ts";
import { uuidFrom } from "./ids.ts";
import { BATCH_STATUSES, REVIEW_STATUSES, ROLES, TASK_STATUSES, TASK_TYPES } from "./records.ts";
import { batchStatus, type Store } from "./store.ts";
import { CHECKS } from "./task-params.ts";

const time = z.iso.datetime();
const name = z.string().min(1);
const email = z.email();
const objectId = z.string().regex(/^[0-9a-f]{24}$/, "must be 24 hexadecimal digits");
const free = z.record(z.string(), z.unknown());

const World = z.strictObject({
  /** For the reader of the file. */
  about: z.string().optional(),
  projects: z
    .array(
      z.strictObject({
        name,
        type: z.enum(TASK_TYPES),
        kind: z.enum(["enterprise", "rapid", "studio"]).default("enterprise"),
        archived: z.boolean().default(false),
        created_at: time,
        param_history: z.array(z.looseObject({ created_at: time })).default([]),
        ontologies: z
          .array(
            z.strictObject({
              name: name.optional(),
              created_at: time,
              ontology: z.array(z.unknown()).min(1),
            }),
          )
          .default([]),
        groups: z.array(z.strictObject({ name, emails: z.array(email) })).default([]),
      }),
    )
    .default([]),
  batches: z
    .array(
      z.strictObject({
        name,
        project: name,
        status: z.enum(BATCH_STATUSES),
        created_at: time,
        completed_at: time.optional(),
        callback: z.string().optional(),
        calibration_batch: z.boolean().default(false),
        self_label_batch: z.boolean().default(false),
        archived: z.boolean().default(false),
        metadata: free.default({}),
        groups: z.array(name).default([]),
      }),
    )
    .default([]),
  tasks: z
    .array(
      z.strictObject({
        task_id: objectId.optional(),
        type: z.enum(TASK_TYPES),
        status: z.enum(TASK_STATUSES),
        created_at: time,
        updated_at: time.optional(),
        completed_at: time.optional(),
        project: name.optional(),
        batch: name.optional(),
        instruction: z.string().optional(),
        callback_url: z.string().optional(),
        callback_succeeded: z.boolean().optional(),
        priority: z.int().optional(),
        unique_id: name.optional(),
        tags: z.array(name).max(5).default([]),
        metadata: free.default({}),
        params: free,
        response: free.optional(),
        customer_review_status: z.enum(REVIEW_STATUSES).optional(),
        audits: z.array(free).default([]),
      }),
    )
    .default([]),
  teammates: z
    .array(
      z.strictObject({
        email,
        role: z.enum(ROLES),
        firstName: name.optional(),
        lastName: name.optional(),
        company: name.optional(),
        disableRapidEmails: z.boolean().default(false),
        disabled: z.boolean().default(false),
        expiry: time.optional(),
      }),
    )
    .default([]),
  assignments: z.record(z.string(), z.array(name)).default({}),
  audits: z.array(z.looseObject({ id: name, task_id: objectId, created_at: time })).default([]),
  training_attempts: z
    .array(z.looseObject({ id: name, quality_task_id: name, labeler_email: email, created_at: time }))
    .default([]),
  files: z
    .array(
      z.strictObject({
        name,
        mime_type: name,
        size: z.int().nonnegative(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits"),
        project_names: z.array(name).default([]),
        created_at: time,
        display_name: name.optional(),
        reference_id: name.optional(),
        metadata: free.optional(),
      }),
    )
    .default([]),
});
type World = z.infer<typeof World>;

/** Fills an empty store from a parsed world file, or says everything that is wrong with it. */
export function loadWorld(given: unknown, store: Store, clock: SandboxClock): void {
  const parsed = World.safeParse(given);
  if (!parsed.success) {
    fail(parsed.error.issues.map(({ path, message }) => ({ path: pathText(path), message })));
    return;
  }
  fail(brokenReferences(parsed.data));
  fill(parsed.data, store, clock);
}

interface Fault {
  path: string;
  message: string;
}

function fail(faults: Fault[]): void {
  if (faults.length === 0) return;
  const lines = faults.map(({ path, message }) => `  ${path}: ${message}`);
  throw new Error(`The sandbox's world is not valid:\n${lines.join("\n")}`);
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "(the whole file)";
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

/** Every name that is used twice, or used without being there. */
function brokenReferences(world: World): Fault[] {
  const faults: Fault[] = [];
  const unique = (list: string, key: string, values: (string | undefined)[]) => {
    const seen = new Set<string>();
    for (const [index, value] of values.entries()) {
      if (value === undefined) continue;
      if (seen.has(value))
        faults.push({ path: `${list}[${index}].${key}`, message: `"${value}" is used twice` });
      seen.add(value);
    }
    return seen;
  };
  const refer = (path: string, known: ReadonlySet<string>, value: string | undefined) => {
    if (value !== undefined && !known.has(value)) faults.push({ path, message: `there is no "${value}"` });
  };
  const projects = unique(
    "projects",
    "name",
    world.projects.map(({ name }) => name),
  );
  const batches = unique(
    "batches",
    "name",
    world.batches.map(({ name }) => name),
  );
  const people = unique(
    "teammates",
    "email",
    world.teammates.map(({ email }) => email),
  );
  const taskIds = unique(
    "tasks",
    "task_id",
    world.tasks.map(({ task_id }) => task_id),
  );
  unique(
    "tasks",
    "unique_id",
    world.tasks.map(({ unique_id }) => unique_id),
  );
  unique(
    "files",
    "reference_id",
    world.files.map(({ reference_id }) => reference_id),
  );
  for (const [index, batch] of world.batches.entries()) {
    refer(`batches[${index}].project`, projects, batch.project);
    const project = world.projects.find(({ name }) => name === batch.project);
    if (batch.status === "staging" && project?.kind === "enterprise") {
      faults.push({
        path: `batches[${index}].status`,
        message: "a batch of an enterprise project is never staging",
      });
    }
  }
  for (const [index, task] of world.tasks.entries()) {
    refer(`tasks[${index}].project`, projects, task.project);
    refer(`tasks[${index}].batch`, batches, task.batch);
    const batch = world.batches.find(({ name }) => name === task.batch);
    const project = world.projects.find(({ name }) => name === (batch?.project ?? task.project));
    if (batch !== undefined && task.project !== undefined && task.project !== batch.project) {
      faults.push({ path: `tasks[${index}].project`, message: `the batch belongs to "${batch.project}"` });
    }
    if (project !== undefined && project.type !== task.type) {
      faults.push({
        path: `tasks[${index}].type`,
        message: `project "${project.name}" is for ${project.type}`,
      });
    }
    try {
      const { params, ...rest } = task;
      CHECKS[task.type]({ ...project?.param_history.at(-1), ...params, ...rest });
    } catch (error) {
      faults.push({
        path: `tasks[${index}].params`,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }
  for (const [email, names] of Object.entries(world.assignments)) {
    refer(`assignments.${email}`, people, email);
    for (const [index, name] of names.entries()) refer(`assignments.${email}[${index}]`, projects, name);
  }
  for (const [index, audit] of world.audits.entries())
    refer(`audits[${index}].task_id`, taskIds, audit.task_id);
  for (const [index, file] of world.files.entries()) {
    for (const [at, name] of file.project_names.entries())
      refer(`files[${index}].project_names[${at}]`, projects, name);
  }
  return faults;
}

const ms = (text: string) => Date.parse(text);
const optionalMs = (text: string | undefined) => (text === undefined ? undefined : ms(text));
const oldestFirst = <T extends { created_at: string }>(items: T[]) =>
  [...items].sort((a, b) => ms(a.created_at) - ms(b.created_at));

function fill(world: World, store: Store, clock: SandboxClock): void {
  const nextId = (at: number) => store.ids.next(at);
  for (const project of oldestFirst(world.projects)) {
    const createdAt = ms(project.created_at);
    store.projects.set(project.name, {
      id: nextId(createdAt),
      name: project.name,
      type: project.type,
      kind: project.kind,
      archived: project.archived,
      createdAt,
      versions: project.param_history.map(({ created_at, ...params }, version) => ({
        version,
        createdAt: ms(created_at),
        params,
      })),
      ontologies: project.ontologies.map(({ name, created_at, ontology }, version) => ({
        version,
        createdAt: ms(created_at),
        name,
        choices: ontology,
      })),
      groups: new Map(
        project.groups.map(({ name, emails }) => [name, { id: nextId(createdAt), name, emails }]),
      ),
    });
  }
  for (const batch of oldestFirst(world.batches)) {
    store.batches.set(batch.name, {
      id: nextId(ms(batch.created_at)),
      name: batch.name,
      project: batch.project,
      createdAt: ms(batch.created_at),
      callback: batch.callback,
      calibration: batch.calibration_batch,
      selfLabel: batch.self_label_batch,
      archived: batch.archived,
      counts: { pending: 0, completed: 0, canceled: 0, error: 0 },
      metadata: batch.metadata,
      staging: batch.status === "staging",
      completedAt: optionalMs(batch.completed_at),
      groups: batch.groups,
    });
  }
  for (const task of oldestFirst(world.tasks)) {
    const project =
      task.project ?? (task.batch === undefined ? undefined : store.batches.get(task.batch)?.project);
    const updatedAt = ms(task.updated_at ?? task.completed_at ?? task.created_at);
    store.addTask(
      {
        ...(task.task_id === undefined ? {} : { id: task.task_id }),
        type: task.type,
        status: task.status,
        createdAt: ms(task.created_at),
        updatedAt,
        completedAt: optionalMs(task.completed_at) ?? (task.status === "completed" ? updatedAt : undefined),
        project,
        batch: task.batch,
        instruction: task.instruction,
        callbackUrl: task.callback_url,
        callbackSucceeded: task.callback_succeeded,
        priority: task.priority,
        uniqueId: task.unique_id,
        tags: task.tags,
        metadata: task.metadata,
        params: task.params,
        response: task.response,
        reviewStatus: task.customer_review_status,
        audits: task.audits,
        clearUniqueIdOnError: false,
      },
      clock.now(),
    );
  }
  for (const [index, batch] of world.batches.entries()) {
    const stored = store.batches.get(batch.name);
    if (stored !== undefined && batchStatus(stored) !== batch.status) {
      fail([{ path: `batches[${index}].status`, message: `its tasks make it ${batchStatus(stored)}` }]);
    }
  }
  for (const teammate of world.teammates) store.team.set(teammate.email, { ...teammate });
  for (const [email, names] of Object.entries(world.assignments))
    store.assignments.set(email, new Set(names));
  for (const { id, task_id, created_at, ...body } of oldestFirst(world.audits)) {
    store.audits.push({ id, taskId: task_id, createdAt: ms(created_at), body });
  }
  for (const { id, quality_task_id, labeler_email, created_at, ...body } of oldestFirst(
    world.training_attempts,
  )) {
    store.attempts.push({
      id,
      qualityTaskId: quality_task_id,
      labelerEmail: labeler_email,
      createdAt: ms(created_at),
      body,
    });
  }
  for (const file of oldestFirst(world.files)) {
    const owner = nextId(ms(file.created_at));
    const id = uuidFrom(`file/${owner}`);
    store.addFile({
      id,
      name: file.name,
      mimeType: file.mime_type,
      size: file.size,
      sha256: file.sha256,
      projects: file.project_names,
      createdAt: ms(file.created_at),
      attachmentUrl: `scaledata://${owner}/${id}`,
      displayName: file.display_name,
      referenceId: file.reference_id,
      metadata: file.metadata,
    });
  }
}
