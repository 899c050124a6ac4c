import type { ServerResponse } from "node:http";
import type { SandboxClock } from "./clock.ts";
import { ScaleError } from "./errors.ts";
import { randomFrom } from "./ids.ts";
import type { Log } from "./log.ts";

const KINDS = [
  "tooManyRequests",
  "internalError",
  "unavailable",
  "html",
  "resetBefore",
  "resetAfter",
  "truncate",
] as const;
export type FaultKind = (typeof KINDS)[number];

/** What goes wrong, how often (each rate from 0 to 1), and the seed that decides when. */
export interface Faults {
  seed: number;
  /** How long a slow answer takes to begin. */
  latencyMs?: number;
  /** The kinds other than latency exclude each other, so that their rates add up to at most 1. */
  rates: Partial<Record<FaultKind | "latency", number>>;
}

/** The raw connection, present when the request came over HTTP. */
export interface Connection {
  readonly outgoing: ServerResponse;
}

export type Serve = (request: Request, connection?: Connection) => Promise<Response>;

const DEFAULT_LATENCY_MS = 250;
const RETRY_AFTER_SECONDS = "1";
/** Tells @hono/node-server that the answer has been dealt with. */
const ALREADY_SENT = "x-hono-already-sent";

/** Puts faults in front of a server. `after` faults let the request take effect first. */
export function withFaults(serve: Serve, faults: Faults, clock: SandboxClock, log: Log): Serve {
  checkFaults(faults);
  const random = randomFrom(faults.seed);
  return async (request, connection) => {
    // Two numbers for every request, so that one rate does not shift the faults of another.
    const slow = random() < (faults.rates.latency ?? 0);
    const kind = choose(faults, random());
    if (slow) await new Promise<void>((done) => clock.setTimer(done, faults.latencyMs ?? DEFAULT_LATENCY_MS));
    if (kind === undefined) return serve(request, connection);
    log({
      level: "warn",
      message: "injected a fault",
      kind,
      method: request.method,
      path: new URL(request.url).pathname,
    });
    switch (kind) {
      case "tooManyRequests": {
        const response = new ScaleError(429, "Too many requests. Please slow down.").toResponse();
        response.headers.set("retry-after", RETRY_AFTER_SECONDS);
        return response;
      }
      case "internalError":
        return new ScaleError(500, "Internal server error.").toResponse();
      case "unavailable":
        return new ScaleError(503, "Server timeout from request queueing.").toResponse();
      case "html":
        return new Response(
          "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>",
          {
            status: 502,
            headers: { "content-type": "text/html" },
          },
        );
      case "resetBefore":
        return reset(connection);
      case "resetAfter":
        await (await serve(request, connection)).arrayBuffer();
        return reset(connection);
      case "truncate":
        return truncate(await serve(request, connection), connection);
    }
  };
}

function choose({ rates }: Faults, roll: number): FaultKind | undefined {
  let upTo = 0;
  return KINDS.find((kind) => {
    upTo += rates[kind] ?? 0;
    return roll < upTo;
  });
}

function reset(connection: Connection | undefined): Response {
  const socket = connection?.outgoing?.socket;
  // Without a connection this is what fetch says of one that was reset.
  if (!socket) throw new TypeError("fetch failed", { cause: new Error("connection reset by the sandbox") });
  socket.resetAndDestroy();
  return new Response(null, { headers: { [ALREADY_SENT]: "true" } });
}

async function truncate(response: Response, connection: Connection | undefined): Promise<Response> {
  const whole = Buffer.from(await response.arrayBuffer());
  const part = whole.subarray(0, Math.floor(whole.length / 2));
  const outgoing = connection?.outgoing;
  if (outgoing === undefined) {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Uint8Array.from(part));
        controller.error(new TypeError("terminated"));
      },
    });
    return new Response(body, response);
  }
  outgoing.writeHead(response.status, {
    ...Object.fromEntries(response.headers),
    "content-length": whole.length,
  });
  await new Promise<void>((done) => outgoing.write(part, () => done()));
  outgoing.socket?.destroy();
  return new Response(null, { headers: { [ALREADY_SENT]: "true" } });
}

function checkFaults({ seed, latencyMs, rates }: Faults): void {
  if (!Number.isSafeInteger(seed)) throw new Error("faults: seed must be an integer");
  if (latencyMs !== undefined && !(latencyMs >= 0 && latencyMs <= 3_600_000)) {
    throw new Error("faults: the latency must be from 0 to 3600000 ms");
  }
  for (const [name, rate] of Object.entries(rates)) {
    if (!(rate >= 0 && rate <= 1)) throw new Error(`faults: the rate of ${name} must be from 0 to 1`);
  }
  const sum = KINDS.reduce((total, kind) => total + (rates[kind] ?? 0), 0);
  if (sum > 1 + 1e-9)
    throw new Error(`faults: the rates other than latency add up to ${sum}, which is more than 1`);
}

/** Reads the command-line form, such as `seed=7,tooManyRequests=0.1,latency=0.2:300`. */
export function parseFaults(text: string): Faults {
  const faults: Faults = { seed: 1, rates: {} };
  const seen = new Set<string>();
  for (const item of text.split(",").map((part) => part.trim())) {
    const [, name = "", value = ""] = /^([^=]+)=(.+)$/.exec(item) ?? [];
    if (name === "") throw new Error(`faults: "${item}" is not of the form name=value`);
    if (seen.has(name)) throw new Error(`faults: ${name} is given twice`);
    seen.add(name);
    if (name === "seed") {
      faults.seed = number(name, value);
    } else if (name === "latency") {
      const [rate = "", ms] = value.split(":", 2);
      faults.rates.latency = number(name, rate);
      if (ms !== undefined) faults.latencyMs = number(name, ms.replace(/ms$/, ""));
    } else {
      const kind = KINDS.find((known) => known === name);
      if (kind === undefined) {
        throw new Error(`faults: "${name}" is not known; use seed, latency, ${KINDS.join(", ")}`);
      }
      faults.rates[kind] = number(name, value);
    }
  }
  checkFaults(faults);
  return faults;
}

function number(name: string, value: string): number {
  if (!/^\d+(?:\.\d+)?$/.test(value))
    throw new Error(`faults: the value of ${name} must be a number, not "${value}"`);
  return Number(value);
}
