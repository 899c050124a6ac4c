import type { Programs } from "./programs.ts";
import type { Summary } from "./stats.ts";

export type Cell = string | number | Summary;

export interface Table {
  readonly title: string;
  /** All with the same columns. */
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

export interface Goal {
  readonly what: string;
  readonly wanted: string;
  readonly value: number;
  readonly met: boolean;
}

export interface Findings {
  readonly tables: readonly Table[];
  readonly goals: readonly Goal[];
  readonly notes?: readonly string[];
}

export interface Run {
  readonly quick: boolean;
  /** How many calls the soak makes. */
  readonly soakCalls: number;
  readonly programs: Programs;
  /** Tells whoever waits what is being done. */
  note(text: string): void;
}

export interface Bench {
  readonly title: string;
  /** With what it compares, and why that is fair. */
  readonly compares: string;
  run(run: Run): Promise<Findings>;
}

/** A bound that a figure should keep; it is told, and never ends a run. */
export function goal(what: string, bound: { most: number } | { least: number }, value: number): Goal {
  return "most" in bound
    ? { what, wanted: `at most ${bound.most}`, value, met: value <= bound.most }
    : { what, wanted: `at least ${bound.least}`, value, met: value >= bound.least };
}
