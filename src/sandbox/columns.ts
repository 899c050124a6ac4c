import { REVIEW_STATUSES, TASK_STATUSES, TASK_TYPES, type Task } from "./records.ts";
import { Selection } from "./selection.ts";

/** A value's place among those that there are, from 1 on; 0 where there is none. */
const place = <Kind>(kinds: readonly Kind[], value: Kind | undefined) =>
  value === undefined ? 0 : kinds.indexOf(value) + 1;

/** By these places, 1 for each wanted value. */
const table = (kinds: readonly string[], wanted: ReadonlySet<string>) =>
  Uint8Array.of(0, ...kinds.map((kind) => Number(wanted.has(kind))));

const columns = (length: number) => ({
  status: new Uint8Array(length),
  type: new Uint8Array(length),
  reviewStatus: new Uint8Array(length),
  project: new Uint32Array(length),
  batch: new Uint32Array(length),
  createdAt: new Float64Array(length),
  updatedAt: new Float64Array(length),
  completedAt: new Float64Array(length),
});

/** What lists are filtered by, apart from the tasks: a scan of a hundred thousand of them would wait for memory. */
export class Columns {
  #length = 0;
  #capacity = 1024;
  #columns = columns(this.#capacity);
  /** A number for the name of each project and batch, from 1 on. */
  readonly #numbers = new Map<string, number>();

  /** Tasks come in the order of their places. */
  add(task: Task): void {
    const { seq, type, createdAt, project, batch } = task;
    if (seq >= this.#capacity) this.#grow();
    this.#length = seq + 1;
    this.#columns.type[seq] = place(TASK_TYPES, type);
    this.#columns.createdAt[seq] = createdAt;
    this.#columns.project[seq] = this.#number(project);
    this.#columns.batch[seq] = this.#number(batch);
    this.update(task);
  }

  update({ seq, status, reviewStatus, updatedAt, completedAt }: Task): void {
    this.#columns.status[seq] = place(TASK_STATUSES, status);
    this.#columns.reviewStatus[seq] = place(REVIEW_STATUSES, reviewStatus);
    this.#columns.updatedAt[seq] = updatedAt;
    // What is not a number lies in no range.
    this.#columns.completedAt[seq] = completedAt ?? Number.NaN;
  }

  /** All tasks that there are now; it is of use until one is added. */
  select(): Selection {
    return new Selection(this.#length);
  }

  keepStatus(found: Selection, statuses: ReadonlySet<string>): void {
    found.keepKinds(this.#columns.status, table(TASK_STATUSES, statuses));
  }

  keepType(found: Selection, types: ReadonlySet<string>): void {
    found.keepKinds(this.#columns.type, table(TASK_TYPES, types));
  }

  keepReviewStatus(found: Selection, statuses: ReadonlySet<string>): void {
    found.keepKinds(this.#columns.reviewStatus, table(REVIEW_STATUSES, statuses));
  }

  keepProject(found: Selection, name: string): void {
    found.keepEqual(this.#columns.project, this.#numbers.get(name) ?? -1);
  }

  keepBatch(found: Selection, name: string): void {
    found.keepEqual(this.#columns.batch, this.#numbers.get(name) ?? -1);
  }

  keepTimes(
    found: Selection,
    of: "createdAt" | "updatedAt" | "completedAt",
    from?: number,
    to?: number,
  ): void {
    found.keepRange(this.#columns[of], from, to);
  }

  #number(name: string | undefined): number {
    if (name === undefined) return 0;
    const number = this.#numbers.get(name) ?? this.#numbers.size + 1;
    this.#numbers.set(name, number);
    return number;
  }

  #grow(): void {
    this.#capacity *= 2;
    const larger = columns(this.#capacity);
    const targets = Object.values(larger);
    for (const [index, column] of Object.values(this.#columns).entries()) targets[index]?.set(column);
    this.#columns = larger;
  }
}
