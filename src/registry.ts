import type { Tool } from "../tools/define.ts";
import { tools } from "../tools/index.ts";
import { nearest } from "../tools/nearest.ts";
import published from "./generated/tools.json" with { type: "json" };
import { documentedName, shortName } from "./names.ts";
import type { PublishedTool } from "./published.ts";

/** A tool with the definition that clients see. */
export interface Entry {
  readonly tool: Tool;
  readonly published: PublishedTool;
}

export interface Registry {
  /** In the catalogue's order. */
  readonly entries: readonly Entry[];
  /** A tool by its documented name or its short one, whichever is published. */
  find(name: string): Entry | undefined;
  /** The names most like this one, best first. */
  nearest(name: string): readonly string[];
}

function isPublished(value: (typeof published)[number]): value is (typeof published)[number] & PublishedTool {
  return value.inputSchema.type === "object" && value.outputSchema.type === "object";
}

/** The published definitions are made at build, since making them takes a good part of a start. */
function definitionOf(tool: Tool, index: number): PublishedTool {
  const definition = published[index];
  if (definition?.name !== tool.name || !isPublished(definition))
    throw new Error(`The definition of ${tool.name} is stale: run npm run generate.`);
  return definition;
}

export interface RegistryOptions {
  /** Publish `create_batch` for `SCALE_AI_CREATE_BATCH`, for clients that allow only short names. */
  readonly shortNames?: boolean;
}

export function createRegistry({ shortNames = false }: RegistryOptions = {}): Registry {
  const entries = tools.map((tool, index): Entry => {
    const published = definitionOf(tool, index);
    return { tool, published: shortNames ? { ...published, name: shortName(tool.name) } : published };
  });
  const byName = new Map(entries.map((entry) => [entry.tool.name, entry]));
  const find = (name: string) => byName.get(name) ?? byName.get(documentedName(name));
  const names = [...byName.keys()];
  return {
    entries,
    find,
    nearest: (name) =>
      nearest(documentedName(name), names, 3).flatMap((near) => find(near)?.published.name ?? []),
  };
}
