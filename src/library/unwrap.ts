import type { Code, Envelope, Failure, FailureData } from "../envelope.ts";

/** A failed call as an error, for those who would rather catch than ask. */
export class ScaleToolError extends Error {
  override readonly name = "ScaleToolError";

  // Or the bundle's short name for it would show wherever it is printed.
  static {
    Object.defineProperty(ScaleToolError, "name", { value: "ScaleToolError" });
  }

  /** What kind of failure it is. */
  readonly code: Code;
  /** The HTTP status that Scale answered with, where it answered. */
  readonly statusCode: number | undefined;
  /** True when the same call may succeed later. */
  readonly retryable: boolean;
  /** What to do. */
  readonly hint: string | undefined;
  /** All that the envelope's data says. */
  readonly data: FailureData;

  constructor({ data, error }: Failure) {
    super(error);
    this.code = data.code;
    this.statusCode = data.status_code;
    this.retryable = data.retryable;
    this.hint = data.hint;
    this.data = data;
  }
}

/** The data of a call that was successful. Throws ScaleToolError for one that was not. */
export function unwrap<Data extends object>(envelope: Envelope<Data>): Data {
  if (!envelope.successful) throw new ScaleToolError(envelope);
  return envelope.data;
}
