import { describe, expect, it } from "vitest";
import { editDistance, nearest, slipOf } from "../../tools/nearest.ts";

describe("editDistance", () => {
  it.each([
    ["", "", 5, 0],
    ["cat", "cat", 5, 0],
    ["cat", "cut", 5, 1],
    ["cat", "cart", 5, 1],
    ["cart", "cat", 5, 1],
    ["from", "form", 5, 1],
    ["", "abc", 5, 3],
    ["kitten", "sitting", 5, 3],
    ["kitten", "sitting", 2, 3],
    ["abc", "xyz", 1, 2],
    ["a".repeat(1_000_000), "abc", 2, 3],
  ])("of %.20s and %s within %i is %i", (a, b, limit, distance) => {
    expect(editDistance(a, b, limit)).toBe(distance);
    expect(editDistance(b, a, limit)).toBe(distance);
  });
});

describe("slipOf", () => {
  const known = ["min", "max", "choices", "description", "id"];
  it.each([
    ["choises", "choices"],
    ["choice", "choices"],
    ["desciprtion", "description"],
    ["descriptions", "description"],
    ["mix", "min"],
    ["choicesabc", undefined],
    ["ids", undefined],
    ["mean", undefined],
    ["colour", undefined],
    ["", undefined],
  ])("%j is a slip of %j", (key, meant) => expect(slipOf(key, known)).toBe(meant));

  it("prefers the nearer name", () => expect(slipOf("labels", ["labelset", "label"])).toBe("label"));
});

describe("nearest", () => {
  const known = ["attachment", "attachments", "attachment_type", "batch"];
  it("gives the best first, at most as many as asked, whatever the case", () => {
    expect(nearest("ATTACHMENTZ", known, 3)).toEqual(["attachment", "attachments"]);
    expect(nearest("atachment", known)).toEqual(["attachment"]);
  });
  it.each(["zzzzzzzz", "x".repeat(1_000_000)])("gives nothing for %.10s", (name) =>
    expect(nearest(name, known, 3)).toEqual([]),
  );
});
