import { expect } from "vitest";

/** Waits for something that comes soon, looking every 10 ms for so many turns, or fails the test. */
export async function until(holds: () => boolean, turns = 1_000): Promise<void> {
  for (let turn = 0; turn < turns && !holds(); turn++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
}
