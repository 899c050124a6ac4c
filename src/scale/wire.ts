import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { Method } from "../../tools/request.ts";

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly url: URL;
  readonly method: Method;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
}

export interface WireLimits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole exchange, the body's last byte included. */
  readonly timeoutMs: number;
  /** Bytes of the answer's body that are read at most. */
  readonly maxBytes: number;
}

/** What came back. */
export interface Answered {
  readonly kind: "answered";
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
  /** False when the body was longer than the limit; `body` is then its beginning. */
  readonly whole: boolean;
}

/** Nothing whole came back. */
export interface Lost {
  readonly kind: "lost";
  readonly why: "timeout" | "cancelled" | "network";
  /** False when the request certainly did not reach the server. */
  readonly reached: boolean;
  readonly detail: string;
}

export type Exchange = Answered | Lost;

export interface Wire {
  exchange(request: WireRequest, limits: WireLimits): Promise<Exchange>;
  close(): Promise<void>;
}

/** Failures that come before a connection stands, so that nothing was sent. */
const beforeSending = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "unknown";
  if ("code" in error && typeof error.code === "string") return error.code;
  // Happy eyeballs wraps one error for each address.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return "cause" in error && error.cause !== undefined
    ? codeOf(error.cause)
    : error instanceof Error
      ? error.name
      : "unknown";
}

/** True for an address of this machine, where nobody listens in between. */
export const isLoopback = (url: URL) => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);

/** The client to the network: one pool of kept-alive connections, and proxies from the environment. */
export async function createWire(api: URL): Promise<Wire> {
  // undici is CommonJS: once bundled, its names hang on the default export only.
  const { Agent, EnvHttpProxyAgent } = (await import("undici")).default;
  const options = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 10_000 } };
  // A proxy can't reach this machine's loopback, where the sandbox listens.
  const dispatcher: Dispatcher = isLoopback(api) ? new Agent(options) : new EnvHttpProxyAgent(options);

  async function exchange(request: WireRequest, limits: WireLimits): Promise<Exchange> {
    const abort = new AbortController();
    const stopped: { by?: "cancelled" | "timeout" } = {};
    const stop = (by: "cancelled" | "timeout") => {
      stopped.by = by;
      abort.abort();
    };
    const cancel = () => stop("cancelled");
    if (limits.signal?.aborted)
      return { kind: "lost", why: "cancelled", reached: false, detail: "cancelled before it was sent" };
    limits.signal?.addEventListener("abort", cancel, { once: true });
    const timer = setTimeout(() => stop("timeout"), limits.timeoutMs);

    let status: number | undefined;
    try {
      const response = await dispatcher.request({
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        signal: abort.signal,
      });
      status = response.statusCode;
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of response.body) {
        const bytes: Buffer = chunk;
        size += bytes.length;
        if (size > limits.maxBytes) break;
        chunks.push(bytes);
      }
      const header = (name: string) => {
        const value = response.headers[name];
        return Array.isArray(value) ? value[0] : value;
      };
      return {
        kind: "answered",
        status,
        header,
        body: Buffer.concat(chunks),
        whole: size <= limits.maxBytes,
      };
    } catch (error) {
      const code = codeOf(error);
      const seen = status === undefined ? code : `the answer (status ${status}) broke off: ${code}`;
      const detail = stopped.by === "timeout" ? `no whole answer within ${limits.timeoutMs} ms` : seen;
      const reached = !beforeSending.has(code);
      return { kind: "lost", why: stopped.by ?? "network", reached, detail };
    } finally {
      clearTimeout(timer);
      limits.signal?.removeEventListener("abort", cancel);
    }
  }

  return { exchange, close: () => dispatcher.destroy() };
}
