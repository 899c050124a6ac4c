import { isObject, type JsonObject } from "../tools/json.ts";

/** What kind of failure an envelope tells. */
export const codes = [
  "invalid_arguments",
  "unknown_tool",
  "refused",
  "unauthorized",
  "not_enabled",
  "not_found",
  "conflict",
  "rate_limited",
  "too_large",
  "scale_error",
  "timeout",
  "network",
  "cancelled",
  "outcome_unknown",
  "internal",
] as const;
export type Code = (typeof codes)[number];

/** What this server adds of its own to Scale's answer, under one reserved key. */
export interface Remarks {
  /** What was repaired in the arguments, and what deserves a second look. */
  readonly warnings?: readonly string[];
  /** True where the answer to the write was lost, and a look found what it had done. */
  readonly recovered?: boolean;
  /** Of a write, the kind of key that it was made with. */
  readonly key?: string;
  /** What was left out to keep the answer within its size. */
  readonly omitted?: JsonObject;
}

export interface Success<Data extends object = JsonObject> {
  readonly data: Data;
  readonly error?: undefined;
  readonly successful: true;
}

export interface FailureData extends JsonObject {
  readonly code: Code;
  /** The HTTP status that Scale answered with, where it answered. */
  readonly status_code?: number;
  /** True when the same call may succeed later. */
  readonly retryable: boolean;
  readonly hint?: string;
}

export interface Failure {
  readonly data: FailureData;
  /** One sentence that says what is wrong and what to do next. */
  readonly error: string;
  readonly successful: false;
}

/** The answer of every call. */
export type Envelope<Data extends object = JsonObject> = Success<Data> | Failure;

const remarksKey = "_scale_mcp";

const remarksOf = (data: JsonObject): JsonObject => {
  const remarks = data[remarksKey];
  return isObject(remarks) ? remarks : {};
};

/** True where something of ours stands among the data. */
export const hasRemarks = ({ data }: Envelope): boolean => remarksKey in data;

/** The envelope with remarks beside those that it has. */
export function withRemarks<Kind extends Envelope>(envelope: Kind, remarks: Remarks): Kind {
  const given = Object.entries(remarks).filter(([, value]) => value !== undefined);
  if (given.length === 0) return envelope;
  const { data } = envelope;
  const all = { ...remarksOf(data), ...Object.fromEntries(given) };
  return { ...envelope, data: { ...data, [remarksKey]: all } };
}

/** Scale's own data and our remarks, each by itself. */
export function apart({ data }: Envelope): { readonly data: JsonObject; readonly remarks: JsonObject } {
  const { [remarksKey]: _remarks, ...rest } = data;
  return { data: rest, remarks: remarksOf(data) };
}

export function success(data: JsonObject, remarks: Remarks = {}): Success {
  return withRemarks({ data, successful: true }, remarks);
}

export function failure(
  code: Code,
  error: string,
  details: { readonly retryable?: boolean; readonly [key: string]: unknown } = {},
): Failure {
  const { retryable = false, ...rest } = details;
  return { data: { code, retryable, ...rest }, error, successful: false };
}

/** The JSON Schema of every envelope: open, since Scale's objects may grow. */
export const envelopeSchema = {
  type: "object",
  properties: {
    data: { type: "object", description: "Scale's answer, or code, retryable and hint of a failure." },
    error: { type: "string", description: "What went wrong and what to do." },
    successful: { type: "boolean" },
  },
  required: ["data", "successful"],
} as const;
