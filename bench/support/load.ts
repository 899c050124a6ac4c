import { cpuMs } from "./proc.ts";
import { quantile } from "./stats.ts";

/** What a number of calls took. */
export interface Load {
  readonly calls: number;
  readonly wallMs: number;
  /** Of the processes that are measured. */
  readonly cpuMs: number;
  /** Of each call, in milliseconds. */
  readonly latencies: readonly number[];
}

export const perSecond = ({ calls, wallMs }: Load): number => (calls / wallMs) * 1_000;
/** Microseconds of processor time. */
export const cpuPerCall = ({ calls, cpuMs: all }: Load): number => (all / calls) * 1_000;
/** Microseconds. */
export const timePerCall = ({ calls, wallMs }: Load): number => (wallMs / calls) * 1_000;
export const latency = ({ latencies }: Load, share: number): number => quantile(latencies, share);

/** Makes so many calls, as many at once as said, and looks at the measured processes from outside. */
export async function load(
  pids: readonly number[],
  calls: number,
  concurrency: number,
  call: () => Promise<unknown>,
): Promise<Load> {
  const latencies: number[] = [];
  let begun = 0;
  const caller = async () => {
    while (begun < calls) {
      begun += 1;
      const start = performance.now();
      await call();
      latencies.push(performance.now() - start);
    }
  };
  const used = () => pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
  const cpu = used();
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, caller));
  const wallMs = performance.now() - start;
  return { calls, wallMs, cpuMs: used() - cpu, latencies };
}

/**
 * Takes a sample of each by turns, so that what slows the machine down slows all, and in the other order in every
 * second round, so that none is always the one that follows. The first rounds are not counted.
 */
export async function byTurns<Name extends string, Sample>(
  variants: Readonly<Record<Name, () => Promise<Sample>>>,
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
): Promise<(name: Name) => readonly Sample[]> {
  const samples = new Map<string, Sample[]>();
  const order = Object.entries<() => Promise<Sample>>(variants);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [name, take] of round % 2 === 0 ? order : order.toReversed()) {
      const sample = await take();
      if (round >= 0) samples.set(name, [...(samples.get(name) ?? []), sample]);
    }
  }
  return (name) => samples.get(name) ?? [];
}
