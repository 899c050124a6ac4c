import { EventEmitter } from "node:events";
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
  /** True where `signal` must not cut off a request that is wholly on its way: it may have its effect. */
  readonly hold: boolean;
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
  /** False when the request certainly was not wholly on its way, so that it can't have had an effect. */
  readonly reached: boolean;
  readonly detail: string;
}

export type Exchange = Answered | Lost;

export interface Wire {
  exchange(request: WireRequest, limits: WireLimits): Promise<Exchange>;
  close(): Promise<void>;
}

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

/** True for a name of this machine, where nobody listens in between. */
export const isLoopbackHost = (host: string) => /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/.test(host);

/** True where nobody on the way can read what is sent: https, or http that stays on this machine. */
export const isSecure = ({ protocol, hostname }: URL) =>
  protocol === "https:" || (protocol === "http:" && isLoopbackHost(hostname));

/** The client to the network: one pool of kept-alive connections, and proxies from the environment. */
export async function createWire(api: URL): Promise<Wire> {
  // undici is CommonJS: once bundled, its names hang on the default export only.
  const { Agent, EnvHttpProxyAgent, DecoratorHandler } = (await import("undici")).default;
  const options = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 10_000 } };
  // A proxy can't reach this machine's loopback, where the sandbox listens.
  const pool: Dispatcher = isLoopbackHost(api.hostname) ? new Agent(options) : new EnvHttpProxyAgent(options);

  /** Tells when a request takes a connection, which is when its first byte may leave. */
  class Starting extends DecoratorHandler {
    readonly #onStart: () => void;
    readonly #handler: Dispatcher.DispatchHandler;

    constructor(handler: Dispatcher.DispatchHandler, onStart: () => void) {
      super(handler);
      this.#handler = handler;
      this.#onStart = onStart;
    }

    onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
      this.#onStart();
      this.#handler.onRequestStart?.(controller, context);
    }
  }

  async function exchange(request: WireRequest, limits: WireLimits): Promise<Exchange> {
    const { signal, hold, timeoutMs, maxBytes } = limits;
    if (signal?.aborted)
      return { kind: "lost", why: "cancelled", reached: false, detail: "cancelled before it was sent" };

    const { body = null } = request;
    const streamed = typeof body === "object" && body !== null ? body : undefined;
    let started = false;
    let whole = streamed === undefined;
    streamed?.once("end", () => {
      whole = true;
    });

    // undici takes an emitter as a signal too, which costs a tenth of an AbortController.
    const abort = new EventEmitter();
    let stopped: "cancelled" | "timeout" | undefined;
    const stop = (by: "cancelled" | "timeout") => {
      stopped ??= by;
      abort.emit("abort");
    };
    const cancel = () => {
      if (!(hold && started && whole)) stop("cancelled");
    };
    signal?.addEventListener("abort", cancel, { once: true });
    const timer = setTimeout(() => stop("timeout"), timeoutMs);

    let status: number | undefined;
    try {
      const watched = pool.compose(
        (dispatch) => (options, handler) =>
          dispatch(
            options,
            new Starting(handler, () => {
              // One that was stopped before goes no further than this.
              started = stopped === undefined;
            }),
          ),
      );
      const response = await watched.request({
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        method: request.method,
        headers: request.headers,
        body,
        signal: abort,
      });
      status = response.statusCode;
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of response.body) {
        const bytes: Buffer = chunk;
        size += bytes.length;
        if (size > maxBytes) break;
        chunks.push(bytes);
      }
      const header = (name: string) => {
        const value = response.headers[name];
        return Array.isArray(value) ? value[0] : value;
      };
      return { kind: "answered", status, header, body: Buffer.concat(chunks), whole: size <= maxBytes };
    } catch (error) {
      const code = codeOf(error);
      const seen = status === undefined ? code : `the answer (status ${status}) broke off: ${code}`;
      const detail = stopped === "timeout" ? `no whole answer within ${Math.round(timeoutMs)} ms` : seen;
      return {
        kind: "lost",
        why: stopped ?? "network",
        reached: started && (whole || status !== undefined),
        detail,
      };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    }
  }

  return { exchange, close: () => pool.destroy() };
}
