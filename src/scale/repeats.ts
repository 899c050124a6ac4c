import type { Timing } from "./timing.ts";

/** How long a call that was left open is remembered, in milliseconds. */
export const rememberMs = 15 * 60_000;
/** Open calls that are remembered at most; the oldest are forgotten first. */
const mostOpen = 10_000;

/** The `Idempotency-Key` of a call. */
export interface IdempotencyKey {
  readonly id: string;
  /** When it was first used, in milliseconds since 1970. */
  readonly since: number;
  /** True where an earlier call with it may have had its effect. */
  readonly doubt: boolean;
}

/** What a call came to. */
export interface Ended<Outcome> {
  readonly outcome: Outcome;
  /** `done`, `failed` for certain, or `open`: it ended early or nobody knows. */
  readonly as: "done" | "failed" | "open";
  /** True where it may have had its effect without telling. */
  readonly doubt: boolean;
}

/** How a caller came by an outcome: by a call of its own, or by an earlier one with the same arguments. */
export type Via = "own" | "joined" | "remembered";

interface Run<Outcome> {
  readonly promise: Promise<Ended<Outcome>>;
  readonly stop: AbortController;
  waiting: number;
}

interface Entry<Outcome> {
  readonly id: string;
  readonly since: number;
  doubt: boolean;
  run?: Run<Outcome>;
  /** Of a call that was done after everyone had left. */
  missed?: Outcome;
  /** When it is forgotten, on the clock of `timing.now`. */
  until: number;
}

export interface Repeats<Outcome> {
  /**
   * Runs a call under its identity, which is the same for the same arguments under the same Scale key. One that
   * still runs is joined; one that was left open hands on its key, since it may be a repetition; after one that
   * was done and told, the same arguments mean a second one.
   */
  run(
    identity: string,
    proposed: string | undefined,
    signal: AbortSignal | undefined,
    perform: (key: IdempotencyKey, signal: AbortSignal) => Promise<Ended<Outcome>>,
  ): Promise<{ readonly outcome: Outcome; readonly via: Via }>;
}

/** Remembers calls in this process only: replicas don't know of each other's. */
export function createRepeats<Outcome>(timing: Timing): Repeats<Outcome> {
  const entries = new Map<string, Entry<Outcome>>();

  function forget(): void {
    const now = timing.now();
    // Entries are in the order in which they were left open, except for those that run.
    for (const [identity, { run, until }] of entries) {
      if (run !== undefined) continue;
      if (until > now && entries.size <= mostOpen) return;
      entries.delete(identity);
    }
  }

  /** Waits with the others; the run is stopped once nobody waits any more. */
  async function wait(run: Run<Outcome>, signal: AbortSignal | undefined): Promise<Ended<Outcome>> {
    run.waiting++;
    const leave = () => {
      run.waiting--;
      if (run.waiting === 0) run.stop.abort();
    };
    if (signal?.aborted) leave();
    else signal?.addEventListener("abort", leave, { once: true });
    try {
      return await run.promise;
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  /** Forgets a call whose outcome is known and told, and keeps any other for whoever calls again. */
  function end(identity: string, entry: Entry<Outcome>, ended: Ended<Outcome> | undefined): void {
    const told = entry.run !== undefined && entry.run.waiting > 0;
    delete entry.run;
    entries.delete(identity);
    if (ended?.as === "failed" || (ended?.as === "done" && told)) return;
    entry.doubt ||= ended?.doubt ?? true;
    entry.until = timing.now() + rememberMs;
    if (ended?.as === "done") entry.missed = ended.outcome;
    entries.set(identity, entry);
  }

  return {
    async run(identity, proposed, signal, perform) {
      forget();
      for (;;) {
        const run = entries.get(identity)?.run;
        if (run === undefined) break;
        const stopped = run.stop.signal.aborted;
        const { outcome, as } = await wait(run, signal);
        // One that its callers had given up on speaks for this caller only if it was done.
        if (!stopped || as === "done" || signal?.aborted) {
          if (stopped && as === "done") entries.delete(identity);
          return { outcome, via: "joined" };
        }
      }
      const known = entries.get(identity);
      if (known?.missed !== undefined) {
        entries.delete(identity);
        return { outcome: known.missed, via: "remembered" };
      }
      const entry: Entry<Outcome> = known ?? {
        id: proposed ?? crypto.randomUUID(),
        since: timing.today(),
        doubt: false,
        until: Number.POSITIVE_INFINITY,
      };
      const stop = new AbortController();
      const { id, since, doubt } = entry;
      const ran = async () => {
        let ended: Ended<Outcome> | undefined;
        try {
          ended = await perform({ id, since, doubt }, stop.signal);
          return ended;
        } finally {
          end(identity, entry, ended);
        }
      };
      const run: Run<Outcome> = { promise: ran(), stop, waiting: 0 };
      entry.run = run;
      entries.set(identity, entry);
      const { outcome } = await wait(run, signal);
      return { outcome, via: "own" };
    },
  };
}
