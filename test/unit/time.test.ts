import { describe, expect, it } from "vitest";
import { instantOf } from "../../tools/parameters/time.ts";

describe("times", () => {
  it.each(["2024-02-29", "2024-01-01T00:00:00Z", "2024-01-01 10:00", "2024-01-01T10:00:00.123+02:00"])(
    "%s is one",
    (value) => {
      expect(instantOf(value)).toBeTypeOf("number");
    },
  );
  it.each(["2023-02-29", "yesterday", "2024-13-01", "2024-01-01T25:00", "20240101", ""])(
    "%s is none",
    (value) => {
      expect(instantOf(value)).toBeUndefined();
    },
  );
  it("counts offsets", () => {
    expect(instantOf("2024-01-01T02:00:00+02:00")).toBe(instantOf("2024-01-01T00:00:00Z"));
  });
});
