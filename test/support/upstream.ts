import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import type { WriteRecord } from "../../src/audit.ts";
import {
  type Caller,
  type CallOptions,
  createDispatcher,
  type DispatcherParts,
  type Outcome,
} from "../../src/dispatcher.ts";
import { openPolicy, type Policy } from "../../src/policy.ts";
import { createRegistry } from "../../src/registry.ts";
import { createScaleClient, type ScaleClientOptions } from "../../src/scale/client.ts";
import { realTiming, type Timing } from "../../src/scale/timing.ts";

export interface Received {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** Empty where bodies are not kept. */
  readonly body: Buffer;
  readonly bytes: number;
}

export type Answer =
  | {
      readonly status?: number;
      readonly headers?: OutgoingHttpHeaders;
      /** Text and bytes go as they are, anything else as JSON. */
      readonly body?: unknown;
    }
  | ((response: ServerResponse, request: IncomingMessage) => void);

/** A plain HTTP server that knows nothing of Scale: it notes what comes and answers what it was told. */
export interface Upstream {
  readonly origin: string;
  readonly received: readonly Received[];
  /** What to answer from now on, one after the other; the last goes on for ever. Forgets what was received. */
  script(...answers: readonly Answer[]): void;
  close(): Promise<void>;
}

function give(response: ServerResponse, request: IncomingMessage, answer: Answer): void {
  if (typeof answer === "function") {
    answer(response, request);
    return;
  }
  const { status = 200, headers = {}, body = "" } = answer;
  const raw = typeof body === "string" || Buffer.isBuffer(body);
  const type = raw ? {} : { "content-type": "application/json" };
  response.writeHead(status, { ...type, ...headers }).end(raw ? body : JSON.stringify(body));
}

export async function startUpstream({ keepBodies = true } = {}): Promise<Upstream> {
  let received: Received[] = [];
  let answers: Answer[] = [{ body: {} }];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (keepBodies) chunks.push(chunk);
    });
    request.on("error", () => {});
    request.on("end", () => {
      const { method = "", url: target = "", headers } = request;
      received.push({ method, target, headers, body: Buffer.concat(chunks), bytes });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer !== undefined) give(response, request, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the upstream has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    get received() {
      return received;
    },
    script(...given) {
      answers = [...given];
      received = [];
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

export interface Connection {
  call(tool: string, args?: Record<string, unknown>, extras?: Omit<CallOptions, "caller">): Promise<Outcome>;
  close(graceMs?: number): Promise<void>;
}

/** Waits between attempts that take no time. */
export const impatient: Timing = { ...realTiming, random: () => 0.5, sleep: async () => {} };

export interface ConnectOptions extends Partial<ScaleClientOptions> {
  readonly policy?: Partial<Policy>;
  readonly mostBytes?: number;
  readonly keep?: DispatcherParts["keep"];
  readonly aroundCall?: DispatcherParts["around"];
  readonly onWrite?: (record: WriteRecord) => void;
}

/** The real dispatcher and client before an upstream; `tool` is a name without its prefix. */
export function connect(
  { origin }: Pick<Upstream, "origin">,
  key: string,
  { policy = {}, mostBytes = 1e9, keep, aroundCall, onWrite = () => {}, ...options }: ConnectOptions = {},
): Connection {
  const client = createScaleClient({
    apiUrl: `${origin}/v1`,
    userAgent: "scale-ai-mcp/test",
    callMs: 20_000,
    uploadMs: 20_000,
    uploadRoots: [],
    timing: impatient,
    ...options,
  });
  const dispatcher = createDispatcher({
    registry: createRegistry(),
    client,
    mostBytes,
    keep,
    around: aroundCall,
    onWrite,
  });
  const caller: Caller = { credential: { kind: "key", key }, policy: { ...openPolicy, ...policy } };
  return {
    call: (tool, args = {}, extras = {}) => dispatcher.call(`SCALE_AI_${tool}`, args, { caller, ...extras }),
    close: (graceMs) => client.close(graceMs),
  };
}
