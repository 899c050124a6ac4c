import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { Method } from "../../tools/request.ts";
import { Bag, type Bagged } from "./bag.ts";

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly origin: string;
  /** What stands behind the origin, the query included. */
  readonly path: string;
  readonly method: Method;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Readable | undefined;
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
  /** Cancels the exchanges that have no signal of their own, as such a signal would, those to come too. */
  cancel(): void;
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

/** Why a request that was stopped by us ended. */
const stoppedByUs = Object.assign(new Error("stopped"), { code: "stopped" });

/** One request on its way: hears from undici what becomes of it, and tells it once, whatever comes afterwards. */
class OneExchange implements Dispatcher.DispatchHandler, Bagged {
  place = -1;
  #controller: Dispatcher.DispatchController | undefined;
  #stopped: "cancelled" | "timeout" | undefined;
  /** True once it has a connection, which is when its first byte may leave. */
  #started = false;
  /** True once the last byte of its body was handed on. */
  #whole: boolean;
  #status: number | undefined;
  #headers: Readonly<Record<string, string | string[] | undefined>> = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;
  readonly #limits: WireLimits;
  readonly #tell: (exchange: Exchange) => void;

  constructor(body: WireRequest["body"], limits: WireLimits, tell: (exchange: Exchange) => void) {
    this.#limits = limits;
    this.#tell = tell;
    const streamed = typeof body === "object" ? body : undefined;
    this.#whole = streamed === undefined;
    streamed?.once("end", () => {
      this.#whole = true;
    });
  }

  /** Ends it, unless it is a write that is wholly on its way. */
  cancel(): void {
    if (!(this.#limits.hold && this.#started && this.#whole)) this.#stop("cancelled");
  }

  timeOut(): void {
    this.#stop("timeout");
  }

  #stop(by: "cancelled" | "timeout"): void {
    this.#stopped ??= by;
    // Without a connection it waits for one, at which it then ends.
    if (this.#controller === undefined) this.#lose(stoppedByUs);
    else this.#controller.abort(stoppedByUs);
  }

  #lose(error: unknown): void {
    const code = codeOf(error);
    const seen = this.#status === undefined ? code : `the answer (status ${this.#status}) broke off: ${code}`;
    const late = `no whole answer within ${Math.round(this.#limits.timeoutMs)} ms`;
    this.#tell({
      kind: "lost",
      why: this.#stopped ?? "network",
      reached: this.#started && (this.#whole || this.#status !== undefined),
      detail: this.#stopped === "timeout" ? late : seen,
    });
  }

  #answer(status: number, whole: boolean): void {
    const headers = this.#headers;
    const header = (name: string) => {
      const value = headers[name];
      return Array.isArray(value) ? value[0] : value;
    };
    const [first] = this.#chunks;
    const body = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#tell({ kind: "answered", status, header, body, whole });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#stopped === undefined) this.#started = true;
    else controller.abort(stoppedByUs);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // What is below comes before the answer, and is none.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size <= this.#limits.maxBytes) {
      this.#chunks.push(chunk);
      return;
    }
    if (this.#status !== undefined) this.#answer(this.#status, false);
    controller.abort(stoppedByUs);
  }

  onResponseEnd(): void {
    if (this.#status !== undefined) this.#answer(this.#status, true);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#lose(error);
  }
}

/** The client to the network: one pool of kept-alive connections, and proxies from the environment. */
export async function createWire(api: URL): Promise<Wire> {
  // undici is CommonJS: once bundled, its names hang on the default export only.
  const { Agent, EnvHttpProxyAgent } = (await import("undici")).default;
  const options = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 10_000 } };
  // A proxy can't reach this machine's loopback, where the sandbox listens.
  const pool: Dispatcher = isLoopbackHost(api.hostname) ? new Agent(options) : new EnvHttpProxyAgent(options);

  const unattended = new Bag<OneExchange>();
  let cancelled = false;

  function exchange(request: WireRequest, limits: WireLimits): Promise<Exchange> {
    const { signal, timeoutMs } = limits;
    return new Promise((resolve) => {
      if (signal === undefined ? cancelled : signal.aborted) {
        resolve({ kind: "lost", why: "cancelled", reached: false, detail: "cancelled before it was sent" });
        return;
      }
      const { origin, path, method, headers, body } = request;
      const one = new OneExchange(body, limits, (told) => {
        clearTimeout(timer);
        if (signal === undefined) unattended.delete(one);
        else signal.removeEventListener("abort", cancel);
        resolve(told);
      });
      const cancel = () => one.cancel();
      const timer = setTimeout(() => one.timeOut(), timeoutMs);
      // A signal for all of them would be listened to by each, which takes as long as to make the request.
      if (signal === undefined) unattended.add(one);
      else signal.addEventListener("abort", cancel, { once: true });
      // Not `request` of undici: its stream and its signals cost as much as all else here.
      // The headers are a copy, since undici writes a host into them on the way to a proxy, and others share them.
      pool.dispatch({ origin, path, method, headers: { ...headers }, body: body ?? null }, one);
    });
  }

  return {
    exchange,
    cancel() {
      cancelled = true;
      for (const one of unattended.all()) one.cancel();
    },
    close: () => pool.destroy(),
  };
}
