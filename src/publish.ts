import * as z from "zod";
import type { Tool, ToolFacts } from "../tools/define.ts";
import { isObject, type JsonObject } from "../tools/json.ts";
import { envelopeSchema } from "./envelope.ts";
import type { PublishedTool } from "./published.ts";

/** Keywords that some client refuses or that say nothing to a model; zod checks what they said. */
const dropped = new Set(["$schema", "propertyNames", "format", "pattern", "minLength", "full", "typeName"]);

const isNoise = (key: string, value: unknown) =>
  dropped.has(key) ||
  (key === "additionalProperties" && isObject(value) && Object.keys(value).length === 0) ||
  (key === "maximum" && value === Number.MAX_SAFE_INTEGER) ||
  (key === "minimum" && value === Number.MIN_SAFE_INTEGER) ||
  // A list that may not be empty is said by its meaning.
  (key === "minItems" && value === 1);

/** The order in which a schema is read best. */
const leading = ["type", "description", "properties", "items", "enum"];

const rank = (key: string) => (leading.indexOf(key) + leading.length + 1) % (leading.length + 1);

function clean(schema: JsonObject): JsonObject {
  const entries = Object.entries(schema)
    .filter(([key, value]) => !isNoise(key, value))
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([key, value]) => [
      key,
      key === "properties" && isObject(value) ? cleanEach(value) : cleanValue(value),
    ]);
  return Object.fromEntries(entries);
}

const cleanEach = (properties: JsonObject): Record<string, JsonObject> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, isObject(schema) ? clean(schema) : {}]),
  );

const cleanValue = (value: unknown): unknown => (isObject(value) ? clean(value) : value);

/** The input schema in the form that every client accepts: plain, closed at the top, no references, no unions. */
function inputSchema(tool: Tool): PublishedTool["inputSchema"] {
  const { properties, required } = z.toJSONSchema(tool.schema(), { io: "input", unrepresentable: "any" });
  return {
    type: "object",
    properties: cleanEach(properties ?? {}),
    ...(required === undefined || required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

export const annotationsOf = (tool: ToolFacts): PublishedTool["annotations"] => ({
  title: tool.title,
  readOnlyHint: tool.effect === "read",
  destructiveHint: tool.destructive,
  idempotentHint: tool.idempotent,
  openWorldHint: true,
});

/** A tool's published definition, made from its declaration. Costly: it runs at build, never at start. */
export function publish(tool: Tool): PublishedTool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: inputSchema(tool),
    outputSchema: { ...envelopeSchema },
    annotations: annotationsOf(tool),
  };
}
