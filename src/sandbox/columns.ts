import { TASK_STATUSES, TASK_TYPES, type Task, type TaskStatus } from "./records.ts";

/** A question about a task, asked by its place in the creation order. */
export type SeqTest = (seq: number) => boolean;

/** What lists are filtered by, apart from the tasks: a scan of a hundred thousand of them would wait for memory. */
export class Columns {
  #status = new Uint8Array(1024);
  #type = new Uint8Array(1024);
  #createdAt = new Float64Array(1024);
  #project = new Uint32Array(1024);
  /** Each project's number, from 1 on. */
  readonly #projects = new Map<string, number>();

  add({ seq, status, type, createdAt, project }: Task): void {
    if (seq >= this.#status.length) this.#grow(seq * 2);
    this.setStatus(seq, status);
    this.#type[seq] = TASK_TYPES.indexOf(type);
    this.#createdAt[seq] = createdAt;
    if (project === undefined) return;
    const number = this.#projects.get(project) ?? this.#projects.size + 1;
    this.#projects.set(project, number);
    this.#project[seq] = number;
  }

  setStatus(seq: number, status: TaskStatus): void {
    this.#status[seq] = TASK_STATUSES.indexOf(status);
  }

  hasStatus(statuses: ReadonlySet<string>): SeqTest {
    const wanted = TASK_STATUSES.map((status) => statuses.has(status));
    const column = this.#status;
    return (seq) => wanted[column[seq] ?? 0] === true;
  }

  hasType(types: ReadonlySet<string>): SeqTest {
    const wanted = TASK_TYPES.map((type) => types.has(type));
    const column = this.#type;
    return (seq) => wanted[column[seq] ?? 0] === true;
  }

  isOfProject(name: string): SeqTest {
    const wanted = this.#projects.get(name);
    const column = this.#project;
    return (seq) => column[seq] === wanted;
  }

  isCreated(after = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY): SeqTest {
    const column = this.#createdAt;
    return (seq) => {
      const time = column[seq] ?? 0;
      return time >= after && time <= before;
    };
  }

  #grow(length: number): void {
    const [status, type, createdAt, project] = [this.#status, this.#type, this.#createdAt, this.#project];
    this.#status = new Uint8Array(length);
    this.#type = new Uint8Array(length);
    this.#createdAt = new Float64Array(length);
    this.#project = new Uint32Array(length);
    this.#status.set(status);
    this.#type.set(type);
    this.#createdAt.set(createdAt);
    this.#project.set(project);
  }
}
