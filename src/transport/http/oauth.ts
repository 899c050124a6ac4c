import type { RemoteJWKSet } from "jose";
import { isObject, type JsonObject } from "../../../tools/json.ts";
import { ConfigError } from "../../config-error.ts";
import { isSecure } from "../../scale/wire.ts";

/** What an access token may allow. */
export const scopes = ["scale:read", "scale:write"] as const;

export interface OAuthOptions {
  /** The issuer's identifier exactly as its tokens have it, a slash at the end included. https unless on loopback. */
  readonly issuer: string;
  /** This server's resource identifier, its public MCP URL: what tokens must name as their audience. */
  readonly audience: string;
  /** Accepted JWS algorithms; asymmetric ones only. */
  readonly algorithms?: readonly string[];
  /** Where the issuer's keys are. Without it the issuer's metadata says so. */
  readonly jwksUri?: string;
}

export type Verified =
  | {
      readonly ok: true;
      readonly subject: string;
      /** Empty where the token doesn't say for whom it was made. */
      readonly clientId: string;
      readonly scopes: readonly string[];
      /** Seconds since 1970. */
      readonly expiresAt: number;
    }
  | {
      readonly ok: false;
      /** `unavailable`: the issuer's keys can't be had, so nothing is known of the token. */
      readonly why: "missing" | "invalid" | "unavailable";
      /** Follows "The access token is not valid:". Holds nothing of the token. */
      readonly detail: string;
    };

type Refused = Extract<Verified, { readonly ok: false }>;

export interface OAuth {
  /** Judges a whole Authorization header. Never rejects. */
  verify(authorization: string | undefined): Promise<Verified>;
  /** The protected resource metadata of RFC 9728. */
  readonly metadata: Record<string, unknown>;
  /** The paths where the metadata is expected; a challenge names the first. */
  readonly metadataPaths: readonly string[];
  /** The value of `WWW-Authenticate` (RFC 6750) for a request that is turned away. */
  challenge(
    problem:
      | { readonly status: 401; readonly invalid: boolean }
      | { readonly status: 403; readonly scope: string },
  ): string;
}

const accepted = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

const timeoutMs = 5_000;
const pauseMs = 5_000;
const mostBytes = 1_000_000;
const clockToleranceSeconds = 30;

/** The issuer can't be used now. The message is shown to callers who are not known yet. */
class IssuerError extends Error {
  override readonly name = "IssuerError";
}

function secureUrl(value: unknown): URL | undefined {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && isSecure(url) ? url : undefined;
}

function configuredUrl(what: string, value: string): URL {
  const url = secureUrl(value);
  if (url === undefined) throw new ConfigError(`${what} must be an https:// URL (http:// only on loopback).`);
  return url;
}

/** A URL that well-known paths can be made from. */
function identifier(what: string, value: string): URL {
  const url = configuredUrl(what, value);
  if (/[?#]/.test(value) || url.username !== "" || url.password !== "")
    throw new ConfigError(`${what} must be a URL without a query, a fragment or a user.`);
  return url;
}

/** The path as RFC 8414 and RFC 9728 append it to a well-known one. */
const pathOf = ({ pathname }: URL) => pathname.replace(/\/$/, "");

const unique = <Item>(items: readonly Item[]): Item[] => [...new Set(items)];

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > mostBytes) throw new IssuerError("more than 1 MB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function reasonOf(error: unknown): string {
  if (error instanceof IssuerError) return error.message;
  if (error instanceof SyntaxError) return "no JSON";
  if (!(error instanceof Error)) return "no answer";
  if (error.name === "TimeoutError") return `no answer in ${timeoutMs / 1_000} s`;
  const code = isObject(error.cause) ? error.cause.code : undefined;
  return typeof code === "string" ? `no connection: ${code}` : "no connection";
}

/** The JSON object at a URL, or IssuerError. */
async function fetchObject(url: URL, signal = AbortSignal.timeout(timeoutMs)): Promise<JsonObject> {
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json, application/jwk-set+json" },
      // A redirect could lead to another origin, which nobody has said to trust.
      redirect: "manual",
      signal,
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new IssuerError(`status ${response.status}`);
    }
    const found: unknown = JSON.parse(await textOf(response));
    if (!isObject(found)) throw new IssuerError("no JSON object");
    return found;
  } catch (error) {
    throw new IssuerError(reasonOf(error), { cause: error });
  }
}

/** Where an issuer's metadata may be, in the order that MCP gives to clients. */
function metadataUrls(issuer: URL): URL[] {
  const path = pathOf(issuer);
  const paths = [
    `/.well-known/oauth-authorization-server${path}`,
    `/.well-known/openid-configuration${path}`,
    `${path}/.well-known/openid-configuration`,
  ];
  return unique(paths).map((each) => new URL(`${issuer.origin}${each}`));
}

/** The URL of the issuer's keys by its metadata, or IssuerError. */
async function discover(issuer: string): Promise<URL> {
  // One deadline for all documents: a caller who waits for a silent issuer waits once.
  const signal = AbortSignal.timeout(timeoutMs);
  const faults: string[] = [];
  for (const url of metadataUrls(new URL(issuer))) {
    try {
      const { issuer: named, jwks_uri } = await fetchObject(url, signal);
      // RFC 8414 section 3.3: otherwise one issuer could speak for another.
      if (named !== issuer) throw new IssuerError("it names another issuer");
      const keys = secureUrl(jwks_uri);
      if (keys === undefined) throw new IssuerError("it has no usable jwks_uri");
      return keys;
    } catch (error) {
      faults.push(reasonOf(error));
    }
  }
  throw new IssuerError(`the issuer's metadata can't be had (${unique(faults).join(", ")})`);
}

async function fetchKeys(url: URL): Promise<JsonObject> {
  try {
    const found = await fetchObject(url);
    if (!Array.isArray(found.keys) || !found.keys.every(isObject)) throw new IssuerError("no set of keys");
    return found;
  } catch (error) {
    throw new IssuerError(`the issuer's keys can't be had (${reasonOf(error)})`, { cause: error });
  }
}

/** Lets concurrent calls share one load, and repeats a failure for a while instead of loading again. */
function sparing<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let current: Promise<Value> | undefined;
  return () => {
    if (current !== undefined) return current;
    const loading = load();
    const forget = () => {
      if (current === loading) current = undefined;
    };
    current = loading;
    loading.then(forget, () => setTimeout(forget, pauseMs).unref());
    return loading;
  };
}

const refused = (why: Refused["why"], detail: string): Refused => ({ ok: false, why, detail });

/** By RFC 6750: any number of spaces after the scheme, and nothing after the token. */
function tokenIn(authorization = ""): string | Refused {
  if (!/^Bearer(?: |$)/i.test(authorization)) return refused("missing", "there is no bearer token");
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
  return token ?? refused("invalid", "the Authorization header is not one bearer token");
}

/** By jose's codes. A code that is not here is no fault of the token. */
const tokenFaults: Readonly<Record<string, string>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: "its algorithm is not accepted",
  ERR_JOSE_NOT_SUPPORTED: "it needs an extension that is not supported",
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: "it does not say which of the issuer's keys it is signed with",
  ERR_JWKS_NO_MATCHING_KEY: "it is signed with a key that the issuer does not have",
  ERR_JWS_INVALID: "it is no signed JWT",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "its signature is wrong",
  ERR_JWT_CLAIM_VALIDATION_FAILED: "one of its claims is missing or wrong",
  ERR_JWT_EXPIRED: "it has expired",
  ERR_JWT_INVALID: "it is no signed JWT",
};

const claimFaults: Readonly<Record<string, string>> = {
  aud: "it is not for this server",
  exp: "it does not say when it expires",
  iss: "it is not from this server's issuer",
  nbf: "it is not valid yet",
};

function refusalOf(error: unknown): Refused {
  if (error instanceof IssuerError) return refused("unavailable", error.message);
  const { code, claim } = isObject(error) ? error : {};
  const claimFault = code === "ERR_JWT_CLAIM_VALIDATION_FAILED" ? claimFaults[String(claim)] : undefined;
  const fault = claimFault ?? tokenFaults[String(code)];
  return fault === undefined
    ? refused("unavailable", "the issuer's keys can't be used")
    : refused("invalid", fault);
}

/** Other JWTs of an issuer say by their type that they are no access tokens. */
const isAccessTokenType = (typ: unknown) =>
  typ === undefined || (typeof typ === "string" && /^(?:application\/)?(?:at\+)?jwt$/i.test(typ));

/** The words of a claim that is a text or a list of texts. */
const words = (claim: unknown): string[] =>
  (Array.isArray(claim) ? claim : [claim])
    .filter((each) => typeof each === "string")
    .flatMap((each) => each.split(" "))
    .filter((each) => each !== "");

/**
 * The side of a resource server in OAuth 2.1, as MCP has it: judges JWT access tokens and tells clients where to
 * get them. Nothing is loaded or fetched before the first token comes. The issuer's keys are kept for 10 minutes,
 * and looked up again for a token with an unknown one, at most every 5 seconds. Throws ConfigError.
 */
export function createOAuth({ issuer, audience, algorithms = accepted, jwksUri }: OAuthOptions): OAuth {
  const issuerUrl = identifier("The OAuth issuer", issuer);
  const resource = identifier("The OAuth audience", audience);
  const givenKeys = jwksUri === undefined ? undefined : configuredUrl("The URL of the OAuth keys", jwksUri);
  // A public key that serves as a shared secret would let everybody sign.
  const unsafe = algorithms.find((name) => /^(?:hs|none$)/i.test(name));
  if (unsafe !== undefined || algorithms.length === 0)
    throw new ConfigError("The OAuth algorithms must be asymmetric ones, and at least one.");

  let keysUrl = givenKeys;
  const loadKeys = sparing(async () => {
    keysUrl ??= await discover(issuer);
    try {
      return await fetchKeys(keysUrl);
    } catch (error) {
      // The issuer may have moved its keys.
      keysUrl = givenKeys;
      throw error;
    }
  });

  let keys: RemoteJWKSet | undefined;
  async function judge(token: string): Promise<Verified> {
    const { createRemoteJWKSet, customFetch, jwtVerify } = await import("jose");
    // The URL is only a name here: loadKeys finds out where the keys are.
    keys ??= createRemoteJWKSet(issuerUrl, {
      cooldownDuration: pauseMs,
      [customFetch]: async () => Response.json(await loadKeys()),
    });
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...algorithms],
      requiredClaims: ["exp"],
      clockTolerance: clockToleranceSeconds,
    });
    if (!isAccessTokenType(protectedHeader.typ))
      return refused("invalid", "its type is not an access token's");
    // jose has seen to exp, which its types don't know.
    const { sub, exp = 0, client_id, azp, scope, scp } = payload;
    if (typeof sub !== "string" || sub === "") return refused("invalid", "it has no subject");
    const [clientId = ""] = [client_id, azp].filter((each) => typeof each === "string");
    return { ok: true, subject: sub, clientId, scopes: words(scope ?? scp), expiresAt: exp };
  }

  const wellKnown = "/.well-known/oauth-protected-resource";
  const ownPath = `${wellKnown}${pathOf(resource)}`;
  return {
    async verify(authorization) {
      const token = tokenIn(authorization);
      return typeof token === "string" ? judge(token).catch(refusalOf) : token;
    },
    metadata: {
      resource: audience,
      authorization_servers: [issuer],
      scopes_supported: scopes,
      bearer_methods_supported: ["header"],
      resource_name: "Scale AI",
    },
    metadataPaths: unique([ownPath, wellKnown]),
    challenge(problem) {
      const error =
        problem.status === 403 ? "insufficient_scope" : problem.invalid ? "invalid_token" : undefined;
      // The least that is of use: MCP clients ask for exactly what a challenge names, and for more when they need it.
      const scope = problem.status === 403 ? problem.scope : scopes[0];
      return [
        `Bearer scope="${scope}"`,
        `resource_metadata="${resource.origin}${ownPath}"`,
        // RFC 6750 section 3.1: no error where no token came.
        ...(error === undefined ? [] : [`error="${error}"`]),
      ].join(", ");
    },
  };
}
