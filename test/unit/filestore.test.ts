import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFileStore, type FileStore, type FileStoreOptions, type Kept } from "../../src/filestore.ts";

const minute = 60_000;
const onLinux = process.platform === "linux";

let root: string;
let directory: string;
let clock: number;
let stores: FileStore[];
const faults: unknown[] = [];

const replica = (options: Partial<FileStoreOptions> = {}) => {
  const store = createFileStore({
    directory,
    now: () => clock,
    onFault: (error) => faults.push(error),
    ...options,
  });
  stores.push(store);
  return store;
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "filestore-"));
  directory = join(root, "files");
  clock = Date.now();
  stores = [];
  faults.length = 0;
});
afterEach(async () => {
  for (const store of stores) await store.close();
  rmSync(root, { recursive: true, force: true });
  expect(faults).toEqual([]);
});

async function* chunks(...parts: (string | Uint8Array)[]) {
  for (const part of parts) yield typeof part === "string" ? Buffer.from(part) : part;
}

const about = { name: "cat.png", type: "image/png" };

function keyOf(kept: Kept): string {
  if (!kept.ok) throw new Error(`not kept: ${kept.why}`);
  return kept.key;
}

const keep = async (store: FileStore, owner = "ada", ...parts: (string | Uint8Array)[]) =>
  keyOf(await store.put(owner, chunks(...parts), about));

/** What the owner gets under the key, all of it read. */
async function got(store: FileStore, owner: string, key: string) {
  const file = await store.open(owner, key);
  if (file === undefined) return undefined;
  const { handle, ...rest } = file;
  try {
    return { ...rest, bytes: await handle.readFile() };
  } finally {
    await handle.close();
  }
}

const path = (name: string) => join(directory, name);
const names = () => readdirSync(directory);
const one = (ending: RegExp) => {
  const [name, ...others] = names().filter((found) => ending.test(found));
  if (name === undefined || others.length > 0) throw new Error(`not one: ${names().join()}`);
  return path(name);
};
const bytesFile = () => one(/^[0-9a-f]{64}$/);
const aboutFile = () => one(/\.about$/);
const partFile = () => one(/\.part$/);

describe("a file", () => {
  it("comes back as it was, in any replica, as often as it is wanted", async () => {
    const [a, b] = [replica(), replica()];
    const kept = await a.put("ada", chunks("he", "", "llo"), about);
    expect(kept).toEqual({ ok: true, key: expect.stringMatching(/^[\w-]{43}$/), size: 5 });
    for (const store of [a, b, b])
      expect(await got(store, "ada", keyOf(kept))).toEqual({
        ...about,
        size: 5,
        bytes: Buffer.from("hello"),
      });
  });

  it("comes back with any bytes in any chunks, for any owner", async () => {
    const store = replica();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary" }),
        fc.array(fc.uint8Array({ maxLength: 100 })),
        async (owner, parts) => {
          const bytes = Buffer.concat(parts);
          const file = await got(store, owner, await keep(store, owner, ...parts));
          expect(file).toEqual({ ...about, size: bytes.length, bytes });
        },
      ),
    );
  });

  it("of 80 MB is written chunk by chunk and never held", async () => {
    const store = replica();
    const size = 83_886_080;
    const [sent, buffer] = [createHash("sha256"), Buffer.alloc(1024 * 1024)];
    async function* source() {
      for (let at = 0; at < size; at += buffer.length) {
        // One buffer for all: whoever kept it for later would keep the wrong bytes.
        buffer.fill(`${at} `);
        sent.update(buffer);
        yield buffer;
        expect(statSync(partFile()).size).toBe(at + buffer.length);
      }
    }
    const key = keyOf(await store.put("ada", source(), about));
    const stored = createHash("sha256").update(readFileSync(bytesFile())).digest("hex");
    expect(stored).toBe(sent.digest("hex"));
    const file = await store.open("ada", key);
    await file?.handle.close();
    expect(file?.size).toBe(size);
  });

  it("is not seen before it is whole", async () => {
    async function* source() {
      yield Buffer.from("half");
      expect(names()).toEqual([expect.stringMatching(/\.part$/)]);
    }
    const seen: string[] = [];
    const watched = replica({
      now: () => {
        // The clock is read before each of the two renames and after them.
        seen.push(
          names()
            .map((name) => name.replace(/^[0-9a-f-]+/, ""))
            .sort()
            .join(" "),
        );
        return clock;
      },
    });
    keyOf(await watched.put("ada", source(), about));
    expect(seen.slice(-3)).toEqual([".part .part", ".about .part", " .about"]);
    expect(names().sort()).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}\.about$/),
    ]);
  });
});

describe("a name", () => {
  it.each([
    ["plain.txt", "plain.txt"],
    ["Fuß 猫 👩‍🚀.jpg", "Fuß 猫 👩‍🚀.jpg"],
    ["../../etc/passwd", "passwd"],
    ["/etc/passwd", "passwd"],
    ["C:\\Users\\ada\\cat.png", "cat.png"],
    ["photos/", "photos"],
    ["a\nb\0c\u001b[2J\u0085d", "abc[2Jd"],
    ["..", "file"],
    [".\n.", "file"],
    ["a/.", "file"],
    ["//", "file"],
    ["", "file"],
    ["half \ud83d character", "half \ufffd character"],
    ["x".repeat(300), "x".repeat(255)],
    ["👍".repeat(300), "👍".repeat(255)],
  ])("%j is kept as %j", async (given, expected) => {
    const store = replica();
    const key = keyOf(await store.put("ada", chunks("x"), { name: given, type: "text/plain" }));
    expect((await got(store, "ada", key))?.name).toBe(expected);
  });

  it("and a type have at most 255 characters, which keeps the rest whole", async () => {
    const store = replica();
    const long = { name: `${"👍".repeat(254)}é!`, type: `\n${"t".repeat(255)}!` };
    const file = await got(store, "ada", keyOf(await store.put("ada", chunks("x"), long)));
    expect(file).toMatchObject({ name: `${"👍".repeat(254)}é`, type: "t".repeat(255), size: 1 });
  });

  it("and a type never break what is kept of them", async () => {
    const store = replica();
    const anything = fc.string({ unit: "binary", maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(anything, anything, async (name, type) => {
        const file = await got(store, "ada", keyOf(await store.put("ada", chunks("x"), { name, type })));
        expect(file?.name).toMatch(/^[^\p{Cc}/\\]{1,255}$/u);
        expect(file?.type).toBe([...type.replace(/\p{Cc}/gu, "")].slice(0, 255).join(""));
      }),
    );
  });
});

describe("who asks", () => {
  it("gets nothing with the key of another owner", async () => {
    const store = replica();
    const key = await keep(store, "ada", "secret");
    for (const other of ["bob", "", "Ada", "ada ", "ada\0"])
      expect(await store.open(other, key)).toBeUndefined();
    expect(await got(store, "ada", key)).toBeDefined();
  });

  it("gets nothing with a key that was never given, and no path is touched for one of another shape", async () => {
    const store = replica();
    const key = await keep(store, "ada", "secret");
    const stranger = await keep(replica({ directory: join(root, "other") }), "ada", "secret");
    const place = bytesFile().slice(directory.length + 1);
    for (const wrong of [
      stranger,
      "A".repeat(43),
      `${key}\n`,
      `${key}=`,
      key.slice(1),
      "",
      ".",
      "../x",
      "/etc/passwd",
      `../files/${place}`,
      `${"../".repeat(14)}x`,
      place,
      "\0".repeat(43),
      "é".repeat(43),
      "A".repeat(1024 * 1024),
    ])
      expect(await store.open("ada", wrong)).toBeUndefined();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (wrong) => {
        expect(await store.open("ada", wrong)).toBeUndefined();
      }),
    );
    // Only what has the shape of a key gets as far as the disk, which fails here.
    rmSync(directory, { recursive: true });
    writeFileSync(directory, "");
    await expect(store.open("ada", key)).rejects.toThrow("ENOTDIR");
    expect(await store.open("ada", `${key}=`)).toBeUndefined();
  });

  it("finds neither key nor owner in the directory", async () => {
    const key = await keep(replica(), "ada-of-the-team", "x");
    const all = names().map((name) => `${name} ${readFileSync(path(name), "utf8")}`);
    expect(all).toHaveLength(2);
    for (const hidden of [key, "ada-of-the-team", Buffer.from(key, "base64url").toString("hex")])
      expect(all.join()).not.toContain(hidden);
  });

  it("of one owner gets a key of its own for each file", async () => {
    const store = replica();
    const keys = await Promise.all(Array.from({ length: 50 }, () => keep(store, "ada", "same")));
    expect(new Set(keys).size).toBe(50);
  });
});

describe("expiry", () => {
  it("is after 15 minutes by default, whoever opens, swept or not", async () => {
    const [a, b] = [replica(), replica()];
    const key = await keep(a);
    clock += 15 * minute - 1;
    await b.sweep();
    for (const store of [a, b]) expect(await got(store, "ada", key)).toBeDefined();
    clock += 2;
    for (const store of [a, b]) expect(await store.open("ada", key)).toBeUndefined();
    expect(names()).toHaveLength(2);
    await b.sweep();
    expect(names()).toEqual([]);
    expect(await a.open("ada", key)).toBeUndefined();
  });

  it("follows the clock that is given and not the disk's", async () => {
    clock = 1_000_000;
    const store = replica({ lifeMs: 10 });
    const key = await keep(store);
    clock += 9;
    expect(await got(store, "ada", key)).toBeDefined();
    clock += 2;
    expect(await store.open("ada", key)).toBeUndefined();
  });

  it("counts from the end of the upload", async () => {
    const store = replica();
    async function* slow() {
      yield Buffer.from("a");
      clock += 20 * minute;
    }
    const key = keyOf(await store.put("ada", slow(), about));
    expect(await got(store, "ada", key)).toBeDefined();
  });

  it("leaves a file readable to whom has it open", async () => {
    const store = replica();
    const file = await store.open("ada", await keep(store, "ada", "still here"));
    clock += 16 * minute;
    await store.sweep();
    expect(names()).toEqual([]);
    expect(await file?.handle.readFile("utf8")).toBe("still here");
    await file?.handle.close();
  });

  it("takes uploads that nobody has written to for an hour, and no others", async () => {
    const store = replica();
    const partOfAge = (minutes: number) => {
      const [name, seconds] = [`${randomUUID()}.part`, (clock - minutes * minute) / 1000];
      writeFileSync(path(name), "x");
      utimesSync(path(name), seconds, seconds);
      return name;
    };
    const [, young] = [partOfAge(61), partOfAge(59)];
    await store.sweep();
    expect(names()).toEqual([young]);
  });

  it("touches nothing that is not the store's own", async () => {
    const store = replica();
    const foreign = ["notes.txt", "a.part", `${"0".repeat(64)}.txt`, "x.about"];
    for (const name of foreign) writeFileSync(path(name), "x");
    mkdirSync(path("0".repeat(64)));
    clock += 24 * 60 * minute;
    await store.sweep();
    expect(names().sort()).toEqual([...foreign, "0".repeat(64)].sort());
  });

  it("comes every minute by itself until close, which leaves the files", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const store = replica();
      await keep(store);
      clock += 16 * minute;
      vi.advanceTimersByTime(minute - 1);
      await store.close();
      expect(names()).toHaveLength(2);
      vi.advanceTimersByTime(minute);
      await store.close();
      expect(names()).toHaveLength(2);

      const other = replica();
      vi.advanceTimersByTime(minute);
      await other.close();
      expect(names()).toEqual([]);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("by itself tells its fault and goes on", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const store = replica();
      rmSync(directory, { recursive: true });
      vi.advanceTimersByTime(minute);
      await expect(store.sweep()).rejects.toThrow("ENOENT");
      vi.advanceTimersByTime(minute);
      await expect(store.sweep()).rejects.toThrow("ENOENT");
      expect(faults.splice(0)).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it("does not keep the process alive", () => {
    const script = `import { createFileStore } from "./src/filestore.ts"; createFileStore({ directory: ${JSON.stringify(directory)} });`;
    execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      timeout: 20_000,
    });
  });

  it("does not run twice at a time", async () => {
    const store = replica();
    expect(store.sweep()).toBe(store.sweep());
    const first = store.sweep();
    await first;
    expect(store.sweep()).not.toBe(first);
  });
});

describe("what can't be kept leaves nothing:", () => {
  it("a stream that fails midway", async () => {
    const store = replica({ mostBytes: 8 });
    async function* broken() {
      yield Buffer.from("1234567");
      throw new Error("gone");
    }
    await expect(store.put("ada", broken(), about)).rejects.toThrow("gone");
    expect(names()).toEqual([]);
    // Nor does it take room.
    expect(await store.put("ada", chunks("12345678"), about)).toMatchObject({ ok: true });
  });

  it("a disk that fails at the end", async () => {
    const store = replica();
    async function* source() {
      yield Buffer.from("a");
      rmSync(partFile());
    }
    await expect(store.put("ada", source(), about)).rejects.toThrow("ENOENT");
    expect(names()).toEqual([]);
  });

  it("a fault between what is told of a file and its bytes", async () => {
    const store = replica({
      now: () => {
        if (names().filter((name) => name.endsWith(".part")).length === 2) throw new Error("no time");
        return clock;
      },
    });
    await expect(keep(store)).rejects.toThrow("no time");
    expect(names()).toEqual([]);
  });

  it("a directory that is gone", async () => {
    const store = replica();
    rmSync(directory, { recursive: true });
    await expect(keep(store)).rejects.toThrow("ENOENT");
  });

  it("a file above the limit, of which no more is read than shows it", async () => {
    const store = replica({ mostFileBytes: 10, mostBytes: 25 });
    let read = 0;
    let ended = false;
    async function* endless() {
      try {
        for (;;) {
          read += 4;
          yield Buffer.from("1234");
        }
      } finally {
        ended = true;
      }
    }
    for (let n = 0; n < 5; n++) {
      read = 0;
      expect(await store.put("ada", endless(), about)).toEqual({ ok: false, why: "too_large" });
      expect(read).toBe(12);
    }
    expect(ended).toBe(true);
    expect(names()).toEqual([]);
    expect(await store.put("ada", chunks("12345", "67890"), about)).toMatchObject({ ok: true, size: 10 });
  });

  it("one byte above 80 MB, by default", async () => {
    const chunk = Buffer.alloc(1024 * 1024);
    async function* source() {
      for (let n = 0; n < 80; n++) yield chunk;
      yield Buffer.alloc(1);
    }
    expect(await replica().put("ada", source(), about)).toEqual({ ok: false, why: "too_large" });
    expect(names()).toEqual([]);
  });

  it("a file for which there is no room, until another has expired", async () => {
    const [a, b] = [replica({ mostBytes: 10 }), replica({ mostBytes: 10 })];
    await keep(a, "ada", "123456");
    const full = { ok: false, why: "full" };
    // The one wrote it, the other finds it.
    for (const store of [a, b]) expect(await store.put("bob", chunks("12", "345"), about)).toEqual(full);
    expect(names()).toHaveLength(2);
    clock += 10 * minute;
    await keep(b, "ada", "1234");
    expect(await b.put("bob", chunks("1"), about)).toEqual(full);
    await a.sweep();
    expect(await a.put("bob", chunks("1"), about)).toEqual(full);
    clock += 6 * minute;
    for (const store of [a, b])
      expect(await store.put("bob", chunks("123"), about)).toMatchObject({ ok: true });
  });

  it("more at once than there is room for", async () => {
    const store = replica({ mostBytes: 50 });
    const kept = await Promise.all(
      Array.from({ length: 20 }, (_, n) => store.put(`owner ${n}`, chunks("12", "345", "67890"), about)),
    );
    const sizes = names()
      .filter((name) => /^[0-9a-f]{64}$/.test(name))
      .map((name) => statSync(path(name)).size);
    expect(sizes).toEqual(kept.filter(({ ok }) => ok).map(() => 10));
    expect(sizes.length).toBeLessThanOrEqual(5);
    expect(names().some((name) => name.endsWith(".part"))).toBe(false);
    while ((await store.put("ada", chunks("1234567890"), about)).ok);
    expect(names()).toHaveLength(10);
  });

  it("too many files of one owner, which says nothing of another's", async () => {
    const store = replica({ mostFilesOfOwner: 2 });
    const both = await Promise.all([1, 2, 3].map(() => store.put("ada", chunks("x"), about)));
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true, true]);
    let begun = false;
    async function* watched() {
      begun = true;
      yield Buffer.from("x");
    }
    expect(await store.put("ada", watched(), about)).toEqual({ ok: false, why: "full" });
    expect(begun).toBe(false);
    await keep(store, "bob");
    clock += 14 * minute;
    await store.sweep();
    expect(await store.put("ada", chunks("x"), about)).toEqual({ ok: false, why: "full" });
    clock += 2 * minute;
    await keep(store, "ada");
  });

  it("and what failed does not count among an owner's files", async () => {
    const store = replica({ mostFilesOfOwner: 1, mostFileBytes: 1 });
    for (let n = 0; n < 3; n++)
      expect(await store.put("ada", chunks("12"), about)).toEqual({ ok: false, why: "too_large" });
    await keep(store, "ada", "1");
  });
});

describe("at the same time", () => {
  it("replicas put, open and sweep without harm", async () => {
    const [a, b] = [replica(), replica()];
    const work = Array.from({ length: 60 }, async (_, n) => {
      const [mine, other] = n % 2 === 0 ? [a, b] : [b, a];
      const key = await keep(mine, `owner ${n % 7}`, `file ${n}`);
      await other.sweep();
      expect((await got(other, `owner ${n % 7}`, key))?.bytes.toString()).toBe(`file ${n}`);
    });
    await Promise.all([...work, a.sweep(), b.sweep()]);
    expect(names()).toHaveLength(120);
    clock += 16 * minute;
    await Promise.all([a.sweep(), b.sweep(), replica().sweep()]);
    expect(names()).toEqual([]);
  });

  it("a sweep bears that another is faster", async () => {
    const others = replica();
    for (let n = 0; n < 3; n++) await keep(others);
    // The clock is read between the look at a file and its removal, so here all others vanish too.
    const store = replica({
      now: () => {
        for (const name of names()) rmSync(path(name));
        return clock + 16 * minute;
      },
    });
    await store.sweep();
    expect(names()).toEqual([]);
  });

  it.each([
    ["its bytes", bytesFile],
    ["what is told of it", aboutFile],
  ])("a file is gone where %s vanish", async (_what, find) => {
    const store = replica();
    const key = await keep(store);
    rmSync(find());
    expect(await store.open("ada", key)).toBeUndefined();
    clock += 16 * minute;
    await store.sweep();
    expect(names()).toEqual([]);
  });

  it("a file is gone that vanishes while it is opened", async () => {
    const key = await keep(replica());
    const store = replica({
      now: () => {
        for (const name of names()) rmSync(path(name));
        return clock;
      },
    });
    expect(await store.open("ada", key)).toBeUndefined();
  });

  it.each([
    ["its bytes", bytesFile],
    ["what is told of it", aboutFile],
  ])("a file is gone where a power cut shortened %s", async (_what, find) => {
    const store = replica();
    const key = await keep(store, "ada", "12345");
    truncateSync(find(), 0);
    expect(await store.open("ada", key)).toBeUndefined();
  });

  it.runIf(onLinux)("nothing stays open that was not given", async () => {
    const store = replica();
    async function* broken() {
      yield Buffer.from("a");
      throw new Error("gone");
    }
    const expired = await keep(store);
    clock += 16 * minute;
    const headless = await keep(store);
    for (const name of names().filter((found) => found.endsWith(".about"))) rmSync(path(name));
    // Few, lest the garbage collector closes what was forgotten.
    for (let n = 0; n < 3; n++) {
      expect(await store.open("ada", expired)).toBeUndefined();
      expect(await store.open("ada", headless)).toBeUndefined();
      await got(store, "ada", await keep(store));
      await expect(store.put("ada", broken(), about)).rejects.toThrow("gone");
    }
    const targets = execFileSync("find", [`/proc/${process.pid}/fd`, "-printf", "%l\n"], {
      encoding: "utf8",
    });
    expect(targets).toContain("/");
    expect(targets).not.toContain(directory);
  });
});

describe("the directory", () => {
  const modeOf = (file: string) => statSync(file).mode & 0o777;

  it("is made for its owner alone, and so are the files", async () => {
    directory = join(root, "a", "b");
    const store = replica();
    expect(modeOf(directory)).toBe(0o700);
    async function* source() {
      yield Buffer.from("a");
      expect(modeOf(partFile())).toBe(0o600);
    }
    keyOf(await store.put("ada", source(), about));
    expect([modeOf(bytesFile()), modeOf(aboutFile())]).toEqual([0o600, 0o600]);
  });

  it.each([0o700, 0o750, 0o755])("may exist with mode %o", async (mode) => {
    mkdirSync(directory);
    chmodSync(directory, mode);
    await keep(replica());
    expect(modeOf(directory)).toBe(mode);
  });

  it.each([0o770, 0o720, 0o702, 0o777, 0o1777])("is refused with mode %o", (mode) => {
    mkdirSync(directory);
    chmodSync(directory, mode);
    expect(() => replica()).toThrow("others can write to it");
  });

  it("is refused where it is a file, or a link to wherever", () => {
    const [real, file] = [join(root, "real"), join(root, "file")];
    mkdirSync(real, { mode: 0o700 });
    writeFileSync(file, "");
    for (const [name, target] of [
      ["to-directory", real],
      ["to-file", file],
      ["to-nothing", join(root, "nothing")],
    ] as const) {
      symlinkSync(target, join(root, name));
      for (const given of [join(root, name), `${join(root, name)}/`])
        expect(() => replica({ directory: given })).toThrow("a link or a file");
    }
    expect(() => replica({ directory: file })).toThrow("a link or a file");
    expect(() => replica({ directory: join(file, "below") })).toThrow("ENOTDIR");
    expect(readdirSync(root).sort()).toEqual(["file", "real", "to-directory", "to-file", "to-nothing"]);
  });

  it.each([
    ["the bytes", bytesFile],
    ["what is told of a file", aboutFile],
  ])("holds no link that is followed, for %s", async (_what, find) => {
    const store = replica();
    const key = await keep(store, "ada", "secret");
    const [place, outside] = [find(), join(root, "outside")];
    renameSync(place, outside);
    symlinkSync(outside, place);
    expect(await store.open("ada", key)).toBeUndefined();
    clock += 16 * minute;
    await store.sweep();
    expect(lstatSync(place).isSymbolicLink()).toBe(true);
    expect(readFileSync(outside, "utf8")).toContain(find === bytesFile ? "secret" : "cat.png");
  });

  it.runIf(onLinux)("holds no pipe that is waited for", async () => {
    const store = replica();
    const key = await keep(store);
    const place = bytesFile();
    rmSync(place);
    execFileSync("mkfifo", [place]);
    expect(await store.open("ada", key)).toBeUndefined();
  });
});
