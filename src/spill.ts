import { randomUUID } from "node:crypto";
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

/** Files that are kept at most, and bytes in all; the oldest go first. */
const mostFiles = 50;
const mostBytes = 512 * 1024 * 1024;

async function extensionOf(mediaType: string): Promise<string> {
  const { default: mime } = await import("mime/lite");
  return mime.getExtension(mediaType) ?? "bin";
}

export interface SpillOptions {
  /** Where the files' own directory is made; by default the system's for temporary files. */
  readonly directory?: string;
  readonly onFault?: (error: unknown) => void;
}

/** Nothing is made before there is something to keep. */
export function createSpill({ directory = tmpdir(), onFault }: SpillOptions): Spill {
  // mkdtemp makes a directory that only its owner may enter.
  let own: Promise<string> | undefined;
  const kept: { readonly path: string; readonly size: number }[] = [];

  async function makeRoom(): Promise<void> {
    let size = kept.reduce((sum, file) => sum + file.size, 0);
    while (kept.length > mostFiles || (kept.length > 1 && size > mostBytes)) {
      const oldest = kept.shift();
      if (oldest === undefined) return;
      size -= oldest.size;
      await rm(oldest.path, { force: true });
    }
  }

  return {
    async keep(bytes, mediaType) {
      try {
        own ??= mkdtemp(join(resolve(directory), "scale-ai-mcp-"));
        const path = join(await own, `${randomUUID()}.${await extensionOf(mediaType)}`);
        await writeFile(path, bytes, { flag: "wx", mode: 0o600 });
        kept.push({ path, size: Buffer.byteLength(bytes) });
        await makeRoom();
        return path;
      } catch (error) {
        own = kept.length === 0 ? undefined : own;
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
