import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import {
  base64url,
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
} from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ConfigError } from "../../src/config-error.ts";
import { createOAuth, type OAuthOptions, type Verified } from "../../src/transport/http/oauth.ts";
import { object, text } from "../support/envelope.ts";

const audience = "https://mcp.test/public/mcp";
const now = () => Math.floor(Date.now() / 1_000);

/** What a test's issuer answers at a path. */
interface Page {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

async function listen(listener: RequestListener, port = 0): Promise<{ origin: string; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the issuer has no port");
  return { origin: `http://127.0.0.1:${address.port}`, server };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

const servers: Server[] = [];
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const server of servers.splice(0)) await close(server);
});

/** Every URL that the code under test or a test asks for. */
const asked: string[] = [];
const realFetch = globalThis.fetch;
beforeAll(() => {
  globalThis.fetch = (input, init) => {
    asked.push(input instanceof Request ? input.url : String(input));
    return realFetch(input, init);
  };
});
afterAll(() => {
  globalThis.fetch = realFetch;
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((url) => new URL(url).hostname !== "127.0.0.1")).toEqual([]);
});

interface Signer {
  readonly kid: string;
  readonly key: CryptoKey;
  readonly jwk: JWK;
}

async function signer(kid: string, alg = "ES256"): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid } };
}

/** An issuer of JWTs of our own making, which serves what `pages` holds. */
async function startIssuer(path = "", port = 0) {
  const pages = new Map<string, Page | "silence">();
  const requests: string[] = [];
  const { origin, server } = await listen((request, response) => {
    const { url = "" } = request;
    requests.push(url);
    const page = pages.get(url) ?? { status: 404, body: "nothing" };
    if (page === "silence") return;
    const { status = 200, headers = {}, body } = page;
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  }, port);
  servers.push(server);
  const url = `${origin}${path}`;
  const document = { issuer: url, jwks_uri: `${origin}/keys` };
  pages.set(`/.well-known/oauth-authorization-server${path}`, { body: document });
  return {
    url,
    origin,
    port: Number(new URL(origin).port),
    pages,
    requests,
    document,
    publish: (...signers: readonly Signer[]) =>
      pages.set("/keys", { body: { keys: signers.map(({ jwk }) => jwk) } }),
    stop: () => close(server),
  };
}

type Issuer = Awaited<ReturnType<typeof startIssuer>>;

interface Made {
  readonly claims?: Record<string, unknown> | undefined;
  readonly header?: Record<string, unknown> | undefined;
}

const claimsOf = (issuer: Issuer, claims: Record<string, unknown> = {}): JWTPayload => ({
  iss: issuer.url,
  aud: audience,
  sub: "alice",
  client_id: "app",
  scope: "scale:read",
  exp: now() + 600,
  ...claims,
});

const sign = (issuer: Issuer, { kid, key }: Signer, { claims, header }: Made = {}) =>
  new SignJWT(claimsOf(issuer, claims)).setProtectedHeader({ alg: "ES256", kid, ...header }).sign(key);

const oauthFor = (issuer: { readonly url: string }, options: Partial<OAuthOptions> = {}) =>
  createOAuth({ issuer: issuer.url, audience, ...options });

function refusal(verified: Verified, token = "no token") {
  if (verified.ok) throw new Error("the token was accepted");
  for (const part of token.split(".").filter(({ length }) => length > 3))
    expect(verified.detail).not.toContain(part);
  return [verified.why, verified.detail];
}

const bearer = (token: string) => `Bearer ${token}`;

let first: Signer;
let second: Signer;
let issuer: Issuer;
beforeAll(async () => {
  [first, second] = await Promise.all([signer("first"), signer("second")]);
});
beforeEach(async () => {
  issuer = await startIssuer();
  issuer.publish(first);
});

const accepted = { ok: true, subject: "alice", clientId: "app", scopes: ["scale:read"] };

describe("a real issuer", () => {
  const secret = "a secret of the test";

  /** oidc-provider comes without types; these are its parts that are in use. */
  interface OidcProvider {
    default: new (issuer: string, settings: object) => { callback(): RequestListener };
  }

  async function startProvider() {
    const { origin, server } = await listen((request, response) => handle(request, response));
    servers.push(server);
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const name: string = "oidc-provider";
    const { default: Provider }: OidcProvider = await import(name);
    const provider = new Provider(origin, {
      jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "provider" }] },
      scopes: ["scale:read", "scale:write"],
      clients: [
        {
          client_id: "robot",
          client_secret: secret,
          grant_types: ["client_credentials"],
          redirect_uris: [],
          response_types: [],
        },
      ],
      ttl: { ClientCredentials: 600 },
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: (_context: unknown, resource: string) => ({
            audience: resource,
            scope: "scale:read scale:write",
            accessTokenFormat: "jwt",
            jwt: { sign: { alg: "RS256" } },
          }),
        },
      },
    });
    const handle = provider.callback();
    return { url: origin };
  }

  async function granted(url: string, resource: string, scope: string) {
    const response = await fetch(`${url}/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: "robot",
        client_secret: secret,
        resource,
        scope,
      }),
    });
    return text(object(await response.json()).access_token);
  }

  it("grants what is accepted here, and what it grants for another server is not", async () => {
    const provider = await startProvider();
    const oauth = oauthFor(provider);
    const token = await granted(provider.url, audience, "scale:read scale:write");
    expect(await oauth.verify(bearer(token))).toEqual({
      ok: true,
      subject: "robot",
      clientId: "robot",
      scopes: ["scale:read", "scale:write"],
      expiresAt: expect.closeTo(now() + 600, -2),
    });
    const less = await oauth.verify(bearer(await granted(provider.url, audience, "scale:read")));
    expect(less).toMatchObject({ ok: true, scopes: ["scale:read"] });
    const foreign = await granted(provider.url, "https://other.test/mcp", "scale:read");
    expect(refusal(await oauth.verify(bearer(foreign)), foreign)).toEqual([
      "invalid",
      "it is not for this server",
    ]);
  });
});

describe("a token is accepted", () => {
  it.each<[what: string, made: Made, verified: object]>([
    ["as it is", {}, accepted],
    ["with this server in a list of audiences", { claims: { aud: ["https://a.test", audience] } }, accepted],
    ["with the type of access tokens", { header: { typ: "at+jwt" } }, accepted],
    ["with that type in full", { header: { typ: "application/AT+JWT" } }, accepted],
    ["with the type JWT", { header: { typ: "JWT" } }, accepted],
    [
      "with several scopes",
      { claims: { scope: " scale:read  scale:write" } },
      { scopes: ["scale:read", "scale:write"] },
    ],
    [
      "with a list as scp",
      { claims: { scope: undefined, scp: ["scale:read", "scale:write"] } },
      { scopes: ["scale:read", "scale:write"] },
    ],
    [
      "with a text as scp",
      { claims: { scope: undefined, scp: "scale:write other" } },
      { scopes: ["scale:write", "other"] },
    ],
    ["with scopes that are none", { claims: { scope: { read: true } } }, { scopes: [] }],
    ["without scopes", { claims: { scope: undefined } }, { scopes: [] }],
    ["with azp for its client", { claims: { client_id: undefined, azp: "app" } }, accepted],
    ["without a client", { claims: { client_id: undefined } }, { clientId: "" }],
  ])("%s", async (_what, made, verified) => {
    const token = await sign(issuer, first, made);
    expect(await oauthFor(issuer).verify(bearer(token))).toMatchObject({ ok: true, ...verified });
  });

  it.each([
    ["expired", "exp", -25],
    ["early", "nbf", 25],
  ])("that seems %s where clocks differ", async (_what, claim, seconds) => {
    const token = await sign(issuer, first, { claims: { [claim]: now() + seconds } });
    expect(await oauthFor(issuer).verify(bearer(token))).toMatchObject(accepted);
  });

  it("with its expiry in seconds", async () => {
    const exp = now() + 77;
    const token = await sign(issuer, first, { claims: { exp } });
    expect(await oauthFor(issuer).verify(bearer(token))).toMatchObject({ expiresAt: exp });
  });

  it.each(["Bearer ", "bearer ", "BEARER ", "Bearer  "])("after %j", async (scheme) => {
    const token = await sign(issuer, first);
    expect(await oauthFor(issuer).verify(`${scheme}${token}`)).toMatchObject(accepted);
  });

  it("with each algorithm that is accepted", async () => {
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    const [secret, open] = await Promise.all([exportJWK(privateKey), exportJWK(publicKey)]);
    const rsa = { kid: "rsa", jwk: { ...open, kid: "rsa" }, key: privateKey };
    const others = await Promise.all(["ES384", "ES512", "EdDSA"].map((alg) => signer(alg, alg)));
    issuer.publish(first, rsa, ...others);
    const oauth = oauthFor(issuer);
    for (const alg of ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]) {
      const key = await importJWK(secret, alg);
      const token = await new SignJWT(claimsOf(issuer)).setProtectedHeader({ alg, kid: "rsa" }).sign(key);
      expect(await oauth.verify(bearer(token)), alg).toMatchObject(accepted);
    }
    for (const each of others) {
      const token = await sign(issuer, each, { header: { alg: each.kid } });
      expect(await oauth.verify(bearer(token)), each.kid).toMatchObject(accepted);
    }
  });
});

describe("a token is refused", () => {
  it.each<[what: string, made: Made, detail: string]>([
    ["from another issuer", { claims: { iss: "https://evil.test" } }, "it is not from this server's issuer"],
    ["from no issuer", { claims: { iss: undefined } }, "it is not from this server's issuer"],
    ["for another audience", { claims: { aud: "https://mcp.test/other" } }, "it is not for this server"],
    [
      "for an audience that only begins alike",
      { claims: { aud: `${audience}/` } },
      "it is not for this server",
    ],
    [
      "for a list of other audiences",
      { claims: { aud: ["https://a.test", "b"] } },
      "it is not for this server",
    ],
    ["for no audience", { claims: { aud: undefined } }, "it is not for this server"],
    [
      "that tells a client who its user is",
      { claims: { aud: "app", nonce: "n", at_hash: "h" } },
      "it is not for this server",
    ],
    ["without an expiry", { claims: { exp: undefined } }, "it does not say when it expires"],
    ["with an empty subject", { claims: { sub: "" } }, "it has no subject"],
    ["without a subject", { claims: { sub: undefined } }, "it has no subject"],
    ["with the type of another JWT", { header: { typ: "logout+jwt" } }, "its type is not an access token's"],
    [
      "with an unknown key",
      { header: { kid: "unknown" } },
      "it is signed with a key that the issuer does not have",
    ],
  ])("%s", async (_what, made, detail) => {
    const token = await sign(issuer, first, made);
    expect(refusal(await oauthFor(issuer).verify(bearer(token)), token)).toEqual(["invalid", detail]);
  });

  it.each([
    ["exp", -35, "it has expired"],
    ["nbf", 35, "it is not valid yet"],
  ])("whose %s is %d seconds from now", async (claim, seconds, detail) => {
    const token = await sign(issuer, first, { claims: { [claim]: now() + seconds } });
    expect(refusal(await oauthFor(issuer).verify(bearer(token)), token)).toEqual(["invalid", detail]);
  });

  it.each<Record<string, unknown>>([
    { sub: 7 },
    { sub: ["alice"] },
    { exp: "tomorrow" },
    { exp: null },
    { nbf: "now" },
    { iat: "now" },
    { aud: { [audience]: true } },
    { iss: ["https://a.test"] },
  ])("with a claim of another type than it has: %j", async (claims) => {
    const token = await sign(issuer, first, { claims });
    expect(refusal(await oauthFor(issuer).verify(bearer(token)), token)[0]).toBe("invalid");
  });

  it("that nobody signed", async () => {
    const [head, body] = [{ alg: "none", kid: "first" }, claimsOf(issuer)].map((part) =>
      base64url.encode(JSON.stringify(part)),
    );
    for (const signature of ["", "AAAA"]) {
      const token = `${head}.${body}.${signature}`;
      expect(refusal(await oauthFor(issuer).verify(bearer(token)), token)).toEqual([
        "invalid",
        "its algorithm is not accepted",
      ]);
    }
  });

  it("that is signed with the public key as a shared secret", async () => {
    const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: "rsa" };
    issuer.publish({ kid: "rsa", key: privateKey, jwk });
    for (const secret of [await exportSPKI(publicKey), JSON.stringify(jwk)]) {
      const token = await new SignJWT(claimsOf(issuer))
        .setProtectedHeader({ alg: "HS256", kid: "rsa" })
        .sign(new TextEncoder().encode(secret));
      expect(refusal(await oauthFor(issuer).verify(bearer(token)), token)).toEqual([
        "invalid",
        "its algorithm is not accepted",
      ]);
    }
  });

  it("whose algorithm an operator has left out", async () => {
    const token = await sign(issuer, first);
    const oauth = oauthFor(issuer, { algorithms: ["RS256"] });
    expect(refusal(await oauth.verify(bearer(token)), token)[1]).toBe("its algorithm is not accepted");
  });

  it("that brings its own key", async () => {
    const stranger = await signer("stranger");
    for (const kid of ["first", "stranger"]) {
      const token = await sign(issuer, stranger, { header: { kid, jwk: stranger.jwk } });
      expect(refusal(await oauthFor(issuer).verify(bearer(token)), token)[0]).toBe("invalid");
    }
  });

  it("that was changed after it was signed", async () => {
    const [head, , signature] = (await sign(issuer, first)).split(".");
    const more = base64url.encode(JSON.stringify(claimsOf(issuer, { scope: "scale:read scale:write" })));
    const token = `${head}.${more}.${signature}`;
    expect(refusal(await oauthFor(issuer).verify(bearer(token)), token)).toEqual([
      "invalid",
      "its signature is wrong",
    ]);
  });

  it("that leaves open which of several keys signed it", async () => {
    issuer.publish(first, second);
    const token = await sign(issuer, first, { header: { kid: undefined } });
    expect(refusal(await oauthFor(issuer).verify(bearer(token)), token)).toEqual([
      "invalid",
      "it does not say which of the issuer's keys it is signed with",
    ]);
  });

  it.each(["garbage", "a.b.c", "..", "a.b", "a.b.c.d.e", "eyJhbGciOiJFUzI1NiJ9.e30.", "===="])(
    "that is none: %j",
    async (token) => {
      expect(refusal(await oauthFor(issuer).verify(bearer(token)), token)[0]).toBe("invalid");
    },
  );
});

describe("an Authorization header", () => {
  it.each<[what: string, header: (token: string) => string | undefined, why: "missing" | "invalid"]>([
    ["is not there", () => undefined, "missing"],
    ["is empty", () => "", "missing"],
    ["has another scheme", (token) => `Basic ${token}`, "missing"],
    ["has the scheme of bound tokens", (token) => `DPoP ${token}`, "missing"],
    ["has a scheme that begins alike", (token) => `Bearers ${token}`, "missing"],
    ["has a token alone", (token) => token, "missing"],
    ["came after another", (token) => `Basic YTpi, Bearer ${token}`, "missing"],
    ["has a scheme alone", () => "Bearer", "invalid"],
    ["has a scheme and a space", () => "Bearer ", "invalid"],
    ["came twice", (token) => `Bearer ${token}, Bearer ${token}`, "invalid"],
    ["has two tokens", (token) => `Bearer ${token} ${token}`, "invalid"],
    ["has two spaces within", (token) => `Bearer ${token}  x`, "invalid"],
    ["goes on after the token", (token) => `Bearer ${token} `, "invalid"],
    ["has a tab", (token) => `Bearer\t${token}`, "missing"],
    ["has a quoted token", (token) => `Bearer "${token}"`, "invalid"],
    ["names its token", (token) => `Bearer token=${token}`, "invalid"],
  ])("that %s is refused, and nobody is asked", async (_what, header, why) => {
    const token = await sign(issuer, first);
    const detail = {
      missing: "there is no bearer token",
      invalid: "the Authorization header is not one bearer token",
    }[why];
    expect(refusal(await oauthFor(issuer).verify(header(token)), token)).toEqual([why, detail]);
    expect(issuer.requests).toEqual([]);
  });
});

describe("the issuer's keys", () => {
  const [discovery, oidc] = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];
  const fakeTime = () => vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1_000);
  const unavailable = (reason: string) => ["unavailable", reason];
  const noMetadata = (reason: string) => unavailable(`the issuer's metadata can't be had (${reason})`);

  it("are fetched for the first token, once for all that come together, and kept", async () => {
    const oauth = oauthFor(issuer);
    const tokens = await Promise.all(Array.from({ length: 8 }, () => sign(issuer, first)));
    expect(issuer.requests).toEqual([]);
    for (const verified of await Promise.all(tokens.map((token) => oauth.verify(bearer(token)))))
      expect(verified).toMatchObject(accepted);
    expect(await oauth.verify(bearer(await sign(issuer, first)))).toMatchObject(accepted);
    expect(issuer.requests).toEqual([discovery, "/keys"]);
  });

  it("are looked up again for an unknown one, not more often than every 5 seconds", async () => {
    fakeTime();
    const oauth = oauthFor(issuer);
    const [old, fresh] = await Promise.all([sign(issuer, first), sign(issuer, second)]);
    expect(await oauth.verify(bearer(old))).toMatchObject(accepted);
    issuer.publish(second);
    pass(4.9);
    expect(refusal(await oauth.verify(bearer(fresh)))[0]).toBe("invalid");
    expect(issuer.requests).toEqual([discovery, "/keys"]);
    pass(0.2);
    expect(await oauth.verify(bearer(fresh))).toMatchObject(accepted);
    expect(refusal(await oauth.verify(bearer(old)))[0]).toBe("invalid");
    expect(issuer.requests).toEqual([discovery, "/keys", "/keys"]);
  });

  it("can't be had while the issuer is down, and can once it is up", async () => {
    fakeTime();
    const oauth = oauthFor(issuer);
    const token = await sign(issuer, first);
    await issuer.stop();
    expect(refusal(await oauth.verify(bearer(token)), token)).toEqual(
      noMetadata("no connection: ECONNREFUSED"),
    );
    const again = await startIssuer("", issuer.port);
    again.publish(first);
    expect(refusal(await oauth.verify(bearer(token)))[0]).toBe("unavailable");
    expect(again.requests).toEqual([]);
    pass(5);
    expect(await oauth.verify(bearer(token))).toMatchObject(accepted);
  });

  it("that are known serve on while the issuer is down", async () => {
    fakeTime();
    const oauth = oauthFor(issuer);
    const [known, unknown] = await Promise.all([sign(issuer, first), sign(issuer, second)]);
    expect(await oauth.verify(bearer(known))).toMatchObject(accepted);
    await issuer.stop();
    pass(6);
    expect(refusal(await oauth.verify(bearer(unknown)))[0]).toBe("unavailable");
    expect(await oauth.verify(bearer(known))).toMatchObject(accepted);
  });

  it("are asked for at most every 5 seconds where they can't be had", async () => {
    fakeTime();
    const oauth = oauthFor(issuer);
    const token = await sign(issuer, first);
    issuer.pages.set("/keys", { status: 500 });
    for (let n = 0; n < 3; n++)
      expect(refusal(await oauth.verify(bearer(token)))).toEqual(
        unavailable("the issuer's keys can't be had (status 500)"),
      );
    expect(issuer.requests).toEqual([discovery, "/keys"]);
  });

  it("are found again where the issuer has moved them", async () => {
    fakeTime();
    const oauth = oauthFor(issuer);
    expect(await oauth.verify(bearer(await sign(issuer, first)))).toMatchObject(accepted);
    issuer.pages.set("/moved", { body: { keys: [second.jwk] } });
    issuer.pages.set(discovery, { body: { ...issuer.document, jwks_uri: `${issuer.origin}/moved` } });
    issuer.pages.delete("/keys");
    pass(6);
    const token = await sign(issuer, second);
    expect(refusal(await oauth.verify(bearer(token)))[0]).toBe("unavailable");
    pass(6);
    expect(await oauth.verify(bearer(token))).toMatchObject(accepted);
  });

  it.each<[what: string, issuer: string, paths: readonly string[]]>([
    ["without a path", "", [discovery, oidc]],
    ["with a path", "/a/b", [`${discovery}/a/b`, `${oidc}/a/b`, `/a/b${oidc}`]],
    ["with a slash at the end", "/a/", [`${discovery}/a`, `${oidc}/a`, `/a${oidc}`]],
    ["with nothing but a slash", "/", [discovery, oidc]],
    ["with two slashes", "//a", [`${discovery}//a`, `${oidc}//a`, `//a${oidc}`]],
  ])("are found through each document of an issuer %s", async (_what, path, paths) => {
    const other = await startIssuer(path);
    other.publish(first);
    const token = await sign(other, first);
    for (const [index, found] of paths.entries()) {
      other.requests.length = 0;
      for (const each of paths) other.pages.delete(each);
      other.pages.set(`${discovery}${path}`, { status: 404 });
      other.pages.set(found, { body: other.document });
      expect(await oauthFor(other).verify(bearer(token))).toMatchObject(accepted);
      expect(other.requests).toEqual([...paths.slice(0, index + 1), "/keys"]);
    }
  });

  it("are taken from a given URL without looking for it", async () => {
    issuer.pages.clear();
    issuer.pages.set("/elsewhere?p=1", { body: { keys: [first.jwk] } });
    const oauth = oauthFor(issuer, { jwksUri: `${issuer.origin}/elsewhere?p=1` });
    expect(await oauth.verify(bearer(await sign(issuer, first)))).toMatchObject(accepted);
    expect(issuer.requests).toEqual(["/elsewhere?p=1"]);
  });

  it("are not taken from the metadata of another issuer", async () => {
    issuer.pages.set(discovery, { body: { ...issuer.document, issuer: `${issuer.url}/` } });
    const token = await sign(issuer, first);
    expect(refusal(await oauthFor(issuer).verify(bearer(token)), token)).toEqual(
      noMetadata("it names another issuer, status 404"),
    );
    expect(issuer.requests).toEqual([discovery, oidc]);
  });

  it.each<[what: string, page: Page, reason: string]>([
    ["no JSON", { body: "<html>" }, "no JSON"],
    ["a list", { body: [] }, "no JSON object"],
    ["too large", { body: `{"x":"${"x".repeat(1_000_001)}"}` }, "more than 1 MB"],
    ["an error", { status: 503 }, "status 503"],
  ])("are not found by metadata that is %s", async (_what, page, reason) => {
    issuer.pages.set(discovery, page);
    issuer.pages.set(oidc, page);
    const token = await sign(issuer, first);
    expect(refusal(await oauthFor(issuer).verify(bearer(token)))).toEqual(noMetadata(reason));
  });

  it.each([undefined, 7, "keys", "file:///etc/passwd", "http://keys.test/", "data:application/json,{}"])(
    "are not looked for at %j",
    async (jwks_uri) => {
      for (const path of [discovery, oidc])
        issuer.pages.set(path, { body: { issuer: issuer.url, jwks_uri } });
      const token = await sign(issuer, first);
      expect(refusal(await oauthFor(issuer).verify(bearer(token)))).toEqual(
        noMetadata("it has no usable jwks_uri"),
      );
    },
  );

  it.each<[what: string, page: Page, reason: string]>([
    ["no set", { body: { keys: "none" } }, "no set of keys"],
    ["a set of other things", { body: { keys: ["key"] } }, "no set of keys"],
    ["too many", { body: `{"keys":[],"x":"${"x".repeat(1_000_001)}"}` }, "more than 1 MB"],
  ])("are not used where they are %s", async (_what, page, reason) => {
    issuer.pages.set("/keys", page);
    const token = await sign(issuer, first);
    expect(refusal(await oauthFor(issuer).verify(bearer(token)))).toEqual(
      unavailable(`the issuer's keys can't be had (${reason})`),
    );
  });

  it("are not used where they are private or broken", async () => {
    const secret = { ...(await exportJWK(first.key)), kid: "first" };
    for (const jwk of [secret, { ...first.jwk, x: "AA" }]) {
      issuer.pages.set("/keys", { body: { keys: [jwk] } });
      const token = await sign(issuer, first);
      expect(refusal(await oauthFor(issuer).verify(bearer(token)))).toEqual(
        unavailable("the issuer's keys can't be used"),
      );
    }
  });

  it("are not fetched through a redirect", async () => {
    const evil = await startIssuer();
    evil.publish(first);
    evil.pages.set(discovery, { body: issuer.document });
    const to = (path: string): Page => ({ status: 302, headers: { location: `${evil.origin}${path}` } });
    const token = await sign(issuer, first);
    issuer.pages.set("/keys", to("/keys"));
    expect(refusal(await oauthFor(issuer).verify(bearer(token)))).toEqual(
      unavailable("the issuer's keys can't be had (status 302)"),
    );
    issuer.pages.set(discovery, to(discovery));
    issuer.pages.delete(oidc);
    expect(refusal(await oauthFor(issuer).verify(bearer(token)))).toEqual(
      noMetadata("status 302, status 404"),
    );
    expect(evil.requests).toEqual([]);
  });

  it.each([discovery, "/keys"])("are waited for 5 seconds at most: %s", async (path) => {
    issuer.pages.set(path, "silence");
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const spy = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => timeout(200));
    const token = await sign(issuer, first);
    const [why, detail] = refusal(await oauthFor(issuer).verify(bearer(token)));
    expect(why).toBe("unavailable");
    expect(detail).toContain("no answer in 5 s");
    expect(new Set(spy.mock.calls.map(([ms]) => ms))).toEqual(new Set([5_000]));
  });
});

describe("what clients are told", () => {
  const oauth = createOAuth({ issuer: "https://issuer.test/tenant", audience });
  const url = "https://mcp.test/.well-known/oauth-protected-resource/public/mcp";

  it("is where to get a token", () => {
    expect(oauth.metadata).toEqual({
      resource: audience,
      authorization_servers: ["https://issuer.test/tenant"],
      scopes_supported: ["scale:read", "scale:write"],
      bearer_methods_supported: ["header"],
      resource_name: "Scale AI",
    });
  });

  it.each([
    [audience, ["/.well-known/oauth-protected-resource/public/mcp", "/.well-known/oauth-protected-resource"]],
    [
      "https://mcp.test/mcp/",
      ["/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"],
    ],
    ["https://mcp.test/", ["/.well-known/oauth-protected-resource"]],
    ["https://mcp.test", ["/.well-known/oauth-protected-resource"]],
  ])("stands in the places that clients try for %s", (resource, paths) => {
    const { metadataPaths, metadata } = createOAuth({ issuer: "https://issuer.test", audience: resource });
    expect(metadataPaths).toEqual(paths);
    expect(metadata).toMatchObject({ resource, authorization_servers: ["https://issuer.test"] });
  });

  it("is what was wrong, in a challenge", () => {
    expect(oauth.challenge({ status: 401, invalid: false })).toBe(
      `Bearer scope="scale:read", resource_metadata="${url}"`,
    );
    expect(oauth.challenge({ status: 401, invalid: true })).toBe(
      `Bearer scope="scale:read", resource_metadata="${url}", error="invalid_token"`,
    );
    expect(oauth.challenge({ status: 403, scope: "scale:write" })).toBe(
      `Bearer scope="scale:write", resource_metadata="${url}", error="insufficient_scope"`,
    );
    const local = createOAuth({ issuer: "http://127.0.0.1:1", audience: "http://localhost:3000" });
    expect(local.challenge({ status: 401, invalid: false })).toContain(
      'resource_metadata="http://localhost:3000/.well-known/oauth-protected-resource"',
    );
  });
});

describe("settings that can't be safe", () => {
  it.each<[what: string, options: Partial<OAuthOptions>, told: RegExp]>([
    ["an issuer without TLS", { issuer: "http://issuer.test" }, /OAuth issuer must be an https/],
    ["an issuer that is no URL", { issuer: "issuer" }, /OAuth issuer must be an https/],
    ["an issuer that is a file", { issuer: "file:///issuer" }, /OAuth issuer must be an https/],
    ["an issuer with a query", { issuer: "https://issuer.test/?a=b" }, /without a query/],
    ["an issuer with a user", { issuer: "https://a@issuer.test" }, /without a query/],
    ["an issuer with a password", { issuer: "https://:b@issuer.test" }, /without a query/],
    ["an audience without TLS", { audience: "http://mcp.test/mcp" }, /OAuth audience must be an https/],
    ["an audience with a fragment", { audience: "https://mcp.test/mcp#" }, /without a query/],
    ["keys without TLS", { jwksUri: "http://issuer.test/keys" }, /keys must be an https/],
    ["shared secrets", { algorithms: ["RS256", "HS256"] }, /asymmetric/],
    ["no signature", { algorithms: ["none"] }, /asymmetric/],
    ["no algorithm", { algorithms: [] }, /asymmetric/],
  ])("are refused: %s", (_what, options, told) => {
    const create = () => createOAuth({ issuer: "https://issuer.test", audience, ...options });
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(told);
  });
});

it("loads jose only where a token is verified", () => {
  const source = readFileSync(new URL("../../src/transport/http/oauth.ts", import.meta.url), "utf8");
  expect(source.match(/.*from "jose".*|.*import\("jose"\).*/g)?.map((line) => line.trim())).toEqual([
    expect.stringMatching(/^import type /),
    expect.stringMatching(/await import\("jose"\)/),
  ]);
});
