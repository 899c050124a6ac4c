import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { constants, lstatSync, mkdirSync } from "node:fs";
import { type FileHandle, lstat, open, readdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

export interface StoredFile {
  /** Without path parts and control characters, at most 255 characters, never empty. */
  readonly name: string;
  /** As it was given, without control characters, at most 255 characters. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
}

export interface OpenStoredFile extends StoredFile {
  /** Open for reading, from 0 to `size`; the caller closes it. It stays readable when the file expires. */
  readonly handle: FileHandle;
}

export type Kept =
  | { readonly ok: true; readonly key: string; readonly size: number }
  | { readonly ok: false; readonly why: "too_large" | "full" };

/** A directory that keeps files for some minutes; several replicas may share it. */
export interface FileStore {
  /**
   * Streams the bytes into the store for their owner. Resolves with the key under which only this owner can use
   * them. Rejects when the stream or the disk fails. Without a key nothing is left behind, and the iteration is
   * ended early, or never begun where the owner has too many files. A stream that stalls is the caller's to end.
   */
  put(
    owner: string,
    bytes: AsyncIterable<Uint8Array>,
    about: { readonly name: string; readonly type: string },
  ): Promise<Kept>;
  /**
   * Resolves with undefined for a key that was never given, is another owner's, or has expired, which can't be
   * told apart. Rejects when the disk fails.
   */
  open(owner: string, key: string): Promise<OpenStoredFile | undefined>;
  /**
   * Removes what has expired, whoever left it, and uploads that nobody has written to for an hour. Runs every
   * minute until close; a call joins a run that is under way. Rejects when the directory can't be read.
   */
  sweep(): Promise<void>;
  /** Stops the sweeping. The files stay, since other replicas use them. */
  close(): Promise<void>;
}

export interface FileStoreOptions {
  /** Made where it is missing. What is in it and not the store's own stays untouched. */
  readonly directory: string;
  /** From the end of the upload; by default 15 minutes. */
  readonly lifeMs?: number;
  /** By default Scale's limit for a file, 80 MB. */
  readonly mostFileBytes?: number;
  /**
   * In all, by default 10 GiB. What other replicas take is seen once a minute, so that together they may go
   * beyond it by what comes within that time.
   */
  readonly mostBytes?: number;
  /** Counted by each replica for itself, since the directory doesn't tell whose a file is; by default 1,000. */
  readonly mostFilesOfOwner?: number;
  readonly now?: () => number;
  /** Hears what goes wrong where no caller could be told. */
  readonly onFault?: (error: unknown) => void;
}

const sweepEveryMs = 60_000;
const unfinishedLifeMs = 3_600_000;

const keyShape = /^[\w-]{43}$/;
const bytesShape = /^[0-9a-f]{64}$/;
const aboutShape = /^[0-9a-f]{64}\.about$/;
const partShape = /^[0-9a-f-]{36}\.part$/;

/** Where a file lies: from this neither key nor owner can be found, and each owner has an own place for a key. */
const placeOf = (owner: string, key: string) => createHmac("sha256", key).update(owner).digest("hex");

const newPart = () => `${randomUUID()}.part`;

const plain = (text: string) => text.replace(/\p{Cc}/gu, "");
const shortened = (text: string) => [...text].slice(0, 255).join("");

/** The last part of a path of any system, since the agent's need not be ours. */
function plainName(given: string): string {
  const last = plain(given)
    .split(/[/\\]/)
    .findLast((part) => part !== "");
  return last === undefined || last === "." || last === ".." ? "file" : shortened(last);
}

// No value holds a line feed, as control characters are removed.
const written = ({ name, type, size }: StoredFile) => `${size}\n${type}\n${name}`;

function read(text: string): StoredFile | undefined {
  const [size, type, name] = text.split("\n");
  return type === undefined || name === undefined ? undefined : { name, type, size: Number(size) };
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? error.code : undefined);

/** Windows lacks both flags. Without waiting for a writer, should a pipe lie there. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens for reading; undefined where nothing is, or a link. */
async function openPlain(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, flags);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ELOOP") return undefined;
    throw error;
  }
}

async function readPlain(path: string): Promise<string | undefined> {
  const handle = await openPlain(path);
  try {
    return await handle?.readFile("utf8");
  } finally {
    await handle?.close();
  }
}

function makePrivate(directory: string): void {
  if (lstatSync(directory, { throwIfNoEntry: false }) === undefined)
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  // Looked at again, since it may not be ourselves who made it.
  const found = lstatSync(directory);
  if (!found.isDirectory())
    throw new Error(`Files can't be kept in ${directory}: it is a link or a file. Give a directory.`);
  // On Windows the mode says nothing of who may write.
  if (process.platform !== "win32" && (found.mode & 0o022) !== 0)
    throw new Error(
      `Files can't be kept in ${directory}: others can write to it. Run chmod go-w on it, or give a path in it that does not exist yet.`,
    );
}

/** Throws where the directory can't be made, is a link or a file, or others can write to it. */
export function createFileStore({
  directory: given,
  lifeMs = 15 * 60_000,
  mostFileBytes = 83_886_080,
  mostBytes = 10 * 1024 ** 3,
  mostFilesOfOwner = 1_000,
  now = Date.now,
  onFault,
}: FileStoreOptions): FileStore {
  const directory = resolve(given);
  makePrivate(directory);
  const at = (name: string) => join(directory, name);

  /**
   * Bytes that the last sweep found, and that came from here since it began, also where they are gone again: what
   * looks full is looked at anew. Nothing known is full, hence a first sweep.
   */
  let found = Number.POSITIVE_INFINITY;
  let grown = 0;

  async function reserve(bytes: number): Promise<boolean> {
    if (found + grown + bytes > mostBytes) await sweep();
    if (found + grown + bytes > mostBytes) return false;
    grown += bytes;
    return true;
  }

  /** When the files of each owner expire: never while they still come. */
  const claims = new Map<string, { until: number }[]>();

  function claim(owner: string): { until: number } | undefined {
    const live = (claims.get(owner) ?? []).filter(({ until }) => until > now());
    if (live.length >= mostFilesOfOwner) return undefined;
    const mine = { until: Number.POSITIVE_INFINITY };
    claims.set(owner, [...live, mine]);
    return mine;
  }

  /** Life counts from here by this clock, not by that of the disk, which may be another machine's. */
  async function publish(part: string, name: string): Promise<void> {
    const seconds = now() / 1000;
    await utimes(at(part), seconds, seconds);
    await rename(at(part), at(name));
  }

  function lifeOf(name: string): number | undefined {
    if (partShape.test(name)) return unfinishedLifeMs;
    return bytesShape.test(name) || aboutShape.test(name) ? lifeMs : undefined;
  }

  /** Removes a file that has outlived its life. Resolves with the bytes that stay. */
  async function sweepFile(name: string): Promise<number> {
    const life = lifeOf(name);
    if (life === undefined) return 0;
    try {
      const file = await lstat(at(name));
      if (!file.isFile()) return 0;
      if (now() - file.mtimeMs < life) return aboutShape.test(name) ? 0 : file.size;
      await rm(at(name));
    } catch (error) {
      // Another replica may have been faster.
      if (codeOf(error) !== "ENOENT") onFault?.(error);
    }
    return 0;
  }

  async function sweepAll(): Promise<void> {
    const before = grown;
    let sum = 0;
    for (const name of await readdir(directory)) sum += await sweepFile(name);
    found = sum;
    grown -= before;
    for (const [owner, files] of claims) if (files.every(({ until }) => until <= now())) claims.delete(owner);
  }

  let sweeping: Promise<void> | undefined;
  function sweep(): Promise<void> {
    sweeping ??= sweepAll().finally(() => {
      sweeping = undefined;
    });
    return sweeping;
  }

  const timer = setInterval(() => sweep().catch((error) => onFault?.(error)), sweepEveryMs);
  timer.unref();

  return {
    async put(owner, bytes, { name, type }) {
      const mine = claim(owner);
      if (mine === undefined) return { ok: false, why: "full" };
      const key = randomBytes(32).toString("base64url");
      const place = placeOf(owner, key);
      const about = `${place}.about`;
      const [part, aboutPart] = [newPart(), newPart()];
      let size = 0;
      let kept = false;
      try {
        const file = await open(at(part), "wx", 0o600);
        try {
          for await (const chunk of bytes) {
            if (size + chunk.length > mostFileBytes) return { ok: false, why: "too_large" };
            if (!(await reserve(chunk.length))) return { ok: false, why: "full" };
            size += chunk.length;
            await file.writeFile(chunk);
          }
        } finally {
          await file.close();
        }
        const text = written({ name: plainName(name), type: shortened(plain(type)), size });
        await writeFile(at(aboutPart), text, { flag: "wx", mode: 0o600 });
        // The bytes come last, so that who finds them finds all. Nothing waits for the disk (fsync): a power cut
        // costs files that live for minutes, and one that was cut short no longer has its noted size.
        await publish(aboutPart, about);
        await publish(part, place);
        mine.until = now() + lifeMs;
        kept = true;
        return { ok: true, key, size };
      } finally {
        if (!kept) {
          mine.until = Number.NEGATIVE_INFINITY;
          const left = [part, aboutPart, about].map((file) => rm(at(file), { force: true }));
          await Promise.all(left).catch((error) => onFault?.(error));
        }
      }
    },

    async open(owner, key) {
      if (!keyShape.test(key)) return undefined;
      const place = placeOf(owner, key);
      const handle = await openPlain(at(place));
      if (handle === undefined) return undefined;
      let whole = false;
      try {
        const file = await handle.stat();
        if (!file.isFile() || now() - file.mtimeMs >= lifeMs) return undefined;
        const about = read((await readPlain(at(`${place}.about`))) ?? "");
        if (about?.size !== file.size) return undefined;
        whole = true;
        return { ...about, handle };
      } finally {
        if (!whole) await handle.close();
      }
    },

    sweep,

    async close() {
      clearInterval(timer);
      // Its fault is told to who began it.
      await sweeping?.catch(() => {});
    },
  };
}
