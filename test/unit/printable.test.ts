import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable, printableJson } from "../../src/printable.ts";

const steering: [what: string, character: string, written: string][] = [
  ["a terminal escape", "\u001b", "\\u001b"],
  ["a delete", "\u007f", "\\u007f"],
  ["a control of the upper half", "\u009b", "\\u009b"],
  ["a return", "\r", "\\u000d"],
  ["a line separator", "\u2028", "\\u2028"],
  ["a change of direction", "\u202e", "\\u202e"],
  ["an isolate", "\u2066", "\\u2066"],
  ["a space without width", "\u200b", "\\u200b"],
  ["a byte order mark", "\ufeff", "\\ufeff"],
  ["a tag", "\u{e0041}", "\\udb40\\udc41"],
  ["half a character", "\ud83d", "\\ud83d"],
];

const harmless = ["plain", "Straße 東京 مرحبا", "👩‍👩‍👧 👍🏽", 'quote " and \\ backslash', "می‌خواهم"];

describe("text to show", () => {
  it.each(steering)("has %s as its escape", (_what, character, written) => {
    expect(printable(`a${character}b`)).toBe(`a${written}b`);
    const json = printableJson(JSON.stringify({ [character]: `a${character}b` }));
    expect(json).not.toContain(character);
    expect(JSON.parse(json)).toEqual({ [character]: `a${character}b` });
  });

  it.each(harmless)("leaves %j as it is", (text) => {
    expect(printable(text)).toBe(text);
    expect(printableJson(JSON.stringify(text))).toBe(JSON.stringify(text));
  });

  it("keeps lines and tabs, and the indentation of JSON", () => {
    expect(printable("a\n\tb")).toBe("a\n\tb");
    const json = JSON.stringify({ a: [1] }, null, 2);
    expect(printableJson(json)).toBe(json);
  });

  it("is the same value as JSON, whatever it holds", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const json = printableJson(JSON.stringify(value));
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        for (const [, character] of steering) expect(json).not.toMatch(new RegExp(`[${character}]`, "u"));
      }),
    );
  });
});
