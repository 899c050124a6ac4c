import * as z from "zod";
import { isObject, type JsonObject } from "../json.ts";
import { once } from "../once.ts";
import { isPathSegment } from "../request.ts";
import { adopt } from "./documented.ts";
import { formed } from "./form.ts";
import { listOf } from "./many.ts";

/** An object of the caller's own, passed on as it is. */
export const freeObject = () => z.custom<JsonObject>(isObject, "an object").meta({ type: "object" });

/**
 * A value that is published only as `published` and checked in full by another schema, which is built when a
 * value first comes. The value itself passes through untouched, whatever keys it has.
 */
function checkedBy<Value extends object, Schema extends z.ZodType>(
  isValue: (value: unknown) => value is Value,
  allowed: string,
  published: Readonly<Record<string, unknown>>,
  build: () => Schema,
) {
  const full = once(build);
  return z
    .custom<Value & z.input<Schema>>(isValue, allowed)
    .meta({ ...published, full })
    .superRefine((value, context) => adopt(context, full(), value));
}

/** An object that is published as a plain object and checked in full by `build`'s schema. */
export const checkedObject = <Schema extends z.ZodType>(build: () => Schema) =>
  checkedBy(isObject, "an object", { type: "object" }, build);

const isObjectList = (value: unknown): value is JsonObject[] => Array.isArray(value);

/** A list that is published as a list of plain objects and checked in full by `build`'s schema. */
export const checkedObjects = <Schema extends z.ZodType>(build: () => Schema) =>
  checkedBy(isObjectList, "a list", { type: "array", items: { type: "object" } }, build);

const isList = (value: unknown): value is unknown[] => Array.isArray(value);

/** A list of mixed items, checked in full by `build`'s schema. */
export const checkedList = <Schema extends z.ZodType>(build: () => Schema) =>
  checkedBy(isList, "a list", { type: "array", items: {} }, build);

/** Text that is not empty. */
export const text = () => z.string().refine((value) => value !== "", "text that is not empty");

export const texts = (most?: number) => listOf(text(), most);

/** A name or id that becomes a segment of the path. */
export const segment = () =>
  z.string().refine(isPathSegment, 'well-formed text of 1 to 1,000 characters other than "." and ".."');

/** Text for the query: a lone surrogate has no form in a URL. */
export const queryText = () => text().refine((value) => value.isWellFormed(), "well-formed text");

const amongst = (values: readonly (string | number)[]) =>
  `one of ${values.map((value) => JSON.stringify(value)).join(", ")}`;

/** One of some words, which are told in the description and not published as an enumeration. */
export const oneOf = (values: readonly string[]) =>
  formed(
    z.string().refine((value) => values.includes(value), amongst(values)),
    { full: () => z.literal([...values]) },
  );

/** One of some whole numbers, told in the description like those of `oneOf`. */
export const oneOfNumbers = (values: readonly number[]) =>
  formed(
    z.int().refine((value) => values.includes(value), amongst(values)),
    { full: () => z.literal([...values]) },
  );

const schemes = /^(?:https?|s3|gs|scaledata):\/\/[^\s/]/i;

/** Where Scale fetches an attachment from. */
export const attachmentUrl = () =>
  z
    .string()
    .refine((value) => schemes.test(value) && URL.canParse(value), "an http, https, s3, gs or scaledata URL");

const isHttpUrl = (value: string) => /^https?:\/\/[^\s/]/i.test(value) && URL.canParse(value);

export const httpUrl = () => z.string().refine(isHttpUrl, "an http or https URL");

const isEmail = (value: string) => /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@.,;<>]+$/.test(value);

export const email = () => z.string().refine(isEmail, "an email address");

export const urlOrEmail = () =>
  z
    .string()
    .refine((value) => isHttpUrl(value) || isEmail(value), "an http or https URL or an email address");

/** Bytes of the value as UTF-8 JSON. */
export const jsonBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? "", "utf8");
