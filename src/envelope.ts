import type { JsonObject } from "../tools/json.ts";

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
}

export interface Success {
  readonly data: JsonObject;
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
export type Envelope = Success | Failure;

const remarksKey = "_scale_mcp";

export function success(data: JsonObject, remarks: Remarks = {}): Success {
  const told = remarks.warnings?.length ? { [remarksKey]: remarks } : {};
  return { data: { ...data, ...told }, successful: true };
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
