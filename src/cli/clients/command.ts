import type { ClientId } from "../../choices.ts";
import { type EntryOptions, entryFor, keySourceOf } from "./entry.ts";
import { keyFile, type Surroundings } from "./surroundings.ts";
import type { Client } from "./table.ts";

interface Parts {
  readonly name: string;
  readonly scope: "project" | "user";
  /** The program and its arguments. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const envFlags = (env: Parts["env"]) =>
  Object.entries(env).flatMap(([variable, value]) => ["--env", `${variable}=${value}`]);

/** Clients that add servers themselves, as their pages in the table document it. */
const adding: { readonly [id in ClientId]?: (parts: Parts) => readonly string[] | undefined } = {
  // Were the name to follow --env, it would count as another variable.
  "claude-code": ({ name, scope, command, args, env }) => [
    "claude",
    "mcp",
    "add",
    ...envFlags(env),
    "--scope",
    scope,
    name,
    "--",
    command,
    ...args,
  ],
  codex: ({ name, scope, command, args, env }) =>
    scope === "project" ? undefined : ["codex", "mcp", "add", name, ...envFlags(env), "--", command, ...args],
  gemini: ({ name, scope, command, args, env }) => [
    "gemini",
    "mcp",
    "add",
    "--scope",
    scope,
    ...envFlags(env),
    name,
    command,
    "--",
    ...args,
  ],
  vscode: ({ name, scope, command, args, env }) => {
    const more = Object.keys(env).length === 0 ? {} : { env };
    const definition = JSON.stringify({ name, type: "stdio", command, args, ...more });
    return scope === "project" ? undefined : ["code", "--add-mcp", definition];
  },
};

/** A word as a shell takes it; on Windows that is cmd. */
function quoted(word: string, platform: NodeJS.Platform): string {
  if (platform === "win32") return /^[\w@+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`;
  return /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * The client's own command that tells it the same, where it has one. No such command asks for a key or passes a
 * variable on, so where the file would do that, the command names the file of the key.
 */
export function commandFor(
  client: Client,
  surroundings: Surroundings,
  options: EntryOptions,
): { readonly line: string; readonly takesKeyFile: boolean } | undefined {
  const { name, value } = entryFor(client, surroundings, options);
  const kind = keySourceOf(client, options)?.kind;
  const takesKeyFile = kind !== undefined && kind !== "expanded";
  const words = adding[client.id]?.({
    name,
    scope: options.project ? "project" : "user",
    command: value.command,
    args: value.args,
    env: takesKeyFile ? { SCALE_API_KEY_FILE: keyFile(surroundings) } : (value.env ?? {}),
  });
  if (words === undefined) return undefined;
  return { line: words.map((word) => quoted(word, surroundings.platform)).join(" "), takesKeyFile };
}
