import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSpill, type Spill } from "../../src/spill.ts";
import { text } from "../support/envelope.ts";

let directory: string;
let spill: Spill;
const faults: unknown[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "spill-"));
  faults.length = 0;
  spill = createSpill({ directory, onFault: (error) => faults.push(error) });
});
afterEach(async () => {
  await spill.close();
  rmSync(directory, { recursive: true, force: true });
});

describe("what is too large", () => {
  it("is kept in a file that only its owner may read, in a directory that only its owner may enter", async () => {
    const path = text(await spill.keep('{"a":1}', "application/json"));
    expect(readFileSync(path, "utf8")).toBe('{"a":1}');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(dirname(dirname(path))).toBe(directory);
  });

  it.each([
    ["application/json", ".json"],
    ["image/png", ".png"],
    ["application/x-who-knows", ".bin"],
    ["../../etc/passwd", ".bin"],
  ])("of type %s ends in %s", async (type, extension) => {
    expect(extname(text(await spill.keep(Buffer.from([1]), type)))).toBe(extension);
  });

  it("has one directory, also for several at once, and none before there is something", async () => {
    expect(readdirSync(directory)).toEqual([]);
    const paths = await Promise.all([1, 2, 3].map((n) => spill.keep(String(n), "text/plain")));
    expect(new Set(paths).size).toBe(3);
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it("is gone at the end, also where a file is gone already", async () => {
    const path = text(await spill.keep("a", "text/plain"));
    await spill.keep("b", "text/plain");
    rmSync(path);
    await spill.close();
    await spill.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  it("makes room for what is newer", async () => {
    const paths: string[] = [];
    for (let n = 0; n < 53; n++) paths.push(text(await spill.keep(String(n), "text/plain")));
    expect(paths.map((path) => existsSync(path))).toEqual([...Array(3).fill(false), ...Array(50).fill(true)]);
  });

  it("is not kept where that is impossible, which is told and no reason to fail", async () => {
    rmSync(directory, { recursive: true });
    expect(await spill.keep("a", "text/plain")).toBeUndefined();
    expect(faults).toHaveLength(1);
  });
});
