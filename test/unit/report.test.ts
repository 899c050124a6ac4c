import { describe, expect, it } from "vitest";
import { longestReport, pathText, report } from "../../src/report.ts";
import { maskFor } from "../../src/scale/credential.ts";
import { type Fault, mostFaults } from "../../tools/faults.ts";
import { list, object, text } from "../support/envelope.ts";

const tool = "SCALE_AI_CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK";
const plain = (value: string) => value;
const missing = (...path: Fault["path"]): Fault => ({ path, kind: "missing", allowed: "text" });
const wrong = (...path: Fault["path"]): Fault => ({ path, kind: "wrong", allowed: "a whole number" });
const unknown = (...path: Fault["path"]): Fault => ({ path, kind: "unknown", allowed: "" });

const reported = (faults: readonly Fault[], args: unknown = {}, mask = plain) =>
  report(tool, { faults, total: faults.length }, args, mask);
const pathsOf = (envelope: unknown) =>
  list(object(object(envelope).data).faults).map((fault) => object(fault).path);

const many = (count: number, fault: (index: number) => Fault) =>
  Array.from({ length: count }, (_, index) => fault(index));

/** Wrong in the worst ways that a caller could find. */
const nasty: [what: string, faults: readonly Fault[], args: unknown][] = [
  ["thousands of unknown names", many(5_000, (n) => unknown(`key_${n}`)), {}],
  ["thousands of wrong items", many(5_000, (n) => wrong("tags", n)), { tags: Array(5_000).fill("x") }],
  ["one name of quotes", [{ path: ['"'.repeat(500)], kind: "unknown", allowed: "abc, ".repeat(300) }], {}],
  ["a name of a megabyte", [unknown("n".repeat(1_000_000))], {}],
  ["hundreds of names of a megabyte in all", many(500, (n) => unknown("n".repeat(2_000) + n, "m")), {}],
  ["hundreds of long names", many(300, (n) => unknown("n".repeat(2_000) + n)), {}],
  ["names of control characters", many(300, () => unknown("\u0000\u0001\n\t\u007f".repeat(100))), {}],
  ["names of lone surrogates", many(300, () => unknown("\ud800".repeat(500))), {}],
  ["names of emoji", many(300, () => unknown("🐄".repeat(500))), {}],
  ["a value of control characters", [wrong("count")], { count: "\u0000".repeat(100_000) }],
  ["a path of a thousand levels", [wrong(...Array(1_000).fill("labels"))], {}],
  ["very long allowed values", [{ ...wrong("status"), allowed: '"x", '.repeat(5_000) }], { status: "y" }],
];

describe("the report of wrong arguments", () => {
  it.each(nasty)("stays within its limit for %s", (_what, faults, args) => {
    const envelope = reported(faults, args);
    const json = JSON.stringify(envelope);
    expect(json.length).toBeLessThanOrEqual(longestReport);
    expect(json.isWellFormed()).toBe(true);
    expect(json).not.toMatch(/\\u0|\\n|\\t|\p{Cc}/u);
    expect(pathsOf(envelope).length).toBeGreaterThan(0);
    expect(pathsOf(envelope).length + Number(envelope.data.more_faults ?? 0)).toBe(faults.length);
    expect(envelope.error).toContain(tool);
  });

  it("names all of a few faults, sorted by kind and path", () => {
    const faults = [
      wrong("tags", 10),
      wrong("tags", 9),
      unknown("zoo"),
      missing("project"),
      unknown("ape"),
      missing("attachment"),
      wrong("fields", 0, "title"),
    ];
    const envelope = reported(faults);
    expect(pathsOf(envelope)).toEqual([
      "attachment",
      "project",
      "ape",
      "zoo",
      "fields[0].title",
      "tags[9]",
      "tags[10]",
    ]);
    expect(envelope.data.more_faults).toBeUndefined();
    expect(pathsOf(reported([...faults].reverse()))).toEqual(pathsOf(envelope));
  });

  it("counts the faults that it was not given", () => {
    const { data, error } = report(tool, { faults: [missing("a")], total: 1_000 }, {}, plain);
    expect(data.more_faults).toBe(999);
    expect(error).toContain("999");
  });

  it.each([
    ["exact below the number that a search ends at", mostFaults - 1, `and ${mostFaults - 2} more faults`],
    ["a lower bound from there on", mostFaults, `and at least ${mostFaults - 1} more faults`],
  ])("has a count that is %s", (_what, total, said) => {
    expect(report(tool, { faults: [missing("a")], total }, {}, plain).error).toContain(said);
  });

  it("tells the name, what is allowed and what was given", () => {
    const [fault] = list(reported([wrong("count")], { count: "ten" }).data.faults);
    for (const part of ["count", "a whole number", '"ten"'])
      expect(text(object(fault).problem)).toContain(part);
  });

  it("tells the nearest name and the names that exist", () => {
    const { data, error } = reported([
      { path: ["atachment"], kind: "unknown", allowed: "attachment, batch", near: "attachment" },
    ]);
    expect(error).toContain("attachment");
    expect(data.parameters).toBe("attachment, batch");
  });

  it.each([
    ["null", null, "null"],
    ["a truth value", true, "true"],
    ["a list", [1, 2, 3], "3"],
    ["an object", { secret: "hush-hush" }, "object"],
    ["long text", `start${"x".repeat(500)}`, "start"],
  ])("shortens %s that was given", (_what, count, shown) => {
    const json = JSON.stringify(reported([wrong("count")], { count }));
    expect(json).toContain(shown);
    expect(json).not.toContain("hush-hush");
    expect(json).not.toContain("x".repeat(70));
  });

  it("hides a key in values and names, also where shortening would cut it", () => {
    const key = "test_0123456789abcdef0123456789abcdef";
    const mask = maskFor({ kind: "key", key });
    const args = { count: `${"y".repeat(45)}${key}`, list: [key] };
    const json = JSON.stringify(reported([wrong("count"), wrong("list", 0), unknown(key)], args, mask));
    expect(json).not.toContain("test_0123");
  });

  it("writes paths as one writes them", () => {
    expect(pathText(["fields", 0, "title"])).toBe("fields[0].title");
    expect(pathText([])).toBe("arguments");
  });
});

it("hides a key that a long name would be cut in", () => {
  const key = "test_0123456789abcdef0123456789abcdef";
  const envelope = reported([unknown("x".repeat(100) + key)], {}, maskFor({ kind: "key", key }));
  expect(JSON.stringify(envelope)).not.toContain("test_0123");
});
