import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { byTurns } from "../../src/transport/turns.ts";

function collecting(fails = false) {
  const written: string[] = [];
  const target = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done(fails ? new Error("gone") : null);
    },
  });
  target.on("error", () => {});
  return { target, written };
}

describe("what is written in turns", () => {
  it("goes out at once, and the rest of a turn together, in its order", async () => {
    const { target, written } = collecting();
    const output = byTurns(target);
    for (const text of ["a", "b", "ü", "d"]) expect(output.write(text)).toBe(true);
    expect(written).toEqual(["a"]);
    await new Promise((resolve) => output.end(resolve));
    expect(written).toEqual(["a", "büd"]);
  });

  it("is whole at its end, however much there is", async () => {
    const { target, written } = collecting();
    const output = byTurns(target);
    const texts = Array.from({ length: 3_000 }, (_, index) => `${index} ${"x".repeat(1_000)}\n`);
    const more = texts.map((text) => output.write(text));
    expect(more.at(-1)).toBe(false);
    await new Promise((resolve) => output.end(resolve));
    expect(written.join("")).toBe(texts.join(""));
  });

  it("fails where its target does, and still ends", async () => {
    const { target } = collecting(true);
    const output = byTurns(target);
    const failed = new Promise((resolve) => output.once("error", resolve));
    output.write("a");
    expect(await failed).toBeInstanceOf(Error);
    await new Promise<void>((resolve) => output.end(() => resolve()));
  });
});
