import { delimiter } from "node:path";
import { toolsets } from "../tools/toolsets.ts";
import { authentications, confirmations, logLevels } from "./choices.ts";

/** Bytes of an answer when serving: about 15,000 tokens, which clients still take whole. */
export const defaultResultBytes = 40_000;
/** Below it there is no room to say what was left out. */
export const leastResultBytes = 4_000;

/** One option of the command: a flag, an environment variable, or both; the flag wins. */
export interface Option {
  readonly key: string;
  readonly flag?: string;
  readonly argument?: string;
  readonly repeatable?: boolean;
  /** What it can be, where that is a choice; of a list, each item. */
  readonly values?: readonly string[];
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
    values: toolsets,
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
    key: "shortNames",
    flag: "--short-names",
    env: "SCALE_MCP_SHORT_NAMES",
    description: "offer tools as create_batch instead of SCALE_AI_CREATE_BATCH; both can be called",
  },
  {
    key: "confirm",
    flag: "--confirm",
    argument: "<when>",
    values: confirmations,
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
    key: "noGuides",
    flag: "--no-guides",
    env: "SCALE_MCP_NO_GUIDES",
    description: "offer tools only: no guides, resources and prompts",
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
    values: logLevels,
    env: "SCALE_MCP_LOG_LEVEL",
    description: `${logLevels.join(", ")}: JSON lines on stderr (default: warn, over HTTP info)`,
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

/** What only a server over HTTP needs. */
export const httpOptions = [
  { key: "http", flag: "--http", env: "SCALE_MCP_HTTP", description: "serve over HTTP instead of stdio" },
  {
    key: "port",
    flag: "--port",
    argument: "<port>",
    env: "SCALE_MCP_PORT",
    description: "port to listen on, 0 for any (default: 3000)",
  },
  {
    key: "host",
    flag: "--host",
    argument: "<address>",
    env: "SCALE_MCP_HOST",
    description: "address to listen on; beyond loopback it needs --auth and TLS (default: 127.0.0.1)",
  },
  {
    key: "auth",
    flag: "--auth",
    argument: "<kind>",
    values: authentications,
    env: "SCALE_MCP_AUTH",
    description: `${authentications.join(", ")} (default: scale-key, each caller brings its own; none for a sandbox on loopback)`,
  },
  {
    key: "tokensFile",
    flag: "--tokens-file",
    argument: "<file>",
    env: "SCALE_MCP_TOKENS_FILE",
    description: "JSON list of access tokens for --auth token: name, token, toolsets, readOnly",
  },
  {
    key: "oauthIssuer",
    flag: "--oauth-issuer",
    argument: "<url>",
    env: "SCALE_MCP_OAUTH_ISSUER",
    description: "issuer of access tokens for --auth oauth",
  },
  {
    key: "oauthAudience",
    flag: "--oauth-audience",
    argument: "<url>",
    env: "SCALE_MCP_OAUTH_AUDIENCE",
    description: "this server's public URL, which tokens must be made for",
  },
  {
    key: "tlsCert",
    flag: "--tls-cert",
    argument: "<file>",
    env: "SCALE_MCP_TLS_CERT",
    description: "certificate chain, PEM",
  },
  {
    key: "tlsKey",
    flag: "--tls-key",
    argument: "<file>",
    env: "SCALE_MCP_TLS_KEY",
    description: "its private key, PEM",
  },
  {
    key: "behindTlsProxy",
    flag: "--behind-tls-proxy",
    env: "SCALE_MCP_BEHIND_TLS_PROXY",
    description: "a proxy in front does TLS; its X-Forwarded-For names the caller's address",
  },
  {
    key: "allowedHosts",
    flag: "--allowed-hosts",
    argument: "<names>",
    env: "SCALE_MCP_ALLOWED_HOSTS",
    description: "host names that requests may ask for, comma-separated (default: those of loopback)",
  },
  {
    key: "allowedOrigins",
    flag: "--allowed-origins",
    argument: "<origins>",
    env: "SCALE_MCP_ALLOWED_ORIGINS",
    description: "web origins that may call, comma-separated (default: pages of this machine, on loopback)",
  },
  {
    key: "maxBodyBytes",
    flag: "--max-body-bytes",
    argument: "<bytes>",
    env: "SCALE_MCP_MAX_BODY_BYTES",
    description: "size of a request at most; files have their own limit of 80 MB (default: 8388608)",
  },
  {
    key: "rateLimit",
    flag: "--rate-limit",
    argument: "<count>",
    env: "SCALE_MCP_RATE_LIMIT",
    description: "requests of one caller in a minute at most (default: 600)",
  },
  {
    key: "redis",
    flag: "--redis",
    argument: "<url>",
    env: "SCALE_MCP_REDIS",
    description: "Redis or Valkey in which replicas share the rate limit; needs the package ioredis",
  },
  {
    key: "fileDir",
    flag: "--file-dir",
    argument: "<directory>",
    env: "SCALE_MCP_FILE_DIR",
    description:
      "where files of POST /files and large answers are kept for 15 minutes, a volume that replicas share (default: a private temporary directory)",
  },
  {
    key: "drain",
    flag: "--drain",
    argument: "<seconds>",
    env: "SCALE_MCP_DRAIN",
    description: "how long calls may still take after SIGTERM (default: 25)",
  },
  {
    key: "tracing",
    flag: "--tracing",
    env: "SCALE_MCP_TRACING",
    description: "OpenTelemetry spans, for an SDK that is loaded with node --import",
  },
  {
    key: "tokens",
    env: "SCALE_MCP_TOKENS",
    description: "the access tokens themselves, as the JSON that --tokens-file would hold",
  },
] as const satisfies readonly Option[];

export type OptionKey = (typeof options)[number]["key"] | (typeof httpOptions)[number]["key"];

/** Every option there is. */
export const allOptions: readonly Option[] = [...options, ...httpOptions];
