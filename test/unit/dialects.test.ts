import { Ajv, type Options } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import published from "../../src/generated/tools.json" with { type: "json" };
import { type Collision, ledger } from "../support/dialect-ledger.ts";
import { type Rule, rules } from "../support/dialects.ts";

const title = ({ dialect, rule }: Pick<Rule, "dialect" | "rule">) => `${dialect}: ${rule}`;

/** Whether a place of the ledger, in which `*` stands for a tool, is the one that collides. */
function covers(place: string, path: string): boolean {
  const short = path.replace("SCALE_AI_", "");
  return place.startsWith("*") ? short.replace(/^[A-Z0-9_]+/, "*") === place : short === place;
}

const placesOf = (rule: Rule, entries: readonly Collision[]) =>
  entries.filter((entry) => title(entry) === title(rule)).flatMap(({ at }) => at);

describe.each(rules.map((rule) => [title(rule), rule] as const))("%s", (_title, rule) => {
  const collisions = rule.breaks(published);
  const known = placesOf(rule, ledger);

  it("is kept but where the ledger says why not", () => {
    expect(collisions.filter((path) => !known.some((place) => covers(place, path)))).toEqual([]);
  });

  it("has no entry in the ledger that no longer collides", () => {
    expect(known.filter((place) => !collisions.some((path) => covers(place, path)))).toEqual([]);
  });
});

describe("the ledger", () => {
  it("names rules that exist, each once, with a reason and a place", () => {
    const titles = rules.map(title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(ledger.map(title).filter((entry) => !titles.includes(entry))).toEqual([]);
    expect(new Set(ledger.map(title)).size).toBe(ledger.length);
    for (const { why, at } of ledger) {
      expect(why).not.toBe("");
      expect(at).not.toEqual([]);
      expect(new Set(at).size).toBe(at.length);
    }
  });
});

describe("the rules", () => {
  // A tool that is wrong in every way that a rule knows, so that no rule passes by never looking.
  const long = "x".repeat(65);
  const deep = (levels: number): object =>
    levels === 0 ? { type: "string" } : { type: "array", items: deep(levels - 1) };
  const wrong = {
    name: `${long} é`,
    description: "",
    inputSchema: {
      type: "object",
      $schema: "https://json-schema.org/draft/2020-12/schema",
      anyOf: [{ required: ["missing"] }],
      required: ["missing"],
      properties: {
        [`${long}$`]: { type: "array" },
        uri: { type: "string", format: "uri", pattern: "^h", minLength: 1, enum: ["", 1] },
        untyped: { description: "y".repeat(1025) },
        open: { type: "object" },
        deep: deep(6),
        ...Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`p${i}`, { type: "string" }])),
      },
    },
  };

  const wrongTools = [
    { ...wrong, inputSchema: { type: "string" } },
    ...Array.from({ length: 128 }, () => wrong),
  ];

  it.each(rules.map((rule) => [title(rule), rule] as const))(
    "%s is broken by a tool that breaks it",
    (_t, rule) => {
      expect(rule.breaks(wrongTools)).not.toEqual([]);
    },
  );

  it("name their source", () => {
    expect(rules.filter(({ source }) => !/\w\.\w+\/\w|\w+\/\w+ /.test(source))).toEqual([]);
  });
});

describe.each(published.map((tool) => [tool.name, tool] as const))(
  "%s",
  (_name, { inputSchema, outputSchema }) => {
    // Every strict check on, an unknown keyword or format being a fault, not a note.
    const options: Options = { strict: true, strictRequired: true, allErrors: true, validateSchema: true };
    const drafts = [
      ["2020-12", () => new Ajv2020(options)],
      ["07", () => new Ajv(options)],
    ] as const;

    it.each(drafts)("is valid in draft %s and compiles strictly", (_draft, ajv) => {
      expect(() => ajv().compile(outputSchema)).not.toThrow();
      const validate = ajv().compile(inputSchema);
      expect(validate({ no_such_parameter: 1 })).toBe(false);
      expect(validate.errors?.map(({ keyword }) => keyword)).toContain("additionalProperties");
    });
  },
);
