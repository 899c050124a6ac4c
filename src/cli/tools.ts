import type { Config } from "../config.ts";
import { whyNotOffered } from "../policy.ts";
import { createRegistry } from "../registry.ts";
import { policyFrom } from "../selection.ts";
import { print } from "./output.ts";

/** Prints the tools, by toolset for people or as `tools/list` gives them. */
export async function listTools(config: Config, json: boolean): Promise<void> {
  const registry = createRegistry();
  const policy = policyFrom(config, registry);
  const entries = registry.entries.filter(({ tool }) => whyNotOffered(policy, tool) === undefined);
  if (json) return print(JSON.stringify({ tools: entries.map(({ published }) => published) }, null, 2));
  const toolsets = [...new Set(entries.map(({ tool }) => tool.toolset))];
  const width = Math.max(...entries.map(({ tool }) => tool.name.length));
  const sections = toolsets.map((toolset) => {
    const rows = entries.filter(({ tool }) => tool.toolset === toolset);
    const lines = rows.map(
      ({ tool }) => `  ${tool.name.padEnd(width)}  ${tool.effect.padEnd(6)}  ${tool.title}`,
    );
    return `${toolset} (${rows.length})\n${lines.join("\n")}`;
  });
  return print(sections.join("\n\n"));
}
