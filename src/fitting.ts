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
  /** What was given, and its size: the stub tells of this, whatever stands in the copy by now. */
  readonly value: unknown;
  readonly bytes: number;
}

/** The heavy values of an object, by property, with their sizes; `holder` is its copy. */
function heavyPlaces(given: JsonObject, holder: JsonObject): Place[] {
  return Object.entries(given).flatMap(([key, value]) => {
    if (typeof value !== "string" && (typeof value !== "object" || value === null)) return [];
    const bytes = bytesOf(value);
    const least = identifying.test(key) ? longestIdentity : leastWorth;
    return bytes > least ? [{ holder, key, value, bytes }] : [];
  });
}

/** Puts stubs in place, biggest gain first, until `excess` bytes are gone; gives what is left of the excess. */
function stub(places: readonly Place[], excess: number, stubbed: Place[]): number {
  const gains = places.map((place) => {
    const text = stubOf(place.value, place.bytes);
    return { place, text, saved: bytesOf(place.holder[place.key]) - bytesOf(text) };
  });
  let left = excess;
  for (const { place, text, saved } of gains.sort((a, b) => b.saved - a.saved)) {
    if (left <= 0 || saved <= 0) break;
    place.holder[place.key] = text;
    stubbed.push(place);
    left -= saved;
  }
  return left;
}

/** The list that an answer is about, if it is about one: it takes more than half of the bytes. */
function mainList(data: JsonObject, bytes: number): string | undefined {
  // The key stays whatever goes, so it must be short.
  return Object.keys(data).find(
    (key) => Array.isArray(data[key]) && bytesOf(data[key]) * 2 > bytes && bytesOf(key) <= leastWorth,
  );
}

/** How many of the items fit into the bytes, from the first on. */
function fittingCount(sizes: readonly number[], most: number): number {
  // Of n items, n - 1 have a comma.
  let sum = -1;
  const count = sizes.findIndex((size) => {
    sum += size + 1;
    return sum > most;
  });
  return count < 0 ? sizes.length : count;
}

/** An answer in which something is missing. */
interface Less {
  readonly data: JsonObject;
  /** The stubs that are in it. */
  readonly stubbed: readonly Place[];
  readonly rows: number;
}

function told(bytes: number, { stubbed, rows }: Less): Omitted {
  const counts = new Map<string, number>();
  for (const { key } of stubbed) counts.set(key, (counts.get(key) ?? 0) + 1);
  const keys = [...counts].sort(([, a], [, b]) => b - a).map(([key]) => cut(key, shownKeyLength));
  return {
    bytes,
    ...(stubbed.length === 0 ? {} : { values: stubbed.length, keys: keys.slice(0, mostKeysTold) }),
    ...(rows === 0 ? {} : { rows }),
  };
}

/** Heavy values inside heavy values shrink first, then these, then keys at the end go. */
function lessOfObject(data: JsonObject, most: number): Less {
  const copy: JsonObject = { ...data };
  const stubbed: Place[] = [];
  const outer = heavyPlaces(data, copy);
  const first = outer.flatMap((place) => {
    if (!isObject(place.value)) return [place];
    const own = { ...place.value };
    copy[place.key] = own;
    return heavyPlaces(place.value, own);
  });
  let left = stub(first, bytesOf(data) - most, stubbed);
  if (left > 0) left = stub(outer, left, stubbed);
  const entries = Object.entries(copy);
  const sizes = entries.map(([key, value]) => bytesOf(key) + 1 + bytesOf(value));
  const count = left <= 0 ? entries.length : fittingCount(sizes, most - 2);
  const kept = Object.fromEntries(entries.slice(0, count));
  // A stub went with its key, or with the object around it.
  const values = new Set(Object.values(kept));
  const still = stubbed.filter(({ holder, key }) =>
    holder === copy ? Object.hasOwn(kept, key) : values.has(holder),
  );
  return { data: kept, stubbed: still, rows: entries.length - count };
}

/** Rows keep their places; their heaviest values shrink first, then rows at the end go. */
function lessOfList(data: JsonObject, list: string, most: number): Less {
  const { [list]: given, ...rest } = data;
  // What stands beside the list stays, unless it alone is too large: `,"docs":[]` must find its place too.
  const room = most - bytesOf(list) - 4;
  const beside = bytesOf(rest) <= room ? { data, stubbed: [], rows: 0 } : lessOfObject(rest, room);
  const rows: unknown[] = Array.isArray(given) ? given.map((row) => (isObject(row) ? { ...row } : row)) : [];
  const whole: JsonObject = { ...beside.data, [list]: rows };
  const places = rows.flatMap((row) => (isObject(row) ? heavyPlaces(row, row) : []));
  const stubbed: Place[] = [];
  const left = stub(places, bytesOf(whole) - most, stubbed);
  const frame = bytesOf({ ...whole, [list]: [] });
  const count = left <= 0 ? rows.length : fittingCount(rows.map(bytesOf), most - frame);
  const kept = rows.slice(0, count);
  const holders = new Set(kept);
  const still = stubbed.filter(({ holder }) => holders.has(holder));
  return {
    data: { ...whole, [list]: kept },
    stubbed: [...beside.stubbed, ...still],
    rows: beside.rows + rows.length - count,
  };
}

/**
 * Brings an answer to at most `mostBytes` of UTF-8 JSON by leaving out what is heaviest, never by cutting text.
 * What fits is given back as it is. Below some 1,000 bytes it does what it can.
 */
export function fitted(data: JsonObject, mostBytes: number): Fitted {
  const bytes = bytesOf(data);
  if (bytes <= mostBytes) return { data };
  const list = mainList(data, bytes);
  const less = list === undefined ? lessOfObject(data, mostBytes) : lessOfList(data, list, mostBytes);
  return { data: less.data, omitted: told(bytes, less) };
}
