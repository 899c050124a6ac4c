import type { ToolFacts } from "../../tools/define.ts";
import { type Code, type Failure, failure } from "../envelope.ts";
import { keyKind, maskOf } from "./credential.ts";
import { errorOf, type Result, type ScaleError } from "./read.ts";
import type { Lost } from "./wire.ts";

interface Meaning {
  readonly code: Code;
  readonly retryable: boolean;
  readonly lead: string;
  readonly hint: string;
}

/** Source: docs.scale.com/reference/errors; scaleapi-python-client, exceptions.py. */
const meanings: Readonly<Record<number, Meaning>> = {
  400: {
    code: "invalid_arguments",
    retryable: false,
    lead: "Scale refused the request",
    hint: "Correct what Scale names and call again; nothing was created.",
  },
  401: { code: "unauthorized", retryable: false, lead: "Scale refused the API key", hint: "" },
  402: {
    code: "not_enabled",
    retryable: false,
    lead: "This is not enabled for the account",
    hint: "Ask Scale's sales team to enable this task type; calling again won't help.",
  },
  403: {
    code: "unauthorized",
    retryable: false,
    lead: "The API key may not do this",
    hint: "Use a key of an account that may; calling again won't help.",
  },
  404: {
    code: "not_found",
    retryable: false,
    lead: "Scale has no such thing",
    hint: "Check the id or name, spelled exactly, with a list or get tool. Test and live keys see separate worlds.",
  },
  408: { code: "timeout", retryable: true, lead: "Scale gave up waiting", hint: "Call again in a moment." },
  409: {
    code: "conflict",
    retryable: false,
    lead: "It exists already",
    hint: "Use the one that exists, or choose another name, unique_id or reference_id.",
  },
  413: {
    code: "too_large",
    retryable: false,
    lead: "The request is too large for Scale",
    hint: "Send less.",
  },
  422: {
    code: "invalid_arguments",
    retryable: false,
    lead: "Scale refused the request",
    hint: "Correct what Scale names and call again.",
  },
  429: {
    code: "rate_limited",
    retryable: true,
    lead: "Too many requests",
    hint: "Wait, then call again, with fewer calls at once.",
  },
};

const serverFault: Meaning = {
  code: "scale_error",
  retryable: true,
  lead: "Scale had a fault of its own",
  hint: "Call again in a moment.",
};

const unexpected: Meaning = {
  code: "scale_error",
  retryable: false,
  lead: "Scale answered in a way it doesn't document",
  hint: "Check SCALE_API_URL and any proxy on the way.",
};

function unauthorizedHint(key: string): string {
  const kind = keyKind(key);
  const seen = kind === "unknown" ? "a key of unknown kind (not live_… or test_…)" : `a ${kind} key`;
  return `The server has ${seen}: check that it is whole, current and of this account, in SCALE_API_KEY or SCALE_API_KEY_FILE.`;
}

/** The task that a 409 names; source: docs.scale.com/reference/idempotent-requests. */
export const existingTask = (words: string): string | undefined => /\(([0-9a-f]{24})\)/i.exec(words)?.[1];

/** Scale's sentence for a task that does not exist; source: scaleapi-ruby, recorded answers. */
export const isMissingTask = (words: string) => /task with that id not found/i.test(words);

/** A day: nobody means more. */
const longestWaitMs = 86_400_000;
/** Characters of Scale's words that are told. */
const mostWords = 500;

/** Milliseconds to wait until the moment that a `Retry-After` names, in seconds or as a date. */
export function waitMs(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return ms >= 0 && ms <= longestWaitMs ? ms : undefined;
}

/** Scale's own words as they are told: without the key, and before that is cut, not after. */
const told = (words: string, key: string) => maskOf(key)(words).slice(0, mostWords);

/** An error that Scale answered and that is its last word. */
function scaleFailure(error: ScaleError, key: string, attempts: number): Failure {
  const { status } = error;
  const words = told(error.words, key);
  const meaning = meanings[status] ?? (status >= 500 ? serverFault : unexpected);
  const hint = status === 401 ? unauthorizedHint(key) : meaning.hint;
  const existing = status === 409 ? existingTask(error.words) : undefined;
  const wait = waitMs(error.retryAfter);
  const said = words === "" ? "" : `: “${words}”`;
  return failure(meaning.code, `${meaning.lead} (${status})${said}. ${hint}`, {
    retryable: meaning.retryable,
    status_code: status,
    hint,
    ...(words === "" ? {} : { scale_error: words }),
    ...(existing === undefined ? {} : { existing_task_id: existing }),
    ...(wait === undefined ? {} : { retry_after_seconds: Math.ceil(wait / 1000) }),
    ...tries(attempts),
  });
}

const tries = (attempts: number) => (attempts > 1 ? { attempts } : {});

/** A call that was ended before it could change anything. */
export const cancelled = failure("cancelled", "The call was cancelled. Nothing was changed.");

function lostFailure({ why, detail }: Lost, attempts: number): Failure {
  const hint = "Call again; nothing was changed.";
  switch (why) {
    case "cancelled":
      return cancelled;
    case "timeout":
      return failure("timeout", `Scale did not answer in time (${detail}). ${hint}`, {
        retryable: true,
        hint,
        ...tries(attempts),
      });
    case "network":
      return failure("network", `Scale could not be reached (${detail}). ${hint}`, {
        retryable: true,
        hint: `${hint} If it goes on, check the network, the proxy and SCALE_API_URL.`,
        ...tries(attempts),
      });
  }
}

/** What a result means for which nothing is in doubt: whatever it is, the call changed nothing. */
export function plainFailure(result: Result, key: string, attempts: number): Failure {
  if (result.kind === "lost") return lostFailure(result, attempts);
  const { reading } = result;
  if (reading.kind === "error") return scaleFailure(reading.error, key, attempts);
  const { status } = result.answer;
  const said = reading.kind === "garbled" ? reading.problem : "nothing";
  const hint = "Call again; if it goes on, check SCALE_API_URL and any proxy on the way.";
  const sentence = `Scale answered with ${said} (status ${status})`;
  return failure("scale_error", `${sentence}. ${hint}`, { retryable: true, status_code: status, hint });
}

type Doubted = Pick<ToolFacts, "idempotent" | "keyed" | "lookWith">;

/** How a caller gets out of doubt without doing a thing twice. */
function wayOut({ idempotent, keyed, lookWith }: Doubted): string {
  if (keyed === true)
    return `Call again with exactly the same arguments within 15 minutes: it carries the same Idempotency-Key, so that nothing is made twice. Or look with ${lookWith}.`;
  if (idempotent) return "Call again: the same call twice does no harm.";
  return `Look before you call again, with ${lookWith}: it may have worked.`;
}

function lastSeen(result: Result, key: string): string {
  if (result.kind === "lost") return result.detail;
  const { answer, reading } = result;
  if (reading.kind === "garbled") return `the answer was ${reading.problem}, status ${answer.status}`;
  if (reading.kind === "error")
    return `the last answer was ${reading.error.status} “${told(reading.error.words, key)}”`;
  return `status ${answer.status}`;
}

/** A write that may have had its effect, told as what it is: not as a failure, since it may be none. */
export function unknownOutcome(
  tool: Doubted,
  result: Result,
  key: string,
  attempts: number,
  found = "",
): Failure {
  const hint = wayOut(tool);
  const error = errorOf(result);
  const existing = error?.status === 409 ? existingTask(error.words) : undefined;
  const sentence = `Scale may or may not have done this (${lastSeen(result, key)}).`;
  return failure("outcome_unknown", `${sentence} ${found}${found === "" ? "" : " "}${hint}`, {
    retryable: tool.idempotent || tool.keyed === true,
    ...(result.kind === "heard" ? { status_code: result.answer.status } : {}),
    hint,
    ...(error === undefined || error.words === "" ? {} : { scale_error: told(error.words, key) }),
    ...(existing === undefined ? {} : { existing_task_id: existing }),
    ...tries(attempts),
  });
}

/** A write that another thing stands in the way of, as a look showed. */
export function conflictWith(id: string | undefined): Failure {
  const hint = "Use the one that exists, or choose another name or unique_id.";
  const named = id === undefined ? {} : { existing_task_id: id };
  return failure("conflict", `Something else has this name or unique_id, so nothing was made. ${hint}`, {
    hint,
    ...named,
  });
}
