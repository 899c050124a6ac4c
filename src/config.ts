import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { toolsets } from "../tools/define.ts";
import { type Confirmation, confirmations } from "./policy.ts";
import type { Credential } from "./scale/credential.ts";
import { isLoopback } from "./scale/wire.ts";

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Bytes of an answer when serving: about 15,000 tokens, which clients still take whole. */
export const defaultResultBytes = 40_000;
/** Below it there is no room to say what was left out. */
const leastResultBytes = 4_000;

/** All that a start decides, checked and frozen. */
export interface Config {
  readonly sandbox: boolean;
  /** The Scale API's base, version segment included, without a slash at the end. */
  readonly apiUrl: string;
  readonly credential: Credential;
  readonly uploadRoots: readonly string[];
  /** Milliseconds for one call with all that it takes; uploads have ten times as long. */
  readonly timeoutMs: number;
  readonly readOnly: boolean;
  /** Names as they were given; `policyFrom` knows which exist. */
  readonly toolsets?: readonly string[];
  readonly tools?: readonly string[];
  readonly excludeTools: readonly string[];
  readonly confirm: Confirmation;
  readonly dryRun: boolean;
  readonly noLiveWrites: boolean;
  /** Bytes of an answer at most; without it each command has its own default. */
  readonly maxResultBytes?: number;
  /** Where answers that are too large are kept; `none` keeps none. */
  readonly spillDir?: string;
  readonly auditLog?: string;
  readonly logLevel: LogLevel;
  /** A world to fill the sandbox with instead of its own. */
  readonly seed?: string;
  /** How the sandbox shall misbehave. */
  readonly faults?: string;
}

/** One option of the command: a flag, an environment variable, or both; the flag wins. */
export interface Option {
  readonly key: string;
  readonly flag?: string;
  readonly argument?: string;
  readonly repeatable?: boolean;
  readonly env?: string;
  readonly description: string;
}

export const options = [
  {
    key: "sandbox",
    flag: "--sandbox",
    env: "SCALE_MCP_SANDBOX",
    description: "use the built-in sandbox instead of Scale; no key is used",
  },
  {
    key: "apiUrl",
    flag: "--api-url",
    argument: "<url>",
    env: "SCALE_API_URL",
    description: "base of the API, version segment included (default: https://api.scale.com/v1)",
  },
  {
    key: "uploadRoots",
    flag: "--upload-root",
    argument: "<directory>",
    repeatable: true,
    env: "SCALE_MCP_UPLOAD_ROOTS",
    description: `directory that UPLOAD_FILE may read from; repeatable, in the environment separated by "${delimiter}" (default: the directory the server starts in)`,
  },
  {
    key: "timeout",
    flag: "--timeout",
    argument: "<seconds>",
    env: "SCALE_MCP_TIMEOUT",
    description: "longest time for one call, retries included; uploads have ten times as long (default: 45)",
  },
  {
    key: "readOnly",
    flag: "--read-only",
    env: "SCALE_MCP_READ_ONLY",
    description: "offer only the tools that read",
  },
  {
    key: "toolsets",
    flag: "--toolsets",
    argument: "<names>",
    env: "SCALE_MCP_TOOLSETS",
    description: `offer only these, comma-separated: ${toolsets.join(", ")}`,
  },
  {
    key: "tools",
    flag: "--tools",
    argument: "<names>",
    env: "SCALE_MCP_TOOLS",
    description: "offer only these tools, comma-separated; together with --toolsets, both",
  },
  {
    key: "excludeTools",
    flag: "--exclude-tools",
    argument: "<names>",
    env: "SCALE_MCP_EXCLUDE_TOOLS",
    description: "never offer these tools, comma-separated",
  },
  {
    key: "confirm",
    flag: "--confirm",
    argument: "<when>",
    env: "SCALE_MCP_CONFIRM",
    description: `ask a person first, through the client: ${confirmations.join(", ")} (default: never, since clients ask themselves)`,
  },
  {
    key: "dryRun",
    flag: "--dry-run",
    env: "SCALE_MCP_DRY_RUN",
    description: "check writes and show their requests instead of sending them; reads work",
  },
  {
    key: "noLiveWrites",
    flag: "--no-live-writes",
    env: "SCALE_MCP_NO_LIVE_WRITES",
    description: "refuse writes unless the key is a test key",
  },
  {
    key: "maxResultBytes",
    flag: "--max-result-bytes",
    argument: "<bytes>",
    env: "SCALE_MCP_MAX_RESULT_BYTES",
    description: `size of an answer at most, at least ${leastResultBytes} (default: ${defaultResultBytes} when serving, none for call)`,
  },
  {
    key: "spillDir",
    flag: "--spill-dir",
    argument: "<directory>",
    env: "SCALE_MCP_SPILL_DIR",
    description:
      "where answers that are too large are kept until the end, or none (default: the system's directory for temporary files)",
  },
  {
    key: "auditLog",
    flag: "--audit-log",
    argument: "<file>",
    env: "SCALE_MCP_AUDIT_LOG",
    description: "append a JSON line for each write: time, tool, digest, outcome, ids",
  },
  {
    key: "logLevel",
    flag: "--log-level",
    argument: "<level>",
    env: "SCALE_MCP_LOG_LEVEL",
    description: `${logLevels.join(", ")}: JSON lines on stderr (default: warn)`,
  },
  {
    key: "seed",
    flag: "--seed",
    argument: "<file>",
    env: "SCALE_MCP_SEED",
    description: "JSON file with a world for the sandbox instead of its own",
  },
  {
    key: "faults",
    flag: "--faults",
    argument: "<list>",
    description:
      "have the sandbox misbehave, such as seed=7,tooManyRequests=0.1,resetAfter=0.05,latency=0.2:300",
  },
  {
    key: "key",
    env: "SCALE_API_KEY",
    description:
      "your Scale API key; there is no flag for it, since other users of the machine can read flags",
  },
  {
    key: "keyFile",
    env: "SCALE_API_KEY_FILE",
    description: "file that holds the key, where it shall not stand in the environment",
  },
] as const satisfies readonly Option[];

export type OptionKey = (typeof options)[number]["key"];

/** What the command line gave: only options that were given. */
export type Flags = { readonly [key in OptionKey]?: string | boolean | readonly string[] };

export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that can't be used; its message is for the person who set it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const list = (text: string | undefined) =>
  text
    ?.split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

export const defaultApiUrl = "https://api.scale.com/v1";

const howToSetKey =
  "Set SCALE_API_KEY (or SCALE_API_KEY_FILE) in the server's environment and restart it, or start it with --sandbox to try it without an account.";

/** Checks the API's base: https, or http on loopback, where nobody listens in. */
export function apiBase(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const wrong = (why: string) => new ConfigError(`The API URL ${why}. Give one such as ${defaultApiUrl}.`);
  if (url === undefined) throw wrong("is no URL");
  if (url.username !== "" || url.password !== "")
    throw wrong("must not hold credentials: set SCALE_API_KEY instead");
  if (url.search !== "" || url.hash !== "") throw wrong("must not have a query or a fragment");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url)))
    throw wrong("must begin with https://, since it carries the key (http:// only on loopback)");
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

function keyIn(value: string, source: string): Credential {
  const key = value.trim();
  if (key === "") return { kind: "missing", reason: `${source} is empty. ${howToSetKey}` };
  // A header can't carry anything else, a colon would end the user name, and no key has a quote or a backslash.
  if (!/^[\x21\x23-\x39\x3b-\x5b\x5d-\x7e]+$/.test(key))
    return { kind: "missing", reason: `${source} holds characters that no key has. ${howToSetKey}` };
  return { kind: "key", key };
}

/** The key from the environment. A missing one is no reason not to start: each call tells it instead. */
export function credentialFrom(env: Environment): Credential {
  if (env.SCALE_API_KEY !== undefined && env.SCALE_API_KEY.trim() !== "")
    return keyIn(env.SCALE_API_KEY, "SCALE_API_KEY");
  const file = env.SCALE_API_KEY_FILE;
  if (file === undefined || file === "") return { kind: "missing", reason: howToSetKey };
  try {
    return keyIn(readFileSync(file, "utf8"), "The file of SCALE_API_KEY_FILE");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    return {
      kind: "missing",
      reason: `The file of SCALE_API_KEY_FILE can't be read (${code}). ${howToSetKey}`,
    };
  }
}

/** One of the values, or ConfigError. */
function choice<Value extends string>(what: string, value: string, values: readonly Value[]): Value {
  const found = values.find((candidate) => candidate === value);
  if (found === undefined)
    throw new ConfigError(`${what} must be one of ${values.join(", ")}, not ${JSON.stringify(value)}.`);
  return found;
}

/** Flags and environment as one checked configuration. Throws ConfigError. */
export function createConfig(flags: Flags, env: Environment): Config {
  const envOf = (key: OptionKey): string | undefined => {
    const option: Option | undefined = options.find((candidate) => candidate.key === key);
    return option?.env;
  };
  const given = (key: OptionKey): string | undefined => {
    const value = flags[key] ?? env[envOf(key) ?? ""];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const enabled = (key: OptionKey): boolean => {
    if (flags[key] === true) return true;
    const value = given(key);
    if (value === undefined || /^(?:0|false|no|off)$/i.test(value)) return false;
    if (/^(?:1|true|yes|on)$/i.test(value)) return true;
    throw new ConfigError(`${envOf(key)} must be true or false, not ${JSON.stringify(value)}.`);
  };

  const timeout = Number(given("timeout") ?? "45");
  if (!(timeout > 0 && timeout <= 3_600))
    throw new ConfigError("The timeout must be a number of seconds above 0 and at most 3600.");
  const bytes = given("maxResultBytes");
  if (bytes !== undefined && !(/^\d{1,12}$/.test(bytes) && Number(bytes) >= leastResultBytes))
    throw new ConfigError(`The most bytes of a result must be a whole number from ${leastResultBytes}.`);

  const roots = Array.isArray(flags.uploadRoots)
    ? flags.uploadRoots
    : (env.SCALE_MCP_UPLOAD_ROOTS ?? "").split(delimiter);
  const [sets, tools, spillDir, auditLog, seed, faults] = [
    list(given("toolsets")),
    list(given("tools")),
    given("spillDir"),
    given("auditLog"),
    given("seed"),
    given("faults"),
  ];
  return Object.freeze({
    sandbox: enabled("sandbox"),
    apiUrl: apiBase(given("apiUrl") ?? defaultApiUrl),
    credential: credentialFrom(env),
    uploadRoots: roots.map(String).filter((root) => root !== ""),
    timeoutMs: Math.round(timeout * 1000),
    readOnly: enabled("readOnly"),
    ...(sets === undefined ? {} : { toolsets: sets }),
    ...(tools === undefined ? {} : { tools }),
    excludeTools: list(given("excludeTools")) ?? [],
    confirm: choice("Confirm", given("confirm") ?? "never", confirmations),
    dryRun: enabled("dryRun"),
    noLiveWrites: enabled("noLiveWrites"),
    ...(bytes === undefined ? {} : { maxResultBytes: Number(bytes) }),
    ...(spillDir === undefined ? {} : { spillDir }),
    ...(auditLog === undefined ? {} : { auditLog }),
    logLevel: choice("The log level", given("logLevel") ?? "warn", logLevels),
    ...(seed === undefined ? {} : { seed }),
    ...(faults === undefined ? {} : { faults }),
  });
}
