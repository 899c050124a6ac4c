import type { Config } from "../config.ts";
import { whyNotOffered } from "../policy.ts";
import { createRegistry, type Entry } from "../registry.ts";
import { policyFrom } from "../selection.ts";
import { flagsOf } from "./arguments.ts";
import { bold, complain, type Output, print } from "./output.ts";

function table(entries: readonly Entry[]): string {
  const toolsets = [...new Set(entries.map(({ tool }) => tool.toolset))];
  const width = Math.max(...entries.map(({ published }) => published.name.length));
  const sections = toolsets.map((toolset) => {
    const rows = entries.filter(({ tool }) => tool.toolset === toolset);
    const lines = rows.map(
      ({ tool, published }) => `  ${published.name.padEnd(width)}  ${tool.effect.padEnd(6)}  ${tool.title}`,
    );
    return `${bold(`${toolset} (${rows.length})`)}\n${lines.join("\n")}`;
  });
  return sections.join("\n\n");
}

/** The text as one word of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function page({ tool, published }: Entry): string {
  const flags = flagsOf(published);
  const usages = flags.map(({ flag, value }) => `${flag} ${value}`);
  const width = Math.max(0, ...usages.map((usage) => usage.length));
  const marks = [
    tool.toolset,
    tool.effect,
    ...(tool.spends ? ["costs money"] : []),
    ...(tool.destructive ? ["destructive"] : []),
  ];
  const parameters = flags.map(({ description }, index) =>
    `  ${(usages[index] ?? "").padEnd(width)}  ${description}`.trimEnd(),
  );
  return [
    `${bold(published.name)}: ${tool.title} (${marks.join(", ")})`,
    "",
    tool.description,
    ...(parameters.length === 0 ? [] : ["", bold("Parameters"), ...parameters]),
    "",
    bold("Example, which works in the sandbox"),
    `  scale-ai-mcp call ${published.name} ${quoted(JSON.stringify(tool.example))} --sandbox`,
  ].join("\n");
}

/** Prints the tools, or one of them. Exit code 2 for a name that is none. */
export async function showTools(config: Config, name: string | undefined, output: Output): Promise<number> {
  const registry = createRegistry(config);
  const policy = policyFrom(config, registry);
  if (name === undefined) {
    const entries = registry.entries.filter(({ tool }) => whyNotOffered(policy, tool) === undefined);
    const tools = entries.map(({ published }) => published);
    await print(output === "json" ? JSON.stringify({ tools }, null, 2) : table(entries));
    return 0;
  }
  const entry = registry.find(name);
  if (entry === undefined) {
    const near = registry.nearest(name);
    await complain(
      `No tool has the name ${JSON.stringify(name)}.${near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`}`,
    );
    return 2;
  }
  const { published, tool } = entry;
  const json = JSON.stringify({ ...published, example: tool.example }, null, 2);
  await print(output === "json" ? json : page(entry));
  return 0;
}
