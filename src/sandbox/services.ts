import type { Callbacks } from "./callbacks.ts";
import type { SandboxClock } from "./clock.ts";
import type { Life } from "./life.ts";
import type { Log } from "./log.ts";
import type { Store } from "./store.ts";

/** What every resource of the API works with. */
export interface Services {
  readonly store: Store;
  readonly clock: SandboxClock;
  readonly life: Life;
  readonly callbacks: Callbacks;
  readonly log: Log;
}
