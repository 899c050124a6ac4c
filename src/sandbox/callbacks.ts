import type { SandboxClock } from "./clock.ts";
import type { Obj } from "./json.ts";
import type { Log } from "./log.ts";

/** Source: scale.com/docs/api-reference/callbacks (up to 20 tries within 24 hours). */
export const TRIES = 20;
/** What the header scale-callback-auth carries here; a real account has a secret of its own. */
export const CALLBACK_AUTH = "sandbox-callback-auth";
const ANSWER_TIMEOUT_MS = 10_000;

/** One second, doubling up to two hours: twenty tries end within a day. */
export function retryDelay(failures: number): number {
  return Math.min(1000 * 2 ** (failures - 1), 2 * 3_600_000);
}

/** Whether an address is this machine itself: the only place that the sandbox ever posts to. */
export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return (
    protocol === "http:" &&
    (hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname))
  );
}

interface Delivery {
  readonly url: string;
  /** Called for each try, so that a retry tells the present state. */
  readonly body: () => Obj;
  readonly tried: (succeeded: boolean) => void;
}

export class Callbacks {
  readonly #clock: SandboxClock;
  readonly #log: Log;
  readonly #stop = new AbortController();
  readonly #timers = new Set<{ cancel(): void }>();
  readonly #running = new Set<Promise<void>>();

  constructor(clock: SandboxClock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  deliver(delivery: Delivery): void {
    if (isLoopback(delivery.url)) this.#start(delivery, 0);
    else this.#log({ level: "info", message: "callback is not sent: its address is not this machine" });
  }

  /** Resolves when no delivery is under way; those that wait for a retry do not count. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  close(): void {
    this.#stop.abort();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #start(delivery: Delivery, failures: number): void {
    const run = this.#try(delivery, failures).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async #try(delivery: Delivery, failures: number): Promise<void> {
    const succeeded = await this.#post(delivery.url, delivery.body());
    if (this.#stop.signal.aborted) return;
    delivery.tried(succeeded);
    if (succeeded) return;
    const failed = failures + 1;
    this.#log({ level: "warn", message: "callback was not accepted", try: failed });
    if (failed < TRIES) this.#timer(retryDelay(failed), () => this.#start(delivery, failed));
  }

  async #post(url: string, body: Obj): Promise<boolean> {
    const timeout = new AbortController();
    const timer = this.#timer(ANSWER_TIMEOUT_MS, () => timeout.abort());
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", "scale-callback-auth": CALLBACK_AUTH },
        body: JSON.stringify(body),
        // A redirect could lead away from this machine.
        redirect: "manual",
        signal: AbortSignal.any([this.#stop.signal, timeout.signal]),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    } finally {
      timer.cancel();
    }
  }

  #timer(ms: number, callback: () => void): { cancel(): void } {
    const timer = this.#clock.setTimer(() => {
      this.#timers.delete(handle);
      callback();
    }, ms);
    const handle = {
      cancel: () => {
        this.#timers.delete(handle);
        timer.cancel();
      },
    };
    this.#timers.add(handle);
    return handle;
  }
}
