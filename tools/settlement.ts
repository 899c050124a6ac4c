import type { JsonObject } from "./json.ts";
import type { ScaleRequest } from "./request.ts";

/**
 * What a look shows of a write whose answer was lost: `done`, this very write took effect; `other`, something
 * else stands in its place, so that it can't; `absent`, nothing shows of it yet; `unclear`, none of these is sure.
 */
export type Finding =
  | { readonly kind: "done"; readonly data: JsonObject }
  | { readonly kind: "other"; readonly id?: string }
  | { readonly kind: "absent" }
  | { readonly kind: "unclear" };

/** How to find out by reading whether a write took effect. */
export interface Settlement {
  /** The read that shows it, given the id that a conflict named; undefined where no read can. */
  readonly look: (existing: string | undefined) => ScaleRequest | undefined;
  /**
   * What the answer to the look shows; `undefined` stands for a thing that is not there (404). `since` is the
   * moment, by Scale's clock in milliseconds, before which nothing that this write made can have come to be.
   */
  readonly judge: (answer: JsonObject | undefined, since: number) => Finding;
}

/** True, false, or undefined where the time is missing or unreadable. */
export function isCreatedSince(created: unknown, since: number): boolean | undefined {
  const time = typeof created === "string" ? Date.parse(created) : Number.NaN;
  return Number.isNaN(time) ? undefined : time >= since;
}
