import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { LineTooLong, wholeLines } from "../../src/transport/lines.ts";

/** What comes out after each of these chunks, and at the end. */
async function passed(chunks: readonly Buffer[], most = 1_000): Promise<string[]> {
  const lines = wholeLines(most);
  const out: string[] = [];
  const take = () => {
    const piece: unknown = lines.read();
    if (piece !== null) out.push(String(piece));
  };
  const failed = once(lines, "error").then(([error]) => Promise.reject(error));
  for (const chunk of chunks) {
    await Promise.race([new Promise((resolve) => lines.write(chunk, resolve)), failed]);
    take();
  }
  const ended = new Promise((resolve) => lines.once("finish", resolve));
  lines.end();
  await Promise.race([ended, failed]);
  take();
  return out;
}

const bytes = Buffer.from('{"a":"é🐄"}\n\n{"b":2}\r\nlast');

describe("whole lines", () => {
  it.each(Array.from({ length: bytes.length }, (_, size) => size + 1))(
    "come from chunks of %i bytes",
    async (size) => {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      const pieces = await passed(chunks);
      expect(pieces.join("")).toBe(bytes.toString());
      for (const piece of pieces.slice(0, -1)) expect(piece).toMatch(/\n$/);
      expect(pieces.at(-1)).toBe("last");
    },
  );

  it.each([
    ["one chunk", [`${"x".repeat(11)}\n`]],
    ["many chunks", ["xxxx", "xxxx", "xxxx\n"]],
    ["a chunk that ends the line too late", ["xxxxxx", "xxxxxx\n"]],
    ["a line that never ends", ["ok\n", "xxxxxx", "xxxxxx"]],
  ])("fail where a line is too long: %s", async (_what, chunks) => {
    await expect(
      passed(
        chunks.map((chunk) => Buffer.from(chunk)),
        10,
      ),
    ).rejects.toThrow(LineTooLong);
  });

  it("of exactly the limit pass, however many", async () => {
    const line = `${"x".repeat(10)}\n`;
    expect((await passed([Buffer.from(line), Buffer.from(line)], 10)).join("")).toBe(line.repeat(2));
  });
});
