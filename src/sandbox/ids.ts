import { hash } from "node:crypto";

/** Makes 24-hex ids in the shape of a MongoDB ObjectId: seconds, a fixed part, a counter. */
export class Ids {
  #count = 0;

  next(now: number): string {
    const seconds = Math.max(0, Math.floor(now / 1000)) % 2 ** 32;
    this.#count += 1;
    return `${seconds.toString(16).padStart(8, "0")}5ca1e0${this.#count.toString(16).padStart(10, "0")}`;
  }
}

/** The same name always gives the same UUID, so that results can be compared between runs. */
export function uuidFrom(name: string): string {
  const hex = hash("sha256", name);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** A number generator that repeats itself for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function seedOf(name: string): number {
  return Number.parseInt(hash("sha256", name).slice(0, 8), 16);
}
