import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { type Confirmation, confirmations, type LogLevel, logLevels } from "./choices.ts";
import { ConfigError } from "./config-error.ts";
import { choice, type Environment, type Flags, list, readOptions } from "./given.ts";
import { leastResultBytes } from "./options.ts";
import type { Credential } from "./scale/credential.ts";
import { isSecure } from "./scale/wire.ts";

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
  /** Publish the tools under their short names. */
  readonly shortNames: boolean;
  readonly confirm: Confirmation;
  readonly dryRun: boolean;
  readonly noLiveWrites: boolean;
  /** Whether guides, resources and prompts are offered beside the tools. */
  readonly guides: boolean;
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
  if (!isSecure(url))
    throw wrong("must begin with https://, since it carries the key (http:// only on loopback)");
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

/** A key as it was given, or why it is none; `source` says where it came from. */
export function keyIn(value: string, source: string): Credential {
  const key = value.trim();
  if (key === "") return { kind: "missing", reason: `${source} is empty. ${howToSetKey}` };
  if (/^\$(?:\{.*\}|[A-Z_]+)$/.test(key))
    return {
      kind: "missing",
      reason: `${source} holds the text ${JSON.stringify(key)}, which the client did not fill in. ${howToSetKey}`,
    };
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

/** Flags and environment as one checked configuration. Throws ConfigError. */
export function createConfig(flags: Flags, env: Environment): Config {
  const { given, enabled } = readOptions(flags, env);
  const timeout = Number(given("timeout") ?? "45");
  if (!(timeout > 0 && timeout <= 3_600))
    throw new ConfigError("The timeout must be a number of seconds above 0 and at most 3600.");
  const bytes = given("maxResultBytes");
  if (bytes !== undefined && !(/^\d{1,12}$/.test(bytes) && Number(bytes) >= leastResultBytes))
    throw new ConfigError(`The most bytes of a result must be a whole number from ${leastResultBytes}.`);

  const roots = Array.isArray(flags.uploadRoots)
    ? flags.uploadRoots
    : (given("uploadRoots") ?? "").split(delimiter);
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
    shortNames: enabled("shortNames"),
    confirm: choice("Confirm", given("confirm") ?? "never", confirmations),
    dryRun: enabled("dryRun"),
    noLiveWrites: enabled("noLiveWrites"),
    guides: !enabled("noGuides"),
    ...(bytes === undefined ? {} : { maxResultBytes: Number(bytes) }),
    ...(spillDir === undefined ? {} : { spillDir }),
    ...(auditLog === undefined ? {} : { auditLog }),
    // Whoever runs a server over HTTP wants to see its requests.
    logLevel: choice("The log level", given("logLevel") ?? (enabled("http") ? "info" : "warn"), logLevels),
    ...(seed === undefined ? {} : { seed }),
    ...(faults === undefined ? {} : { faults }),
  });
}
