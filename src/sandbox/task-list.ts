import type { Context } from "hono";
import type { SeqTest } from "./columns.ts";
import { makeToken, pieces, Query, readToken, within } from "./http.ts";
import type { Obj } from "./json.ts";
import { OTHER_TASK_TYPES, REVIEW_STATUSES, TASK_STATUSES, TASK_TYPES, type Task } from "./records.ts";
import type { Services } from "./services.ts";
import type { Store } from "./store.ts";
import { limitedView, taskView, withAttachmentUrls } from "./task-view.ts";

/** Source: scaleapi-python-client, tasks(); scaleapi-node, tasks client. */
const PARAMETERS = [
  "start_time",
  "end_time",
  "status",
  "type",
  "project",
  "batch",
  "limit",
  "completed_before",
  "completed_after",
  "next_token",
  "customer_review_status",
  "tags",
  "updated_before",
  "updated_after",
  "unique_id",
  "include_attachment_url",
  "limited_response",
];
const PAGE = 100;

export function listTasks({ store, log }: Services, c: Context, apiUrl: string): Obj {
  const query = new Query(c, PARAMETERS, log);
  const limit = query.integer("limit", PAGE, 1, PAGE);
  const before = readToken("tasks", "next_token", query.one("next_token")) ?? Number.POSITIVE_INFINITY;
  const limited = query.boolean("limited_response") ?? false;
  const withUrls = query.boolean("include_attachment_url") ?? false;
  const candidates = narrow(store, query);
  const tests = filters(store, query);
  // Without a filter a page costs no more than its own length.
  const { page, total, more } =
    tests.ofSeq.length + tests.ofTask.length === 0
      ? slice(store, candidates, before, limit)
      : search(store, candidates, tests, before, limit);
  const last = page.at(-1);
  return {
    docs: page.map((task) => {
      if (limited) return limitedView(task);
      const view = taskView(task, apiUrl);
      return withUrls ? withAttachmentUrls(view, task) : view;
    }),
    total,
    limit,
    offset: 0,
    has_more: more,
    ...(more && last !== undefined ? { next_token: makeToken("tasks", last.seq) } : {}),
  };
}

interface Page {
  readonly page: Task[];
  readonly total: number;
  readonly more: boolean;
}

/** Places in the creation order, oldest first. */
interface Seqs {
  readonly length: number;
  at(index: number): number;
}

const listed = (seqs: ArrayLike<number>): Seqs => ({ length: seqs.length, at: (index) => seqs[index] ?? -1 });
/** Each place once; a typed array sorts numbers without asking how. */
const sorted = (seqs: Iterable<number>): Seqs =>
  listed(Uint32Array.from(seqs instanceof Set ? seqs : new Set(seqs)).sort());

/** The newest tasks made before a place in the creation order. */
function slice({ tasks }: Store, candidates: Seqs, before: number, limit: number): Page {
  let end = candidates.length;
  for (let start = 0; start < end; ) {
    const middle = (start + end) >>> 1;
    if (candidates.at(middle) < before) start = middle + 1;
    else end = middle;
  }
  const start = Math.max(0, end - limit);
  const page: Task[] = [];
  for (let index = end - 1; index >= start; index -= 1) {
    const task = tasks[candidates.at(index)];
    if (task !== undefined) page.push(task);
  }
  return { page, total: candidates.length, more: start > 0 };
}

/** All candidates are looked at, since the total is told; most of them by their columns alone. */
function search({ tasks }: Store, candidates: Seqs, tests: Tests, before: number, limit: number): Page {
  const page: Task[] = [];
  let total = 0;
  let more = false;
  for (let index = candidates.length - 1; index >= 0; index -= 1) {
    const seq = candidates.at(index);
    if (!passes(seq, tests.ofSeq)) continue;
    if (tests.ofTask.length > 0) {
      const task = tasks[seq];
      if (task === undefined || !passes(task, tests.ofTask)) continue;
    }
    total += 1;
    if (seq >= before) continue;
    const task = tasks[seq];
    if (page.length >= limit) more = true;
    else if (task !== undefined) page.push(task);
  }
  return { page, total, more };
}

function passes<Item>(item: Item, tests: readonly ((item: Item) => boolean)[]): boolean {
  for (const test of tests) {
    if (!test(item)) return false;
  }
  return true;
}

/** A short indexed list that holds every match. */
function narrow(store: Store, query: Query): Seqs {
  const uniqueIds = query.anyOf("unique_id");
  if (uniqueIds !== undefined)
    return sorted([...uniqueIds].flatMap((id) => store.taskByUniqueId(id)?.seq ?? []));
  const batch = query.one("batch");
  if (batch !== undefined) return listed(store.tasksOfBatch(batch).map(({ seq }) => seq));
  const [tag] = query.all("tags");
  const [piece] = pieces(tag ?? "");
  if (tag !== undefined && piece !== undefined) {
    // Each task with the tag as it stands or, of a comma list, with its first piece.
    const [whole, first] = [store.seqsWithTag(tag), store.seqsWithTag(piece)];
    return sorted(whole === first ? whole : [...whole, ...first]);
  }
  const project = query.one("project");
  if (project !== undefined) return listed(store.seqsOfProject(project));
  return { length: store.tasks.length, at: (index) => index };
}

interface Tests {
  readonly ofSeq: SeqTest[];
  readonly ofTask: ((task: Task) => boolean)[];
}

/** One test for each filter that is given, beyond the index that narrow() chose. */
function filters({ columns }: Store, query: Query): Tests {
  const ofSeq: Tests["ofSeq"] = [];
  const tests: Tests["ofTask"] = [];
  const byUniqueId = query.one("unique_id") !== undefined;
  const batch = query.one("batch");
  const project = query.one("project");
  const isNarrowed = byUniqueId || batch !== undefined || query.all("tags").length > 0;
  if (batch !== undefined && byUniqueId) tests.push((task) => task.batch === batch);
  if (project !== undefined && isNarrowed) ofSeq.push(columns.isOfProject(project));

  const statuses = query.choices("status", TASK_STATUSES);
  if (statuses !== undefined) ofSeq.push(columns.hasStatus(statuses));
  const types = query.choices<string>("type", [...TASK_TYPES, ...OTHER_TASK_TYPES]);
  if (types !== undefined) ofSeq.push(columns.hasType(types));
  const reviews = query.choices("customer_review_status", REVIEW_STATUSES);
  if (reviews !== undefined)
    tests.push(({ reviewStatus }) => reviewStatus !== undefined && reviews.has(reviewStatus));

  // Each tag as it stands or, when it is a comma list, every piece of it.
  const [first, ...others] = query.all("tags");
  // All candidates have the first tag, where that is how they were chosen.
  const isChosenBy = !byUniqueId && batch === undefined && pieces(first ?? "").length === 1;
  for (const tag of isChosenBy || first === undefined ? others : [first, ...others]) {
    const parts = pieces(tag);
    tests.push((task) => task.tags.includes(tag) || parts.every((part) => task.tags.includes(part)));
  }
  const range = (from: string, to: string, timeOf: (task: Task) => number | undefined) => {
    const [after, before] = [query.time(from), query.time(to)];
    if (after !== undefined || before !== undefined)
      tests.push((task) => within(timeOf(task), after, before));
  };
  const [from, to] = [query.time("start_time"), query.time("end_time")];
  if (from !== undefined || to !== undefined) ofSeq.push(columns.isCreated(from, to));
  range("updated_after", "updated_before", (task) => task.updatedAt);
  range("completed_after", "completed_before", (task) => task.completedAt);
  return { ofSeq, ofTask: tests };
}
