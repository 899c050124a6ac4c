import { type Client, type KeySource, keyFile, type Surroundings } from "./clients.ts";

/** A server as a client's configuration names it. */
export interface Entry {
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** What VS Code asks for, where it asks. */
  readonly input?: Readonly<Record<string, unknown>>;
}

export interface EntryOptions {
  readonly project: boolean;
  readonly sandbox: boolean;
  readonly readOnly: boolean;
}

const inputId = "scale-api-key";

/** How the key comes to a client. */
export const keySourceOf = ({ key, projectKey }: Client, { project }: Pick<EntryOptions, "project">) =>
  project ? (projectKey ?? key) : key;

function keyParts(key: KeySource, surroundings: Surroundings): Pick<Entry, "value" | "input"> {
  switch (key.kind) {
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

/** npx is a script on Windows, which can't be started without a shell. */
function started({ platform, launch }: Surroundings): Surroundings["launch"] {
  return platform === "win32" && launch.command === "npx"
    ? { command: "cmd", args: ["/c", "npx", ...launch.args] }
    : launch;
}

/** What the client is to be told. The sandbox has a name of its own, so that both can stand side by side. */
export function entryFor(client: Client, surroundings: Surroundings, options: EntryOptions): Entry {
  const { command, args } = started(surroundings);
  const { value, input } = options.sandbox
    ? { value: {} }
    : keyParts(keySourceOf(client, options), surroundings);
  const flags = [
    ...(options.sandbox ? ["--sandbox"] : []),
    ...(options.readOnly ? ["--read-only"] : []),
    ...(client.flags ?? []),
  ];
  return {
    name: options.sandbox ? "scale-test" : "scale-ai",
    value: { ...client.more, command, args: [...args, ...flags], ...value },
    ...(input === undefined ? {} : { input }),
  };
}
