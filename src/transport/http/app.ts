import type { IncomingMessage } from "node:http";
import { type AuthInfo, createMcpHandler, isJsonContentType } from "@modelcontextprotocol/server";
import { type Context, Hono } from "hono";
import { isObject } from "../../../tools/json.ts";
import type { App } from "../../app.ts";
import { ConfigError } from "../../config-error.ts";
import type { Caller } from "../../dispatcher.ts";
import type { FileStore } from "../../filestore.ts";
import type { Logger } from "../../log.ts";
import type { Metrics } from "../../metrics.ts";
import { isWrite } from "../../policy.ts";
import { createServer } from "../../server.ts";
import { createIdentify, type Denied } from "./auth.ts";
import { addressOf, answer, type Env, framing, hostGuard, originGuard } from "./guards.ts";
import type { RateLimits } from "./limits.ts";
import { narrowedBy } from "./narrowing.ts";
import type { OAuth } from "./oauth.ts";
import type { HttpSettings } from "./settings.ts";

export interface HttpParts {
  readonly app: App;
  readonly settings: HttpSettings;
  readonly limits: RateLimits;
  readonly metrics: Metrics;
  readonly files: FileStore;
  readonly oauth?: OAuth | undefined;
  readonly logger: Logger;
  /** False while the server drains. */
  readonly isReady: () => boolean;
}

export interface HttpApp {
  readonly fetch: Hono<Env>["fetch"];
  close(): Promise<void>;
}

const routes = ["/mcp", "/files", "/healthz", "/readyz", "/metrics"];

/** The path as it is told: what a caller made up may hold anything. */
const routeOf = (path: string) =>
  routes.includes(path) ? path : path.startsWith("/.well-known/") ? "/.well-known" : "other";

/** The message of a request, or why it can't be taken, as JSON-RPC says it. */
type Message =
  | { readonly ok: true; readonly message: unknown }
  | {
      readonly ok: false;
      readonly status: 400 | 408 | 413 | 415;
      readonly code: number;
      readonly error: string;
    };

/** How long a message may take to come, in milliseconds; files have longer. */
const messageMs = 30_000;

/** The message, unless it comes too slowly. */
async function messageInTime(incoming: IncomingMessage, mostBytes: number): Promise<Message> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Message>((resolve) => {
    const error = `A message must be complete in ${messageMs / 1_000} s.`;
    timer = setTimeout(() => resolve({ ok: false, status: 408, code: -32_000, error }), messageMs);
  });
  try {
    return await Promise.race([messageOf(incoming, mostBytes), late]);
  } catch {
    return { ok: false, status: 400, code: -32_700, error: "The message did not come to its end." };
  } finally {
    clearTimeout(timer);
  }
}

/** Reads from Node's own stream: that of a web request would cost a tenth of a call. */
async function messageOf(incoming: IncomingMessage, mostBytes: number): Promise<Message> {
  if (!isJsonContentType(incoming.headers["content-type"] ?? null))
    return { ok: false, status: 415, code: -32_000, error: "A message is sent as application/json." };
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    const bytes: Buffer = chunk;
    size += bytes.length;
    if (size > mostBytes)
      return { ok: false, status: 413, code: -32_000, error: `A message may have ${mostBytes} bytes.` };
    chunks.push(bytes);
  }
  try {
    return { ok: true, message: JSON.parse(Buffer.concat(chunks).toString("utf8")) };
  } catch {
    return { ok: false, status: 400, code: -32_700, error: "Parse error: the message is no JSON." };
  }
}

/** Everything that this server answers over HTTP. */
export function createHttpApp(parts: HttpParts): HttpApp {
  const { app, settings, limits, metrics, files, oauth, logger, isReady } = parts;
  const identify = createIdentify(settings, app.caller, oauth);

  /** Callers travel beside the SDK's own information, which is made for each request. */
  const callers = new WeakMap<AuthInfo, Caller>();
  const mcp = createMcpHandler(
    ({ authInfo }) => {
      const caller = authInfo && callers.get(authInfo);
      if (caller === undefined) throw new Error("a request without a caller");
      return createServer({ ...app, caller, files });
    },
    {
      onerror: (error) => logger.log("info", "a message could not be handled", { error: error.message }),
    },
  );

  const tooMany = (c: Context<Env>, seconds: number) =>
    answer(c, 429, `Too many requests: wait ${seconds} s.`, { "retry-after": String(seconds) });

  async function deny(c: Context<Env>, { status, reason, challenge }: Denied) {
    const wait = status === 401 ? await limits.denied(addressOf(c, settings)) : undefined;
    if (wait !== undefined) return tooMany(c, wait);
    return answer(c, status, reason, challenge === undefined ? {} : { "www-authenticate": challenge });
  }

  /** Who calls and what it may do, or the answer that turns it away. */
  async function admitted(c: Context<Env>): Promise<Caller | Response> {
    const identity = await identify(c.req.raw.headers);
    if (!identity.ok) return deny(c, identity.denied);
    const { caller, name } = identity.who;
    c.set("who", name);
    const wait = await limits.request(name);
    if (wait !== undefined) return tooMany(c, wait);
    try {
      return narrowedBy(caller, new URLSearchParams(c.req.url.split("?")[1]), c.req.raw.headers);
    } catch (error) {
      if (error instanceof ConfigError) return answer(c, 400, error.message);
      throw error;
    }
  }

  /** The scope that a call lacks, where tokens have scopes. */
  function missingScope(message: unknown, caller: Caller): string | undefined {
    if (!caller.policy.readOnly || app.caller.policy.readOnly) return undefined;
    const params =
      isObject(message) && message.method === "tools/call" && isObject(message.params) ? message.params : {};
    const entry = typeof params.name === "string" ? app.registry.find(params.name) : undefined;
    return entry !== undefined && isWrite(entry.tool) ? "scale:write" : undefined;
  }

  const hono = new Hono<Env>();
  hono.use(framing);
  hono.use(async (c, next) => {
    const started = performance.now();
    await next();
    const route = routeOf(c.req.path);
    metrics.served(route, c.res.status);
    logger.log("info", "request", {
      id: c.get("requestId"),
      method: c.req.method,
      route,
      status: c.res.status,
      ms: Math.round(performance.now() - started),
      who: c.get("who"),
    });
  });

  hono.get("/healthz", (c) => c.json({ status: "ok" }));
  hono.get("/readyz", (c) =>
    isReady() ? c.json({ status: "ready" }) : answer(c, 503, "This server is ending."),
  );
  hono.get("/metrics", async (c) => {
    const { type, body } = await metrics.text();
    return c.body(body, 200, { "content-type": type });
  });

  hono.use(hostGuard(settings));
  hono.use(originGuard(settings));

  for (const path of oauth?.metadataPaths ?? []) hono.get(path, (c) => c.json(oauth?.metadata));

  hono.all("/mcp", async (c) => {
    const caller = await admitted(c);
    if (caller instanceof Response) return caller;
    const authInfo: AuthInfo = { token: "", clientId: c.get("who") ?? "", scopes: [] };
    callers.set(authInfo, caller);
    if (c.req.method !== "POST") return mcp.fetch(c.req.raw, { authInfo });
    const read = await messageInTime(c.env.incoming, settings.maxBodyBytes);
    if (!read.ok) {
      const { status, code, error } = read;
      // What is still to come of it is not waited for.
      c.env.outgoing.setHeader("connection", "close");
      return c.json({ jsonrpc: "2.0", error: { code, message: error }, id: null }, status);
    }
    const scope = oauth && missingScope(read.message, caller);
    if (oauth !== undefined && scope !== undefined) {
      const challenge = oauth.challenge({ status: 403, scope });
      return deny(c, { status: 403, reason: `The access token lacks the scope ${scope}.`, challenge });
    }
    return mcp.fetch(c.req.raw, { authInfo, parsedBody: read.message });
  });

  hono.post("/files", async (c) => {
    const caller = await admitted(c);
    if (caller instanceof Response) return caller;
    const { body } = c.req.raw;
    if (body === null) return answer(c, 400, "The request has no body: send the file's bytes as they are.");
    const type = c.req.header("content-type") ?? "application/octet-stream";
    const name = c.req.query("name") ?? "file";
    const kept = await files.put(caller.owner ?? "", body, { name, type }).catch((error: unknown) => {
      if (c.req.raw.signal.aborted) return { ok: false, why: "broken off" } as const;
      throw error;
    });
    if (kept.ok) return c.json({ s3key: kept.key, size: kept.size });
    switch (kept.why) {
      case "too_large":
        return answer(c, 413, "A file may have 80 MB.");
      case "full":
        return answer(c, 507, "There is no room for more files: try again in some minutes.");
      case "broken off":
        return answer(c, 400, "The file did not come to its end.");
    }
  });
  hono.on(["GET", "PUT", "DELETE"], "/files", (c) =>
    answer(c, 405, "Send a file with POST.", { allow: "POST" }),
  );

  hono.notFound((c) =>
    answer(
      c,
      404,
      c.req.path.startsWith("/.well-known/")
        ? "There is nothing of the kind here."
        : "The MCP endpoint is /mcp.",
    ),
  );
  hono.onError((error, c) => {
    logger.log("error", "a request failed inside the server", { id: c.get("requestId"), stack: error.stack });
    return answer(c, 500, "This server failed; its log knows the request by its id.");
  });

  return { fetch: hono.fetch, close: () => mcp.close() };
}
