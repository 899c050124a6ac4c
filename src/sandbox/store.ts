import { Columns } from "./columns.ts";
import { Ids } from "./ids.ts";
import type { Obj } from "./json.ts";
import type {
  Audit,
  Batch,
  BatchStatus,
  NewTask,
  Project,
  ProjectGroup,
  StoredFile,
  Task,
  TaskChange,
  Teammate,
  TrainingAttempt,
} from "./records.ts";
import { Sharing } from "./sharing.ts";

const NO_TASKS: readonly Task[] = [];
const NO_AUDITS: readonly Obj[] = [];
const NO_SEQS: readonly number[] = [];

/** Tasks in creation order with an index for every way of finding them: what they are found by changes only here. */
export class Store {
  readonly ids = new Ids();
  readonly projects = new Map<string, Project>();
  readonly batches = new Map<string, Batch>();
  readonly files: StoredFile[] = [];
  readonly filesByReference = new Map<string, StoredFile>();
  readonly team = new Map<string, Teammate>();
  readonly assignments = new Map<string, Set<string>>();
  readonly audits: Audit[] = [];
  readonly attempts: TrainingAttempt[] = [];

  readonly #tasks: Task[] = [];
  readonly #byId = new Map<string, Task>();
  readonly #byUniqueId = new Map<string, Task>();
  readonly #byIdempotencyKey = new Map<string, Task>();
  readonly #byBatch = new Map<string, Task[]>();
  readonly #byTag = new Map<string, number[]>();
  readonly columns = new Columns();
  readonly sharing = new Sharing();

  /** Oldest first. */
  get tasks(): readonly Task[] {
    return this.#tasks;
  }

  task(id: string): Task | undefined {
    return this.#byId.get(id);
  }

  taskByUniqueId(uniqueId: string): Task | undefined {
    return this.#byUniqueId.get(uniqueId);
  }

  taskByIdempotencyKey(key: string): Task | undefined {
    return this.#byIdempotencyKey.get(key);
  }

  tasksOfBatch(name: string): readonly Task[] {
    return this.#byBatch.get(name) ?? NO_TASKS;
  }

  /** Places in the creation order, in any order. */
  seqsWithTag(tag: string): readonly number[] {
    return this.#byTag.get(tag) ?? NO_SEQS;
  }

  addTask(given: NewTask, now: number, idempotencyKey?: string): Task {
    // A clock that steps back must not break the creation order, on which paging rests.
    const createdAt = Math.max(given.createdAt ?? now, this.#tasks.at(-1)?.createdAt ?? 0);
    // Written out rather than spread: objects of one shape make a scan of all tasks many times faster.
    const task: Task = {
      seq: this.#tasks.length,
      id: given.id ?? this.ids.next(createdAt),
      type: given.type,
      createdAt,
      project: given.project,
      batch: given.batch,
      instruction: given.instruction,
      callbackUrl: given.callbackUrl,
      priority: given.priority,
      params: given.params,
      projectParamVersion: given.projectParamVersion,
      clearUniqueIdOnError: given.clearUniqueIdOnError,
      audits: given.audits ?? NO_AUDITS,
      response: given.response,
      status: given.status ?? "pending",
      updatedAt: given.updatedAt ?? createdAt,
      completedAt: given.completedAt,
      dueAt: given.dueAt,
      uniqueId: given.uniqueId,
      tags: given.tags ?? [],
      metadata: given.metadata ?? {},
      reviewStatus: given.reviewStatus,
      callbackSucceeded: given.callbackSucceeded,
    };
    this.#tasks.push(task);
    this.#byId.set(task.id, task);
    if (task.uniqueId !== undefined) this.#byUniqueId.set(task.uniqueId, task);
    if (idempotencyKey !== undefined) this.#byIdempotencyKey.set(idempotencyKey, task);
    if (task.batch !== undefined) append(this.#byBatch, task.batch, task);
    this.columns.add(task);
    for (const tag of new Set(task.tags)) append(this.#byTag, tag, task.seq);
    const batch = this.batchOf(task);
    if (batch !== undefined) {
      batch.counts[task.status] += 1;
      // New work opens a completed batch again.
      if (task.status === "pending") batch.completedAt = undefined;
    }
    return task;
  }

  /** What is assigned here is readonly for all others. */
  update(task: Task, change: TaskChange): void {
    const batch = this.batchOf(task);
    if (batch !== undefined) batch.counts[task.status] -= 1;
    Object.assign(task, change);
    if (batch !== undefined) batch.counts[task.status] += 1;
    this.columns.update(task);
  }

  setTags(task: Task, tags: readonly string[]): void {
    const [before, after] = [new Set(task.tags), new Set(tags)];
    for (const tag of before) if (!after.has(tag)) remove(this.#byTag, tag, task.seq);
    for (const tag of after) if (!before.has(tag)) append(this.#byTag, tag, task.seq);
    Object.assign(task, { tags });
  }

  setUniqueId(task: Task, uniqueId: string | undefined): void {
    if (task.uniqueId !== undefined) this.#byUniqueId.delete(task.uniqueId);
    Object.assign(task, { uniqueId });
    if (uniqueId !== undefined) this.#byUniqueId.set(uniqueId, task);
  }

  batchOf(task: Task): Batch | undefined {
    return task.batch === undefined ? undefined : this.batches.get(task.batch);
  }

  addFile(file: StoredFile): void {
    this.files.push(file);
    if (file.referenceId !== undefined) this.filesByReference.set(file.referenceId, file);
  }

  /** Adds or replaces a labeler group, under a stable id. */
  setGroup(project: Project, name: string, emails: string[], now: number): ProjectGroup {
    const group = {
      id: project.groups.get(name)?.id ?? this.ids.next(now),
      name,
      emails: [...new Set(emails)],
    };
    project.groups.set(name, group);
    return group;
  }
}

function append<Item>(index: Map<string, Item[]>, key: string, item: Item): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [item]);
  else list.push(item);
}

function remove<Item>(index: Map<string, Item[]>, key: string, item: Item): void {
  const list = index.get(key);
  if (list !== undefined) list.splice(list.indexOf(item), 1);
}

export function batchSize(batch: Batch): number {
  const { pending, completed, canceled, error } = batch.counts;
  return pending + completed + canceled + error;
}

export function batchStatus(batch: Batch): BatchStatus {
  if (batch.staging) return "staging";
  return batch.counts.pending === 0 && batchSize(batch) > 0 ? "completed" : "in_progress";
}
