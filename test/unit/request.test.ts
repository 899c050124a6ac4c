import { describe, expect, it } from "vitest";
import { del, encodeSegment, get, isPathSegment, post, put } from "../../tools/request.ts";

describe("path segments", () => {
  // As Python's urllib.parse.quote(name, safe="") gives them, typed by hand.
  it.each([
    ["a b", "a%20b"],
    ["a/b", "a%2Fb"],
    ["ç?#%", "%C3%A7%3F%23%25"],
    ["A-Z_a.z~0", "A-Z_a.z~0"],
    ["!'()*", "%21%27%28%29%2A"],
    [":@&=+$,;", "%3A%40%26%3D%2B%24%2C%3B"],
    ['[]{}|\\^`"<>', "%5B%5D%7B%7D%7C%5C%5E%60%22%3C%3E"],
    ["🐄", "%F0%9F%90%84"],
    ["\u0000\n", "%00%0A"],
    ["%2F", "%252F"],
    ["...", "..."],
  ])("encodes %j", (name, encoded) => {
    expect(encodeSegment(name)).toBe(encoded);
    expect(get`/projects/${name}/x`.path).toBe(`/projects/${encoded}/x`);
  });

  it.each(["", ".", "..", "a\ud800", "x".repeat(1_001)])("refuses %j", (name) => {
    expect(isPathSegment(name)).toBe(false);
    expect(() => get`/projects/${name}`).toThrow(TypeError);
    expect(() => get`/a`.or`/b/${name}`).toThrow(TypeError);
  });

  it.each(["...", " ", "x".repeat(1_000), "🐄"])("takes %j", (name) => {
    expect(isPathSegment(name)).toBe(true);
  });
});

describe("a request", () => {
  it.each([
    [get`/a`, "GET"],
    [post`/a`, "POST"],
    [put`/a`, "PUT"],
    [del`/a`, "DELETE"],
  ] as const)("has its method", (request, method) => {
    expect(request).toMatchObject({ method, path: "/a", search: [], body: { kind: "none" } });
    expect(request.alternative).toBeUndefined();
  });

  it("repeats a query key for a list and leaves out what is absent", () => {
    const { search } = get`/tasks`.query({
      tags: ["b", "a"],
      none: [],
      limit: 10,
      deep: false,
      at: undefined,
    });
    expect(search).toEqual([
      ["tags", "b"],
      ["tags", "a"],
      ["limit", "10"],
      ["deep", "false"],
    ]);
  });

  it("keeps its other parts with each step, and the one before unchanged", () => {
    const first = del`/a/${"b"}`;
    const last = first.query({ q: "1" }).json(["t"]).or`/c/${"d e"}`;
    expect(last).toMatchObject({
      method: "DELETE",
      path: "/a/b",
      search: [["q", "1"]],
      body: { kind: "json", value: ["t"] },
      alternative: "/c/d%20e",
    });
    expect(last.query({ q: "2" }).alternative).toBe("/c/d%20e");
    expect(first).toMatchObject({ search: [], body: { kind: "none" } });
  });

  it("leaves absent form fields out", () => {
    const file = { source: { kind: "path", path: "/f" } } as const;
    expect(post`/f`.multipart(file, { a: "1", b: undefined, c: "" }).body).toEqual({
      kind: "multipart",
      file,
      fields: [
        ["a", "1"],
        ["c", ""],
      ],
    });
  });
});
