import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wholeLines } from "../../src/transport/lines.ts";
import { get, isPathSegment } from "../../tools/request.ts";

describe("a path segment", () => {
  const segment = fc.string({ unit: "binary", minLength: 1 }).filter((text) => text !== "." && text !== "..");

  it("comes back as it was, and holds unreserved characters only", () => {
    fc.assert(
      fc.property(segment, segment, (first, second) => {
        const { path } = get`/a/${first}/${second}`;
        expect(path).toMatch(/^\/a\/(?:[\w.~-]|%[0-9A-F]{2})+\/(?:[\w.~-]|%[0-9A-F]{2})+$/);
        expect(path.split("/").slice(2).map(decodeURIComponent)).toEqual([first, second]);
        expect(new URL(`http://127.0.0.1/v1${path}`).pathname).toBe(`/v1${path}`);
      }),
      { numRuns: 500 },
    );
  });

  it("is refused exactly where it is malformed", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0xd7f0, max: 0xe00f }), { minLength: 1, maxLength: 6 }),
        (units) => {
          const text = String.fromCharCode(...units);
          expect(isPathSegment(text)).toBe(text.isWellFormed());
        },
      ),
    );
  });
});

describe("lines", () => {
  const line = fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.replaceAll("\n", " "));

  it("are the same however they were cut into chunks", async () => {
    const cut = fc.tuple(
      fc.array(line, { maxLength: 8 }).map((lines) => Buffer.from(lines.map((text) => `${text}\n`).join(""))),
      fc.array(fc.nat({ max: 400 }), { maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(cut, async ([bytes, places]) => {
        const edges = [0, ...places.map((place) => Math.min(place, bytes.length)), bytes.length].sort(
          (a, b) => a - b,
        );
        const chunks = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
        const out: Buffer[] = [];
        await pipeline(Readable.from(chunks), wholeLines(200), async (source) => {
          for await (const piece of source) out.push(piece);
        });
        expect(Buffer.concat(out).equals(bytes)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
