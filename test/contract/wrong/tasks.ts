import type { WrongInput } from "./build.ts";
import { wrong } from "./build.ts";

/** No ISO 8601 dates or date-times. */
export const notTimes = [
  "",
  "yesterday",
  "01/02/2024",
  "2024-13-01",
  "2024-02-30",
  "2024-01-01T25:00:00Z",
  "2024-01-01T10:61:00Z",
  "Jan 1, 2024",
] as const;

const times = [
  "start_time",
  "end_time",
  "updated_after",
  "updated_before",
  "completed_after",
  "completed_before",
];

const ranges = [
  ["start_time", "end_time"],
  ["updated_after", "updated_before"],
  ["completed_after", "completed_before"],
] as const;

export const reversed: readonly (readonly [string, string, string])[] = [
  ["2024-06-02", "2024-06-01", "by a day"],
  ["2024-06-01T10:00:00Z", "2024-06-01T09:59:59Z", "by a second"],
  ["2024-01-01T00:00:00Z", "2024-01-01T00:30:00+02:00", "by the time zone"],
];

export const taskInputs: readonly WrongInput[] = [
  ...["0", "101", "1000", "-1", "1.5", "all", "", 0, 101].map((limit) =>
    wrong("LIST_TASKS", `limit is 1 to 100: ${JSON.stringify(limit)}`, { limit }, ["limit"]),
  ),
  ...["done", "cancelled", "Completed", "in_progress", ""].map((status) =>
    wrong("LIST_TASKS", `no status: ${JSON.stringify(status)}`, { status: ["completed", status] }, [
      "status",
    ]),
  ),
  ...["approved", "Accepted", "completed", ""].map((status) =>
    wrong("LIST_TASKS", `no review status: ${JSON.stringify(status)}`, { customer_review_status: [status] }, [
      "customer_review_status",
    ]),
  ),
  ...["tags", "unique_id", "status", "customer_review_status"].flatMap((name) =>
    [[{ is: "x" }], [null], [["x"]]].map((value) =>
      wrong("LIST_TASKS", `${name} is no list of strings: ${JSON.stringify(value)}`, { [name]: value }, [
        name,
      ]),
    ),
  ),
  ...times.flatMap((name) =>
    notTimes.map((value) =>
      wrong("LIST_TASKS", `${name}: ${JSON.stringify(value)}`, { [name]: value }, [name]),
    ),
  ),
  ...ranges.flatMap(([from, to]) =>
    reversed.map(([start, end, how]) =>
      wrong("LIST_TASKS", `${from} after ${to} ${how}`, { [from]: start, [to]: end }, [from, to]),
    ),
  ),
  wrong("ADD_TASK_TAGS", "an empty tag", { tags: ["night", ""] }, ["tags"]),
  ...["ADD_TASK_TAGS", "DELETE_TASK_TAGS"].flatMap((short) =>
    [[{ tag: "night" }], [null], [["night"]]].map((tags) =>
      wrong(short, `no list of strings: ${JSON.stringify(tags)}`, { tags }, ["tags"]),
    ),
  ),
];
