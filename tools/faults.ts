import type * as z from "zod";
import { nearest } from "./nearest.ts";

/**
 * The search for faults ends at so many in any one list or object, and a report knows no more of them: where a
 * call has this many, it may have others.
 */
export const mostFaults = 500;

export type Path = readonly (string | number)[];

/** One thing that is wrong with the arguments of a call. */
export interface Fault {
  /** Where it is, from the arguments' root. */
  readonly path: Path;
  /** `missing`: required and absent. `unknown`: a name that does not exist here. `wrong`: a value that is not allowed. */
  readonly kind: "missing" | "unknown" | "wrong";
  /** What is allowed, as the end of "must be …"; for an unknown name the names that exist. */
  readonly allowed: string;
  /** The known name that was probably meant. */
  readonly near?: string;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

const quoted = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join(", ");

function sizeOf(origin: string, count: number | bigint): string {
  if (origin === "string") return `${count} character${count === 1 ? "" : "s"} long`;
  if (origin === "array") return `a list of ${count} item${count === 1 ? "" : "s"}`;
  return String(count);
}

function sized(word: "at least" | "at most", origin: string, count: number | bigint): string {
  const size = sizeOf(origin, count);
  return origin === "array" ? size.replace("a list of", `a list of ${word}`) : `${word} ${size}`;
}

const isKey = (key: PropertyKey): key is string | number => typeof key !== "symbol";

/** What stands at a path, own properties only; undefined where nothing does. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    root,
  );
}

/** Of a failed union, the branch that the value was meant for: the one that agrees on its kind and got furthest. */
function meantBranch(
  errors: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  return errors.find((issues) => issues.length > 0 && issues.every((issue) => issue.path.length > 0));
}

/** zod's issues as faults; `root` is the value that was checked. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], root: unknown, base: Path = []): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const path = [...base, ...issue.path.filter(isKey)];
    const wrong = (allowed: string): Fault[] => [{ path, kind: "wrong", allowed }];
    switch (issue.code) {
      case "unrecognized_keys":
        return issue.keys
          .slice(0, mostFaults)
          .map((key) => ({ path: [...path, key], kind: "unknown", allowed: "" }));
      case "invalid_type":
        if (valueAt(root, path) === undefined)
          return [{ path, kind: "missing", allowed: typeNames[issue.expected] ?? "given" }];
        return wrong(typeNames[issue.expected] ?? issue.expected);
      case "invalid_value":
        if (valueAt(root, path) === undefined)
          return [{ path, kind: "missing", allowed: `one of ${quoted(issue.values)}` }];
        return wrong(issue.values.length === 1 ? quoted(issue.values) : `one of ${quoted(issue.values)}`);
      case "too_small":
        return wrong(sized("at least", issue.origin, issue.minimum));
      case "too_big":
        return wrong(sized("at most", issue.origin, issue.maximum));
      case "invalid_union": {
        const branch = meantBranch(issue.errors);
        return branch === undefined ? wrong(issue.message) : faultsOf(branch, root, path);
      }
      case "custom": {
        const { near, known, unknown } = issue.params ?? {};
        if (unknown === true) {
          const allowed = Array.isArray(known) ? known.join(", ") : "";
          return [{ path, kind: "unknown", allowed, ...(typeof near === "string" ? { near } : {}) }];
        }
        if (valueAt(root, path) === undefined && issue.params?.rule !== true)
          return [{ path, kind: "missing", allowed: issue.message }];
        return wrong(issue.message);
      }
      default:
        return wrong(issue.message);
    }
  });
}

/** Gives each unknown top-level name the known names, and the nearest of them. */
export function withKnownNames(faults: readonly Fault[], known: readonly string[]): Fault[] {
  return faults.map((fault) => {
    if (fault.kind !== "unknown" || fault.path.length !== 1) return fault;
    const near = nearest(String(fault.path[0]), known)[0];
    return { ...fault, allowed: known.join(", "), ...(near === undefined ? {} : { near }) };
  });
}
