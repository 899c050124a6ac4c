import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitted } from "../../src/fitting.ts";
import { isObject, type JsonObject } from "../../tools/json.ts";
import { list, object } from "../support/envelope.ts";

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

const any = fc.jsonValue({ maxDepth: 4 });
const prose = (unit: "grapheme" | "binary") => fc.string({ unit, maxLength: 3_000 });
/** Sizes that lie around the limits, which random values alone never reach. */
const heavy = fc.oneof(
  any,
  prose("grapheme"),
  prose("binary"),
  fc.nat({ max: 30_000 }).map((length) => "ä".repeat(length)),
  fc.nat({ max: 2_000 }).map((length) => Array.from({ length }, (_, left) => ({ left }))),
  fc
    .nat({ max: 2_000 })
    .map((size) => Object.fromEntries(Array.from({ length: size }, (_, n) => [`k${n}`, n]))),
);
const heavyObject = fc.dictionary(fc.string({ maxLength: 30 }), heavy, { maxKeys: 20 });

const taskId = fc.stringMatching(/^[0-9a-f]{24}$/);
const row = fc.record({ task_id: taskId, status: fc.constantFrom("pending", "completed"), response: heavy });
const paging = { total: fc.nat(), limit: fc.nat({ max: 100 }), has_more: fc.boolean(), next_token: taskId };
const page = fc.record({ docs: fc.array(row, { maxLength: 60 }), ...paging });

const nested = fc.record({ task_id: taskId, response: heavyObject, params: heavyObject, instruction: heavy });
/** A list whose company is heavy too. */
const crowded = fc
  .tuple(heavyObject, page, heavyObject)
  .map(([before, docs, after]): JsonObject => ({ ...before, ...docs, ...after }));
const answers = fc.oneof<fc.Arbitrary<JsonObject>[]>(page, nested, crowded, heavyObject);
const limits = fc.integer({ min: 1_000, max: 50_000 });

describe("any answer and any limit", () => {
  it("come to JSON within the limit, which tells whether something is missing", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(answers, limits, (data, most) => {
        const before = JSON.stringify(data);
        const { data: less, omitted } = fitted(data, most);
        expect(JSON.stringify(data)).toBe(before);
        expect(bytesOf(less)).toBeLessThanOrEqual(most);
        expect(JSON.stringify(JSON.parse(JSON.stringify(less)))).toBe(JSON.stringify(less));
        expect(omitted === undefined).toBe(less === data);
        expect(less === data).toBe(bytesOf(data) <= most);
        if (omitted !== undefined) expect(omitted.bytes).toBe(bytesOf(data));
      }),
      { numRuns: 500 },
    );
  });

  it("keep the paging of a list, its rows in their order, and what tells them apart", () => {
    fc.assert(
      fc.property(page, limits, (data, most) => {
        const { data: less, omitted } = fitted(data, most);
        const { docs, ...rest } = less;
        const { docs: given, ...beside } = data;
        expect(rest).toEqual(beside);
        const rows = list(docs).map(object);
        expect(rows.length + (omitted?.rows ?? 0)).toBe(given.length);
        const ids = rows.map(({ task_id, status }) => ({ task_id, status }));
        expect(ids).toEqual(given.slice(0, rows.length).map(({ task_id, status }) => ({ task_id, status })));
      }),
      { numRuns: 300 },
    );
  });

  it("count the values that are stubs in what is left", () => {
    const stubs = (value: unknown): number => {
      if (typeof value === "string") return Number(/\[omitted: .*\]$/s.test(value));
      return isObject(value) || Array.isArray(value)
        ? Object.values(value).reduce<number>((sum, part) => sum + stubs(part), 0)
        : 0;
    };
    fc.assert(
      fc.property(answers, limits, (data, most) => {
        const { data: less, omitted } = fitted(data, most);
        expect(stubs(less)).toBe(omitted?.values ?? 0);
      }),
      { numRuns: 300 },
    );
  });
});
