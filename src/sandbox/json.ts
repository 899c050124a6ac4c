/** A JSON object whose contents are not yet known. */
export type Obj = Record<string, unknown>;

export function isObject(value: unknown): value is Obj {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isString(value: unknown): value is string {
  return typeof value === "string";
}

export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(isString) : [];
}

export function objects(value: unknown): Obj[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Leaves out absent keys: Scale omits a key rather than sending null. */
export function compact(entries: Obj): Obj {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

/** Object.fromEntries defines keys, so that a key named __proto__ stays an ordinary key. */
export function omit(source: Obj, keys: ReadonlySet<string>): Obj {
  return Object.fromEntries(Object.entries(source).filter(([key]) => !keys.has(key)));
}

export function utf8Size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "", "utf8");
}
