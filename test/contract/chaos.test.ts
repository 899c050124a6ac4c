import { afterEach, describe, expect, it } from "vitest";
import { type RunningSandbox, startSandbox } from "../../src/sandbox/index.ts";
import { failureOf, object, text } from "../support/envelope.ts";
import { connect, impatient } from "../support/upstream.ts";

const creates = 2_400;
const atOnce = 48;

let sandbox: RunningSandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

/** A fifth of all requests fail, in every way there is, half of them after they had their effect. */
const rates = {
  latency: 0.02,
  tooManyRequests: 0.04,
  internalError: 0.02,
  unavailable: 0.02,
  html: 0.02,
  resetBefore: 0.03,
  resetAfter: 0.04,
  truncate: 0.03,
};

const args = (n: number) => ({
  attachment: `https://images.example.com/${n}.jpg`,
  geometries: { box: { objects_to_annotate: ["car"] } },
  metadata: { n },
  // Some can be found by their own id, and some of those ids are another task's already.
  ...(n % 3 === 0 ? { unique_id: n % 30 === 0 ? "taken" : `u-${n}` } : {}),
});

describe.each([1, 2, 3])("at a fifth of faults (seed %i)", (seed) => {
  it(`over ${creates / 3} creates, what is there is what was told`, { timeout: 120_000 }, async () => {
    const clock = { now: 0 };
    const faults = { seed, latencyMs: 5, rates };
    sandbox = await startSandbox({ faults, completeAfterMs: 3_600_000 });
    const { store } = sandbox.sandbox;
    const before = store.tasks.length;
    // The waits are skipped, so that the budget for retries is what limits them.
    const connection = connect({ origin: new URL(sandbox.apiUrl).origin }, sandbox.key, {
      timing: { ...impatient, sleep: async () => void clock.now++ },
      callMs: 60_000,
    });
    const call = async (n: number) =>
      (await connection.call("CREATE_IMAGE_ANNOTATION_TASK", args(n))).envelope;

    const taken = new Set<string>();
    const made = new Map<number, string>();
    const unknown = new Set<number>();
    let next = 0;
    const work = async () => {
      for (let n = next++; n < creates / 3; n = next++) {
        let envelope = await call(n);
        // An agent does what the hint says, a few times.
        for (let again = 0; again < 2 && object(envelope.data).code === "outcome_unknown"; again++)
          envelope = await call(n);
        if (envelope.successful) {
          made.set(n, text(envelope.data.task_id));
        } else if (envelope.data.code === "outcome_unknown") {
          unknown.add(n);
        } else {
          const data = object(envelope.data);
          if (args(n).unique_id === "taken")
            taken.add(text(failureOf(envelope, "conflict").existing_task_id));
          else expect(data.retryable, JSON.stringify(envelope)).toBe(true);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    await connection.close();

    const there = new Map<number, string[]>();
    for (const task of store.tasks.slice(before)) {
      const n = Number(task.metadata.n);
      there.set(n, [...(there.get(n) ?? []), task.id]);
    }
    for (const [n, ids] of there) {
      expect(ids, `call ${n} made more than one task`).toHaveLength(1);
      // A task that nobody was told of is one whose outcome was told as unknown.
      if (!made.has(n))
        expect(unknown.has(n), `call ${n} made a task and was told that it had not`).toBe(true);
    }
    for (const [n, id] of made) expect(there.get(n), `call ${n} was told of a task`).toEqual([id]);
    expect(taken.size).toBeLessThanOrEqual(1);
    expect(made.size).toBeGreaterThan((creates / 3) * 0.9);
    expect(clock.now).toBeGreaterThan(creates / 3 / 20);
  });
});
