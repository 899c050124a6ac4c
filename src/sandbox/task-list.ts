import type { Context } from "hono";
import { makeToken, pieces, Query, readToken } from "./http.ts";
import type { Obj } from "./json.ts";
import { OTHER_TASK_TYPES, REVIEW_STATUSES, TASK_STATUSES, TASK_TYPES } from "./records.ts";
import type { Selection } from "./selection.ts";
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
const TIMES = [
  ["createdAt", "start_time", "end_time"],
  ["updatedAt", "updated_after", "updated_before"],
  ["completedAt", "completed_after", "completed_before"],
] as const;
const PAGE = 100;

export function listTasks({ store, log }: Services, c: Context, apiUrl: string): Obj {
  const query = new Query(c, PARAMETERS, log);
  const limit = query.integer("limit", PAGE, 1, PAGE);
  const before = readToken("tasks", "next_token", query.one("next_token")) ?? Number.POSITIVE_INFINITY;
  const limited = query.boolean("limited_response") ?? false;
  const withUrls = query.boolean("include_attachment_url") ?? false;
  const { seqs, total, more } = select(store, query).newest(limit, before);
  const tasks = seqs.flatMap((seq) => store.tasks[seq] ?? []);
  const last = seqs.at(-1);
  return {
    docs: tasks.map((task) => {
      if (limited) return limitedView(task);
      const view = taskView(task, apiUrl);
      return withUrls ? withAttachmentUrls(view, task) : view;
    }),
    total,
    limit,
    offset: 0,
    has_more: more,
    ...(more && last !== undefined ? { next_token: makeToken("tasks", last) } : {}),
  };
}

/** The tasks that pass every filter that is given. */
function select(store: Store, query: Query): Selection {
  const { columns } = store;
  const found = columns.select();
  const project = query.one("project");
  if (project !== undefined) columns.keepProject(found, project);
  const batch = query.one("batch");
  if (batch !== undefined) columns.keepBatch(found, batch);
  const statuses = query.choices("status", TASK_STATUSES);
  if (statuses !== undefined) columns.keepStatus(found, statuses);
  const types = query.choices<string>("type", [...TASK_TYPES, ...OTHER_TASK_TYPES]);
  if (types !== undefined) columns.keepType(found, types);
  const reviews = query.choices("customer_review_status", REVIEW_STATUSES);
  if (reviews !== undefined) columns.keepReviewStatus(found, reviews);
  for (const [of, after, before] of TIMES) {
    const [from, to] = [query.time(after), query.time(before)];
    if (from !== undefined || to !== undefined) columns.keepTimes(found, of, from, to);
  }
  const uniqueIds = query.anyOf("unique_id");
  if (uniqueIds !== undefined)
    found.keepListed([...uniqueIds].flatMap((id) => store.taskByUniqueId(id)?.seq ?? []));
  for (const tag of query.all("tags")) {
    const list = pieces(tag);
    if (list[0] === tag) found.keepListed(store.seqsWithTag(tag));
    else {
      // A comma list: every piece of it, or a tag that holds commas itself.
      const every = columns.select();
      for (const piece of list) every.keepListed(store.seqsWithTag(piece));
      every.add(store.seqsWithTag(tag));
      found.keepSelected(every);
    }
  }
  return found;
}
