import type { Context } from "hono";
import { checkDepth } from "./checks.ts";
import { badRequest, invalid, tooLarge } from "./errors.ts";
import { isObject, type Obj } from "./json.ts";
import type { Log } from "./log.ts";
import { parseTime } from "./times.ts";

/** The size of a JSON body that the sandbox still reads; Scale's own limit is not documented. */
export const JSON_LIMIT = 16 * 2 ** 20;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/** The chunks of a body; a client that goes away in the middle is at fault itself. */
export async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw badRequest("The request body could not be read to its end.");
  }
}

/** The bytes of the body; past the limit they are read and dropped, so that the client gets to see the answer. */
async function readBytes(body: ReadableStream<Uint8Array>, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(body)) {
    size += chunk.byteLength;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
    if (size > 8 * limit) break;
  }
  if (size > limit) throw tooLarge(limit);
  return Buffer.concat(chunks);
}

/** The JSON body, or undefined when there is none. */
export async function readJson(c: Context): Promise<unknown> {
  const body = c.req.raw.body;
  const bytes = body === null ? Buffer.alloc(0) : await readBytes(body, JSON_LIMIT);
  if (bytes.length === 0) return undefined;
  if (!JSON_TYPE.test(c.req.header("content-type") ?? "")) {
    throw badRequest("The request body must be JSON with the header Content-Type: application/json.");
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw badRequest("The request body is not valid JSON.");
  }
  checkDepth(value);
  return value;
}

export async function readObject(c: Context): Promise<Obj> {
  const value = (await readJson(c)) ?? {};
  if (!isObject(value)) throw badRequest("The request body must be a JSON object.");
  return value;
}

/** A decoded path parameter. */
export function param(c: Context, name: string): string {
  return c.req.param(name) ?? "";
}

/** The address that this request reached the API at, for links in the answer. */
export function apiUrlOf(c: Context): string {
  return `${new URL(c.req.url).origin}/v1`;
}

/** Query parameters by documented name; a name nobody knows is logged, because Scale says nothing about it. */
export class Query {
  readonly #values: URLSearchParams;

  constructor(c: Context, known: readonly string[], log: Log) {
    this.#values = new URL(c.req.url).searchParams;
    for (const name of new Set(this.#values.keys())) {
      if (!known.includes(name)) {
        log({
          level: "warn",
          message: "query parameter is not known and was ignored",
          path: c.req.path,
          name,
        });
      }
    }
  }

  one(name: string): string | undefined {
    return this.#values.get(name) || undefined;
  }

  all(name: string): string[] {
    return this.#values.getAll(name).filter((value) => value !== "");
  }

  /** The values of a list that may be repeated, joined by commas, or contain commas of its own. */
  anyOf(name: string): Set<string> | undefined {
    const values = this.all(name);
    return values.length === 0 ? undefined : new Set([...values, ...values.flatMap(pieces)]);
  }

  choices<T extends string>(name: string, allowed: readonly T[]): Set<T> | undefined {
    const values = this.all(name).flatMap(pieces);
    const found = allowed.filter((item) => values.includes(item));
    const unknown = values.find((value) => !allowed.some((item) => item === value));
    if (unknown !== undefined) throw invalid(`"${name}" must be one of [${allowed.join(", ")}]`);
    return values.length === 0 ? undefined : new Set(found);
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const value = this.one(name);
    if (value === undefined) return fallback;
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= min && number <= max)) {
      throw invalid(
        max === Number.MAX_SAFE_INTEGER
          ? `"${name}" must be an integer of at least ${min}`
          : `"${name}" must be an integer from ${min} to ${max}`,
      );
    }
    return number;
  }

  /** Python's requests sends True where Node sends true. */
  boolean(name: string): boolean | undefined {
    const value = this.one(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value === "true" || value === "1") return true;
    if (value === "false" || value === "0") return false;
    throw invalid(`"${name}" must be a boolean`);
  }

  time(name: string): number | undefined {
    const value = this.one(name);
    if (value === undefined) return undefined;
    const time = parseTime(value);
    if (time === undefined) throw invalid(`"${name}" must be a valid ISO 8601 date`);
    return time;
  }
}

export function pieces(value: string): string[] {
  return value
    .split(",")
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "");
}

/** Whether a time lies in a range that includes both ends; no time lies in no range. */
export function within(
  time: number | undefined,
  after: number | undefined,
  before: number | undefined,
): boolean {
  if (after === undefined && before === undefined) return true;
  return (
    time !== undefined && (after === undefined || time >= after) && (before === undefined || time <= before)
  );
}

/** Hides a position in a list behind a token that only its own list accepts. */
export function makeToken(kind: string, position: number): string {
  return Buffer.from(`${kind}:${position}`).toString("base64url");
}

export function readToken(kind: string, name: string, token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  const position = new RegExp(`^${kind}:(\\d{1,15})$`).exec(Buffer.from(token, "base64url").toString())?.[1];
  if (position === undefined) throw invalid(`"${name}" is not a token of this list`);
  return Number(position);
}
