/** Requests of one key that are under way at once, at most. */
export const mostAtOnce = 32;
/** Retries draw on a bucket of this size; source of the scheme: AWS SDKs, standard retry mode. */
const bucketSize = 500;
const costOfRetry = 5;
/** Keys that are remembered at most. */
const mostAccounts = 1_000;

/** What the calls under one key share, so that a failing Scale is not stampeded and no key starves another. */
export class Account {
  #tokens = bucketSize;
  #running = 0;
  readonly #queue = new Set<() => void>();

  get isIdle(): boolean {
    return this.#running === 0 && this.#queue.size === 0;
  }

  /** Takes the price of a retry; false where the bucket holds less. */
  payRetry(): boolean {
    if (this.#tokens < costOfRetry) return false;
    this.#tokens -= costOfRetry;
    return true;
  }

  /** A request succeeded, which earns a retry back. */
  succeeded(): void {
    this.#tokens = Math.min(bucketSize, this.#tokens + costOfRetry);
  }

  /** Waits for a place, first come first served; false when the time is over or the signal comes. */
  enter(waitMs: number, signal: AbortSignal): boolean | Promise<boolean> {
    if (this.#running < mostAtOnce) {
      this.#running++;
      return true;
    }
    return new Promise((resolve) => {
      const end = (entered: boolean) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", give);
        this.#queue.delete(take);
        resolve(entered);
      };
      const take = () => end(true);
      const give = () => end(false);
      const timer = setTimeout(give, waitMs);
      signal.addEventListener("abort", give, { once: true });
      this.#queue.add(take);
    });
  }

  /** Gives the place to whoever waits longest. */
  leave(): void {
    const [next] = this.#queue;
    if (next === undefined) this.#running--;
    else next();
  }
}

/** The accounts by key; those that are idle and longest unused go first when there are too many. */
export function createAccounts(): (key: string) => Account {
  const accounts = new Map<string, Account>();
  return (key) => {
    const known = accounts.get(key);
    if (known !== undefined && accounts.size < mostAccounts) return known;
    const account = known ?? new Account();
    // Moved to the end, so that the order is that of the last use.
    accounts.delete(key);
    accounts.set(key, account);
    if (accounts.size > mostAccounts) {
      for (const [oldest, { isIdle }] of accounts) {
        if (!isIdle || oldest === key) continue;
        accounts.delete(oldest);
        break;
      }
    }
    return account;
  };
}
