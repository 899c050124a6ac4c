import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { type Chunks, Sending } from "../../src/scale/sending.ts";

/** Chunks of one byte each, and what was told of those before. */
function told(count: number) {
  const taken: boolean[] = [];
  async function* chunks(): Chunks {
    for (let n = 0; n < count; n++) taken.push(yield Buffer.from([n]));
  }
  return { taken, body: new Sending(chunks()) };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a chunk", () => {
  it("may be written over once who paused for it goes on", async () => {
    const { taken, body } = told(3);
    const before: number[] = [];
    body.on("data", () => {
      body.pause();
      before.push(taken.length);
      setImmediate(() => body.resume());
    });
    await once(body, "end");
    expect(taken).toEqual([true, true, true]);
    // None is asked for while the one before is held.
    expect(before).toEqual([0, 1, 2]);
  });

  it("may not where it was taken without a pause, since nothing tells when it is let go", async () => {
    const { taken, body } = told(3);
    body.on("data", () => {});
    await once(body, "end");
    expect(taken).toEqual([false, false, false]);
  });

  it("may not where the pause was for one before it", async () => {
    const { taken, body } = told(4);
    body.on("data", ([n]: Buffer) => {
      if (n !== 1) return;
      body.pause();
      setImmediate(() => body.resume());
    });
    await once(body, "end");
    expect(taken).toEqual([false, true, false, false]);
  });

  it("may not where it still waits in the stream", async () => {
    const { taken, body } = told(2);
    // As undici does before it listens.
    body.read(0);
    await turn();
    expect(body.readableLength).toBe(1);
    body.pause();
    body.resume();
    body.read(0);
    body.on("data", () => {});
    await once(body, "end");
    expect(taken).toEqual([false, false]);
  });

  it("may not where it came while the stream was paused", async () => {
    const { taken, body } = told(2);
    body.read(0);
    body.pause();
    await turn();
    expect(body.readableLength).toBe(1);
    body.resume();
    body.on("data", () => {});
    await once(body, "end");
    expect(taken).toEqual([false, false]);
  });

  it("may not where the stream was broken off", async () => {
    const { taken, body } = told(2);
    body.once("data", () => {
      body.pause();
      body.destroy();
      body.resume();
    });
    await once(body, "close");
    await turn();
    expect(taken).toEqual([]);
  });
});

it("a source that fails breaks the stream off", async () => {
  async function* failing(): Chunks {
    yield Buffer.from("a");
    throw new Error("shorter");
  }
  const body = new Sending(failing());
  body.resume();
  const [error] = await once(body, "error");
  expect(error).toEqual(new Error("shorter"));
});
