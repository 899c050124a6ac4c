import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Private files for answers that are too large to be given whole. */
export interface Spill {
  /** Keeps the bytes and resolves with the file's path, or with undefined where they can't be kept. */
  keep(bytes: string | Uint8Array, mediaType: string): Promise<string | undefined>;
  /** Removes all that was kept. */
  close(): Promise<void>;
}

/** Files that are kept at most; the oldest go first. */
const mostFiles = 50;
/** Bytes that are kept at most, in all; only the newest file stays whatever its size. */
const mostKeptBytes = 512 * 1024 * 1024;

async function extensionOf(mediaType: string): Promise<string> {
  const { default: mime } = await import("mime/lite");
  return mime.getExtension(mediaType) ?? "bin";
}

export interface SpillOptions {
  /** Where the files' own directory is made; by default the system's for temporary files. */
  readonly directory?: string;
  /** Bytes that are kept at most, in all; by default 512 MB. */
  readonly mostBytes?: number;
  readonly onFault?: (error: unknown) => void;
}

/** Nothing is made before there is something to keep. */
export function createSpill(options: SpillOptions): Spill {
  const { directory = tmpdir(), mostBytes = mostKeptBytes, onFault } = options;
  // mkdtemp makes a directory that only its owner may enter.
  let own: Promise<string> | undefined;
  const kept: { readonly path: string; readonly size: number }[] = [];

  async function makeOwn(): Promise<string> {
    try {
      return resolve(await mkdtemp(join(directory, "scale-ai-mcp-")));
    } catch (error) {
      // The next try may succeed. A directory that was made is never forgotten, so that it is removed.
      own = undefined;
      throw error;
    }
  }

  /** Chooses all at once, since another call that did so meanwhile would count the same bytes again. */
  function surplus() {
    let size = kept.reduce((sum, file) => sum + file.size, 0);
    const count = kept.findIndex((file, index) => {
      const left = kept.length - index;
      if (left === 1 || (left <= mostFiles && size <= mostBytes)) return true;
      size -= file.size;
      return false;
    });
    return kept.splice(0, count);
  }

  return {
    async keep(bytes, mediaType) {
      try {
        own ??= makeOwn();
        const path = join(await own, `${crypto.randomUUID()}.${await extensionOf(mediaType)}`);
        await writeFile(path, bytes, { flag: "wx", mode: 0o600 });
        kept.push({ path, size: Buffer.byteLength(bytes) });
        await Promise.all(surplus().map((file) => rm(file.path, { force: true })));
        return path;
      } catch (error) {
        onFault?.(error);
        return undefined;
      }
    },
    async close() {
      const made = await own?.catch(() => undefined);
      own = undefined;
      kept.length = 0;
      if (made !== undefined) await rm(made, { recursive: true, force: true });
    },
  };
}
