import { badRequest, invalid } from "./errors.ts";
import { isObject, isString, type Obj, utf8Size } from "./json.ts";

/** 10 KB. Source: scaleapi-node, comment on the metadata parameter. */
export const METADATA_LIMIT = 10_240;
/** Source: scaleapi-node, comment on the tags parameter. */
export const TAGS_LIMIT = 5;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const ATTACHMENT_SCHEMES = new Set(["http:", "https:", "s3:", "gs:", "scaledata:"]);

/** A null counts as absent: the official Python client sends null for what its caller left out. */
export function given(body: Obj, name: string): boolean {
  return body[name] !== undefined && body[name] !== null;
}

function optional<T>(
  body: Obj,
  name: string,
  is: (value: unknown) => value is T,
  what: string,
): T | undefined {
  if (!given(body, name)) return undefined;
  const value = body[name];
  if (!is(value)) throw invalid(`"${name}" must be ${what}`);
  return value;
}

function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw invalid(`"${name}" is required`);
  return value;
}

const isText = (value: unknown): value is string => isString(value) && value !== "";
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const isTextList = (value: unknown): value is string[] => isList(value) && value.every(isText);

export const optionalText = (body: Obj, name: string) => optional(body, name, isText, "a non-empty string");
export const optionalBoolean = (body: Obj, name: string) => optional(body, name, isBoolean, "a boolean");
export const optionalInteger = (body: Obj, name: string) => optional(body, name, isInteger, "an integer");
export const optionalObject = (body: Obj, name: string) => optional(body, name, isObject, "an object");
export const optionalList = (body: Obj, name: string) => optional(body, name, isList, "an array");
export const optionalTexts = (body: Obj, name: string) =>
  optional(body, name, isTextList, "an array of non-empty strings");

export const text = (body: Obj, name: string) => required(name, optionalText(body, name));
export const object = (body: Obj, name: string) => required(name, optionalObject(body, name));

export function list(body: Obj, name: string): unknown[] {
  const value = required(name, optionalList(body, name));
  if (value.length === 0) throw invalid(`"${name}" must contain at least 1 item`);
  return value;
}

export function texts(body: Obj, name: string): string[] {
  const value = required(name, optionalTexts(body, name));
  if (value.length === 0) throw invalid(`"${name}" must contain at least 1 item`);
  return value;
}

export function oneOf<T extends string>(body: Obj, name: string, allowed: readonly T[]): T {
  const value = text(body, name);
  const found = allowed.find((item) => item === value);
  if (found === undefined) throw invalid(`"${name}" must be one of [${allowed.join(", ")}]`);
  return found;
}

export function optionalOneOf<T extends string>(
  body: Obj,
  name: string,
  allowed: readonly T[],
): T | undefined {
  return given(body, name) ? oneOf(body, name, allowed) : undefined;
}

export function checkMetadata(metadata: Obj): Obj {
  if (utf8Size(metadata) > METADATA_LIMIT)
    throw invalid(`"metadata" must not be larger than ${METADATA_LIMIT} bytes`);
  return metadata;
}

export function checkTags(value: unknown, name = "tags"): string[] {
  if (!isTextList(value)) throw invalid(`"${name}" must be an array of non-empty strings`);
  return [...new Set(value)];
}

export function checkTagCount(tags: readonly string[]): readonly string[] {
  if (tags.length > TAGS_LIMIT) throw invalid(`"tags" must contain at most ${TAGS_LIMIT} items`);
  return tags;
}

export function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}

export function isWebUrl(value: string): boolean {
  const protocol = parseUrl(value)?.protocol;
  return protocol === "http:" || protocol === "https:";
}

export const isEmail = (value: string) => EMAIL.test(value);

/** A callback is a full web address or an email address. Source: scale.com/docs/api-reference/callbacks. */
export function checkCallback(value: string | undefined, name: string): string | undefined {
  if (value === undefined || isWebUrl(value) || isEmail(value)) return value;
  throw invalid(`"${name}" must be a full URL with http:// or https://, or an email address`);
}

export function checkAttachmentUrl(value: unknown, name: string): void {
  const protocol = isString(value) ? parseUrl(value)?.protocol : undefined;
  if (protocol === undefined || !ATTACHMENT_SCHEMES.has(protocol))
    throw invalid(`"${name}" must be a valid URL`);
}

/** Deeper values would overflow the stack of whoever walks them. */
const DEEPEST = 100;

export function checkDepth(value: unknown): void {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value !== "object" || next.value === null) continue;
    if (next.depth >= DEEPEST) throw badRequest(`The JSON body is nested deeper than ${DEEPEST} levels.`);
    for (const child of Object.values(next.value)) open.push({ value: child, depth: next.depth + 1 });
  }
}
