import { describe, expect, it, vi } from "vitest";
import type { PublishedSchema } from "../../src/published.ts";
import { repair } from "../../src/repair.ts";

const schema: PublishedSchema = {
  type: "object",
  properties: {
    list: { type: "array", items: { type: "string" } },
    objects: { type: "array", items: { type: "object" } },
    numbers: { type: "array", items: { type: "integer" } },
    mixed: { type: "array", items: {} },
    object: { type: "object" },
    count: { type: "integer" },
    text: { type: "string" },
    flag: { type: "boolean" },
    any: {},
    must: { type: "string" },
  },
  required: ["must"],
};

const repairs: [what: string, name: string, given: unknown, expected: unknown][] = [
  ["JSON text of a list", "list", '["a","b"]', ["a", "b"]],
  ["JSON text with spaces around", "list", ' ["a"] ', ["a"]],
  ["JSON text of a list of objects", "objects", '[{"a":1}]', [{ a: 1 }]],
  ["JSON text of an object", "object", '{"a":"10","b":null}', { a: "10", b: null }],
  ["JSON text for a value of any type", "any", '{"a":[1]}', { a: [1] }],
  ["one text for a list", "list", "a", ["a"]],
  ["one text for a list of mixed items", "mixed", "a", ["a"]],
  ["digits for a whole number", "count", "10", 10],
  ["a negative whole number", "count", "-3", -3],
  ["the largest whole number that is exact", "count", "9007199254740991", 9007199254740991],
  ["a whole number for text", "text", 10, "10"],
  ["true as text", "flag", "true", true],
  ["false as text", "flag", "false", false],
  ["numbers in a list of texts", "list", ["a", 7], ["a", "7"]],
  ["texts in a list of numbers", "numbers", ["7", 8], [7, 8]],
  ["texts in a list that is JSON text", "numbers", '["7"]', [7]],
  ["JSON text in a list of objects", "objects", ['{"a":1}', { b: 2 }], [{ a: 1 }, { b: 2 }]],
];

const untouched: [what: string, name: string, given: unknown][] = [
  ["cut JSON of a list", "list", '["a"'],
  ["an object's JSON where a list belongs", "list", '{"a":1}'],
  ["empty text for a list", "list", ""],
  ["one text for a list of objects", "objects", "a"],
  ["one text for a list of numbers", "numbers", "7"],
  ["a number for a list", "list", 7],
  ["an object for a list", "list", { a: 1 }],
  ["cut JSON of an object", "object", '{"a"'],
  ["a list's JSON where an object belongs", "object", '["a"]'],
  ["text for an object", "object", "a"],
  ["texts inside a free object", "object", { n: "10", t: "true", o: "{}", x: null }],
  ["a fraction as text", "count", "1.5"],
  ["an exponent", "count", "1e3"],
  ["spaces around digits", "count", " 1"],
  ["digits beyond 2^53", "count", "9007199254740992"],
  ["empty text for a number", "count", ""],
  ["a fraction for text", "text", 1.5],
  ["a number beyond 2^53 for text", "text", 2 ** 53],
  ["NaN for text", "text", Number.NaN],
  ["a truth value for text", "text", true],
  ["JSON for text", "text", '{"a":1}'],
  ["capitals for a truth value", "flag", "True"],
  ["one for a truth value", "flag", 1],
  ["plain text for a value of any type", "any", "10"],
  ["JSON text inside a list of mixed items", "mixed", ['{"a":1}']],
  ["null for a required parameter", "must", null],
  ["a parameter that is not declared", "undeclared", "10"],
  ["null for a parameter that is not declared", "undeclared", null],
];

/** A list that fails the test where one of its items is read. */
const unread = (length: number): unknown[] =>
  new Proxy(Array(length), {
    get(list, key) {
      if (typeof key === "string" && /^\d+$/.test(key)) throw new Error(`item ${key} was read`);
      return Reflect.get(list, key);
    },
  });

describe("repair", () => {
  it.each(repairs)("mends %s and tells it", (_what, name, given, expected) => {
    const args = { must: "m", [name]: given };
    const before = structuredClone(args);
    const result = repair(args, schema);
    expect(result.args).toStrictEqual({ must: "m", [name]: expected });
    expect(result.repairs.length).toBeGreaterThan(0);
    for (const told of result.repairs) expect(told).toMatch(new RegExp(`^${name}[:[]`));
    expect(args).toStrictEqual(before);
  });

  it.each(untouched)("leaves %s as it is", (_what, name, given) => {
    const args = { [name]: given };
    const result = repair(args, schema);
    expect(result.args).toBe(args);
    expect(result.repairs).toEqual([]);
  });

  it("takes null of an optional parameter as absent", () => {
    const { args, repairs } = repair({ must: "m", count: null, list: null }, schema);
    expect(args).toStrictEqual({ must: "m" });
    expect(repairs).toHaveLength(2);
  });

  it.each([null, undefined, 7, "text", [{ count: "1" }]])("passes arguments that are %j through", (args) => {
    expect(repair(args, schema)).toEqual({ args, repairs: [] });
  });

  it("tells the first of many repairs in a list, and counts the others", () => {
    const { args, repairs } = repair({ list: Array.from({ length: 190_000 }, (_, index) => index) }, schema);
    expect(args).toMatchObject({ list: { 0: "0", 189999: "189999", length: 190_000 } });
    expect(repairs[0]).toContain("list[0]");
    expect(repairs.at(-1)).toBe("list: 189990 more items were repaired");
    expect(repairs).toHaveLength(11);
  });

  it("leaves the items of a list alone that is too long, and parameters that are not declared", () => {
    const short = {
      ...schema,
      properties: { list: { type: "array", items: { type: "string" }, maxItems: 5 } },
    };
    const args = { list: unread(6), undeclared: unread(6) };
    expect(repair(args, short).args).toBe(args);
  });

  it.each([
    ["one text", { mixed: `[${"[],".repeat(200_000)}[]]` }],
    ["several texts together", { list: `[${'"",'.repeat(150_000)}""]`, any: `[${"1,".repeat(60_000)}1]` }],
    ["a text that opens and never ends", { any: "[".repeat(1_000_000) }],
    ["texts in a list", { objects: Array(60_000).fill('{"a":{"b":{"c":1}}}') }],
  ])("reads no JSON that holds too much: %s", (_what, args) => {
    const parse = vi.spyOn(JSON, "parse");
    const { beyond } = repair(args, schema);
    expect(
      parse.mock.calls.map(([json]) => json.length).reduce((sum, length) => sum + length, 0),
    ).toBeLessThan(1_500_000);
    parse.mockRestore();
    expect(beyond).toContain("200000 values");
  });

  it("tells of no limit where there is none in the way", () => {
    expect(repair({ list: '["a"]' }, schema).beyond).toBeUndefined();
  });

  it("keeps a key __proto__ as a plain key, at the top and in JSON text", () => {
    const given = JSON.parse('{"__proto__":{"polluted":1},"count":"3","constructor":"c"}');
    const { args } = repair(given, schema);
    expect(Object.keys(Object(args)).sort()).toEqual(["__proto__", "constructor", "count"]);
    expect(Object.getPrototypeOf(args)).toBe(Object.prototype);
    const inner = repair({ object: '{"__proto__":{"polluted":1}}' }, schema).args;
    expect(JSON.stringify(inner)).toBe('{"object":{"__proto__":{"polluted":1}}}');
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});
