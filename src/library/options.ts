import type { Toolset } from "../../tools/toolsets.ts";
import type { Confirmation, LogLevel } from "../choices.ts";

/** What the tools are made with. Apart from the key nothing is taken from the environment. */
export interface ScaleToolsOptions {
  /** Your Scale API key; by default that of SCALE_API_KEY, or of the file that SCALE_API_KEY_FILE names. */
  readonly apiKey?: string | undefined;
  /** Use the built-in sandbox instead of Scale; no key is used. It may have a world of its own, and misbehave. */
  readonly sandbox?: boolean | { readonly seed?: string; readonly faults?: string } | undefined;
  /** Base of the API, version segment included; by default https://api.scale.com/v1. */
  readonly apiUrl?: string | undefined;
  /** Offer only these toolsets. */
  readonly toolsets?: readonly Toolset[] | undefined;
  /** Offer only these tools; together with `toolsets`, both. */
  readonly tools?: readonly string[] | undefined;
  /** Never offer these. */
  readonly excludeTools?: readonly string[] | undefined;
  /** Offer only the tools that read. */
  readonly readOnly?: boolean | undefined;
  /** Check writes and show their requests instead of sending them; their answers are then not those of the types. */
  readonly dryRun?: boolean | undefined;
  /** Refuse writes unless the key is a test key. */
  readonly noLiveWrites?: boolean | undefined;
  /** Call the tools `create_batch` instead of `SCALE_AI_CREATE_BATCH` in `definitions`; both can be called. */
  readonly shortNames?: boolean | undefined;
  /** Which calls `ask` is asked about first; by default none. */
  readonly confirm?: Confirmation | undefined;
  /** Puts a question to a person; without it, what would be asked about is refused. */
  readonly ask?: ((question: string) => boolean | Promise<boolean>) | undefined;
  /** Milliseconds for one call, retries included; uploads have ten times as long. 45,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** Directories that files may be uploaded from; by default the one the process is in. */
  readonly uploadRoots?: readonly string[] | undefined;
  /** Bytes of an answer at most, at least 4,000; by default there is no limit. */
  readonly maxResultBytes?: number | undefined;
  /** A file to which a JSON line is appended for each write. */
  readonly auditLog?: string | undefined;
  /** Told what the server would log. No secret is in it. */
  readonly onLog?:
    | ((level: Exclude<LogLevel, "silent">, message: string, fields: object) => void)
    | undefined;
  /** Where the key is looked for instead of the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}
