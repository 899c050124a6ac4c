import type { ToolFacts } from "../../tools/define.ts";
import type { ScaleRequest } from "../../tools/request.ts";
import { type Envelope, type Failure, failure, type Remarks, success } from "../envelope.ts";
import { type Content, mostContentBytes, readContent } from "./content.ts";
import { authorization } from "./credential.ts";
import { isMissingTask, scaleFailure } from "./errors.ts";
import { read } from "./read.ts";
import { type Form, openForm } from "./upload.ts";
import { type Answered, createWire, type Exchange, type Lost, type Wire, type WireRequest } from "./wire.ts";

export interface ScaleClientOptions {
  /** The API's base, version segment included, without a slash at the end. */
  readonly apiUrl: string;
  readonly userAgent: string;
  /** Milliseconds for one attempt. */
  readonly attemptMs: number;
  /** Milliseconds for one attempt of an upload. */
  readonly uploadMs: number;
  /** Directories that files may be read from. */
  readonly uploadRoots: readonly string[];
}

export interface SendOptions {
  readonly key: string;
  readonly remarks: Remarks;
  readonly signal?: AbortSignal | undefined;
  /** Told while an upload goes out: bytes sent, bytes in all. */
  readonly onProgress?: ((sent: number, total: number) => void) | undefined;
}

export interface Sent {
  readonly envelope: Envelope;
  readonly contents: readonly Content[];
}

export interface ScaleClient {
  send(tool: ToolFacts, request: ScaleRequest, options: SendOptions): Promise<Sent>;
  close(): Promise<void>;
}

/** Bytes of an answer of the API that are read at most. */
const mostAnswerBytes = 64 * 1024 * 1024;
const mostRedirects = 3;

/** An envelope with nothing beside it. */
export const alone = (envelope: Envelope): Sent => ({ envelope, contents: [] });

/** True where the same call twice does no harm. */
const isRepeatable = (tool: ToolFacts) => tool.effect === "read" || tool.retry === "safe";

/** A write that was sent and whose answer is not known. */
function unknownOutcome(tool: ToolFacts, sentence: string, details: { status_code?: number } = {}): Failure {
  const repeatable = isRepeatable(tool);
  const hint = repeatable
    ? "Call again: the same call twice does no harm."
    : "Look before you call again: find out with a get or list tool whether it happened.";
  return failure("outcome_unknown", `${sentence} ${hint}`, { retryable: repeatable, ...details, hint });
}

/** What a lost exchange means for the caller: a write may have happened. */
function lostFailure(tool: ToolFacts, lost: Lost): Failure {
  if (tool.effect !== "read" && lost.reached)
    return unknownOutcome(tool, `Scale may or may not have done this (${lost.detail}).`);
  const hint = "Call again; nothing was changed.";
  switch (lost.why) {
    case "cancelled":
      return failure("cancelled", "The call was cancelled. Nothing was changed.");
    case "timeout":
      return failure("timeout", `Scale did not answer in time (${lost.detail}). ${hint}`, {
        retryable: true,
        hint,
      });
    case "network":
      return failure("network", `Scale could not be reached (${lost.detail}). ${hint}`, {
        retryable: true,
        hint: `${hint} If it goes on, check the network, the proxy and SCALE_API_URL.`,
      });
  }
}

function garbledFailure(tool: ToolFacts, status: number, problem: string): Failure {
  const sentence = `Scale answered with ${problem} (status ${status})`;
  if (tool.effect === "read") {
    const hint = "Call again; if it goes on, check SCALE_API_URL and any proxy on the way.";
    return failure("scale_error", `${sentence}. ${hint}`, { retryable: true, status_code: status, hint });
  }
  return unknownOutcome(tool, `${sentence}, so it may or may not have done this.`, { status_code: status });
}

export function createScaleClient(options: ScaleClientOptions): ScaleClient {
  const base = new URL(options.apiUrl);
  let wire: Promise<Wire> | undefined;
  /** Of requests with two likely paths, the one that worked, by tool. */
  const knownPath = new Map<string, "path" | "alternative">();

  const connected = (): Promise<Wire> => {
    wire ??= createWire(base);
    return wire;
  };

  /** What every request carries; the key only where it may go. */
  const headersWith = (key: string | undefined) => ({
    ...(key === undefined ? {} : { authorization: authorization(key) }),
    accept: "*/*",
    "user-agent": options.userAgent,
  });

  const urlOf = (path: string, search: ScaleRequest["search"]) => {
    const query = search
      .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
      .join("&");
    return new URL(`${options.apiUrl}${path}${query === "" ? "" : `?${query}`}`);
  };

  async function exchange(
    request: ScaleRequest,
    path: string,
    form: Form | undefined,
    send: SendOptions,
  ): Promise<Exchange> {
    const { key, signal, onProgress } = send;
    const { body } = request;
    const wired: WireRequest = {
      url: urlOf(path, request.search),
      method: request.method,
      headers: {
        ...headersWith(key),
        ...(body.kind === "json" ? { "content-type": "application/json" } : {}),
        ...form?.headers,
      },
      ...(body.kind === "json" ? { body: JSON.stringify(body.value) } : {}),
      ...(form === undefined ? {} : { body: form.stream(onProgress) }),
    };
    const timeoutMs = form === undefined ? options.attemptMs : options.uploadMs;
    return (await connected()).exchange(wired, { signal, timeoutMs, maxBytes: mostAnswerBytes });
  }

  /** Follows the redirects of a stored result; the key goes to the API's own origin only. */
  async function fetchContent(request: ScaleRequest, send: SendOptions): Promise<Exchange> {
    let url = urlOf(request.path, request.search);
    for (let hop = 0; ; hop++) {
      const headers = headersWith(url.origin === base.origin ? send.key : undefined);
      const limits = { signal: send.signal, timeoutMs: options.attemptMs, maxBytes: mostContentBytes };
      const answer = await (await connected()).exchange({ url, method: "GET", headers }, limits);
      const target =
        answer.kind === "answered" && answer.status >= 300 && answer.status < 400
          ? answer.header("location")
          : undefined;
      if (target === undefined || hop === mostRedirects) return answer;
      const next = URL.canParse(target, url.href) ? new URL(target, url) : undefined;
      // Results travel no less safely than the request for them did.
      const safe = next?.protocol === "https:" || (next?.protocol === "http:" && base.protocol === "http:");
      if (next === undefined || !safe) return answer;
      url = next;
    }
  }

  /** Sends to the path, or to the second likely one where the first turns out not to exist. */
  async function withAlternative(
    tool: ToolFacts,
    request: ScaleRequest,
    send: (path: string) => Promise<Exchange>,
  ): Promise<{ answer: Exchange; guessed: boolean }> {
    const { path, alternative } = request;
    if (alternative === undefined) return { answer: await send(path), guessed: false };
    const known = knownPath.get(tool.name);
    if (known !== undefined)
      return { answer: await send(known === "path" ? path : alternative), guessed: false };
    const first = await send(path);
    if (first.kind === "lost") return { answer: first, guessed: false };
    if (!isUnknownPath(first, tool)) {
      if (isKnownPath(first, tool)) knownPath.set(tool.name, "path");
      return { answer: first, guessed: false };
    }
    const second = await send(alternative);
    if (second.kind === "lost") return { answer: second, guessed: false };
    if (isUnknownPath(second, tool)) return { answer: first, guessed: true };
    if (isKnownPath(second, tool)) knownPath.set(tool.name, "alternative");
    return { answer: second, guessed: false };
  }

  async function send(tool: ToolFacts, request: ScaleRequest, sending: SendOptions): Promise<Sent> {
    if (tool.answer === "content") {
      const answer = await fetchContent(request, sending);
      const stored = answer.kind === "answered" && (answer.status === 200 || answer.status === 201);
      // An error of Scale's may come as 200 here too.
      if (stored && answer.body.length > 0 && read(answer, tool).kind !== "error")
        return readContent(answer, sending.remarks);
      return alone(conclude(tool, answer, sending, false));
    }
    const opened =
      request.body.kind === "multipart" ? await openForm(request.body, options.uploadRoots) : undefined;
    if (opened?.ok === false) return alone(opened.failure);
    try {
      const attempt = (path: string) => exchange(request, path, opened?.value, sending);
      const { answer, guessed } = await withAlternative(tool, request, attempt);
      return alone(conclude(tool, answer, sending, guessed));
    } finally {
      await opened?.value.close();
    }
  }

  return {
    send,
    async close() {
      await (await wire?.catch(() => undefined))?.close();
    },
  };
}

/** An answer that only a path which exists gives; refusals of a key or of too many requests come before that. */
function isKnownPath(answer: Answered, tool: ToolFacts): boolean {
  const reading = read(answer, tool);
  return reading.kind === "data" || (reading.kind === "error" && isMissingTask(reading.error.words));
}

/** A 404 that is not about the thing asked for, so that it may be about the path. */
function isUnknownPath(answer: Answered, tool: ToolFacts): boolean {
  const reading = read(answer, tool);
  return reading.kind === "error" && reading.error.status === 404 && !isMissingTask(reading.error.words);
}

function conclude(
  tool: ToolFacts,
  answer: Exchange,
  { key, remarks }: SendOptions,
  guessed: boolean,
): Envelope {
  if (answer.kind === "lost") return lostFailure(tool, answer);
  const reading = read(answer, tool);
  switch (reading.kind) {
    case "data":
      return success(reading.data, remarks);
    case "garbled":
      return garbledFailure(tool, reading.status, reading.problem);
    case "error": {
      const told = scaleFailure(reading.error, key, isRepeatable(tool));
      if (!guessed || told.data.code !== "not_found") return told;
      const hint =
        "No official source gives this request's path, so the two tried here are guesses: it may not exist for this account.";
      return { ...told, error: `${told.error} ${hint}`, data: { ...told.data, hint } };
    }
  }
}
