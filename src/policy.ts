import type { ToolFacts } from "../tools/define.ts";
import type { Toolset } from "../tools/toolsets.ts";
import type { Confirmation } from "./choices.ts";
import type { KeyKind } from "./scale/credential.ts";

/** Some of the tools: those of the toolsets and those named, or all where neither is given. */
export interface Selection {
  readonly toolsets?: readonly Toolset[] | undefined;
  readonly tools?: readonly string[] | undefined;
}

/** What a caller may do. */
export interface Policy {
  readonly readOnly: boolean;
  /** Only what every one of these selects. */
  readonly selections: readonly Selection[];
  /** Never these, by name, whatever else is said. */
  readonly excludeTools: readonly string[];
  readonly confirm: Confirmation;
  /** Writes are checked and described instead of sent. */
  readonly dryRun: boolean;
  /** Writes with a live key are refused. */
  readonly noLiveWrites: boolean;
}

/** Everything is allowed and nobody is asked. */
export const openPolicy: Policy = {
  readOnly: false,
  selections: [],
  excludeTools: [],
  confirm: "never",
  dryRun: false,
  noLiveWrites: false,
};

/** The policy with less in it: whoever narrows can never widen. */
export const narrowed = (
  policy: Policy,
  { readOnly = false, ...selection }: Selection & { readonly readOnly?: boolean | undefined },
): Policy => ({
  ...policy,
  readOnly: policy.readOnly || readOnly,
  selections: [...policy.selections, selection],
});

const selects = ({ toolsets, tools }: Selection, { name, toolset }: Facts) =>
  (toolsets === undefined && tools === undefined) ||
  toolsets?.includes(toolset) === true ||
  tools?.includes(name) === true;

type Facts = Pick<ToolFacts, "name" | "toolset" | "effect" | "destructive" | "spends">;

export const isWrite = ({ effect }: Pick<ToolFacts, "effect">) => effect !== "read";

/** Why a tool is not offered, as a sentence for the model; undefined where it is. */
export function whyNotOffered(policy: Policy, tool: Facts): string | undefined {
  if (policy.readOnly && isWrite(tool)) return "This server is read-only.";
  const selected = policy.selections.every((selection) => selects(selection, tool));
  if (policy.excludeTools.includes(tool.name) || !selected)
    return "Whoever runs this server does not offer this tool.";
  return undefined;
}

/** Why a write may not be made with a key of this kind. */
export function whyNotWith(policy: Policy, tool: Facts, kind: KeyKind): string | undefined {
  if (!policy.noLiveWrites || !isWrite(tool) || kind === "test") return undefined;
  return `This server makes no writes with a ${kind === "live" ? "live key" : "key that may be live"} (--no-live-writes): use a test key, or the sandbox.`;
}

/** Whether a person is to be asked before a call. */
export function mustAsk({ confirm, dryRun }: Policy, tool: Facts): boolean {
  if (dryRun || !isWrite(tool)) return false;
  switch (confirm) {
    case "never":
      return false;
    case "destructive":
      return tool.destructive;
    case "spend":
      return tool.spends === true;
    case "all":
      return true;
  }
}
