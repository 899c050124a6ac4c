import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitted } from "../../src/fitting.ts";
import { list, object, text } from "../support/envelope.ts";

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

const task = (n: number, heavy: number) => ({
  task_id: `5f${String(n).padStart(22, "0")}`,
  status: "completed",
  unique_id: `row-${n}`,
  instruction: "Draw a box around each car. ".repeat(20),
  params: { attachment: `https://a.test/${n}.jpg`, geometries: { box: { objects_to_annotate: ["car"] } } },
  response: { annotations: Array.from({ length: heavy }, (_, i) => ({ label: "car", left: i, top: i })) },
});
const page = (rows: unknown[]) => ({ docs: rows, total: 900, limit: 100, has_more: true, next_token: "abc" });

describe("an answer that fits", () => {
  it("is given back as it is", () => {
    const data = page([task(1, 3)]);
    expect(fitted(data, bytesOf(data))).toEqual({ data });
    expect(fitted(data, bytesOf(data)).data).toBe(data);
  });
});

describe("a list that is too large", () => {
  it("keeps all rows with what tells them apart, and gives up the heaviest values first", () => {
    const data = page([task(1, 5), task(2, 2_000), task(3, 5)]);
    const { data: less, omitted } = fitted(data, 20_000);
    const [first, second, third] = list(less.docs).map(object);
    expect(second).toMatchObject({
      task_id: data.docs[1] && object(data.docs[1]).task_id,
      unique_id: "row-2",
    });
    expect(second?.response).toMatch(/^\[omitted: an object with annotations, \d+ bytes\]$/);
    expect([first, third]).toEqual([data.docs[0], data.docs[2]]);
    expect(less).toMatchObject({ total: 900, has_more: true, next_token: "abc" });
    expect(omitted).toEqual({ bytes: bytesOf(data), values: 1, keys: ["response"] });
  });

  it("loses rows at the end only when stubs are not enough", () => {
    const rows = Array.from({ length: 100 }, (_, n) => task(n, 20));
    const { data: less, omitted } = fitted(page(rows), 20_000);
    const kept = list(less.docs).map(object);
    expect(bytesOf(less)).toBeLessThanOrEqual(20_000);
    expect(kept.length + Number(omitted?.rows)).toBe(100);
    expect(kept.map(({ unique_id }) => unique_id)).toEqual(kept.map((_row, n) => `row-${n}`));
    expect(kept.length).toBeGreaterThan(30);
    expect(omitted?.keys).toContain("response");
  });

  it("says how a long text began", () => {
    const rows = Array.from({ length: 30 }, (_, n) => task(n, 0));
    const { data: less } = fitted(page(rows), 12_000);
    const shown = text(object(list(less.docs)[0]).instruction);
    expect(shown).toMatch(/^Draw a box .*… \[omitted: text of 560 characters\]$/);
  });

  it("stays a list where what stands beside it is too large by itself", () => {
    const rows = Array.from({ length: 60 }, (_, n) => ({ task_id: `t${n}`, text: "x".repeat(900) }));
    const { data: less, omitted } = fitted({ note: "n".repeat(40_000), ...page(rows) }, 12_000);
    expect(bytesOf(less)).toBeLessThanOrEqual(12_000);
    expect(less).toMatchObject({ total: 900, limit: 100, has_more: true, next_token: "abc" });
    expect(less.note).toMatch(/^n{80}… \[omitted: text of 40000 characters\]$/);
    expect(list(less.docs).map((row) => object(row).task_id)).toEqual(rows.map(({ task_id }) => task_id));
    expect(omitted).toMatchObject({ keys: ["text", "note"] });
    expect(omitted).not.toHaveProperty("rows");
  });

  it("loses no more items than it must", () => {
    const items = Array(100).fill("x".repeat(98));
    const exactly = bytesOf({ items: items.slice(0, 20) });
    expect(list(fitted({ items }, exactly).data.items)).toHaveLength(20);
    expect(list(fitted({ items }, exactly - 1).data.items)).toHaveLength(19);
  });

  it("of plain texts loses those at the end", () => {
    const { data: less, omitted } = fitted({ items: Array(1_000).fill("ä".repeat(50)) }, 5_000);
    expect(bytesOf(less)).toBeLessThanOrEqual(5_000);
    expect(omitted?.rows).toBe(1_000 - list(less.items).length);
  });

  it("takes time as the list does", { timeout: 10_000 }, () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => task(n, 10));
    expect(bytesOf(fitted(page(rows), 40_000).data)).toBeLessThanOrEqual(40_000);
  });
});

describe("a single object that is too large", () => {
  it("gives up what is heavy inside before what holds it", () => {
    const data = {
      task_id: "a",
      response: { annotations: Array(2_000).fill({ a: 1 }), url: "https://a.test" },
    };
    const { data: less, omitted } = fitted(data, 2_000);
    expect(object(less.response)).toEqual({
      annotations: expect.stringMatching(/^\[omitted: a list of 2000, \d+ bytes\]$/),
      url: "https://a.test",
    });
    expect(omitted).toMatchObject({ values: 1, keys: ["annotations"] });
  });

  it("gives up the whole where its parts are not enough", () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`k${n}`, n]));
    const { data: less } = fitted({ task_id: "a", params: many }, 1_500);
    expect(less).toEqual({
      task_id: "a",
      params: expect.stringMatching(/^\[omitted: an object with k0, k1, k2, k3, k4, …/),
    });
  });

  it("tells what was given, not what was left of it", () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`k${n}`, n]));
    const response = { annotations: Array(2_000).fill({ a: 1 }), ...many };
    const { data: less, omitted } = fitted({ task_id: "a", response }, 1_500);
    expect(less.response).toContain(`, ${bytesOf(response)} bytes]`);
    expect(omitted).toMatchObject({ values: 1, keys: ["response"] });
  });

  it("never makes a stub of a stub", () => {
    // A stub of 80 such characters has more bytes than what is worth one.
    const long = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`t${n}`, "漢".repeat(20_000)]));
    const { data: less, omitted } = fitted(long, 1_500);
    expect(Object.values(less)).toEqual(
      Object.keys(less).map(() => `${"漢".repeat(80)}… [omitted: text of 20000 characters]`),
    );
    expect(omitted?.values).toBe(Object.keys(less).length);
  });

  it("that has too many keys loses those at the end", () => {
    const map = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`p${n}@a.test`, ["x"]]));
    const { data: less, omitted } = fitted(map, 10_000);
    expect(bytesOf(less)).toBeLessThanOrEqual(10_000);
    expect(Object.keys(less).length + Number(omitted?.rows)).toBe(5_000);
  });
});

describe("any answer", () => {
  const rows = fc.array(
    fc.record({
      task_id: fc.stringMatching(/^[0-9a-f]{24}$/),
      status: fc.constantFrom("pending", "completed"),
      body: fc.oneof(fc.string({ maxLength: 3_000, unit: "grapheme" }), fc.jsonValue({ maxDepth: 4 })),
    }),
    { maxLength: 60 },
  );
  const objects = fc.oneof(
    fc.record({ docs: rows, total: fc.nat(), has_more: fc.boolean() }),
    fc.dictionary(fc.string({ maxLength: 30 }), fc.jsonValue({ maxDepth: 5 }), { maxKeys: 60 }),
    fc.dictionary(fc.string({ maxLength: 30 }), fc.string({ maxLength: 4_000, unit: "binary" })),
  );

  it("fits, is JSON, tells what is missing, and leaves what was given alone", () => {
    fc.assert(
      fc.property(objects, fc.integer({ min: 1_000, max: 50_000 }), (data, most) => {
        const before = JSON.stringify(data);
        const { data: less, omitted } = fitted(data, most);
        expect(JSON.stringify(data)).toBe(before);
        expect(bytesOf(less)).toBeLessThanOrEqual(most);
        expect(omitted === undefined).toBe(bytesOf(data) <= most);
        if (Array.isArray(data.docs) && Array.isArray(less.docs)) {
          expect(less.docs.length + Number(omitted?.rows ?? 0)).toBe(data.docs.length);
          const ids = (docs: unknown) => list(docs).map((row) => object(row).task_id);
          expect(ids(less.docs)).toEqual(ids(data.docs).slice(0, less.docs.length));
        }
      }),
      { numRuns: 400 },
    );
  });
});
