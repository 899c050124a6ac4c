import type { ToolFacts } from "../../tools/define.ts";
import { isObject, type JsonObject } from "../../tools/json.ts";
import type { Answered, Lost } from "./wire.ts";

/** What Scale said in an answer that is an error. */
export interface ScaleError {
  readonly status: number;
  /** Scale's own sentence, or the beginning of what came instead; empty where nothing did. */
  readonly words: string;
  readonly retryAfter?: string | undefined;
}

/** What an answer says: data, an error of Scale's, or something that can't be understood. */
export type Reading =
  /** `json` is the text that the data came in, where it is JSON. */
  | { readonly kind: "data"; readonly data: JsonObject; readonly json?: string }
  | { readonly kind: "error"; readonly error: ScaleError }
  | { readonly kind: "garbled"; readonly status: number; readonly problem: string };

/** An answer with what it says. */
export interface Heard {
  readonly kind: "heard";
  readonly answer: Answered;
  readonly reading: Reading;
}

/** What one attempt at a request came to. */
export type Result = Heard | Lost;

/** What Scale said where the result is an error of its. */
export const errorOf = (result: Result): ScaleError | undefined =>
  result.kind === "heard" && result.reading.kind === "error" ? result.reading.error : undefined;

/** Characters of an error's words that are kept; what is told of them is less. */
const mostWords = 4_000;

const isHtml = (text: string) => /^\s*<(?:!doctype|html|head|body)/i.test(text);

/** What a web page says: its title, or that it is one. */
function pageWords(html: string): string {
  const title = /<title[^>]*>([^<]*)</i.exec(html)?.[1]?.trim();
  return title ? `a web page: ${title}` : "a web page";
}

/** Scale's own sentence in the body of an error: `{status_code, error}`, or whatever text came. */
function wordsOf(text: string, parsed: unknown): string {
  const said = isObject(parsed) ? (parsed.error ?? parsed.message) : undefined;
  const words = typeof said === "string" ? said : said === undefined ? text : JSON.stringify(said);
  return (isHtml(words) ? pageWords(words) : words).trim().slice(0, mostWords);
}

/** The body as text; some servers put a byte order mark before JSON. */
export const textOf = ({ body }: Answered): string => body.toString("utf8").replace(/^\uFEFF/, "");

function parse(text: string): { readonly ok: boolean; readonly value?: unknown } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** A bare list goes under the tool's noun, another bare value under `value`. */
function asObject(value: unknown, noun: string): JsonObject {
  if (isObject(value)) return value;
  return Array.isArray(value) ? { [noun]: value } : { value };
}

/** The status that counts: some errors come as 200 with their status in the body. */
function statusOf(status: number, parsed: unknown): number {
  const inner = isObject(parsed) && "error" in parsed ? parsed.status_code : undefined;
  return typeof inner === "number" && inner >= 400 && status < 400 ? inner : status;
}

/**
 * Reads an answer of the API. 200 and 201 succeed, also with text that is no JSON, such as `OK`;
 * source: scaleapi-python-client, api.py.
 */
export function read(answer: Answered, tool: Pick<ToolFacts, "answer" | "effect">): Reading {
  const text = textOf(answer);
  const json = parse(text);
  const status = statusOf(answer.status, json.value);
  const garbled = (problem: string): Reading => ({ kind: "garbled", status, problem });

  if (status >= 400)
    return {
      kind: "error",
      error: { status, words: wordsOf(text, json.value), retryAfter: answer.header("retry-after") },
    };
  if (status !== 200 && status !== 201) return garbled(`the unexpected status ${status}`);
  // A stored file may hold anything, and is read by those who know its type.
  if (tool.answer === "content" && answer.body.length > 0) return { kind: "data", data: {} };
  if (!answer.whole) return garbled("an answer that is too long to read");
  if (json.ok) return { kind: "data", data: asObject(json.value, tool.answer), json: text };
  if (text.trim() === "")
    return tool.effect === "read" ? garbled("an empty body") : { kind: "data", data: {} };
  if (isHtml(text)) return garbled(pageWords(text));
  if (/^\s*[[{]/.test(text) || /json/i.test(answer.header("content-type") ?? ""))
    return garbled("JSON that is damaged");
  return { kind: "data", data: { message: text } };
}
