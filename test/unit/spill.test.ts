import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSpill, type Spill } from "../../src/spill.ts";
import { text } from "../support/envelope.ts";

const disk = vi.hoisted(() => ({ full: false }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const writeFile: typeof real.writeFile = async (...given) => {
    if (disk.full) throw new Error("ENOSPC");
    await real.writeFile(...given);
  };
  return { ...real, writeFile };
});

let directory: string;
let spill: Spill;
const faults: unknown[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "spill-"));
  faults.length = 0;
  disk.full = false;
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

  it("makes room by size too, and always has the newest", async () => {
    const small = createSpill({ directory, mostBytes: 10 });
    const keep = async (size: number) => text(await small.keep("x".repeat(size), "text/plain"));
    const paths = [await keep(4), await keep(4), await keep(4)];
    expect(paths.map((path) => existsSync(path))).toEqual([false, true, true]);
    const last = await keep(11);
    expect([...paths, last].map((path) => existsSync(path))).toEqual([false, false, false, true]);
    await small.close();
  });

  it("makes no more room than it needs for several at once", async () => {
    const small = createSpill({ directory, mostBytes: 10 });
    for (let n = 0; n < 10; n++) await small.keep("x", "text/plain");
    await Promise.all(["ab", "cd", "ef"].map((two) => small.keep(two, "text/plain")));
    const [own = ""] = readdirSync(directory);
    expect(readdirSync(join(directory, own))).toHaveLength(7);
    await small.close();
  });

  it("leaves no directory behind where it could not be written", async () => {
    disk.full = true;
    expect(await spill.keep("a", "text/plain")).toBeUndefined();
    expect(await spill.keep("b", "text/plain")).toBeUndefined();
    expect(faults).toHaveLength(2);
    await spill.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  it("is kept again once that is possible", async () => {
    rmSync(directory, { recursive: true });
    expect(await spill.keep("a", "text/plain")).toBeUndefined();
    mkdirSync(directory);
    expect(existsSync(text(await spill.keep("a", "text/plain")))).toBe(true);
  });

  it("is not kept where that is impossible, which is told and no reason to fail", async () => {
    rmSync(directory, { recursive: true });
    expect(await spill.keep("a", "text/plain")).toBeUndefined();
    expect(faults).toHaveLength(1);
  });
});
