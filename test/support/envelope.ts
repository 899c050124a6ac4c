import { expect } from "vitest";

type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object, or a failed test. */
export function object(value: unknown): JsonObject {
  if (!isObject(value)) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return value;
}

export function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error(`not a list: ${JSON.stringify(value)}`);
  return value;
}

export function text(value: unknown): string {
  if (typeof value !== "string") throw new Error(`not text: ${JSON.stringify(value)}`);
  return value;
}

/** The data of an envelope that must be successful. */
export function dataOf(envelope: unknown): JsonObject {
  const { data, successful } = object(envelope);
  expect(successful, JSON.stringify(envelope)).toBe(true);
  return object(data);
}

/** The same without what this server adds: what Scale answered. */
export function scaleDataOf(envelope: unknown): JsonObject {
  const { _scale_mcp: _remarks, ...data } = dataOf(envelope);
  return data;
}

/** The data of an envelope that must be a failure with this code. */
export function failureOf(envelope: unknown, code: string): JsonObject & { error: string } {
  const { data, error, successful } = object(envelope);
  expect(successful, JSON.stringify(envelope)).toBe(false);
  expect(object(data).code, JSON.stringify(envelope)).toBe(code);
  return { ...object(data), error: text(error) };
}
