import type { Tool } from "../tools/define.ts";
import { tools } from "../tools/index.ts";
import { nearest } from "../tools/nearest.ts";
import published from "./generated/tools.json" with { type: "json" };
import type { PublishedTool } from "./published.ts";

/** A tool with the definition that clients see. */
export interface Entry {
  readonly tool: Tool;
  readonly published: PublishedTool;
}

export interface Registry {
  /** In the catalogue's order. */
  readonly entries: readonly Entry[];
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

export function createRegistry(): Registry {
  const entries = tools.map((tool, index): Entry => ({ tool, published: definitionOf(tool, index) }));
  const byName = new Map(entries.map((entry) => [entry.tool.name, entry]));
  const names = [...byName.keys()];
  return {
    entries,
    find: (name) => byName.get(name),
    nearest(name) {
      const full = /^scale_ai_/i.test(name) ? name : `SCALE_AI_${name}`;
      return nearest(full, names, 3);
    },
  };
}
