import { describe, expect, it } from "vitest";
import { authorization, keyKind, maskFor } from "../../src/scale/credential.ts";

describe("the kind of a key", () => {
  it.each([
    ["live_abc", "live"],
    ["test_abc", "test"],
    ["abc|live", "live"],
    ["abc|test", "test"],
    ["abc", "unknown"],
    ["my_test_key", "unknown"],
    ["abc|testing", "unknown"],
  ])("of %s is %s", (key, kind) => expect(keyKind(key)).toBe(kind));
});

describe("the mask", () => {
  const key = 'abc+/"def|0123456789|test';
  const mask = maskFor({ kind: "key", key });
  const forms: [form: string, text: string][] = [
    ["plain", key],
    ["a Basic header", authorization(key)],
    ["base64 without a colon", Buffer.from(key).toString("base64")],
    ["base64 for URLs", Buffer.from(`${key}:`).toString("base64url")],
    ["percent-encoded", encodeURIComponent(key)],
    ["percent-encoded in lower case", encodeURIComponent(key).replace(/%../g, (code) => code.toLowerCase())],
    ["JSON text", JSON.stringify({ key })],
    ["a URL", `https://${encodeURIComponent(key)}:@api.scale.com/v1`],
  ];
  it.each(forms)("hides %s, each time", (_form, text) => {
    const masked = mask(`before ${text} between ${text} after`);
    expect(masked).toMatch(/^before .* after$/);
    for (const [, form] of forms) expect(masked).not.toContain(form.replace(/^Basic /, ""));
    expect(masked).not.toContain("0123456789");
    expect(masked.match(/\[key hidden\]/g)).toHaveLength(2);
  });

  it("leaves other text alone, and text without a key", () => {
    expect(mask("abc def test")).toBe("abc def test");
    expect(maskFor({ kind: "missing", reason: "none" })("abc")).toBe("abc");
    expect(maskFor({ kind: "key", key: "te" })("a test")).toBe("a test");
  });
});
