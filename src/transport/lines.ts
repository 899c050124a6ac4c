import { Transform, type TransformCallback } from "node:stream";

/** A line went on beyond the limit; what follows it can't be understood. */
export class LineTooLong extends Error {
  override readonly name = "LineTooLong";
}

const newline = 0x0a;

/**
 * Hands on whole lines only. The SDK joins what it has with every chunk that comes, which takes seconds for
 * a message of some megabytes; joined here once, it takes none. Fails with LineTooLong at `mostBytes`.
 */
export function wholeLines(mostBytes: number): Transform {
  let held: Buffer[] = [];
  let size = 0;

  const release = (): Buffer => {
    const whole = Buffer.concat(held);
    held = [];
    size = 0;
    return whole;
  };

  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      const end = chunk.lastIndexOf(newline) + 1;
      if (size + (end > 0 ? chunk.indexOf(newline) : chunk.length) > mostBytes) {
        done(new LineTooLong(`a line of more than ${mostBytes} bytes`));
        return;
      }
      if (end > 0) {
        held.push(chunk.subarray(0, end));
        this.push(release());
      }
      if (end < chunk.length) {
        held.push(chunk.subarray(end));
        size += chunk.length - end;
      }
      done();
    },
    flush(done: TransformCallback) {
      done(null, size > 0 ? release() : undefined);
    },
  });
}
