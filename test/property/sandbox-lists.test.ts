import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bench, bench, image, START } from "../contract/sandbox/helpers.ts";

interface Doc {
  readonly task_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly completed_at?: string;
  readonly status: string;
  readonly type: string;
  readonly project?: string;
  readonly batch?: string;
  readonly unique_id?: string;
  readonly customer_review_status?: string;
  readonly tags?: string[];
}

/** Minutes after the start. */
const at = (minutes: number) => new Date(Date.parse(START) + minutes * 60_000).toISOString();
const COMPLETED_AFTER = 3 * 60_000;

const uniqueIds = fc.constantFrom("one", "two", "three", "four");
const tag = fc.constantFrom("red", "blue", "a", "b", "a,b");
const tags = fc.uniqueArray(tag, { maxLength: 3 });
const someTags = fc.uniqueArray(tag, { minLength: 1, maxLength: 3 });
const minute = fc.integer({ min: 0, max: 12 });

const creation = fc.record({
  body: fc.constantFrom(
    {},
    { project: "p" },
    { project: "q" },
    { batch: "b" },
    { batch: "staged" },
    { attachment: "https://images.example.com/broken.jpg" },
  ),
  tags,
  unique_id: fc.option(uniqueIds, { nil: null }),
});
const change = fc.oneof(
  { weight: 2, arbitrary: fc.constant(["POST", "/cancel", undefined] as const) },
  fc.constant(["POST", "/cancel?clear_unique_id=true", undefined] as const),
  { weight: 3, arbitrary: fc.boolean().map((accepted) => ["POST", "/audit", { accepted }] as const) },
  someTags.map((tags) => ["PUT", "/tags", tags] as const),
  tags.map((tags) => ["POST", "/tags", tags] as const),
  someTags.map((tags) => ["DELETE", "/tags", tags] as const),
  fc.constant(["POST", "/setMetadata", { a: 1 }] as const),
  uniqueIds.map((unique_id) => ["POST", "/unique_id", { unique_id }] as const),
  fc.constant(["DELETE", "/unique_id", undefined] as const),
);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ create: creation }) },
  { weight: 4, arbitrary: fc.record({ task: fc.nat(), change }) },
  { weight: 2, arbitrary: fc.record({ minutes: fc.integer({ min: 1, max: 4 }) }) },
  fc.constant({ finalize: true }),
);

/** Of each filter what is asked, and which tasks it means. */
type Filter = readonly [query: Readonly<Record<string, string>>, passes: (doc: Doc) => boolean];

const oneOf = (name: keyof Doc, values: fc.Arbitrary<string[]>): fc.Arbitrary<Filter> =>
  values.map((wanted) => [
    { [name]: wanted.join(",") },
    (doc) => wanted.some((value) => doc[name] === value),
  ]);
const subset = (...values: string[]) => fc.subarray(values, { minLength: 1 });
const range = (from: string, to: string, name: "created_at" | "updated_at" | "completed_at") =>
  fc.tuple(minute, minute).map(
    ([low, high]): Filter => [
      { [from]: at(low), [to]: at(high) },
      // Times of one length are in the order of their texts.
      (doc) => (doc[name] ?? "") >= at(low) && (doc[name] ?? "~") <= at(high),
    ],
  );

const filter = fc.oneof(
  oneOf("status", subset("pending", "completed", "canceled", "error")),
  oneOf("type", subset("imageannotation", "textcollection")),
  oneOf("customer_review_status", subset("accepted", "rejected", "fixed")),
  oneOf(
    "project",
    subset("p", "q", "r", "none").map(([name = ""]) => [name]),
  ),
  oneOf(
    "batch",
    subset("b", "staged", "none").map(([name = ""]) => [name]),
  ),
  oneOf("unique_id", subset("one", "two", "three", "four", "none")),
  range("start_time", "end_time", "created_at"),
  range("updated_after", "updated_before", "updated_at"),
  range("completed_after", "completed_before", "completed_at"),
  someTags.map(
    (wanted): Filter => [
      { tags: wanted.join(",") },
      ({ tags = [] }) =>
        tags.includes(wanted.join(",")) ||
        wanted.flatMap((name) => name.split(",")).every((name) => tags.includes(name)),
    ],
  ),
);

async function world(): Promise<Bench> {
  const on = bench({ completeAfterMs: COMPLETED_AFTER });
  for (const name of ["p", "q"]) await on.call("POST", "/projects", { name, type: "imageannotation" });
  await on.call("POST", "/projects", { name: "r", type: "imageannotation", rapid: true });
  await on.call("POST", "/batches", { name: "b", project: "p" });
  await on.call("POST", "/batches", { name: "staged", project: "r" });
  return on;
}

/** Every task that the filters give, page by page, and the total that each page told. */
async function listed(on: Bench, query: Readonly<Record<string, string>>, limit: number) {
  const docs: Doc[] = [];
  const totals = new Set<number>();
  for (let token: string | undefined = ""; token !== undefined; ) {
    const parameters: Record<string, string> = { ...query, limit: String(limit), next_token: token };
    const { body } = await on.call("GET", `/tasks?${new URLSearchParams(parameters)}`);
    docs.push(...body.docs);
    totals.add(body.total);
    token = body.next_token;
  }
  return { docs, totals: [...totals] };
}

describe("lists of the sandbox", () => {
  it("hold exactly the tasks that pass, whatever was done to them before", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 60 }),
        fc.array(fc.tuple(fc.array(filter, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 9 })), {
          minLength: 10,
          maxLength: 10,
        }),
        async (steps, questions) => {
          const on = await world();
          const ids: string[] = [];
          for (const step of steps) {
            if ("minutes" in step) on.clock.advance(step.minutes * 60_000);
            else if ("finalize" in step) await on.call("POST", "/batches/staged/finalize");
            else if ("create" in step) {
              const { body, ...more } = step.create;
              const answer = await on.call("POST", "/task/imageannotation", image({ ...body, ...more }));
              // A unique id that is taken, or a batch that is closed, is refused.
              if (answer.status === 200) ids.push(answer.body.task_id);
            } else if (ids.length > 0) {
              const [method, path, body] = step.change;
              await on.call(method, `/task/${ids[step.task % ids.length]}${path}`, body);
            }
          }
          const { docs: all } = await listed(on, {}, 100);
          expect(all.map(({ task_id }) => task_id)).toEqual(ids.toReversed());
          for (const [filters, limit] of questions) {
            const query = Object.assign({}, ...filters.map(([part]) => part));
            // Of two filters by one name the later replaces the earlier.
            const tests = Object.values(
              Object.fromEntries(filters.map(([part, passes]) => [Object.keys(part).join(), passes])),
            );
            const passed = all.filter((doc) => tests.every((passes) => passes(doc)));
            const { docs, totals } = await listed(on, query, limit);
            expect(docs).toEqual(passed);
            expect(totals).toEqual([passed.length]);
          }
          on.sandbox.close();
        },
      ),
      { numRuns: 100 },
    );
  });
});
