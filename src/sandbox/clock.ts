/** The sandbox's only source of time, so that tests decide when a second has passed. */
export interface SandboxClock {
  now(): number;
  setTimer(callback: () => void, ms: number): { cancel(): void };
}

/** Node turns a longer delay into 1 ms, which would fire a far-off timer at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

export const systemClock: SandboxClock = {
  now: () => Date.now(),
  setTimer(callback, ms) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_DELAY));
    // A sandbox must never keep a finished process alive.
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
