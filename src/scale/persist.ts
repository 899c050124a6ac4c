import type { ToolFacts } from "../../tools/define.ts";
import type { Account } from "./accounts.ts";
import { waitMs } from "./errors.ts";
import { errorOf, type Result } from "./read.ts";
import type { Timing } from "./timing.ts";
import type { Lost } from "./wire.ts";

/** What all attempts came to. */
export interface Persisted<Last extends Result = Result> {
  /** Of the last attempt. */
  readonly result: Last | Lost;
  readonly attempts: number;
  /** True where some attempt may have had its effect without telling. */
  readonly doubt: boolean;
}

export interface Persistence {
  readonly account: Account;
  readonly timing: Timing;
  /** The end of all attempts, on the clock of `timing.now`. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  /** Comes when no further attempt may be made. */
  readonly ending: AbortSignal;
  /** Told before each further attempt. */
  readonly onRetry?: ((retry: Retry) => void) | undefined;
}

export interface Retry {
  /** The number of the attempt that failed, from 1. */
  readonly attempt: number;
  readonly waitMs: number;
  readonly why: string;
}

/** Of one request at most; four retries outlast what is short, and what is not needs a person. */
const mostAttempts = 5;
/** The first wait is half of this at the average, each further one twice as long. */
const firstWaitMs = 500;
const longestWaitMs = 8_000;
/** An attempt leaves this part of what is left for a retry, or for finding out. */
const reserve = 1 / 3;
/** No attempt is begun with less than this part of the whole time: cut off, it would only raise doubt. */
const leastShare = 1 / 20;

type Policy = Pick<ToolFacts, "retry" | "effect">;

/** Whether a request had its effect, as far as the result tells. */
export function effectOf(result: Result, { effect }: Policy): "had" | "refused" | "none" | "doubtful" {
  if (result.kind === "lost") return result.reached ? "doubtful" : "none";
  const { reading } = result;
  if (reading.kind === "data") return "had";
  // What a read brought in garbled form would come so again.
  if (reading.kind === "garbled") return effect === "read" ? "refused" : "doubtful";
  if (reading.error.status === 429) return "none";
  return reading.error.status >= 500 || reading.error.status === 408 ? "doubtful" : "refused";
}

function reasonOf(result: Result): string {
  if (result.kind === "lost") return result.detail;
  const { reading } = result;
  if (reading.kind === "error") return `status ${reading.error.status}`;
  return reading.kind === "garbled" ? reading.problem : "done";
}

const given = (result: Result) => waitMs(errorOf(result)?.retryAfter);

const lost = (why: Lost["why"], detail: string): Lost => ({ kind: "lost", why, reached: false, detail });

/**
 * Attempts a request until it is clear what became of it, no further attempt could help or may be made, or the
 * time is over. `once` makes one attempt that ends within the milliseconds it is given.
 */
export async function persist<Last extends Result>(
  policy: Policy,
  once: (timeoutMs: number) => Promise<Last>,
  { account, timing, deadline, signal, ending, onRetry }: Persistence,
): Promise<Persisted<Last>> {
  const wholeMs = deadline - timing.now();
  let doubt = false;
  for (let attempts = 1; ; attempts++) {
    let result: Last | Lost;
    if (await account.enter(deadline - timing.now(), signal)) {
      try {
        const left = deadline - timing.now();
        result = await once(policy.retry === "never" ? left : left * (1 - reserve));
      } finally {
        account.leave();
      }
    } else {
      result = signal.aborted
        ? lost("cancelled", "cancelled before it was sent")
        : lost("timeout", "too many calls with this key at once");
    }
    const effect = effectOf(result, policy);
    if (effect === "had") account.succeeded();
    if (effect === "doubtful") doubt = true;
    const ended = { result, attempts, doubt };

    const helps = effect === "none" || (effect === "doubtful" && policy.retry !== "never");
    if (!helps || signal.aborted || ending.aborted || attempts === mostAttempts) return ended;
    const backoff = timing.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** (attempts - 1));
    const wait = (given(result) ?? 0) + backoff;
    const left = deadline - timing.now() - wait;
    if (left < wholeMs * leastShare || !account.payRetry()) return ended;

    onRetry?.({ attempt: attempts, waitMs: Math.round(wait), why: reasonOf(result) });
    await timing.sleep(wait, AbortSignal.any([signal, ending]));
    if (ending.aborted) return ended;
    if (signal.aborted) return { ...ended, result: lost("cancelled", "cancelled between attempts") };
  }
}
