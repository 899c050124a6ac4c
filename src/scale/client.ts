import { setMaxListeners } from "node:events";
import type { ToolFacts } from "../../tools/define.ts";
import type { ScaleRequest } from "../../tools/request.ts";
import type { Settlement } from "../../tools/settlement.ts";
import { type Envelope, success } from "../envelope.ts";
import { createAccounts } from "./accounts.ts";
import { type Content, mostContentBytes, readContent } from "./content.ts";
import { digestOf } from "./digest.ts";
import { cancelled, plainFailure } from "./errors.ts";
import { createOutgoing, type Extras } from "./outgoing.ts";
import { createPaths, type Guessed } from "./paths.ts";
import { persist, type Retry } from "./persist.ts";
import { type Result, read } from "./read.ts";
import { createRepeats, type Ended, type IdempotencyKey } from "./repeats.ts";
import { settle } from "./settle.ts";
import { fetchStored } from "./stored.ts";
import { realTiming, type Timing } from "./timing.ts";
import { UnderWay } from "./under-way.ts";
import { openForm, type Sources, type StoredFiles } from "./upload.ts";
import { createWire, type Exchange, type Wire, type WireLimits, type WireRequest } from "./wire.ts";

export interface ScaleClientOptions {
  /** The API's base, version segment included, without a slash at the end. */
  readonly apiUrl: string;
  readonly userAgent: string;
  /** Milliseconds for one call with all that it takes: waiting, attempts, finding out. */
  readonly callMs: number;
  /** The same for an upload. */
  readonly uploadMs: number;
  /** Directories that files may be read from. */
  readonly uploadRoots: readonly string[];
  /** Files that were given to this server before. */
  readonly files?: StoredFiles | undefined;
  /** Told before a request is tried again. */
  readonly onRetry?: ((tool: string, retry: Retry) => void) | undefined;
  /** Stands around each attempt at a request. */
  readonly around?: Around | undefined;
  readonly timing?: Timing;
}

/** Sees a request on its way and its answer on the way back; `run` sends it. */
export type Around = (
  tool: string,
  request: WireRequest,
  run: (request: WireRequest) => Promise<Exchange>,
) => Promise<Exchange>;

/** One call that is to be made. */
export interface Job {
  readonly tool: ToolFacts;
  readonly request: ScaleRequest;
  readonly settlement?: Settlement | undefined;
  /** Of a write: the same for the same tool and arguments, and for no others. */
  readonly fingerprint?: string | undefined;
  /** The `Idempotency-Key` that this call was promised; a keyed one without it gets a new one. */
  readonly idempotencyKey?: string | undefined;
}

export interface SendOptions {
  readonly key: string;
  /** Ends a read, or a write that is not yet on the wire, at once; one that is runs on to its answer. */
  readonly signal?: AbortSignal | undefined;
  /** Who may use files that were stored before: nobody else's are found. */
  readonly owner?: string | undefined;
  /** Told while an upload goes out: bytes sent, bytes in all. */
  readonly onProgress?: ((sent: number, total: number) => void) | undefined;
}

export interface Sent {
  readonly envelope: Envelope;
  readonly contents: readonly Content[];
  /** The JSON text that all of the envelope's data comes from, where that is known. */
  readonly json?: string | undefined;
}

export interface ScaleClient {
  send(job: Job, options: SendOptions): Promise<Sent>;
  /** The request as it would go out, its file checked too; nothing is sent. */
  describe(job: Job, options: Pick<SendOptions, "key" | "owner">): Promise<Sent>;
  /** Ends what can be ended, waits some time for the writes on the wire, and lets go. */
  close(graceMs?: number): Promise<void>;
}

/** Bytes of an answer of the API that are read at most. */
const mostAnswerBytes = 64 * 1024 * 1024;
/** How long writes on the wire may still take when the process ends. */
const endGraceMs = 5_000;

/** An envelope with nothing beside it. */
export const alone = (envelope: Envelope): Sent => ({ envelope, contents: [] });

/** Progress only ever rises, also when another attempt begins anew. */
function rising(onProgress: SendOptions["onProgress"]): SendOptions["onProgress"] {
  if (onProgress === undefined) return undefined;
  let most = 0;
  return (sent, total) => {
    if (sent <= most) return;
    most = sent;
    onProgress(sent, total);
  };
}

const guessHint =
  "No official source gives this request's path, so the two tried here are guesses: it may not exist for this account.";

export function createScaleClient(options: ScaleClientOptions): ScaleClient {
  const { apiUrl, callMs, uploadMs, uploadRoots, files, onRetry, timing = realTiming } = options;
  const { around } = options;
  const sources = (owner: string | undefined): Sources => ({ roots: uploadRoots, files, owner });
  const outgoing = createOutgoing(apiUrl, options.userAgent);
  const accountOf = createAccounts();
  const repeats = createRepeats<Sent>(timing);
  const paths = createPaths();
  const underWay = new UnderWay();
  /** Stops what waits where its caller has nothing for that. */
  const end = new AbortController();
  // One for all, however many wait for a place or for another attempt.
  setMaxListeners(0, end.signal);

  let wire: Wire | undefined;
  let connecting: Promise<Wire> | undefined;
  async function connect(): Promise<Wire> {
    connecting ??= createWire(new URL(apiUrl));
    wire = await connecting;
    if (end.signal.aborted) wire.cancel();
    return wire;
  }
  const overWire: Wire["exchange"] = (made, limits) =>
    wire === undefined ? connect().then((net) => net.exchange(made, limits)) : wire.exchange(made, limits);
  const exchange = (tool: string, made: WireRequest, limits: WireLimits): Promise<Exchange> =>
    around === undefined ? overWire(made, limits) : around(tool, made, (passed) => overWire(passed, limits));

  const heard = (answer: Exchange, tool: ToolFacts): Result =>
    answer.kind === "lost" ? answer : { kind: "heard", answer, reading: read(answer, tool) };

  /** One attempt at a tool whose answer is a file. */
  async function fetchContent(
    { tool, request }: Job,
    key: string,
    limits: Omit<WireLimits, "hold">,
  ): Promise<Result> {
    const means = {
      exchange: (made: WireRequest, each: WireLimits) => exchange(tool.name, made, each),
      outgoing,
      timing,
    };
    return heard(await fetchStored(outgoing.url(request.path, request.search), key, limits, means), tool);
  }

  /** All of one call: its attempts, and where they leave doubt, finding out. */
  async function perform(
    job: Job,
    { key, owner, onProgress }: SendOptions,
    signal: AbortSignal | undefined,
    id?: IdempotencyKey,
  ): Promise<Ended<Sent>> {
    const { tool, request, settlement } = job;
    const since = id?.since ?? (tool.effect === "read" ? 0 : timing.today());
    const multipart = request.body.kind === "multipart" ? request.body : undefined;
    const opened = multipart === undefined ? undefined : await openForm(multipart, sources(owner));
    if (opened?.ok === false) return { outcome: alone(opened.failure), as: "failed", doubt: false };

    const extras: Extras = {
      form: opened?.value,
      idempotencyKey: id?.id,
      onSent: rising(onProgress),
    };
    const persistence = {
      account: accountOf(key),
      timing,
      deadline: timing.now() + (multipart === undefined ? callMs : uploadMs),
      signal: signal ?? end.signal,
      ending: end.signal,
      onRetry: onRetry && ((retry: Retry) => onRetry(tool.name, retry)),
    };

    const send = async (asked: ScaleRequest, path: string, timeoutMs: number, more?: Extras) => {
      const limits = { signal, hold: asked.method !== "GET", timeoutMs, maxBytes: mostAnswerBytes };
      return heard(await exchange(tool.name, outgoing.request(asked, path, key, more), limits), tool);
    };

    const attempt = (timeoutMs: number): Promise<Guessed> =>
      tool.answer === "content"
        ? fetchContent(job, key, { signal, timeoutMs, maxBytes: mostContentBytes })
        : paths(tool.name, request, (path) => send(request, path, timeoutMs, extras));

    try {
      const ended = await persist(tool, attempt, persistence);
      const { result, attempts } = ended;
      if (result.kind === "heard" && result.reading.kind === "data") {
        const { answer, reading } = result;
        const { data, json } = reading;
        const sent = tool.answer === "content" ? readContent(answer) : { ...alone(success(data)), json };
        return { outcome: sent, as: "done", doubt: false };
      }
      if (tool.effect !== "read" && (ended.doubt || id?.doubt === true)) {
        const look = (asked: ScaleRequest) =>
          persist({ effect: "read", retry: "safe" }, (ms) => send(asked, asked.path, ms), persistence);
        const { envelope, known } = await settle(ended, { tool, settlement, key, since, timing, look });
        const as = envelope.successful ? "done" : known ? "failed" : "open";
        return { outcome: alone(envelope), as, doubt: !known };
      }
      const told = plainFailure(result, key, attempts);
      const guessed = "guessed" in result && result.guessed === true;
      const failed =
        guessed && told.data.code === "not_found"
          ? { ...told, error: `${told.error} ${guessHint}`, data: { ...told.data, hint: guessHint } }
          : told;
      return { outcome: alone(failed), as: result.kind === "lost" ? "open" : "failed", doubt: false };
    } finally {
      await opened?.value.close();
    }
  }

  return {
    async send(job, sending) {
      const { key, signal } = sending;
      if (end.signal.aborted) return alone(cancelled);
      underWay.begin();
      try {
        // A caller's own signal is enough: whoever closes the client has let go of its callers before.
        if (job.tool.keyed !== true) return (await perform(job, sending, signal)).outcome;
        const identity = digestOf(key, job.fingerprint);
        const { outcome, via } = await repeats.run(identity, job.idempotencyKey, signal, (id, stop) =>
          perform(job, sending, stop, id),
        );
        const { envelope } = outcome;
        return via === "own" || !envelope.successful
          ? outcome
          : alone(success(envelope.data, { recovered: true }));
      } finally {
        underWay.end();
      }
    },

    async describe({ tool, request }, { key, owner }) {
      const { body } = request;
      const opened = body.kind === "multipart" ? await openForm(body, sources(owner)) : undefined;
      if (opened?.ok === false) return alone(opened.failure);
      await opened?.value.close();
      const idempotencyKey = tool.keyed === true ? "(a new UUID)" : undefined;
      const { origin, path, headers } = outgoing.request(request, request.path, key, { idempotencyKey });
      const described = { ...headers, ...opened?.value.headers };
      return alone(
        success({
          dry_run: true,
          request: {
            method: request.method,
            url: origin + path,
            headers: described,
            ...(body.kind === "json" ? { body: body.value } : {}),
            ...(opened === undefined || body.kind !== "multipart"
              ? {}
              : { body: { fields: Object.fromEntries(body.fields), file: opened.value.file } }),
          },
        }),
      );
    },

    async close(graceMs = endGraceMs) {
      end.abort();
      wire?.cancel();
      if (!underWay.isIdle) {
        const over = new AbortController();
        await Promise.race([underWay.idle(), timing.sleep(graceMs, over.signal)]);
        over.abort();
      }
      await (await connecting?.catch(() => undefined))?.close();
      await underWay.idle();
    },
  };
}
