import type { Envelope } from "../envelope.ts";
import type { PublishedTool } from "../published.ts";

/** How a single call is made. */
export interface CallOptions {
  /** Ends the call. A write that is on the wire already may still happen. */
  readonly signal?: AbortSignal | undefined;
  /** Told of the bytes of an upload that were sent, and of all there are. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Given the bytes of an answer that is a file. */
  readonly onFile?: ((file: AnsweredFile) => void) | undefined;
  /** Bytes of the answer at most, at least 4,000: what is more is left out, and the answer says what. */
  readonly maxResultBytes?: number | undefined;
}

/** A file that came as an answer, beside its description in the envelope. */
export interface AnsweredFile {
  readonly kind: "image" | "resource";
  readonly mimeType: string;
  readonly base64: string;
}

/** What a framework's adapter needs of the tools: what they are, and a way to call them. */
export interface ToolSource {
  /** The tools that are offered, as MCP would list them. */
  readonly definitions: readonly PublishedTool[];
  /** Calls a tool by its name. Every outcome is an envelope; it never rejects. */
  call(name: string, input: unknown, options?: CallOptions): Promise<Envelope>;
}

/** How a list is gone through. */
export interface EachOptions {
  /** Ends the request under way; the iterator then throws. */
  readonly signal?: AbortSignal | undefined;
  /** Items at most; no page is asked for beyond them. */
  readonly most?: number | undefined;
}

/** The item of a list's answer, where it is known. */
export type ItemOf<Answer> = Answer extends { readonly docs: readonly (infer Item)[] }
  ? Item
  : Record<string, unknown>;
