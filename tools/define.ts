import * as z from "zod";
import { type Fault, faultsOf, mostFaults, withKnownNames } from "./faults.ts";
import type { JsonObject } from "./json.ts";
import type { ScaleRequest } from "./request.ts";
import type { Settlement } from "./settlement.ts";
import type { Toolset } from "./toolsets.ts";

/** What a call does to the world. */
export type Effect = "read" | "create" | "update" | "delete";

/**
 * What may follow a failure: `safe`, send again; `settle`, send again too, and where the outcome is still in
 * doubt find out by reading; `never`, send again only what certainly did not take effect.
 */
export type RetryPolicy = "safe" | "settle" | "never";

/** The name under which a bare list in the answer is wrapped, or `content` where the answer is a file. */
export type Answer =
  | "task"
  | "tasks"
  | "batch"
  | "batches"
  | "project"
  | "projects"
  | "file"
  | "assets"
  | "assignments"
  | "teammates"
  | "audits"
  | "labelers"
  | "content";

/** What a tool is, apart from its input: data that needs no schema to read. */
export interface ToolFacts {
  readonly name: string;
  readonly title: string;
  readonly toolset: Toolset;
  readonly effect: Effect;
  /** True when a call can lose or overwrite something. */
  readonly destructive: boolean;
  /** True when the same call twice leaves the world as once. */
  readonly idempotent: boolean;
  readonly retry: RetryPolicy;
  readonly answer: Answer;
  /** True when a call sends work to paid people. */
  readonly spends?: boolean;
  /** True when the request carries an `Idempotency-Key`; source: docs.scale.com/reference/idempotent-requests. */
  readonly keyed?: boolean;
  /** How to see whether a write happened, as the end of "look with …"; every write that is not `safe` has it. */
  readonly lookWith?: string;
  /** Of a list that comes in pages, what leads to the next: a token or cursor of the answer, or the rows so far. */
  readonly pages?: "next_token" | "cursor" | "offset";
  /** Of a list, the call that returns one of its items whole. */
  readonly wholeItem?: string;
  /** What the model reads to choose and fill the tool. */
  readonly description: string;
}

/**
 * A check over several parameters. It names those it looks at and is left out while one of them has a fault
 * of its own, so that no message follows from another. `warn` rules speak and let the call pass.
 */
export interface Rule<Input> {
  readonly over: readonly (keyof Input & string)[];
  readonly level?: "refuse" | "warn";
  readonly check: (input: Partial<Input>) => readonly RuleFault[];
}

export interface RuleFault {
  readonly path: readonly (string | number)[];
  readonly allowed: string;
  readonly missing?: boolean;
}

export type Prepared =
  | {
      readonly ok: true;
      readonly request: ScaleRequest;
      /** Where the tool's `retry` is `settle`. */
      readonly settlement?: Settlement | undefined;
      readonly warnings: readonly string[];
    }
  | {
      readonly ok: false;
      /** The first of the faults, at most `mostFaults`. */
      readonly faults: readonly Fault[];
      /** How many were found; from `mostFaults` on there may be more. */
      readonly total: number;
    };

/** A declared tool with its types erased: arguments of any kind go in, a request or all faults come out. */
export interface Tool extends ToolFacts {
  /** Input that works in the world of the sandbox. */
  readonly example: JsonObject;
  /** The input schema, built on first use. */
  readonly schema: () => z.ZodObject;
  readonly prepare: (args: unknown) => Prepared;
}

type Shaped<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape, z.core.$strict>>;

interface Declared<Shape extends z.ZodRawShape> extends ToolFacts {
  readonly example: Shaped<Shape>;
  readonly input: () => Shape;
  readonly rules?: readonly Rule<Shaped<Shape>>[];
  readonly request: (input: Shaped<Shape>) => ScaleRequest;
}

interface Settled<Shape extends z.ZodRawShape> extends Declared<Shape> {
  readonly retry: "settle";
  readonly settle: (input: Shaped<Shape>) => Settlement;
}

interface Unsettled<Shape extends z.ZodRawShape> extends Declared<Shape> {
  readonly retry: "safe" | "never";
  readonly settle?: never;
}

export type ToolDefinition<Shape extends z.ZodRawShape> = Settled<Shape> | Unsettled<Shape>;

/** The arguments without the named ones. */
function without(args: unknown, names: ReadonlySet<unknown>): Record<string, unknown> {
  if (typeof args !== "object" || args === null) return {};
  return Object.fromEntries(Object.entries(args).filter(([key]) => !names.has(key)));
}

export function defineTool<Shape extends z.ZodRawShape>(definition: ToolDefinition<Shape>): Tool {
  const { input, rules = [], request, settle, ...facts } = definition;
  let built: z.ZodObject<Shape, z.core.$strict> | undefined;
  const schema = () => {
    built ??= z.strictObject(input());
    return built;
  };
  const isPart = (args: unknown): args is Partial<Shaped<Shape>> =>
    schema().partial().safeParse(args).success;

  /** What rules can look at: the arguments without those that have a fault of their own. */
  function soundPart(args: unknown, faulty: ReadonlySet<unknown>): Partial<Shaped<Shape>> | undefined {
    // It is checked a second time, which takes as long as the first.
    if (rules.length === 0) return undefined;
    const part = without(args, faulty);
    return isPart(part) ? part : undefined;
  }

  const ready = (input: Shaped<Shape>, warnings: readonly string[]): Prepared => ({
    ok: true,
    request: request(input),
    settlement: settle?.(input),
    warnings,
  });

  return {
    ...facts,
    schema,
    prepare(args) {
      const parsed = schema().safeParse(args);
      if (parsed.success && rules.length === 0) return ready(parsed.data, []);
      const faults = parsed.success ? [] : faultsOf(parsed.error.issues, args);
      const warnings: string[] = [];

      const faulty = new Set<unknown>(faults.map((fault) => fault.path[0]));
      const isEnough = faults.length >= mostFaults;
      const sound = parsed.success ? parsed.data : isEnough ? undefined : soundPart(args, faulty);
      if (sound !== undefined) {
        for (const rule of rules.filter(({ over }) => !over.some((name) => faulty.has(name)))) {
          for (const { path, allowed, missing = false } of rule.check(sound)) {
            if (rule.level === "warn") warnings.push(`${path.join(".")}: ${allowed}`);
            else faults.push({ path, kind: missing ? "missing" : "wrong", allowed });
          }
        }
      }
      if (!parsed.success || faults.length > 0) {
        const known = Object.keys(schema().shape);
        return {
          ok: false,
          faults: withKnownNames(faults.slice(0, mostFaults), known),
          total: faults.length,
        };
      }
      return ready(parsed.data, warnings);
    },
  };
}
