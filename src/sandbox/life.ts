import { brokenAttachments } from "./attachments.ts";
import { type Callbacks, isLoopback } from "./callbacks.ts";
import type { SandboxClock } from "./clock.ts";
import type { Batch, Task } from "./records.ts";
import { batchStatus, type Store } from "./store.ts";
import { taskView } from "./task-view.ts";

/**
 * The life of a task: pending, then completed or error after a set delay.
 * Every task waits equally long, so that those at work stand in the order in which they finish. Each request
 * first settles what is due, and a timer is needed only where somebody waits for a callback.
 */
export class Life {
  /** Where links in callbacks point to. */
  apiUrl = "http://127.0.0.1/v1";

  readonly #store: Store;
  readonly #clock: SandboxClock;
  readonly #callbacks: Callbacks;
  readonly #completeAfterMs: number;
  readonly #timers = new Set<{ cancel(): void }>();
  #working: Task[] = [];
  #next = 0;

  constructor(store: Store, clock: SandboxClock, callbacks: Callbacks, completeAfterMs: number) {
    this.#store = store;
    this.#clock = clock;
    this.#callbacks = callbacks;
    this.#completeAfterMs = completeAfterMs;
  }

  /** Puts a task to work, unless its batch is still staged. */
  start(task: Task): void {
    const batch = this.#store.batchOf(task);
    if (task.status !== "pending" || batch?.staging) return;
    task.dueAt = this.#clock.now() + this.#completeAfterMs;
    this.#working.push(task);
    if (
      this.#completeAfterMs > 0 &&
      [task.callbackUrl, batch?.callback].some((url) => url && isLoopback(url))
    ) {
      this.#wakeUp();
    }
    this.settle();
  }

  /** Brings the world up to the present. */
  settle(): void {
    const now = this.#clock.now();
    for (let task = this.#working[this.#next]; task?.dueAt !== undefined; task = this.#working[this.#next]) {
      if (task.dueAt > now) break;
      this.#next += 1;
      if (task.status === "pending") this.#finish(task, task.dueAt);
    }
    if (this.#next > 10_000 && this.#next * 2 > this.#working.length) {
      this.#working = this.#working.slice(this.#next);
      this.#next = 0;
    }
  }

  finalize(batch: Batch): void {
    batch.staging = false;
    // Without a task to finish, nothing else would close the batch.
    if (batch.counts.pending === 0) this.#closeBatch(batch, this.#clock.now());
    for (const task of this.#store.tasksOfBatch(batch.name)) this.start(task);
  }

  cancel(task: Task, now: number): void {
    if (task.status !== "pending") return;
    this.#store.update(task, { status: "canceled", updatedAt: now });
    this.#closeBatch(this.#store.batchOf(task), now);
  }

  /** Posts the task to its callback address. Source: scale.com/docs/api-reference/callbacks. */
  sendCallback(task: Task): void {
    if (task.callbackUrl === undefined) return;
    this.#callbacks.deliver({
      url: task.callbackUrl,
      body: () => {
        const view = taskView(task, this.apiUrl);
        return { task: view, response: view.response ?? {}, task_id: task.id, status: task.status };
      },
      tried: (succeeded) => {
        task.callbackSucceeded = succeeded;
      },
    });
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #finish(task: Task, at: number): void {
    const failed = brokenAttachments(task.params).length > 0;
    const updatedAt = Math.max(task.updatedAt, at);
    this.#store.update(
      task,
      failed ? { status: "error", updatedAt } : { status: "completed", updatedAt, completedAt: at },
    );
    // Source: scaleapi-node, comment on clear_unique_id_on_error.
    if (failed && task.clearUniqueIdOnError) this.#store.setUniqueId(task, undefined);
    this.sendCallback(task);
    this.#closeBatch(this.#store.batchOf(task), at);
  }

  /** Source of the callback's body: the batch pages of docs.scale.com. */
  #closeBatch(batch: Batch | undefined, at: number): void {
    if (batch === undefined || batchStatus(batch) !== "completed") return;
    batch.completedAt = at;
    if (batch.callback === undefined) return;
    this.#callbacks.deliver({
      url: batch.callback,
      body: () => {
        const { completed, canceled, error } = batch.counts;
        return { batch: batch.name, status: batchStatus(batch), stats: { completed, canceled, error } };
      },
      tried: () => undefined,
    });
  }

  #wakeUp(): void {
    const timer = this.#clock.setTimer(() => {
      this.#timers.delete(timer);
      this.settle();
    }, this.#completeAfterMs);
    this.#timers.add(timer);
  }
}
