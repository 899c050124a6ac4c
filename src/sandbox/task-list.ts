import type { Context } from "hono";
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
  const tests = filters(query);
  // Without a filter a page costs no more than its own length.
  const { page, total, more } =
    tests.length === 0 ? slice(candidates, before, limit) : search(candidates, tests, before, limit);
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

/** The newest tasks made before a place in the creation order. */
function slice(candidates: readonly Task[], before: number, limit: number): Page {
  let end = candidates.length;
  for (let start = 0; start < end; ) {
    const middle = (start + end) >>> 1;
    if ((candidates[middle]?.seq ?? 0) < before) start = middle + 1;
    else end = middle;
  }
  const start = Math.max(0, end - limit);
  return { page: candidates.slice(start, end).reverse(), total: candidates.length, more: start > 0 };
}

function search(candidates: readonly Task[], tests: readonly Test[], before: number, limit: number): Page {
  const page: Task[] = [];
  let total = 0;
  let more = false;
  for (let index = candidates.length - 1; index >= 0; index -= 1) {
    const task = candidates[index];
    if (task === undefined || !passes(task, tests)) continue;
    total += 1;
    if (task.seq >= before) continue;
    if (page.length < limit) page.push(task);
    else more = true;
  }
  return { page, total, more };
}

function passes(task: Task, tests: readonly Test[]): boolean {
  for (const test of tests) {
    if (!test(task)) return false;
  }
  return true;
}

/** The shortest indexed list, oldest first, that holds every match. */
function narrow(store: Store, query: Query): readonly Task[] {
  const uniqueIds = query.anyOf("unique_id");
  if (uniqueIds !== undefined) {
    const found = [...uniqueIds].map((id) => store.taskByUniqueId(id)).filter((task) => task !== undefined);
    return [...new Set(found)].sort((a, b) => a.seq - b.seq);
  }
  const batch = query.one("batch");
  if (batch !== undefined) return store.tasksOfBatch(batch);
  const project = query.one("project");
  return project === undefined ? store.tasks : store.tasksOfProject(project);
}

type Test = (task: Task) => boolean;

/** One test for each filter that is given, beyond the index that narrow() chose. */
function filters(query: Query): Test[] {
  const tests: Test[] = [];
  const byUniqueId = query.one("unique_id") !== undefined;
  const batch = query.one("batch");
  const project = query.one("project");
  if (batch !== undefined && byUniqueId) tests.push((task) => task.batch === batch);
  if (project !== undefined && (byUniqueId || batch !== undefined))
    tests.push((task) => task.project === project);

  const statuses = query.choices("status", TASK_STATUSES);
  if (statuses !== undefined) tests.push((task) => statuses.has(task.status));
  const types = query.choices<string>("type", [...TASK_TYPES, ...OTHER_TASK_TYPES]);
  if (types !== undefined) tests.push((task) => types.has(task.type));
  const reviews = query.choices("customer_review_status", REVIEW_STATUSES);
  if (reviews !== undefined)
    tests.push(({ reviewStatus }) => reviewStatus !== undefined && reviews.has(reviewStatus));

  // Each tag as it stands or, when it is a comma list, every piece of it.
  for (const tag of query.all("tags")) {
    const parts = pieces(tag);
    tests.push((task) => task.tags.includes(tag) || parts.every((part) => task.tags.includes(part)));
  }
  const range = (from: string, to: string, timeOf: (task: Task) => number | undefined) => {
    const [after, before] = [query.time(from), query.time(to)];
    if (after !== undefined || before !== undefined)
      tests.push((task) => within(timeOf(task), after, before));
  };
  range("start_time", "end_time", (task) => task.createdAt);
  range("updated_after", "updated_before", (task) => task.updatedAt);
  range("completed_after", "completed_before", (task) => task.completedAt);
  return tests;
}
