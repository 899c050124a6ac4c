import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { isLoopbackHost } from "../../scale/wire.ts";
import type { HttpSettings } from "./settings.ts";

/** What the parts of one request know of it. */
export interface Variables {
  requestId: string;
  /** Who calls, once that is known. */
  who?: string;
}

export type Env = {
  Variables: Variables;
  Bindings: { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse };
};

/** An answer that is not MCP's: one sentence, and the id under which the log knows the request. */
export function answer(
  c: Context<Env>,
  status: 400 | 401 | 403 | 404 | 405 | 413 | 429 | 500 | 503 | 507,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return c.json({ error, request_id: c.get("requestId") }, status, { ...headers });
}

/** No answer may be framed, sniffed or kept by others. */
const always = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/**
 * Gives each request an id, the proxy's where it sent a sensible one, and each answer its headers. They are put
 * on Node's own response, since changing those of a finished one costs a tenth of a call.
 */
export const framing: MiddlewareHandler<Env> = async (c, next) => {
  const given = c.req.header("x-request-id") ?? "";
  const id = /^[\w.-]{8,128}$/.test(given) ? given : randomUUID();
  c.set("requestId", id);
  const { outgoing } = c.env;
  for (const [name, value] of Object.entries(always)) outgoing.setHeader(name, value);
  outgoing.setHeader("x-request-id", id);
  await next();
};

/** The name of a Host header, without its port. */
const hostName = (host: string) => host.replace(/:\d+$/, "").toLowerCase();

/** Refuses what was addressed to another name, as a page does that had its own resolved to this machine. */
export const hostGuard =
  ({ allowedHosts }: HttpSettings): MiddlewareHandler<Env> =>
  async (c, next) => {
    const name = hostName(c.req.header("host") ?? "");
    if (!allowedHosts.includes(name))
      return answer(
        c,
        403,
        `The host ${JSON.stringify(name.slice(0, 100))} is not allowed: whoever runs this server can add it with --allowed-hosts.`,
      );
    return next();
  };

const isLoopbackOrigin = (origin: string) => URL.canParse(origin) && isLoopbackHost(new URL(origin).hostname);

/** Refuses pages of origins that are not allowed, and answers the browser's questions for those that are. */
export function originGuard({ allowedOrigins, loopbackOrigins }: HttpSettings): MiddlewareHandler<Env> {
  const isAllowed = (origin: string) =>
    allowedOrigins.includes(origin) || (loopbackOrigins && isLoopbackOrigin(origin));
  const answers = cors({
    origin: (origin) => (isAllowed(origin) ? origin : null),
    allowMethods: ["POST", "GET", "OPTIONS"],
    allowHeaders: [
      "authorization",
      "content-type",
      "last-event-id",
      "mcp-method",
      "mcp-name",
      "mcp-protocol-version",
      "mcp-session-id",
      "traceparent",
      "tracestate",
      "x-mcp-readonly",
      "x-mcp-toolsets",
      "x-request-id",
      "x-scale-api-key",
    ],
    exposeHeaders: ["mcp-session-id", "retry-after", "www-authenticate", "x-request-id"],
    maxAge: 600,
  });
  return async (c, next) => {
    const origin = c.req.header("origin");
    // Only browsers send one.
    if (origin === undefined) return next();
    if (isAllowed(origin)) return answers(c, next);
    return answer(
      c,
      403,
      `The origin ${JSON.stringify(origin.slice(0, 100))} is not allowed: whoever runs this server can add it with --allowed-origins.`,
    );
  };
}

/** Where a request comes from: the hop before a trusted proxy, else the connection. */
export function addressOf(c: Context<Env>, { behindTlsProxy }: HttpSettings): string {
  const forwarded = behindTlsProxy ? c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  return forwarded || (c.env.incoming.socket.remoteAddress ?? "unknown");
}
