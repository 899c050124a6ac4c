import type { ClientId } from "../../choices.ts";
import { inApplications, inConfig, inHome, inNamed, inProject, type Surroundings } from "./surroundings.ts";

/**
 * How a client hands the key over without it standing in its file: it fills in a text, asks the person, passes a
 * variable on, or does none of these, so that the key is in a file of its own.
 */
export type KeySource =
  | { readonly kind: "expanded"; readonly text: string }
  | { readonly kind: "asked" }
  | { readonly kind: "passed" }
  | { readonly kind: "file" };

type Locate = (surroundings: Surroundings) => string;

/** An MCP client, and how it is told of a server. */
export interface Client {
  readonly id: ClientId;
  readonly name: string;
  readonly format: "json" | "toml";
  /** The key of the object that holds servers. */
  readonly root: string;
  /** Its file for the user; none where that is not to be edited by hand. */
  readonly file?: Locate;
  /** Its file in a project. */
  readonly projectFile?: Locate;
  readonly key: KeySource;
  /** In a project's file, where that is another way. */
  readonly projectKey?: KeySource;
  /** More of an entry. */
  readonly more?: Readonly<Record<string, string>>;
  /** Flags of the server that it needs. */
  readonly flags?: readonly string[];
  /** Starts no scripts on Windows, of which npx is one. */
  readonly noScripts?: boolean;
  readonly notes: readonly string[];
  /** The client's own page on it. */
  readonly source: string;
}

const file: KeySource = { kind: "file" };
const expanded = (text: string): KeySource => ({ kind: "expanded", text });

// biome-ignore lint/suspicious/noTemplateCurlyInString: clients fill this in.
const asInEditors = expanded("${env:SCALE_API_KEY}");

/** Which pages were read, of which date, and what they leave open: docs/clients.md. */
export const clients: readonly Client[] = [
  {
    // modelcontextprotocol.io, docs/develop/connect-local-servers.mdx at 2058728, for macOS and Windows.
    // No page of its own names the file on Linux.
    id: "claude-desktop",
    name: "Claude Desktop",
    format: "json",
    root: "mcpServers",
    file: inApplications("Claude", "claude_desktop_config.json"),
    key: file,
    notes: ["Quit Claude Desktop, not only its window, and start it again."],
    source: "https://modelcontextprotocol.io/docs/develop/connect-local-servers",
  },
  {
    // As of September 2026. ~/.claude.json holds its state too, so its own command is left to write there.
    id: "claude-code",
    name: "Claude Code",
    format: "json",
    root: "mcpServers",
    projectFile: inProject(".mcp.json"),
    // The page promises that variables are filled in for .mcp.json only.
    key: file,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills this in.
    projectKey: expanded("${SCALE_API_KEY}"),
    more: { type: "stdio" },
    noScripts: true,
    notes: ["Start a new session; it asks before it uses a server of a project. /mcp shows its state."],
    source: "https://code.claude.com/docs/en/mcp",
  },
  {
    // As of October 2026. The 40 tools: docs.cursor.com/context/model-context-protocol of 2025.
    id: "cursor",
    name: "Cursor",
    format: "json",
    root: "mcpServers",
    file: inHome(".cursor", "mcp.json"),
    projectFile: inProject(".cursor", "mcp.json"),
    key: asInEditors,
    more: { type: "stdio" },
    // GET_V1_TASK is the same request as GET_TASK.
    flags: ["--exclude-tools", "SCALE_AI_GET_V1_TASK"],
    notes: [
      "SCALE_AI_GET_V1_TASK is left out, since Cursor may take 40 tools only, of all servers together: beside others, add --toolsets.",
      "Restart Cursor, and turn the server on under MCPs.",
    ],
    source: "https://cursor.com/docs/mcp",
  },
  {
    // microsoft/vscode-docs, docs/agents/reference/mcp-configuration.md, approved 2026-05-28.
    id: "vscode",
    name: "VS Code",
    format: "json",
    root: "servers",
    file: inApplications("Code", "User", "mcp.json"),
    projectFile: inProject(".vscode", "mcp.json"),
    key: { kind: "asked" },
    more: { type: "stdio" },
    notes: ["VS Code starts the server when you trust it: MCP: List Servers in the command palette."],
    source: "https://code.visualstudio.com/docs/agents/reference/mcp-configuration",
  },
  {
    // As of October 2026; docs.windsurf.com leads there. Windsurf is now called Devin Desktop.
    id: "windsurf",
    name: "Windsurf (Devin Desktop)",
    format: "json",
    root: "mcpServers",
    file: inConfig("devin", "mcp_config.json"),
    projectFile: inProject(".devin", "mcp_config.json"),
    key: asInEditors,
    notes: [
      "A version that is still called Windsurf reads ~/.codeium/windsurf/mcp_config.json: put the same there.",
      "Refresh the servers, or open a new tab.",
    ],
    source: "https://docs.devin.ai/desktop/cascade/mcp",
  },
  {
    // zed.dev/docs/ai/mcp and /docs/worktree-trust, as of 2026. Variables are not filled in: zed issue 60459.
    id: "zed",
    name: "Zed",
    format: "json",
    root: "context_servers",
    // Its folder has a capital letter on Windows only.
    file: (surroundings) =>
      inConfig(surroundings.platform === "win32" ? "Zed" : "zed", "settings.json")(surroundings),
    projectFile: inProject(".zed", "settings.json"),
    key: file,
    notes: ["Zed starts it at once, in a project once you trust the folder. Settings, AI shows its state."],
    source: "https://zed.dev/docs/ai/mcp",
  },
  {
    // As of August 2026; learn.chatgpt.com/docs/extend/mcp is the same page under a newer address.
    id: "codex",
    name: "Codex CLI",
    format: "toml",
    root: "mcp_servers",
    file: inNamed("CODEX_HOME", inHome(".codex"), "config.toml"),
    projectFile: inProject(".codex", "config.toml"),
    key: { kind: "passed" },
    notes: ["Start Codex again; it reads a project's file in trusted projects only. /mcp shows its state."],
    source: "https://developers.openai.com/codex/mcp",
  },
  {
    // docs/tools/mcp-server.md and packages/core/src/utils/paths.ts at 5411f11 of 2026-08-21.
    id: "gemini",
    name: "Gemini CLI",
    format: "json",
    root: "mcpServers",
    file: inNamed("GEMINI_CLI_HOME", inHome(), ".gemini", "settings.json"),
    projectFile: inProject(".gemini", "settings.json"),
    key: expanded("$SCALE_API_KEY"),
    notes: ["Start Gemini CLI again; /mcp shows its state."],
    source: "https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md",
  },
];
