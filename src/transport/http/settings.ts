import { readFileSync } from "node:fs";
import { isObject } from "../../../tools/json.ts";
import type { Toolset } from "../../../tools/toolsets.ts";
import { type Authentication, authentications } from "../../choices.ts";
import type { Config } from "../../config.ts";
import { ConfigError } from "../../config-error.ts";
import { choice, type Environment, type Flags, type Given, list, readOptions } from "../../given.ts";
import { isLoopbackHost, isSecure } from "../../scale/wire.ts";
import { toolsetNamed } from "../../selection.ts";

/** An access token of this server, and what its holder may do at most. */
export interface AccessToken {
  readonly name: string;
  readonly token: string;
  readonly toolsets?: readonly Toolset[] | undefined;
  readonly readOnly: boolean;
}

/** All that serving over HTTP needs beside the Config, checked. */
export interface HttpSettings {
  readonly host: string;
  readonly port: number;
  readonly auth: Authentication;
  readonly tokens: readonly AccessToken[];
  readonly oauth?: { readonly issuer: string; readonly audience: string };
  /** PEM texts. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly behindTlsProxy: boolean;
  /** Host names that requests may ask for, without ports. */
  readonly allowedHosts: readonly string[];
  /** Web origins that may call. */
  readonly allowedOrigins: readonly string[];
  /** True where pages of this machine may call, whatever their port. */
  readonly loopbackOrigins: boolean;
  readonly maxBodyBytes: number;
  /** Requests of one caller in a minute. */
  readonly rateLimit: number;
  readonly redis?: string;
  readonly fileDir?: string;
  readonly drainMs: number;
  readonly tracing: boolean;
}

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];

/** A token shorter than this could be guessed. */
const leastTokenLength = 16;

function fileText(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new ConfigError(`${what} can't be read (${code}).`);
  }
}

function accessToken(value: unknown, index: number): AccessToken {
  const wrong = (why: string) => new ConfigError(`Access token ${index + 1} ${why}.`);
  if (!isObject(value)) throw wrong("is no object with name and token");
  const { name, token, toolsets, readOnly = false, ...unknown } = value;
  if (typeof name !== "string" || !/^[\w.@-]{1,64}$/.test(name))
    throw wrong("needs a name of at most 64 letters, digits and . _ @ -");
  if (typeof token !== "string" || token.length < leastTokenLength || /[^\x21-\x7e]/.test(token))
    throw wrong(`needs a token of at least ${leastTokenLength} visible characters`);
  if (typeof readOnly !== "boolean") throw wrong("has a readOnly that is neither true nor false");
  if (toolsets !== undefined && !Array.isArray(toolsets)) throw wrong("has toolsets that are no list");
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw wrong(`has ${JSON.stringify(stranger)}, which means nothing here`);
  return { name, token, readOnly, toolsets: toolsets?.map((set) => toolsetNamed(String(set))) };
}

function accessTokens({ given }: Given): readonly AccessToken[] {
  const file = given("tokensFile");
  const text =
    given("tokens") ?? (file === undefined ? undefined : fileText(file, "The file of access tokens"));
  if (text === undefined)
    throw new ConfigError("--auth token needs --tokens-file, or SCALE_MCP_TOKENS in the environment.");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ConfigError("The access tokens are no JSON.");
  }
  if (!Array.isArray(parsed) || parsed.length === 0)
    throw new ConfigError("The access tokens are no list with at least one in it.");
  const tokens = parsed.map(accessToken);
  for (const key of ["name", "token"] as const)
    if (new Set(tokens.map((token) => token[key])).size < tokens.length)
      throw new ConfigError(`Two access tokens have the same ${key}.`);
  return tokens;
}

function absoluteUrl(what: string, value: string | undefined): string {
  if (value === undefined) throw new ConfigError(`--auth oauth needs ${what}.`);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !isSecure(url))
    throw new ConfigError(`${what} must be an https:// URL (http:// only on loopback).`);
  return value;
}

function tlsOf({ given }: Given): HttpSettings["tls"] {
  const [cert, key] = [given("tlsCert"), given("tlsKey")];
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new ConfigError("--tls-cert and --tls-key come together.");
  return { cert: fileText(cert, "The certificate"), key: fileText(key, "The private key") };
}

function origin(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || url.origin !== value)
    throw new ConfigError(`${JSON.stringify(value)} is no web origin, such as https://app.example.com.`);
  return value;
}

/** Settings for serving over HTTP. Throws ConfigError for what would open a door by accident. */
export function createHttpSettings(flags: Flags, env: Environment, config: Config): HttpSettings {
  const options = readOptions(flags, env);
  const { given, enabled, number } = options;

  const host = given("host") ?? "127.0.0.1";
  const local = isLoopbackHost(host);
  const chosen = given("auth");
  const auth = choice("--auth", chosen ?? (config.sandbox && local ? "none" : "scale-key"), authentications);
  const tls = tlsOf(options);
  const behindTlsProxy = enabled("behindTlsProxy");
  if (!local && chosen === undefined)
    throw new ConfigError(
      `Listening on ${host} lets others in: say who may call with --auth (${authentications.slice(0, 3).join(", ")}).`,
    );
  if (!local && auth === "none") throw new ConfigError("--auth none is for loopback only.");
  if (!local && tls === undefined && !behindTlsProxy)
    throw new ConfigError(
      `Listening on ${host} without TLS would show keys to the network: give --tls-cert and --tls-key, or --behind-tls-proxy.`,
    );
  if (auth !== "scale-key" && !config.sandbox && config.credential.kind === "missing")
    throw new ConfigError(
      `With --auth ${auth} calls use the server's own key, and there is none. ${config.credential.reason}`,
    );

  const [redis, fileDir] = [given("redis"), given("fileDir")];
  return {
    host,
    port: number("port", 3_000, 0, 65_535),
    auth,
    tokens: auth === "token" ? accessTokens(options) : [],
    ...(auth === "oauth"
      ? {
          oauth: {
            issuer: absoluteUrl("--oauth-issuer", given("oauthIssuer")),
            audience: absoluteUrl("--oauth-audience", given("oauthAudience")),
          },
        }
      : {}),
    ...(tls === undefined ? {} : { tls }),
    behindTlsProxy,
    allowedHosts: [...(local ? loopbackNames : [host]), ...(list(given("allowedHosts")) ?? [])].map((name) =>
      name.toLowerCase(),
    ),
    allowedOrigins: (list(given("allowedOrigins")) ?? []).map(origin),
    loopbackOrigins: local && given("allowedOrigins") === undefined,
    maxBodyBytes: number("maxBodyBytes", 8_388_608, 1_024, 1_073_741_824),
    rateLimit: number("rateLimit", 600, 1, 1_000_000),
    ...(redis === undefined ? {} : { redis }),
    ...(fileDir === undefined ? {} : { fileDir }),
    drainMs: number("drain", 25, 0, 3_600) * 1_000,
    tracing: enabled("tracing"),
  };
}
