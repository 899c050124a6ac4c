import { createServer, type Server } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { object, text } from "../support/envelope.ts";
import { rawCall, type Serving, serving } from "../support/serving.ts";

const audience = "http://127.0.0.1:1/mcp";
let issuerServer: Server;
let issuer: string;
let server: Serving;
let sign: (scope: string, changes?: { audience?: string }) => Promise<string>;

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "ES256", use: "sig" };
  issuerServer = createServer((request, response) => {
    const body = request.url?.startsWith("/.well-known/")
      ? { issuer, jwks_uri: `${issuer}/jwks` }
      : { keys: [jwk] };
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => issuerServer.listen(0, "127.0.0.1", resolve));
  const address = issuerServer.address();
  issuer = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  sign = (scope, changes = {}) =>
    new SignJWT({ scope, client_id: "agent" })
      .setProtectedHeader({ alg: "ES256", kid: "one", typ: "at+jwt" })
      .setIssuer(issuer)
      .setSubject("somebody")
      .setAudience(changes.audience ?? audience)
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(privateKey);
  server = await serving([
    "--sandbox",
    "--auth",
    "oauth",
    "--oauth-issuer",
    issuer,
    "--oauth-audience",
    audience,
  ]);
});
afterAll(async () => {
  await server.end();
  await new Promise((resolve) => issuerServer.close(resolve));
});

const ask = (token: string | undefined, tool: string, args: unknown = {}) =>
  rawCall(server.url, `SCALE_AI_${tool}`, args, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
const successful = async (response: Response) => {
  expect(response.status).toBe(200);
  const { result } = object(await response.json());
  return object(object(result).structuredContent).successful;
};

describe("a resource server", () => {
  it("names its issuer to clients", async () => {
    const document = await fetch(`${server.origin}/.well-known/oauth-protected-resource/mcp`);
    expect(object(await document.json())).toMatchObject({
      resource: audience,
      authorization_servers: [issuer],
    });
  });

  it("lets in who has a token, as far as its scopes go", async () => {
    expect(await successful(await ask(await sign("scale:read"), "LIST_PROJECTS"))).toBe(true);
    const writer = await sign("scale:read scale:write");
    const args = { name: "by-oauth", project: "street-scenes" };
    const refused = await ask(await sign("scale:read"), "CREATE_BATCH", args);
    expect(refused.status).toBe(403);
    expect(refused.headers.get("www-authenticate")).toMatch(/error="insufficient_scope"/);
    expect(refused.headers.get("www-authenticate")).toMatch(/scope="scale:write"/);
    const created = await ask(writer, "CREATE_BATCH", { ...args, project: "shelf-products" });
    expect(await successful(created)).toBe(true);
  });

  it.each([
    ["no token", async () => undefined, 401, /resource_metadata="[^"]+"/],
    ["a token of none of its scopes", () => sign("other"), 403, /insufficient_scope/],
    [
      "a token for another server",
      () => sign("scale:read", { audience: "https://other.test" }),
      401,
      /invalid_token/,
    ],
    ["garbage", async () => "garbage", 401, /invalid_token/],
  ] as [string, () => Promise<string | undefined>, number, RegExp][])(
    "turns away %s with the right challenge",
    async (_what, token, status, challenge) => {
      const response = await ask(await token(), "LIST_PROJECTS");
      expect(response.status).toBe(status);
      expect(response.headers.get("www-authenticate")).toMatch(challenge);
      expect(text(object(await response.json()).error)).toMatch(/token/);
    },
  );

  it("refuses a message beyond the limit, and hears one that is no JSON", async () => {
    const token = await sign("scale:read");
    expect((await ask(token, "GET_TASK", { task_id: "x".repeat(9_000_000) })).status).toBe(413);
    const broken = await fetch(server.url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: "{",
    });
    expect(broken.status).toBe(400);
  });
});
