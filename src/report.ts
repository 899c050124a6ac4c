import { type Fault, mostFaults, type Path, valueAt } from "../tools/faults.ts";
import { once } from "../tools/once.ts";
import { type Failure, failure } from "./envelope.ts";

/** The most characters that the answer to wrong arguments may have, however wrong they are. */
export const longestReport = 1_500;

/** Hides secrets in text. */
export type Mask = (text: string) => string;

/** A path as one writes it: `fields[0].title`. */
export function pathText(path: Path): string {
  const [first = "arguments", ...rest] = path;
  return String(first) + rest.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
}

/** More of a name or a value than any report shows. */
const mostShown = 4_000;

/** Control characters would break the line, or grow sixfold as JSON. */
const control = /\p{Cc}/gu;

/** Text of at most `most` characters as JSON, where quotes and backslashes count twice. */
function shortened(text: string, most: number): string {
  let shown = text.slice(0, most).replace(control, "·").toWellFormed();
  while (JSON.stringify(shown).length - 2 > most)
    shown = shown.slice(0, Math.floor(shown.length * 0.8)).toWellFormed();
  return shown.length < text.length ? `${shown.slice(0, -1).toWellFormed()}…` : shown;
}

/** What was given, short: of a large value only its kind and size. */
function givenText(value: unknown, mask: Mask): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "string") return JSON.stringify(shortened(mask(value.slice(0, mostShown)), 60));
  return String(value);
}

/** A fault with the name that it is told by. */
interface Named {
  readonly fault: Fault;
  readonly name: string;
}

const named = (fault: Fault, mask: Mask): Named => ({
  fault,
  name: shortened(mask(pathText(fault.path).slice(0, mostShown)), 120),
});

function sentence({ fault, name }: Named, args: unknown, mask: Mask): string {
  switch (fault.kind) {
    case "missing":
      return `${name} is required: ${fault.allowed}`;
    case "unknown": {
      if (fault.near !== undefined) return `${name} does not exist, did you mean ${fault.near}?`;
      // The names of arguments are many, and stand in data.parameters once for all of them.
      const known = fault.path.length > 1 && fault.allowed !== "" ? `, there are ${fault.allowed}` : "";
      return `${name} does not exist${known}`;
    }
    case "wrong":
      return `${name} must be ${fault.allowed}, not ${givenText(valueAt(args, fault.path), mask)}`;
  }
}

const order: Record<Fault["kind"], number> = { missing: 0, unknown: 1, wrong: 2 };

/** Made with the first report: the first collator of a process takes eight milliseconds. */
const collator = once(() => new Intl.Collator("en", { numeric: true }));

const byKindAndName = (a: Named, b: Named) =>
  order[a.fault.kind] - order[b.fault.kind] || collator().compare(a.name, b.name);

/** No answer has room for more. */
const mostTold = 50;

/**
 * The faults of a call, of which there are `total`, as one envelope: as many as fit are told, the rest counted.
 * A `total` of `mostFaults` or above is what was found until the search ended, so there may be more.
 */
export function report(
  tool: string,
  { faults, total }: { readonly faults: readonly Fault[]; readonly total: number },
  args: unknown,
  mask: Mask,
): Failure {
  const items = faults
    .map((fault) => named(fault, mask))
    .sort(byKindAndName)
    .slice(0, mostTold)
    .map((fault) => ({ path: fault.name, problem: shortened(sentence(fault, args, mask), 260) }));
  const stranger = faults.find(({ kind, path }) => kind === "unknown" && path.length === 1);
  const parameters = stranger === undefined ? {} : { parameters: shortened(stranger.allowed, 480) };

  const build = (count: number) => {
    const others = total - 1;
    const atLeast = total < mostFaults ? "" : "at least ";
    const also =
      others === 0 ? "" : ` (and ${atLeast}${others} more fault${others === 1 ? "" : "s"}, see data.faults)`;
    const error = `${items[0]?.problem ?? "The arguments are wrong"}${also}. Nothing was sent to Scale: correct the arguments and call ${tool} again.`;
    const more = total - count;
    return failure("invalid_arguments", error, {
      faults: items.slice(0, count),
      ...(more > 0 ? { more_faults: more } : {}),
      ...parameters,
    });
  };

  let count = 1;
  while (count < items.length && JSON.stringify(build(count + 1)).length <= longestReport) count++;
  return build(count);
}
