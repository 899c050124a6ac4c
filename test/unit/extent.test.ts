import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beyondLimits, jsonCounter } from "../../src/extent.ts";

const deep = "are nested more than 200 levels deep";
const many = "hold more than 200000 values";
const long = "hold more than 16 MB of text";

const nested = (levels: number, open: string, close: string): unknown =>
  JSON.parse(`${open.repeat(levels)}1${close.repeat(levels)}`);
/** With the arguments' own object and the list this makes `count` values. */
const filled = (count: number) => ({ list: Array(count - 2).fill(null) });
const mebi = 1024 * 1024;

const cases: [what: string, args: unknown, expected: string | undefined][] = [
  ["nothing", undefined, undefined],
  ["a scalar", 7, undefined],
  ["201 containers in each other", nested(201, "[", "]"), undefined],
  ["202 containers in each other", nested(202, "[", "]"), deep],
  ["202 objects in each other", nested(202, '{"a":', "}"), deep],
  ["a million levels of lists", nested(1_000_000, "[", "]"), deep],
  ["depth beside width", { wide: Array(100_000).fill(0), deep: nested(300, "[", "]") }, deep],
  ["200,000 values", filled(200_000), undefined],
  ["200,001 values", filled(200_001), many],
  ["200,001 values in small lists", { list: Array.from({ length: 100_000 }, () => [1]) }, many],
  ["200,001 values in small objects", { list: Array.from({ length: 100_000 }, () => ({ a: 1 })) }, many],
  ["a list with nothing in it", { list: Array(1_000_000_000) }, many],
  ["16 MiB of text with its key", { text: "x".repeat(16 * mebi - 4) }, undefined],
  ["one character more", { text: "x".repeat(16 * mebi - 3) }, long],
  ["the same text many times", { texts: Array(17).fill("x".repeat(mebi)) }, long],
  ["long keys", { [`a${"x".repeat(8 * mebi)}`]: 1, [`b${"x".repeat(8 * mebi)}`]: 1 }, long],
  ["text that is all there is", "x".repeat(16 * mebi + 1), long],
];

/** A list of such values, and which of them were looked into. */
function watched(length: number, value: () => object) {
  const looked = new Set<number>();
  const watch = (_item: unknown, index: number) =>
    new Proxy(value(), {
      get(target, key) {
        looked.add(index);
        return Reflect.get(target, key);
      },
      ownKeys(target) {
        looked.add(index);
        return Reflect.ownKeys(target);
      },
    });
  return { list: Array.from({ length }, watch), looked };
}

describe("the limits of arguments", () => {
  it.each(cases)("%s", (_what, args, expected) => expect(beyondLimits(args)).toBe(expected));

  it("are found without a look at what is in a list that is too long", () => {
    const { list, looked } = watched(200_001, () => ({}));
    expect(beyondLimits({ list })).toBe(many);
    expect(looked.size).toBe(0);
  });

  it("are found before all lists are looked at", () => {
    const { list, looked } = watched(1_000, () => Array(1_000).fill(0));
    expect(beyondLimits({ list })).toBe(many);
    expect(looked.size).toBeLessThanOrEqual(200);
  });

  it("are found where values contain themselves", () => {
    const round: Record<string, unknown> = {};
    round.again = round;
    expect(beyondLimits(round)).toBe(deep);
    round.twice = round;
    expect(beyondLimits(round)).toBe(many);
  });
});

function valuesIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + valuesIn(inner), 1);
}

describe("the count of values in JSON text", () => {
  it("is that of the parsed value, whatever its texts hold and however it is spaced", () => {
    const hard = fc.stringMatching(/^[[\]{},:"\\ a]{0,8}$/);
    const value = fc.jsonValue({ depthSize: "medium" });
    fc.assert(
      fc.property(value, fc.array(hard), fc.constantFrom(0, 1, "\t"), (some, texts, space) => {
        const part = { some, texts, [texts[0] ?? ""]: [[], {}] };
        const padding = Array(200_000 - valuesIn(part) - 2).fill(0);
        expect(jsonCounter()(JSON.stringify([part, padding], null, space))).toBeUndefined();
        expect(jsonCounter()(JSON.stringify([part, [...padding, 0]], null, space))).toBe(many);
      }),
      { numRuns: 25 },
    );
  });

  it("is that of all texts together", () => {
    const count = jsonCounter();
    const half = JSON.stringify(Array(99_999).fill(0));
    expect([count(half), count(half), count("[]")]).toEqual([undefined, undefined, many]);
  });

  it.each(["[", '["', '["\\', "]", "", "[,,,", '{"a'])("ends for %j, which is no JSON", (text) =>
    expect(jsonCounter()(text)).toBeUndefined(),
  );
});
