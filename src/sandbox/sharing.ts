import { isObject, type Obj } from "./json.ts";

/**
 * Lets objects that follow each other have one copy of what is equal in them. Most tasks of a project ask for the same
 * geometries or labels in the same words, which is most of their size.
 */
export class Sharing {
  readonly #last = new Map<string, Obj>();

  /** An equal object, with the values of the last one of its kind wherever they are the same. */
  share(kind: string, given: Obj): Obj {
    const last = this.#last.get(kind) ?? {};
    const shared = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name,
        Object.hasOwn(last, name) && same(last[name], value) ? last[name] : value,
      ]),
    );
    this.#last.set(kind, shared);
    return shared;
  }
}

/** Also in the order of keys, which results follow. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const [names, others] = [Object.keys(a), Object.keys(b)];
  return (
    names.length === others.length &&
    names.every((name, index) => name === others[index] && same(a[name], b[name]))
  );
}
