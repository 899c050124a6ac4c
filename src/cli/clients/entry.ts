import { keyFile, type Launch, type Surroundings } from "./surroundings.ts";
import type { Client, KeySource } from "./table.ts";

/** A server as a client's configuration names it. */
export interface Entry {
  readonly name: string;
  readonly value: {
    readonly command: string;
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly [more: string]: unknown;
  };
  /** What VS Code asks for, where it asks. */
  readonly input?: { readonly id: string; readonly [more: string]: unknown };
}

export interface EntryOptions {
  readonly project: boolean;
  readonly sandbox: boolean;
  readonly readOnly: boolean;
}

/** How the key comes to the server; the sandbox needs none. */
export function keySourceOf({ key, projectKey }: Client, options: EntryOptions): KeySource | undefined {
  if (options.sandbox) return undefined;
  return options.project ? (projectKey ?? key) : key;
}

const inputId = "scale-api-key";

function keyParts(
  key: KeySource | undefined,
  surroundings: Surroundings,
): { readonly value?: Readonly<Record<string, unknown>>; readonly input?: NonNullable<Entry["input"]> } {
  switch (key?.kind) {
    case undefined:
      return {};
    case "expanded":
      return { value: { env: { SCALE_API_KEY: key.text } } };
    case "passed":
      return { value: { env_vars: ["SCALE_API_KEY"] } };
    case "file":
      return { value: { env: { SCALE_API_KEY_FILE: keyFile(surroundings) } } };
    case "asked":
      return {
        value: { env: { SCALE_API_KEY: `\${input:${inputId}}` } },
        input: { type: "promptString", id: inputId, description: "Scale API key", password: true },
      };
  }
}

const throughShell = ({ command, args }: Launch): Launch => ({
  command: "cmd",
  args: ["/c", command, ...args],
});

/** What the client is to be told. The sandbox has a name of its own, so that both can stand side by side. */
export function entryFor(client: Client, surroundings: Surroundings, options: EntryOptions): Entry {
  const { platform, launch } = surroundings;
  const isScript = platform === "win32" && launch.command === "npx";
  const { command, args } = isScript && client.noScripts ? throughShell(launch) : launch;
  const flags = [
    ...(options.sandbox ? ["--sandbox"] : []),
    ...(options.readOnly ? ["--read-only"] : []),
    ...(client.flags ?? []),
  ];
  const { value, input } = keyParts(keySourceOf(client, options), surroundings);
  return {
    name: options.sandbox ? "scale-test" : "scale-ai",
    value: { ...client.more, command, args: [...args, ...flags], ...value },
    ...(input === undefined ? {} : { input }),
  };
}
