import { Readable } from "node:stream";

/** Yields chunks, and is told with each next one whether all before it were let go, so that it may write over them. */
export type Chunks = AsyncGenerator<Buffer, void, boolean>;

/**
 * A body whose chunks may be used again. Who takes it pauses it where the socket has not taken all, and resumes it on
 * the socket's `drain`, which comes when the system has copied the last byte, or TLS has enciphered it. That alone is
 * proof: what was followed by no pause, waits in this stream, or was broken off, counts as held for ever.
 */
export class Sending extends Readable {
  readonly #chunks: Chunks;
  #allHanded = false;
  #allTaken = false;

  constructor(chunks: Chunks) {
    // Nothing is read ahead: while a chunk is read, the system still sends what it took.
    super({ highWaterMark: 0 });
    this.#chunks = chunks;
  }

  override _read(): void {
    this.#chunks.next(this.#allTaken).then(
      ({ value }) => {
        this.#allHanded = false;
        this.#allTaken = false;
        this.push(value ?? null);
      },
      (error) => this.destroy(error),
    );
  }

  override pause(): this {
    this.#allHanded = this.readableLength === 0;
    return super.pause();
  }

  override resume(): this {
    this.#allTaken = this.#allHanded;
    return super.resume();
  }
}
