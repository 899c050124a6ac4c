// What some options can be, apart from the options themselves.

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Which calls a person is asked about: none, what can lose something, what costs money, every write. */
export const confirmations = ["never", "destructive", "spend", "all"] as const;
export type Confirmation = (typeof confirmations)[number];

/** Who may call over HTTP, and whose Scale key a call uses. */
export const authentications = ["scale-key", "token", "oauth", "none"] as const;
export type Authentication = (typeof authentications)[number];

/** The clients that `init` knows. */
export const clientIds = [
  "claude-desktop",
  "claude-code",
  "cursor",
  "vscode",
  "windsurf",
  "zed",
  "codex",
  "gemini",
] as const;
export type ClientId = (typeof clientIds)[number];

/** The guides, in the order in which they are of use. */
export const guideNames = [
  "choosing-a-task-type",
  "geometries",
  "attributes",
  "text-collection-fields",
  "ner-labels",
  "running-a-batch",
  "reading-results",
] as const;
