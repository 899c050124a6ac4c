import { isObject } from "../../tools/json.ts";
import { type Envelope, withRemarks } from "../envelope.ts";
import type { AnsweredFile, ToolSource } from "../library/source.ts";
import { printableJson } from "../printable.ts";

/** How an adapter hands on what the tools answer. */
export interface AdapterOptions {
  /** Bytes of an answer at most, as the model reads it; 40,000 by default. */
  readonly maxResultBytes?: number | undefined;
  /** Given the bytes of an answer that is a file: the model reads only what it is. */
  readonly onFile?: ((file: AnsweredFile) => void) | undefined;
}

/** How a single call is made. */
export interface RunOptions {
  /** Ends the call. A write that is on the wire already may still happen. */
  readonly signal?: AbortSignal | undefined;
}

/** A call as the adapters make it. It never rejects. */
export type Call = (name: string, input: unknown, signal?: AbortSignal) => Promise<Envelope>;

const unseen = "Only described here: the file went to nobody, since the application has no onFile.";

/** The tools' call with the size and the files of an adapter. */
export function callOf(source: ToolSource, { maxResultBytes = 40_000, onFile }: AdapterOptions): Call {
  return async (name, input, signal) => {
    let lost = 0;
    const take =
      onFile ??
      (() => {
        lost++;
      });
    const envelope = await source.call(name, input, { signal, maxResultBytes, onFile: take });
    return lost === 0 ? envelope : withRemarks(envelope, { omitted: { files: lost, how: unseen } });
  };
}

/** What the model reads of an answer: its JSON, with nothing in it that hides. */
export const textOf = (answer: unknown): string => printableJson(JSON.stringify(answer));

/** An answer as the AI SDK, and what builds on it, shows it to the model. */
export interface ModelText {
  type: "text" | "error-text";
  value: string;
}

/** An answer as the model is to read it, where the application has the envelope itself. */
export const modelTextOf = (answer: unknown): ModelText => ({
  type: isObject(answer) && answer.successful === false ? "error-text" : "text",
  value: textOf(answer),
});
