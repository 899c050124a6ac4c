import { isObject, type JsonObject } from "../../tools/json.ts";
import { type Envelope, failure, success } from "../envelope.ts";
import { textOf } from "./read.ts";
import type { Answered } from "./wire.ts";

/** A file that goes beside the envelope. */
export interface Content {
  readonly kind: "image" | "resource";
  readonly mimeType: string;
  readonly bytes: Buffer;
}

/** Bytes of a stored result that are read at most. */
export const mostContentBytes = 20 * 1024 * 1024;

/** Stores keep JSON under many types, so the text itself is asked too. */
function asJson(answer: Answered, type: string): JsonObject | undefined {
  if (/^(?:image|video|audio)\//.test(type)) return undefined;
  const text = textOf(answer);
  if (!/^\s*[[{]/.test(text) && !/json/.test(type)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : { value };
  } catch {
    return undefined;
  }
}

/** A stored result as an answer: JSON as data, an image to be seen, anything else described. */
export function readContent(answer: Answered): { envelope: Envelope; contents: readonly Content[] } {
  const type =
    (answer.header("content-type") ?? "application/octet-stream").split(";")[0]?.trim().toLowerCase() ?? "";
  const announced = Number(answer.header("content-length"));
  if (!answer.whole) {
    const hint = "Download it outside this server, from the URL in the task's response.";
    const size = Number.isFinite(announced) ? { size: announced } : {};
    const error = `The stored result has more than ${mostContentBytes / 1_048_576} MB. ${hint}`;
    return { envelope: failure("too_large", error, { content_type: type, ...size, hint }), contents: [] };
  }
  const json = asJson(answer, type);
  if (json !== undefined) return { envelope: success(json), contents: [] };

  const kind = type.startsWith("image/") ? "image" : "resource";
  return {
    envelope: success({ content_type: type, size: answer.body.length }),
    contents: [{ kind, mimeType: type, bytes: answer.body }],
  };
}
