import { type Code, type Failure, failure } from "../envelope.ts";
import { keyKind } from "./credential.ts";

/** What Scale said in an answer that is an error. */
export interface ScaleError {
  readonly status: number;
  /** Scale's own sentence, or the beginning of what came instead; empty where nothing did. */
  readonly words: string;
  readonly retryAfter?: string | undefined;
}

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

/** A day, in seconds: nobody means more. */
const longestWait = 86_400;

function waitSeconds(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - Date.now()) / 1000;
  return seconds >= 0 && seconds <= longestWait ? Math.ceil(seconds) : undefined;
}

/** What to do after an error that may have come when the work was done already. */
const lookFirst =
  "It may have happened all the same: find out with a get or list tool before you call again.";

/**
 * An error that Scale answered, as an envelope. `repeatable` says that the same call twice does no harm; where
 * it does, a fault of Scale's own is no reason to call again blindly: a task could be paid for twice.
 */
export function scaleFailure(error: ScaleError, key: string, repeatable: boolean): Failure {
  const { status, words } = error;
  const meaning = meanings[status] ?? (status >= 500 ? serverFault : unexpected);
  const blind = !repeatable && (status >= 500 || status === 408);
  const hint = status === 401 ? unauthorizedHint(key) : blind ? lookFirst : meaning.hint;
  const existing = status === 409 ? existingTask(words) : undefined;
  const wait = waitSeconds(error.retryAfter);
  const said = words === "" ? "" : `: “${words}”`;
  return failure(meaning.code, `${meaning.lead} (${status})${said}. ${hint}`, {
    retryable: meaning.retryable && !blind,
    status_code: status,
    hint,
    ...(words === "" ? {} : { scale_error: words }),
    ...(existing === undefined ? {} : { existing_task_id: existing }),
    ...(wait === undefined ? {} : { retry_after_seconds: wait }),
  });
}
