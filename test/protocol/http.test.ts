import { readFileSync } from "node:fs";
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import published from "../../src/generated/tools.json" with { type: "json" };
import { type Connected, httpGenerations } from "../support/clients.ts";
import { dataOf, failureOf, list, object, text } from "../support/envelope.ts";
import { rawCall, type Serving, serving } from "../support/serving.ts";
import { until } from "../support/until.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";

const image = (unique_id: string) => ({
  attachment: "https://images.example.com/a.jpg",
  geometries: { box: { objects_to_annotate: ["car"] } },
  unique_id,
});

/** The envelope of a call, whichever form the answer has. */
async function envelopeOf(response: Response): Promise<unknown> {
  const body = await response.text();
  const json = body.startsWith("{") ? body : (/^data: (\{.*)$/m.exec(body)?.[1] ?? "{}");
  return object(object(JSON.parse(json)).result).structuredContent;
}

describe("a sandbox on loopback", () => {
  let server: Serving;
  beforeAll(async () => {
    server = await serving(["--sandbox", "--confirm", "spend"]);
  });
  afterAll(() => server.end());

  describe.each(httpGenerations)("with $name", ({ name, connect }) => {
    const with_ = async <Value>(
      run: (client: Connected) => Promise<Value>,
      asked?: () => void,
    ): Promise<Value> => {
      const onAsk =
        asked &&
        (() => {
          asked();
          return { action: "accept" as const, content: { agree: true } };
        });
      const client = await connect({ url: server.url, ...(onAsk === undefined ? {} : { onAsk }) });
      try {
        return await run(client);
      } finally {
        await client.close();
      }
    };

    it("lists the 41 tools as they are published", async () => {
      expect(await with_((client) => client.listTools())).toEqual(published);
    });

    it("answers calls, also many at once", async () => {
      await with_(async (client) => {
        const results = await Promise.all(
          Array.from({ length: 20 }, () => client.call("SCALE_AI_LIST_PROJECTS")),
        );
        for (const { structuredContent, content } of results) {
          expect(list(dataOf(structuredContent).projects).length).toBeGreaterThan(3);
          expect(JSON.parse(text(content[0]?.text))).toEqual(structuredContent);
        }
        failureOf((await client.call("SCALE_AI_GET_TASK", {})).structuredContent, "invalid_arguments");
      });
    });

    it("has a person asked where the protocol has a way, and is refused where it has none", async () => {
      let asked = 0;
      const args = image(`http-${name}`);
      const result = await with_(
        (client) => client.call("SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK", args),
        () => asked++,
      );
      if (name.endsWith("2026-07-28")) {
        dataOf(result.structuredContent);
        expect(asked).toBe(1);
      } else {
        failureOf(result.structuredContent, "refused");
        expect(asked).toBe(0);
      }
    });
  });

  describe("an agreement", () => {
    const create = "SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK";
    const agree = { consent: { action: "accept", content: { agree: true } } };
    const asking = async (args: unknown) => {
      const { result } = object(await (await rawCall(server.url, create, args)).json());
      expect(object(result).resultType).toBe("input_required");
      return text(object(result).requestState);
    };
    const answering = (args: unknown, requestState: string, tool = create) =>
      rawCall(server.url, tool, args, { more: { inputResponses: agree, requestState } });

    it("makes one task, however often it is sent", async () => {
      const args = { ...image("replayed"), unique_id: undefined };
      const state = await asking(args);
      const first = dataOf(await envelopeOf(await answering(args, state)));
      const again = failureOf(await envelopeOf(await answering(args, state)), "conflict");
      expect(again.existing_task_id).toBe(first.task_id);
    });

    it.each([
      ["other arguments", (state: string) => [image("b"), state, create]],
      ["another tool", (state: string) => [{ batch_name: "b" }, state, "SCALE_AI_FINALIZE_BATCH"]],
      ["a forged seal", (state: string) => [image("a"), `${state.slice(0, -4)}AAAA`, create]],
      ["no seal", () => [image("a"), "", create]],
    ] as [string, (state: string) => [unknown, string, string]][])(
      "is none with %s: the person is asked anew",
      async (_what, changed) => {
        const [args, state, tool] = changed(await asking(image("a")));
        const { result } = object(await (await answering(args, state, tool)).json());
        expect(object(result).resultType).toBe("input_required");
      },
    );
  });

  it("is not reached by other names, or by pages of other origins", async () => {
    const ask = (headers: Record<string, string>, path = "/mcp") =>
      rawCall(`${server.origin}${path}`, "SCALE_AI_LIST_PROJECTS", {}, { headers });
    const page = await ask({ origin: "https://evil.example.com" });
    expect(page.status).toBe(403);
    expect(page.headers.get("access-control-allow-origin")).toBeNull();
    const near = await ask({ origin: "http://localhost:6274" });
    expect(near.status).toBe(200);
    expect(near.headers.get("access-control-allow-origin")).toBe("http://localhost:6274");
    expect((await ask({ origin: "http://localhost.evil.example.com" })).status).toBe(403);
  });
});

describe("keys of the callers' own", () => {
  let upstream: Upstream;
  let server: Serving;
  beforeAll(async () => {
    upstream = await startUpstream();
    server = await serving(["--rate-limit", "1000"], { SCALE_API_URL: `${upstream.origin}/v1` });
  });
  afterAll(async () => {
    expect(await server.end()).toBe(0);
    for (const said of ["test_aaaaaaaa", "test_bbbbbbbb", "test_caller_"])
      expect(server.log()).not.toContain(said);
    await upstream.close();
  });
  const ask = (headers: Record<string, string>) =>
    rawCall(server.url, "SCALE_AI_LIST_PROJECTS", {}, { headers });
  const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString("base64")}`;

  it.each([
    ["X-Scale-Api-Key", { "x-scale-api-key": "test_aaaaaaaa" }, "test_aaaaaaaa"],
    ["Bearer", { authorization: "Bearer test_bbbbbbbb" }, "test_bbbbbbbb"],
    ["both, the first", { "x-scale-api-key": "test_cccccccc", authorization: "Bearer x" }, "test_cccccccc"],
  ])("go to Scale as they came in %s, and nowhere else", async (_what, headers, key) => {
    upstream.script({ body: [] });
    dataOf(await envelopeOf(await ask(headers)));
    expect(upstream.received.map((request) => request.headers.authorization)).toEqual([basic(key)]);
  });

  it("never meet, also when many call at once", async () => {
    upstream.script((response, request) =>
      response
        .setHeader("content-type", "application/json")
        .end(JSON.stringify({ you: request.headers.authorization })),
    );
    const keys = Array.from({ length: 40 }, (_, n) => `test_caller_${String(n).padStart(4, "0")}`);
    const answers = await Promise.all(
      keys.map(async (key) => dataOf(await envelopeOf(await ask({ "x-scale-api-key": key })))),
    );
    for (const { you } of answers) expect(you).toBe("Basic [key hidden]");
    expect(new Set(upstream.received.map(({ headers }) => headers.authorization))).toEqual(
      new Set(keys.map(basic)),
    );
  });

  it.each([
    ["none", {}, "X-Scale-Api-Key"],
    ["Basic", { authorization: "Basic dGVzdDo=" }, "X-Scale-Api-Key"],
    ["an impossible one", { "x-scale-api-key": "test key" }, "characters"],
  ])("are asked for where there is %s", async (_what, headers, told) => {
    upstream.script({ body: [] });
    const response = await ask(headers);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect(object(await response.json()).error).toContain(told);
    expect(upstream.received).toEqual([]);
  });

  it("end a read when the caller hangs up", async () => {
    const hungUp = new Promise<void>((resolve) => {
      upstream.script((response) => void response.on("close", () => resolve()));
    });
    const abort = new AbortController();
    const asked = rawCall(
      server.url,
      "SCALE_AI_LIST_PROJECTS",
      {},
      {
        headers: { "x-scale-api-key": "test_aaaaaaaa" },
        signal: abort.signal,
      },
    ).catch(() => undefined);
    while (upstream.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    await asked;
    await hungUp;
  });

  it("share no retries, no files and no limits", async () => {
    const file = await fetch(`${server.origin}/files?name=a.txt`, {
      method: "POST",
      headers: { "x-scale-api-key": "test_aaaaaaaa", "content-type": "text/plain" },
      body: "content of a",
    });
    const { s3key } = object(await file.json());
    upstream.script({ body: { attachment_url: "scaledata://a" } });
    const upload = async (key: string) =>
      envelopeOf(
        await rawCall(
          server.url,
          "SCALE_AI_UPLOAD_FILE",
          { file: { s3key } },
          { headers: { "x-scale-api-key": key } },
        ),
      );
    failureOf(await upload("test_bbbbbbbb"), "not_found");
    expect(upstream.received).toEqual([]);
    dataOf(await upload("test_aaaaaaaa"));
    expect(upstream.received[0]?.body.toString()).toContain("content of a");
  });

  it("may narrow what they get and never widen it", async () => {
    const names = async (headers: Record<string, string>, query = "") => {
      const response = await fetch(`${server.url}${query}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          "x-scale-api-key": "test_aaaaaaaa",
          ...headers,
        },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
      });
      const body = await response.text();
      if (response.status !== 200) return [response.status, body];
      return list(object(object(JSON.parse(/\{.*\}/s.exec(body)?.[0] ?? "")).result).tools).map(
        (tool) => object(tool).name,
      );
    };
    expect(await names({ "x-mcp-toolsets": "team" })).toEqual([
      "SCALE_AI_GET_TEAMS",
      "SCALE_AI_INVITE_TEAM_MEMBER",
    ]);
    expect(await names({ "x-mcp-toolsets": "team" }, "?readonly=true")).toEqual(["SCALE_AI_GET_TEAMS"]);
    expect(await names({ "x-mcp-toolsets": "team", "x-mcp-readonly": "false" }, "?toolsets=batches")).toEqual(
      [],
    );
    expect((await names({ "x-mcp-toolsets": "taem" }))[0]).toBe(400);
    expect((await names({}, "?readonly=perhaps"))[0]).toBe(400);
  });
});

describe("access tokens", () => {
  const tokens = [
    { name: "all", token: "0123456789abcdef-all" },
    { name: "reader", token: "0123456789abcdef-reader", readOnly: true, toolsets: ["batches"] },
  ];
  let server: Serving;
  beforeAll(async () => {
    server = await serving(["--sandbox", "--auth", "token"], { SCALE_MCP_TOKENS: JSON.stringify(tokens) });
  });
  afterAll(async () => {
    await server.end();
    expect(server.log()).toContain('"who":"reader"');
    for (const { token } of tokens) expect(server.log()).not.toContain(token);
  });
  const ask = (token: string | undefined, tool: string, args = {}, headers = {}) =>
    rawCall(server.url, `SCALE_AI_${tool}`, args, {
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    });

  it("let in who has one, as far as it goes", async () => {
    dataOf(await envelopeOf(await ask(tokens[0]?.token, "LIST_PROJECTS")));
    dataOf(await envelopeOf(await ask(tokens[1]?.token, "LIST_BATCHES")));
    failureOf(await envelopeOf(await ask(tokens[1]?.token, "LIST_PROJECTS")), "refused");
    failureOf(await envelopeOf(await ask(tokens[1]?.token, "CREATE_BATCH")), "refused");
    const wider = { "x-mcp-toolsets": "projects", "x-mcp-readonly": "false" };
    failureOf(await envelopeOf(await ask(tokens[1]?.token, "LIST_PROJECTS", {}, wider)), "refused");
  });

  it.each([undefined, "0123456789abcdef", "0123456789abcdef-al", "0123456789abcdef-alll"])(
    "turn away %s, and slow down who guesses",
    async (token) => {
      const response = await ask(token, "LIST_PROJECTS");
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toMatch(/^Bearer /);
    },
  );

  it("answer 429 to whoever guesses on", async () => {
    let status = 401;
    let wait: string | null = null;
    for (let n = 0; n < 100 && status === 401; n++) {
      const response = await ask(`wrong-${n}-0123456789`, "LIST_PROJECTS");
      status = response.status;
      wait = response.headers.get("retry-after");
      await response.arrayBuffer();
    }
    expect(status).toBe(429);
    expect(Number(wait)).toBeGreaterThan(0);
    // Who has a token is not kept out by that.
    dataOf(await envelopeOf(await ask(tokens[0]?.token, "LIST_PROJECTS")));
  });
});

describe("operation", () => {
  let server: Serving;
  let upstream: Upstream;
  beforeAll(async () => {
    upstream = await startUpstream();
    server = await serving(
      ["--auth", "none", "--rate-limit", "40", "--max-body-bytes", "100000", "--drain", "5"],
      {
        SCALE_API_URL: `${upstream.origin}/v1`,
        SCALE_API_KEY: "test_0123456789",
      },
    );
  });
  afterAll(async () => {
    expect(await server.end()).toBe(0);
    await upstream.close();
  });
  const get = (path: string, init: RequestInit = {}) => fetch(`${server.origin}${path}`, init);

  it("has health, readiness and metrics without names, ids or keys in them", async () => {
    await rawCall(server.url, "SCALE_AI_GET_TASK", { task_id: "secret-id" });
    await rawCall(server.url, "SCALE_AI_NO_SUCH_TOOL_secret", {});
    expect(object(await (await get("/healthz")).json()).status).toBe("ok");
    expect(object(await (await get("/readyz")).json()).status).toBe("ready");
    await get("/.well-known/secret-path");
    await get("/secret-path");
    const metrics = await (await get("/metrics")).text();
    expect(metrics).toContain('scale_mcp_http_requests_total{route="/.well-known",status="404"}');
    expect(metrics).toContain('scale_mcp_calls_total{tool="SCALE_AI_GET_TASK",outcome="success"} 1');
    expect(metrics).toContain('scale_mcp_calls_total{tool="unknown",outcome="unknown_tool"} 1');
    expect(metrics).toContain('scale_mcp_upstream_total{status="200"} 1');
    expect(metrics).not.toContain("secret");
  });

  it("gives each answer an id, which the log has, and headers that keep it private", async () => {
    const response = await get("/nowhere", { headers: { "x-request-id": "my-request-0001" } });
    expect(response.status).toBe(404);
    expect(object(await response.json()).request_id).toBe("my-request-0001");
    expect(response.headers.get("x-request-id")).toBe("my-request-0001");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cache-control")).toBe("no-store");
    // Lines are gathered before they are written.
    await until(() => server.log().includes("my-request-0001"), 500);
    expect(server.log()).toContain("my-request-0001");
    expect(
      (await get("/healthz", { headers: { "x-request-id": "<script>" } })).headers.get("x-request-id"),
    ).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    "/.well-known/oauth-protected-resource",
    "/.well-known/oauth-authorization-server",
    "/.well-known/openid-configuration/mcp",
  ])("answers 404 in JSON at %s, so that clients stop looking", async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toContain("application/json");
  });

  it("refuses what is too large, and no path of this machine is read", async () => {
    const large = await rawCall(server.url, "SCALE_AI_GET_TASK", { task_id: "x".repeat(200_000) });
    expect(large.status).toBe(413);
    const path = await envelopeOf(
      await rawCall(server.url, "SCALE_AI_UPLOAD_FILE", {
        file: {},
        file_path: `${import.meta.dirname}/http.test.ts`,
      }),
    );
    failureOf(path, "refused");
  });

  it("keeps a large answer as a resource of its caller", async () => {
    const task = { task_id: "t", response: { annotations: Array(20_000).fill({ label: "car" }) } };
    upstream.script({ body: task });
    const data = dataOf(await envelopeOf(await rawCall(server.url, "SCALE_AI_GET_TASK", { task_id: "t" })));
    const uri = text(object(object(data._scale_mcp).omitted).resource);
    const client = await httpGenerations[2]?.connect({ url: server.url });
    const { contents } = (await client?.readResource(uri)) ?? { contents: [] };
    expect(JSON.parse(text(contents[0]?.text))).toEqual(task);
    await expect(client?.readResource(`${uri.slice(0, -3)}AAA`)).rejects.toThrow();
    await client?.close();
  });

  it("slows down a caller with too many requests", async () => {
    let status = 200;
    let response: Response | undefined;
    for (let n = 0; n < 60 && status === 200; n++) {
      response = await rawCall(server.url, "SCALE_AI_LIST_PROJECTS", {});
      status = response.status;
      await response.arrayBuffer();
    }
    expect(status).toBe(429);
    expect(Number(response?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await get("/healthz")).status).toBe(200);
  });
});

describe("TLS", () => {
  it("is spoken with the certificate that was given, and nothing else is", async () => {
    const file = (name: string) => new URL(`../support/tls/${name}.pem`, import.meta.url).pathname;
    const server = await serving(["--sandbox", "--tls-cert", file("cert"), "--tls-key", file("key")]);
    expect(server.url).toMatch(/^https:/);
    const dispatcher = new Agent({ connect: { ca: readFileSync(file("cert"), "utf8") } });
    const { statusCode, body } = await request(`${server.origin}/healthz`, { dispatcher });
    expect([statusCode, await body.json()]).toEqual([200, { status: "ok" }]);
    await expect(fetch(`${server.origin.replace("https", "http")}/healthz`)).rejects.toThrow();
    await dispatcher.close();
    expect(await server.end()).toBe(0);
  });
});

describe("the end", () => {
  it("lets a call finish, takes no new ones, and exits with 0", async () => {
    const upstream = await startUpstream();
    const server = await serving(["--auth", "none", "--drain", "20"], {
      SCALE_API_URL: `${upstream.origin}/v1`,
      SCALE_API_KEY: "test_0123456789",
    });
    let answer = () => {};
    const arrived = new Promise<void>((resolve) => {
      upstream.script((response) => {
        answer = () => response.setHeader("content-type", "application/json").end('{"task_id":"late"}');
        resolve();
      });
    });
    const call = rawCall(server.url, "SCALE_AI_GET_TASK", { task_id: "t" });
    await arrived;
    const ended = server.end("SIGTERM");
    await until(() => server.log().includes("ending"), 500);
    await expect(fetch(`${server.origin}/healthz`, { headers: { connection: "close" } })).rejects.toThrow();
    answer();
    expect(dataOf(await envelopeOf(await call)).task_id).toBe("late");
    expect(await ended).toBe(0);
    await upstream.close();
  });
});

describe("a start that would open a door", () => {
  it.each<[string, string[], Record<string, string>, RegExp]>([
    ["beyond loopback without auth", ["--host", "0.0.0.0"], {}, /--auth/],
    ["beyond loopback without TLS", ["--host", "0.0.0.0", "--auth", "scale-key"], {}, /TLS/],
    [
      "nobody asked beyond loopback",
      ["--host", "0.0.0.0", "--auth", "none", "--behind-tls-proxy", "--sandbox"],
      {},
      /loopback/,
    ],
    ["tokens without tokens", ["--auth", "token", "--sandbox"], {}, /--tokens-file/],
    [
      "short tokens",
      ["--auth", "token", "--sandbox"],
      { SCALE_MCP_TOKENS: '[{"name":"a","token":"short"}]' },
      /16/,
    ],
    ["the server's key without one", ["--auth", "none"], {}, /SCALE_API_KEY/],
    ["OAuth without an issuer", ["--auth", "oauth", "--sandbox"], {}, /--oauth-issuer/],
    ["a slip in an origin", ["--sandbox", "--allowed-origins", "https://a.test/path"], {}, /origin/],
    [
      "an audience with a query",
      [
        ...["--auth", "oauth", "--sandbox", "--oauth-issuer", "https://issuer.test"],
        ...["--oauth-audience", "https://mcp.test/mcp?a=1"],
      ],
      {},
      /query/,
    ],
    [
      "a tool that there is not, beside Redis",
      ["--sandbox", "--redis", "redis://127.0.0.1:1", "--tools", "A"],
      {},
      /"A"/,
    ],
    ["a certificate without a key", ["--sandbox", "--tls-cert", "a.pem"], {}, /together/],
  ])("does not happen: %s", async (_what, args, env, told) => {
    await expect(serving(args, env)).rejects.toThrow(told);
  });
});
