import { setTimeout as wait } from "node:timers/promises";

/** Where time and chance come from, so that a test can bring its own. */
export interface Timing {
  /** Milliseconds that never jump, for how long something takes. */
  now(): number;
  /** Milliseconds since 1970, for when something happened. */
  today(): number;
  /** At least 0, below 1. */
  random(): number;
  /** Resolves after the milliseconds, or at once when the signal comes. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const realTiming: Timing = {
  now: () => performance.now(),
  today: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) => wait(ms, undefined, { signal }).catch(() => {}),
};
