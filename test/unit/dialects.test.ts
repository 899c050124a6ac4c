import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import published from "../../src/generated/tools.json" with { type: "json" };

// The published schemas under the rules of the clients that read them. Sources of the rules:
// Anthropic: platform.claude.com, "Tool use" (names, input_schema) and the API's own refusals (property keys, unions).
// OpenAI: platform.openai.com, "Function calling" and "Structured outputs" (strict: all required, closed objects).
// Gemini: ai.google.dev, "Function calling" (Schema: typed values, enumerations of text).
// Cursor: its warning for server and tool names of more than 60 characters together.
// VS Code: microsoft/vscode, the check of tool schemas (lists must have items) and tool names of at most 64.

type Schema = { readonly [key: string]: unknown };

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

interface Node {
  readonly path: string;
  readonly schema: Schema;
  readonly depth: number;
}

/** A schema and all that stands in it. */
function nodes(schema: Schema, path: string, depth = 0): Node[] {
  const properties = isSchema(schema.properties) ? Object.entries(schema.properties) : [];
  const inner = [...properties, ...(isSchema(schema.items) ? [["[]", schema.items] as const] : [])];
  return [
    { path, schema, depth },
    ...inner.flatMap(([name, child]) => (isSchema(child) ? nodes(child, `${path}.${name}`, depth + 1) : [])),
  ];
}

const propertyCount = ({ properties }: Schema) => (isSchema(properties) ? Object.keys(properties).length : 0);
const required = (schema: Schema): readonly unknown[] =>
  Array.isArray(schema.required) ? schema.required : [];

interface Rule {
  readonly dialect: string;
  readonly rule: string;
  readonly breaks: (node: Node) => boolean;
}

const keywords = [
  "$ref",
  "$defs",
  "$schema",
  "oneOf",
  "anyOf",
  "allOf",
  "not",
  "format",
  "pattern",
  "propertyNames",
  "prefixItems",
  "const",
  "default",
];

const rules: readonly Rule[] = [
  {
    dialect: "all",
    rule: "no keyword that a client refuses",
    breaks: ({ schema }) => keywords.some((word) => word in schema),
  },
  {
    dialect: "all",
    rule: "one type, not a list of them",
    breaks: ({ schema }) => Array.isArray(schema.type),
  },
  {
    dialect: "VS Code",
    rule: "a list has items",
    breaks: ({ schema }) => schema.type === "array" && !isSchema(schema.items),
  },
  {
    dialect: "Anthropic",
    rule: "property keys of 1 to 64 plain characters",
    breaks: ({ schema }) =>
      isSchema(schema.properties) &&
      !Object.keys(schema.properties).every((key) => /^[a-zA-Z0-9_.-]{1,64}$/.test(key)),
  },
  {
    dialect: "OpenAI",
    rule: "at most 5 levels and 100 properties",
    breaks: ({ schema, depth }) => depth > 5 || propertyCount(schema) > 100,
  },
  {
    dialect: "Gemini",
    rule: "an enumeration holds text",
    breaks: ({ schema }) =>
      Array.isArray(schema.enum) && !schema.enum.every((value) => typeof value === "string"),
  },
  { dialect: "Gemini", rule: "every value has a type", breaks: ({ schema }) => schema.type === undefined },
  {
    dialect: "OpenAI strict",
    rule: "every property is required",
    breaks: ({ schema }) => required(schema).length < propertyCount(schema),
  },
  {
    dialect: "OpenAI strict",
    rule: "every object is closed",
    breaks: ({ schema }) => schema.type === "object" && schema.additionalProperties !== false,
  },
];

/** Where a documented fact stays although a dialect minds: the last names of the paths, and why. */
const ledger: Readonly<Record<string, { readonly at: readonly string[] | "many"; readonly why: string }>> = {
  "Gemini: an enumeration holds text": {
    at: ["priority"],
    why: "The documents type this enumeration as integers: 10, 20, 30. A client for Gemini turns it into text or drops it.",
  },
  "Gemini: every value has a type": {
    at: ["base_annotations", "labels.[]"],
    why: "The documents give base_annotations any type, and let labels be text or objects. Repair reads JSON text in their place.",
  },
  "OpenAI strict: every property is required": {
    at: "many",
    why: "Optional parameters are optional; strict mode would need each as nullable, which other clients refuse. Use it without strict.",
  },
  "OpenAI strict: every object is closed": {
    at: "many",
    why: "Metadata and the documented nested objects are open. Use it without strict.",
  },
};

const everything = published.flatMap(({ name, inputSchema }) => nodes(inputSchema, name));

describe.each(rules)("$dialect: $rule", ({ dialect, rule, breaks }) => {
  it("holds but for what the ledger tells", () => {
    const broken = everything.filter(breaks).map(({ path }) => path);
    const entry = ledger[`${dialect}: ${rule}`];
    if (entry === undefined) expect(broken).toEqual([]);
    else if (entry.at === "many") expect(broken.length).toBeGreaterThan(0);
    else expect(new Set(broken.map((path) => path.split(".").slice(1).join(".")))).toEqual(new Set(entry.at));
  });
});

describe.each(published.map((tool) => [tool.name, tool] as const))("%s", (name, { inputSchema }) => {
  it("has a name that fits with the prefixes of clients", () => {
    for (const server of ["scale-ai", "scale-test"]) {
      expect(`mcp__${server}__${name}`.length).toBeLessThanOrEqual(64);
      expect(`${server}${name}`.length).toBeLessThanOrEqual(60);
    }
    expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  });

  it("is an object, closed at the top", () => {
    expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
  });

  it("compiles in the drafts 2020-12 and 07, strictly", () => {
    for (const ajv of [new Ajv2020({ strict: true }), new Ajv({ strict: true })])
      expect(() => ajv.compile(inputSchema)).not.toThrow();
  });
});
