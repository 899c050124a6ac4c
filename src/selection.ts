import { nearest } from "../tools/nearest.ts";
import { type Toolset, toolsets } from "../tools/toolsets.ts";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import type { Policy } from "./policy.ts";
import type { Registry } from "./registry.ts";

const meant = (near: readonly string[]) => (near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`);

/** A toolset by its name, in any case. Throws ConfigError. */
export function toolsetNamed(name: string): Toolset {
  const found = toolsets.find((toolset) => toolset === name.toLowerCase());
  if (found === undefined)
    throw new ConfigError(
      `No toolset has the name ${JSON.stringify(name)}; there are ${toolsets.join(", ")}.${meant(nearest(name, toolsets))}`,
    );
  return found;
}

/** A tool by its name, with or without the prefix, in any case. */
function toolNamed(name: string, registry: Registry): string {
  const entry = registry.find(name);
  if (entry === undefined)
    throw new ConfigError(`No tool has the name ${JSON.stringify(name)}.${meant(registry.nearest(name))}`);
  return entry.tool.name;
}

/** What the operator allows. Throws ConfigError for a name that does not exist: a slip must not open a door. */
export function policyFrom(config: Config, registry: Registry): Policy {
  const named = (names: readonly string[]) => names.map((name) => toolNamed(name, registry));
  return {
    readOnly: config.readOnly,
    selections: [
      { toolsets: config.toolsets?.map(toolsetNamed), tools: config.tools && named(config.tools) },
    ],
    excludeTools: named(config.excludeTools),
    confirm: config.confirm,
    dryRun: config.dryRun,
    noLiveWrites: config.noLiveWrites,
  };
}
