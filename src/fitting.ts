import { isObject, type JsonObject } from "../tools/json.ts";

/** What was left out of an answer to make it fit. */
export interface Omitted {
  /** Bytes of the whole answer as JSON. */
  readonly bytes: number;
  /** How many values became stubs, and their keys, most of them first. */
  readonly values?: number;
  readonly keys?: readonly string[];
  /** How many items at the end of a list, or keys at the end of an object, went. */
  readonly rows?: number;
}

export interface Fitted {
  readonly data: JsonObject;
  readonly omitted?: Omitted;
}

/** A value is worth a stub only above this size, in bytes of JSON. */
const leastWorth = 200;
/** What tells things apart stays, unless it is out of all proportion. */
const identifying =
  /^(?:id|\w+_id|name|type|status|project|batch|created_at|updated_at|completed_at|next_token|has_more|cursor|email)$/;
const longestIdentity = 1_000;
const shownText = 80;
const shownKeys = 5;
const shownKeyLength = 40;
const mostKeysTold = 10;

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? "");

const cut = (text: string, length: number) =>
  text.length > length ? text.slice(0, length).toWellFormed() : text;

/** What stands in place of a value: what it was, and how large. */
function stubOf(value: unknown, bytes: number): string {
  if (typeof value === "string")
    return `${cut(value, shownText)}… [omitted: text of ${value.length} characters]`;
  if (Array.isArray(value)) return `[omitted: a list of ${value.length}, ${bytes} bytes]`;
  const keys = isObject(value) ? Object.keys(value) : [];
  const named = keys.slice(0, shownKeys).map((key) => cut(key, shownKeyLength));
  return `[omitted: an object with ${named.join(", ")}${keys.length > shownKeys ? ", …" : ""}, ${bytes} bytes]`;
}

/** A place in a copy of the answer that can become a stub. */
interface Place {
  readonly holder: JsonObject;
  readonly key: string;
  readonly bytes: number;
}

/** The heavy values of an object, by property, with their sizes. */
function heavyPlaces(holder: JsonObject): Place[] {
  return Object.entries(holder).flatMap(([key, value]) => {
    if (typeof value !== "string" && (typeof value !== "object" || value === null)) return [];
    const bytes = bytesOf(value);
    const least = identifying.test(key) ? longestIdentity : leastWorth;
    return bytes > least ? [{ holder, key, bytes }] : [];
  });
}

/** Puts stubs in place, biggest value first, until `excess` bytes are gone; gives what is left of the excess. */
function stub(places: readonly Place[], excess: number, stubbed: Place[]): number {
  let left = excess;
  for (const place of [...places].sort((a, b) => b.bytes - a.bytes)) {
    if (left <= 0) break;
    const { holder, key, bytes } = place;
    const text = stubOf(holder[key], bytes);
    const saved = bytes - bytesOf(text);
    if (saved <= 0) continue;
    holder[key] = text;
    stubbed.push(place);
    left -= saved;
  }
  return left;
}

/** The list that an answer is about, if it is about one: it takes more than half of the bytes. */
function mainList(data: JsonObject, bytes: number): string | undefined {
  return Object.keys(data).find((key) => Array.isArray(data[key]) && bytesOf(data[key]) * 2 > bytes);
}

/** How many of the items fit into the bytes, from the first on. */
function fittingCount(sizes: readonly number[], most: number): number {
  let sum = 0;
  const count = sizes.findIndex((size) => {
    sum += size + 1;
    return sum > most;
  });
  return count < 0 ? sizes.length : count;
}

function told(bytes: number, stubbed: readonly Place[], rows: number): Omitted {
  const counts = new Map<string, number>();
  for (const { key } of stubbed) counts.set(key, (counts.get(key) ?? 0) + 1);
  const keys = [...counts].sort(([, a], [, b]) => b - a).map(([key]) => cut(key, shownKeyLength));
  return {
    bytes,
    ...(stubbed.length === 0 ? {} : { values: stubbed.length, keys: keys.slice(0, mostKeysTold) }),
    ...(rows === 0 ? {} : { rows }),
  };
}

/** Rows keep their places; their heaviest values shrink first, then rows at the end go. */
function fittedList(data: JsonObject, key: string, bytes: number, most: number): Fitted {
  const given = data[key];
  const rows: unknown[] = Array.isArray(given) ? given.map((row) => (isObject(row) ? { ...row } : row)) : [];
  const stubbed: Place[] = [];
  const left = stub(rows.filter(isObject).flatMap(heavyPlaces), bytes - most, stubbed);
  if (left <= 0) return { data: { ...data, [key]: rows }, omitted: told(bytes, stubbed, 0) };
  const frame = bytesOf({ ...data, [key]: [] });
  const count = fittingCount(rows.map(bytesOf), most - frame);
  const kept = rows.slice(0, count);
  const holders = new Set(kept);
  const still = stubbed.filter(({ holder }) => holders.has(holder));
  return { data: { ...data, [key]: kept }, omitted: told(bytes, still, rows.length - count) };
}

/** Heavy values inside heavy values shrink first, then these, then keys at the end go. */
function fittedObject(data: JsonObject, bytes: number, most: number): Fitted {
  const copy: JsonObject = { ...data };
  const stubbed: Place[] = [];
  const inner = heavyPlaces(copy).flatMap(({ key }) => {
    const value = copy[key];
    if (!isObject(value)) return [];
    const own = { ...value };
    copy[key] = own;
    return heavyPlaces(own);
  });
  let left = stub(
    [...inner, ...heavyPlaces(copy).filter(({ key }) => !isObject(copy[key]))],
    bytes - most,
    stubbed,
  );
  if (left > 0) left = stub(heavyPlaces(copy), left, stubbed);
  if (left <= 0) return { data: copy, omitted: told(bytes, stubbed, 0) };
  const entries = Object.entries(copy);
  const count = fittingCount(
    entries.map(([key, value]) => bytesOf(key) + 1 + bytesOf(value)),
    most - 2,
  );
  const kept = Object.fromEntries(entries.slice(0, count));
  const still = stubbed.filter(({ holder, key }) => holder !== copy || key in kept);
  return { data: kept, omitted: told(bytes, still, entries.length - count) };
}

/**
 * Brings an answer to at most `mostBytes` of UTF-8 JSON by leaving out what is heaviest, never by cutting text.
 * What fits is given back as it is. Below some 1,000 bytes it does what it can.
 */
export function fitted(data: JsonObject, mostBytes: number): Fitted {
  const bytes = bytesOf(data);
  if (bytes <= mostBytes) return { data };
  const list = mainList(data, bytes);
  return list === undefined ? fittedObject(data, bytes, mostBytes) : fittedList(data, list, bytes, mostBytes);
}
