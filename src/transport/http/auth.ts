import { createHash, timingSafeEqual } from "node:crypto";
import { keyIn } from "../../config.ts";
import type { Caller } from "../../dispatcher.ts";
import { narrowed, type Policy } from "../../policy.ts";
import type { Credential } from "../../scale/credential.ts";
import { digestOf } from "../../scale/digest.ts";
import type { OAuth } from "./oauth.ts";
import type { AccessToken, HttpSettings } from "./settings.ts";

/** Somebody who may call. */
export interface Identified {
  readonly caller: Caller;
  /** Who it is in logs and limits: nothing that is secret. */
  readonly name: string;
}

/** A request that is turned away before anything is done. */
export interface Denied {
  readonly status: 401 | 403 | 503;
  /** What is missing, for the person who configures the client. */
  readonly reason: string;
  /** The value of `WWW-Authenticate`. */
  readonly challenge?: string | undefined;
}

export type Identity =
  | { readonly ok: true; readonly who: Identified }
  | { readonly ok: false; readonly denied: Denied };

/** Says who a request is from, by its headers. */
export type Identify = (headers: Headers) => Promise<Identity>;

const hash = (text: string) => createHash("sha256").update(text).digest();

function bearer(headers: Headers): string | undefined {
  return /^Bearer +([^\s,]+)$/i.exec(headers.get("authorization") ?? "")?.[1];
}

const denied = (status: Denied["status"], reason: string, challenge?: string): Identity => ({
  ok: false,
  denied: { status, reason, challenge },
});

const realm = 'Bearer realm="scale-ai-mcp"';

/** Each caller brings its own Scale key, which lives as long as the request. */
function byScaleKey(policy: Policy): Identify {
  return async (headers) => {
    const given = headers.get("x-scale-api-key") ?? bearer(headers);
    if (given === undefined)
      return denied(
        401,
        "No Scale API key came with the request: send it as X-Scale-Api-Key, or as Authorization: Bearer.",
        realm,
      );
    const credential = keyIn(given, "The Scale API key of the request");
    if (credential.kind === "missing")
      return denied(
        401,
        "The Scale API key of the request holds characters that no key has.",
        `${realm}, error="invalid_token"`,
      );
    const name = `key-${digestOf(credential.key).slice(0, 12)}`;
    return {
      ok: true,
      who: { name, caller: { credential, policy, owner: digestOf("key", credential.key) } },
    };
  };
}

/** Access tokens of this server's own; calls use the server's Scale key. */
function byToken(tokens: readonly AccessToken[], credential: Credential, policy: Policy): Identify {
  const known = tokens.map((token) => ({ ...token, hash: hash(token.token) }));
  return async (headers) => {
    const given = bearer(headers);
    if (given === undefined)
      return denied(401, "No access token came with the request: send it as Authorization: Bearer.", realm);
    const offered = hash(given);
    // All are compared, whichever fits, so that time tells nothing.
    const [found] = known.filter((token) => timingSafeEqual(token.hash, offered));
    if (found === undefined)
      return denied(401, "The access token is not one of this server's.", `${realm}, error="invalid_token"`);
    const { name, toolsets, readOnly } = found;
    const own = narrowed(policy, { toolsets, readOnly });
    return { ok: true, who: { name, caller: { credential, policy: own, owner: digestOf("token", name) } } };
  };
}

/** Access tokens of an OAuth issuer; calls use the server's Scale key. */
function byOAuth(oauth: OAuth, credential: Credential, policy: Policy): Identify {
  return async (headers) => {
    const verified = await oauth.verify(headers.get("authorization") ?? undefined);
    if (!verified.ok) {
      if (verified.why === "unavailable")
        return denied(503, `The access token can't be checked now: ${verified.detail}.`);
      const invalid = verified.why === "invalid";
      return denied(
        401,
        invalid
          ? `The access token is not valid: ${verified.detail}.`
          : "No access token came with the request.",
        oauth.challenge({ status: 401, invalid }),
      );
    }
    const { subject, scopes } = verified;
    if (!scopes.includes("scale:read") && !scopes.includes("scale:write"))
      return denied(
        403,
        "The access token has neither the scope scale:read nor scale:write.",
        oauth.challenge({ status: 403, scope: "scale:read" }),
      );
    const own = narrowed(policy, { readOnly: !scopes.includes("scale:write") });
    const owner = digestOf("oauth", subject);
    return {
      ok: true,
      who: { name: `sub-${owner.slice(0, 12)}`, caller: { credential, policy: own, owner } },
    };
  };
}

/** Who may call, as the settings have it. */
export function createIdentify(
  { auth, tokens }: HttpSettings,
  { credential, policy }: Pick<Caller, "credential" | "policy">,
  oauth: OAuth | undefined,
): Identify {
  switch (auth) {
    case "scale-key":
      return byScaleKey(policy);
    case "token":
      return byToken(tokens, credential, policy);
    case "oauth": {
      if (oauth === undefined) throw new Error("OAuth without an issuer");
      return byOAuth(oauth, credential, policy);
    }
    case "none":
      return async () => ({
        ok: true,
        who: { name: "local", caller: { credential, policy, owner: "local" } },
      });
  }
}
