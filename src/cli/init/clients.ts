import { posix, win32 } from "node:path";
import type { ClientId } from "../../choices.ts";
import type { Environment } from "../../given.ts";

/** Where a client runs, as far as its configuration depends on it. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Environment;
  /** The project's folder, for clients that have a file there. */
  readonly cwd: string;
  /** What starts this server. */
  readonly launch: { readonly command: string; readonly args: readonly string[] };
}

/**
 * How a client hands the key over without it standing in its file: by expanding a text, by asking the person, by
 * passing a variable on, or not at all, so that the key is in a file of its own.
 */
export type KeySource =
  | { readonly kind: "expanded"; readonly text: string }
  | { readonly kind: "asked" }
  | { readonly kind: "passed" }
  | { readonly kind: "file" };

/** An MCP client, and how it is told of a server. */
export interface Client {
  readonly id: ClientId;
  readonly name: string;
  readonly format: "json" | "toml";
  /** The key of the object that holds servers. */
  readonly root: string;
  /** Its file for the user; undefined where there is none to be edited by hand. */
  readonly file: (surroundings: Surroundings) => string | undefined;
  /** Its file in a project; undefined where it has none. */
  readonly projectFile?: (surroundings: Surroundings) => string;
  readonly key: KeySource;
  /** In a project's file, where that is another way. */
  readonly projectKey?: KeySource;
  /** More of an entry. */
  readonly more?: { readonly [key: string]: string };
  /** Flags of the server that it needs. */
  readonly flags?: readonly string[];
  readonly notes: readonly string[];
  /** The client's own page on it. */
  readonly source: string;
}

export const pathOf = ({ platform }: Surroundings) => (platform === "win32" ? win32 : posix);

const inHome =
  (...segments: string[]) =>
  (surroundings: Surroundings) =>
    pathOf(surroundings).join(surroundings.home, ...segments);

const inProject =
  (...segments: string[]) =>
  (surroundings: Surroundings) =>
    pathOf(surroundings).join(surroundings.cwd, ...segments);

/** The directory for settings of applications. */
function applications(surroundings: Surroundings): string {
  const { platform, home, env } = surroundings;
  const path = pathOf(surroundings);
  if (platform === "win32") return env.APPDATA ?? path.join(home, "AppData", "Roaming");
  if (platform === "darwin") return path.join(home, "Library", "Application Support");
  return env.XDG_CONFIG_HOME ?? path.join(home, ".config");
}

/** The file that the key is kept in, for clients that can't hand it over. */
export function keyFile(surroundings: Surroundings): string {
  const { platform, home, env } = surroundings;
  const path = pathOf(surroundings);
  const directory =
    platform === "win32" ? applications(surroundings) : (env.XDG_CONFIG_HOME ?? path.join(home, ".config"));
  return path.join(directory, "scale-ai-mcp", "key");
}

export const clients: readonly Client[] = [
  {
    id: "claude-desktop",
    name: "Claude Desktop",
    format: "json",
    root: "mcpServers",
    file: (surroundings) =>
      pathOf(surroundings).join(applications(surroundings), "Claude", "claude_desktop_config.json"),
    key: { kind: "file" },
    notes: ["Quit Claude Desktop and start it again."],
    source: "https://modelcontextprotocol.io/docs/develop/connect-local-servers",
  },
  {
    id: "claude-code",
    name: "Claude Code",
    format: "json",
    root: "mcpServers",
    // ~/.claude.json holds its state too, so it is left to its own command.
    file: () => undefined,
    projectFile: inProject(".mcp.json"),
    // Variables are documented for the project's file only.
    key: { kind: "file" },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills this in.
    projectKey: { kind: "expanded", text: "${SCALE_API_KEY}" },
    more: { type: "stdio" },
    notes: [
      "For a project, start Claude Code where SCALE_API_KEY is set, and approve the server when it asks.",
    ],
    source: "https://code.claude.com/docs/en/mcp",
  },
  {
    id: "cursor",
    name: "Cursor",
    format: "json",
    root: "mcpServers",
    file: inHome(".cursor", "mcp.json"),
    projectFile: inProject(".cursor", "mcp.json"),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills this in.
    key: { kind: "expanded", text: "${env:SCALE_API_KEY}" },
    more: { type: "stdio" },
    // GET_V1_TASK is the same request as GET_TASK.
    flags: ["--exclude-tools", "SCALE_AI_GET_V1_TASK"],
    notes: ["Cursor takes 40 tools of all servers together: with others beside this one, use --toolsets."],
    source: "https://cursor.com/docs/mcp",
  },
  {
    id: "vscode",
    name: "VS Code",
    format: "json",
    root: "servers",
    file: (surroundings) => pathOf(surroundings).join(applications(surroundings), "Code", "User", "mcp.json"),
    projectFile: inProject(".vscode", "mcp.json"),
    key: { kind: "asked" },
    more: { type: "stdio" },
    notes: ["VS Code asks for the key when the server starts, and keeps it for you."],
    source: "https://code.visualstudio.com/docs/copilot/reference/mcp-configuration",
  },
  {
    id: "windsurf",
    name: "Windsurf",
    format: "json",
    root: "mcpServers",
    file: inHome(".codeium", "windsurf", "mcp_config.json"),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills this in.
    key: { kind: "expanded", text: "${env:SCALE_API_KEY}" },
    notes: [
      "Refresh the servers in Cascade's MCP menu. Cascade takes 100 tools of all servers together.",
      "Since it is called Devin Desktop, it reads ~/.config/devin/mcp_config.json: put the same there.",
    ],
    source: "https://docs.windsurf.com/windsurf/cascade/mcp",
  },
  {
    id: "zed",
    name: "Zed",
    format: "json",
    root: "context_servers",
    file: (surroundings) => {
      const path = pathOf(surroundings);
      const { platform, home, env } = surroundings;
      if (platform === "win32") return path.join(applications(surroundings), "Zed", "settings.json");
      const directory =
        platform === "linux"
          ? (env.XDG_CONFIG_HOME ?? path.join(home, ".config"))
          : path.join(home, ".config");
      return path.join(directory, "zed", "settings.json");
    },
    projectFile: inProject(".zed", "settings.json"),
    key: { kind: "file" },
    notes: ["Zed shows the server in Settings, AI, MCP Servers."],
    source: "https://zed.dev/docs/ai/mcp",
  },
  {
    id: "codex",
    name: "Codex CLI",
    format: "toml",
    root: "mcp_servers",
    file: (surroundings) =>
      pathOf(surroundings).join(
        surroundings.env.CODEX_HOME ?? pathOf(surroundings).join(surroundings.home, ".codex"),
        "config.toml",
      ),
    projectFile: inProject(".codex", "config.toml"),
    key: { kind: "passed" },
    notes: ["Start Codex where SCALE_API_KEY is set. It reads a project's file in trusted projects only."],
    source: "https://developers.openai.com/codex/mcp",
  },
  {
    id: "gemini",
    name: "Gemini CLI",
    format: "json",
    root: "mcpServers",
    file: inHome(".gemini", "settings.json"),
    projectFile: inProject(".gemini", "settings.json"),
    key: { kind: "expanded", text: "$SCALE_API_KEY" },
    notes: ["Start Gemini CLI where SCALE_API_KEY is set; /mcp shows the server."],
    source: "https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md",
  },
];
