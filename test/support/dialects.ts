// The rules under which clients and model interfaces accept a tool, each with its source. Where a source states
// no figure, or has raised it over time, the rule takes the strictest that was seen, and says so.

export type Schema = { readonly [key: string]: unknown };

export interface Definition {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Schema;
}

export interface Rule {
  readonly dialect: "Anthropic" | "OpenAI" | "OpenAI strict" | "Gemini" | "Cursor" | "VS Code";
  readonly rule: string;
  readonly source: string;
  /** The places that break the rule: `NAME` for the tool itself, `NAME.parameter`, `NAME.list.[]`. */
  readonly breaks: (tools: readonly Definition[]) => readonly string[];
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const entries = (value: unknown) => (isSchema(value) ? Object.entries(value) : []);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const keysOf = ({ properties }: Schema) => entries(properties).map(([key]) => key);
const isA = (type: string, schema: Schema) => schema.type === type || list(schema.type).includes(type);

interface Place {
  readonly path: string;
  readonly schema: Schema;
  /** How many objects and lists it stands in, itself included; a tool's own schema is at 1. */
  readonly depth: number;
}

const maps = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];
const lists = ["anyOf", "oneOf", "allOf", "prefixItems"];
const singles = ["additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"];

/** A schema and every schema that stands in it, whatever keyword holds it. */
function places(schema: Schema, path: string, outer = 0): Place[] {
  const depth = outer + (isA("object", schema) || isA("array", schema) ? 1 : 0);
  const children: [string, unknown][] = [
    ...maps.flatMap((key) =>
      entries(schema[key]).map(([name, child]): [string, unknown] => [
        key === "properties" ? name : `${key}.${name}`,
        child,
      ]),
    ),
    ...lists.flatMap((key) => list(schema[key]).map((child, i): [string, unknown] => [`${key}.${i}`, child])),
    ...singles.map((key): [string, unknown] => [key, schema[key]]),
    ["[]", schema.items],
  ];
  return [
    { path, schema, depth },
    ...children.flatMap(([name, child]) => (isSchema(child) ? places(child, `${path}.${name}`, depth) : [])),
  ];
}

const everyPlace = (breaks: (place: Place) => boolean): Rule["breaks"] => {
  return (tools) =>
    tools
      .flatMap(({ name, inputSchema }) => places(inputSchema, name))
      .filter(breaks)
      .map(({ path }) => path);
};
const everyTool = (breaks: (tool: Definition) => boolean): Rule["breaks"] => {
  return (tools) => tools.filter(breaks).map(({ name }) => name);
};
const hasKey = (keys: readonly string[]) =>
  everyPlace(({ schema }) => keys.some((key) => Object.hasOwn(schema, key)));
const hasTopKey = (keys: readonly string[]) =>
  everyTool(({ inputSchema }) => keys.some((key) => Object.hasOwn(inputSchema, key)));

/** The names under which mcp.json and the README offer this server. */
const servers = ["scale-ai", "scale-test"];
const prefixed = (prefix: (server: string) => string, fits: (name: string) => boolean) =>
  everyTool(({ name }) => !servers.every((server) => fits(prefix(server) + name)));

const arraysWithoutItems = everyPlace(({ schema }) => isA("array", schema) && !isSchema(schema.items));
const notAnObject = everyTool(
  ({ inputSchema }) => inputSchema.type !== "object" || !isSchema(inputSchema.properties),
);
const beyond = (limit: number): Rule["breaks"] => {
  return (tools) => tools.slice(limit).map(({ name }) => name);
};

const anthropic = "platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools";
const openai = "platform.openai.com/docs/guides/function-calling";
const strict = "platform.openai.com/docs/guides/structured-outputs#supported-schemas";
const gemini = "ai.google.dev/api/caching#Schema";
const vscode = "github.com/microsoft/vscode-copilot-chat, src/extension/tools/common/toolSchemaNormalizer.ts";

/** Fields of Gemini's Schema; the interface refuses others: `Unknown name "$schema" … Cannot find field.` */
const geminiFields = new Set(
  [
    "type format title description nullable enum maxItems minItems properties required minProperties",
    "maxProperties minLength maxLength pattern example anyOf propertyOrdering default items minimum maximum",
  ].flatMap((line) => line.split(" ")),
);

export const rules: readonly Rule[] = [
  {
    dialect: "Anthropic",
    rule: "a name with Claude Code's prefix matches ^[a-zA-Z0-9_-]{1,64}$",
    // The page now allows 128 characters; the interface long refused more than 64, as others still do:
    // github.com/anthropics/claude-code/issues/19882
    source: anthropic,
    breaks: prefixed(
      (server) => `mcp__${server}__`,
      (name) => /^[a-zA-Z0-9_-]{1,64}$/.test(name),
    ),
  },
  {
    dialect: "Anthropic",
    rule: "the schema is an object with properties",
    source: anthropic,
    breaks: notAnObject,
  },
  {
    dialect: "Anthropic",
    rule: "no oneOf, allOf or anyOf at the top",
    // "input_schema does not support oneOf, allOf, or anyOf at the top level"
    source: "github.com/anthropics/claude-code/issues/45106",
    breaks: hasTopKey(["oneOf", "allOf", "anyOf"]),
  },
  {
    dialect: "Anthropic",
    rule: "property keys match ^[a-zA-Z0-9_.-]{1,64}$",
    // The interface checks the top only; here all levels are, since clients flatten and rename.
    source: "github.com/ComposioHQ/composio/issues/3500, with the interface's own refusal",
    breaks: everyPlace(({ schema }) => !keysOf(schema).every((key) => /^[a-zA-Z0-9_.-]{1,64}$/.test(key))),
  },
  {
    dialect: "OpenAI",
    rule: "a name with Codex's prefix matches ^[a-zA-Z0-9_-]{1,64}$",
    source: "platform.openai.com/docs/api-reference/chat/create (tools), github.com/openai/codex/issues/1289",
    breaks: prefixed(
      (server) => `mcp__${server}__`,
      (name) => /^[a-zA-Z0-9_-]{1,64}$/.test(name),
    ),
  },
  {
    dialect: "OpenAI",
    rule: "an object at the top, without oneOf, anyOf, allOf, enum or not",
    // "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level"
    source: `${openai}, github.com/langchain-ai/langchainjs/issues/9804`,
    breaks: (tools) => [
      ...notAnObject(tools),
      ...hasTopKey(["oneOf", "anyOf", "allOf", "enum", "not"])(tools),
    ],
  },
  {
    dialect: "OpenAI",
    rule: "a list has items",
    // "array schema missing items"
    source: "github.com/streamnative/streamnative-mcp-server/issues/26",
    breaks: arraysWithoutItems,
  },
  {
    dialect: "OpenAI",
    rule: "descriptions of at most 1,024 characters",
    // "Invalid 'tools[13].function.description': string too long"; VS Code cuts those of parameters there as well.
    source: `github.com/getsentry/sentry-mcp/issues/106, ${vscode}`,
    breaks: (tools) => [
      ...everyTool(({ description }) => description.length > 1024)(tools),
      ...everyPlace(({ schema }) => String(schema.description ?? "").length > 1024)(tools),
    ],
  },
  {
    dialect: "OpenAI",
    rule: "at most 128 tools",
    source: "github.com/openai/openai-openapi/pull/76",
    breaks: beyond(128),
  },
  {
    dialect: "OpenAI strict",
    rule: "every property is required",
    source: strict,
    breaks: everyPlace(({ schema }) => !keysOf(schema).every((key) => list(schema.required).includes(key))),
  },
  {
    dialect: "OpenAI strict",
    rule: "every object is closed",
    source: strict,
    breaks: everyPlace(({ schema }) => isA("object", schema) && schema.additionalProperties !== false),
  },
  {
    dialect: "OpenAI strict",
    rule: "every value has a type",
    source: strict,
    breaks: everyPlace(({ schema }) => schema.type === undefined && schema.anyOf === undefined),
  },
  {
    dialect: "OpenAI strict",
    rule: "no unsupported keyword",
    source: strict,
    breaks: hasKey(
      [
        "allOf oneOf not if then else dependentRequired dependentSchemas patternProperties propertyNames",
        "unevaluatedProperties unevaluatedItems contains minContains maxContains prefixItems uniqueItems",
        "minProperties maxProperties minLength maxLength",
      ].flatMap((line) => line.split(" ")),
    ),
  },
  {
    dialect: "OpenAI strict",
    rule: "at most 5 levels of objects and lists",
    // The page allows 10 levels of objects today; it was 5 until 2025, and other interfaces keep that.
    source: strict,
    breaks: everyPlace(({ depth }) => depth > 5),
  },
  {
    dialect: "OpenAI strict",
    rule: "at most 100 properties, 1,000 enumerated values and 15,000 characters of names and values",
    // The page allows 5,000 properties and 120,000 characters today; it was 100 and 15,000 until 2025.
    source: strict,
    breaks: everyTool(({ name, inputSchema }) => {
      const all = places(inputSchema, name).map(({ schema }) => schema);
      const keys = all.flatMap(keysOf);
      const values = all.flatMap((schema) => list(schema.enum));
      return keys.length > 100 || values.length > 1000 || [...keys, ...values].join("").length > 15_000;
    }),
  },
  {
    dialect: "Gemini",
    rule: "a name with Gemini CLI's prefix starts with a letter or _ and has at most 63 characters of a-z 0-9 _ . -",
    // The reference says 64; Gemini CLI found the limit to be 63 and cuts what is longer. Its prefix has varied:
    // this is longer than each.
    source: "ai.google.dev/api/caching#FunctionDeclaration, google-gemini/gemini-cli mcp-tool.ts",
    breaks: prefixed(
      (server) => `mcp_${server}__`,
      (name) => /^[a-zA-Z_][a-zA-Z0-9_.-]{0,62}$/.test(name),
    ),
  },
  {
    dialect: "Gemini",
    rule: "no field that Schema has not",
    source: gemini,
    breaks: everyPlace(({ schema }) => !Object.keys(schema).every((key) => geminiFields.has(key))),
  },
  {
    dialect: "Gemini",
    rule: "an enumeration is of text and holds text",
    // "enum: only allowed for STRING type"; the values are strings in the interface's own definition.
    source: `${gemini}, github.com/microsoft/azure-devops-mcp/issues/145`,
    breaks: everyPlace(
      ({ schema }) =>
        Object.hasOwn(schema, "enum") &&
        (schema.type !== "string" || !list(schema.enum).every((value) => typeof value === "string")),
    ),
  },
  {
    dialect: "Gemini",
    rule: "an enumeration holds no empty text",
    source: gemini,
    breaks: everyPlace(({ schema }) => list(schema.enum).includes("")),
  },
  {
    dialect: "Gemini",
    rule: "every value has one type",
    // Gemini CLI leaves out a tool with "missing types in its parameter schema".
    source: `${gemini}, github.com/tanaikech/ToolsForMCPServer/issues/9`,
    breaks: everyPlace(({ schema }) => typeof schema.type !== "string" && schema.anyOf === undefined),
  },
  {
    dialect: "Gemini",
    rule: "a list has items",
    // "parameters.properties[rows].items.items: missing field", at any depth
    source: "github.com/TokenRhythm/opensquilla/issues/1263",
    breaks: arraysWithoutItems,
  },
  {
    dialect: "Gemini",
    rule: "an object has properties",
    // "parameters.properties: should be non-empty for OBJECT type"
    source: "github.com/agno-agi/agno/issues/2112, github.com/nanbingxyz/5ire/issues/42",
    breaks: everyPlace(({ schema }) => isA("object", schema) && keysOf(schema).length === 0),
  },
  {
    dialect: "Gemini",
    rule: "what is required is a property",
    source: gemini,
    breaks: everyPlace(
      ({ schema }) => !list(schema.required).every((key) => keysOf(schema).includes(String(key))),
    ),
  },
  {
    dialect: "Gemini",
    rule: "format is enum or date-time for text",
    source: "firebase.google.com/docs/reference/js/ai.schemashared",
    breaks: everyPlace(
      ({ schema }) =>
        schema.type === "string" &&
        schema.format !== undefined &&
        !["enum", "date-time"].includes(String(schema.format)),
    ),
  },
  {
    dialect: "Gemini",
    rule: "at most 4 levels of objects and lists",
    // "exceeds the maximum allowed nesting depth"; Google states no figure, Portkey measured 4.
    source: "github.com/google-gemini/gemini-cli/issues/5923, github.com/Portkey-AI/gateway/pull/1616",
    breaks: everyPlace(({ depth }) => depth > 4),
  },
  {
    dialect: "Cursor",
    rule: "server and tool have less than 60 characters together",
    // "Combined server and tool name length (60) exceeds 60 characters"; it shows them as `server:tool`.
    source: "github.com/ComposioHQ/composio/issues/2788",
    breaks: prefixed(
      (server) => `${server}:`,
      (name) => name.length < 60,
    ),
  },
  {
    dialect: "Cursor",
    rule: "at most 40 tools",
    source:
      "docs.cursor.com/context/model-context-protocol (Limitations), github.com/anyproto/anytype-mcp/issues/5",
    breaks: beyond(40),
  },
  {
    dialect: "Cursor",
    rule: "no reference and no $schema, which it hands on to the model's interface as they are",
    source: `${gemini}, github.com/router-for-me/CLIProxyAPI/issues/97`,
    breaks: hasKey(["$ref", "$defs", "definitions", "$schema", "$id", "$anchor", "$dynamicRef"]),
  },
  {
    dialect: "VS Code",
    rule: "a name with its prefix has at most 64 characters of a-z 0-9 _ -",
    source: "github.com/microsoft/vscode/issues/243602",
    breaks: prefixed(
      (server) => `mcp_${server}_`,
      (name) => /^[a-zA-Z0-9_-]{1,64}$/.test(name),
    ),
  },
  {
    dialect: "VS Code",
    rule: "an object with properties at the top, without oneOf, anyOf, allOf, not, if, then or else",
    source: vscode,
    breaks: (tools) => [
      ...notAnObject(tools),
      ...hasTopKey(["oneOf", "anyOf", "allOf", "not", "if", "then", "else"])(tools),
    ],
  },
  {
    dialect: "VS Code",
    rule: "a list has items, and one schema for them",
    // "tool parameters array type must have items"; items as a list are none of draft 2020-12.
    source: vscode,
    breaks: arraysWithoutItems,
  },
  {
    dialect: "VS Code",
    rule: "a tool has a description",
    source: vscode,
    breaks: everyTool(({ description }) => description === ""),
  },
  {
    dialect: "VS Code",
    rule: "what is required is a property",
    source: vscode,
    breaks: everyPlace(
      ({ schema }) => !list(schema.required).every((key) => keysOf(schema).includes(String(key))),
    ),
  },
  {
    dialect: "VS Code",
    rule: "no pattern, format, default or length, which it strips for GPT-4",
    // It strips minimum, maximum, minItems and maxItems too: they stay, for others read them and zod checks them.
    source: vscode,
    breaks: hasKey(
      [
        "minLength maxLength pattern default format multipleOf patternProperties unevaluatedProperties",
        "propertyNames minProperties maxProperties unevaluatedItems contains minContains maxContains uniqueItems",
      ].flatMap((line) => line.split(" ")),
    ),
  },
];
