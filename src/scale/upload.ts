import { constants } from "node:fs";
import { type FileHandle, lstat, open, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import type { Body, FilePart, FileSource } from "../../tools/request.ts";
import { type Failure, failure } from "../envelope.ts";
import { refusalOf } from "./roots.ts";
import { type Chunks, Sending } from "./sending.ts";

/** Scale's limit for a file, 80 MB; source: docs.scale.com/reference, file endpoints. */
export const mostFileBytes = 83_886_080;
/** What an argument may carry: base64 fills a model's context and grows by a third. */
export const mostInlineBytes = 5 * 1024 * 1024;

type Multipart = Extract<Body, { kind: "multipart" }>;

/** Bytes that are open for reading and checked. */
interface Source {
  readonly name: string;
  readonly size: number;
  /** The bytes from the beginning; may be called again for another attempt. */
  read(onSent?: OnSent): Chunks;
  close(): Promise<void>;
}

export type Opened<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };

const refuse = (code: Failure["data"]["code"], error: string, hint: string): Opened<never> => ({
  ok: false,
  failure: failure(code, `${error}. ${hint}`, { hint }),
});

const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MB`;

const tooLarge = (size: number) =>
  refuse(
    "too_large",
    `The file has ${megabytes(size)}, and Scale takes at most 80 MB`,
    "Make it smaller or split it; nothing was sent.",
  );

/** Opens for reading without waiting for a writer, should the path be swapped for a pipe. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The path of what does not exist, with the links resolved that lead there. */
async function whereItWouldBe(path: string): Promise<string> {
  const parent = dirname(path);
  if (parent === path) return path;
  return realpath(path).catch(async () => join(await whereItWouldBe(parent), basename(path)));
}

/**
 * Opens a file that lies under a root. What is checked is the open file itself: the path is resolved after the
 * opening and must still name the same file, so that swapping a link in between gains nothing.
 */
async function openPath(given: string, roots: readonly string[]): Promise<Opened<Source>> {
  const howTo = "Start the server with --upload-root DIRECTORY to allow another directory.";
  if (roots.length === 0) return refuse("refused", "No directory is open for uploads", howTo);
  if (given.includes("\0"))
    return refuse("invalid_arguments", "file_path holds a null character", "Give a plain path.");
  const path = resolve(given);
  let handle: FileHandle | undefined;
  try {
    const target = await realpath(path);
    // The roots come first: what lies outside them is not even said to exist.
    const refusal = refusalOf(target, roots);
    if (refusal !== undefined) return refuse("refused", `file_path ${refusal} (${roots.join(", ")})`, howTo);
    if (!(await lstat(target)).isFile())
      return refuse("invalid_arguments", "file_path is not a regular file", "Give the path of a file.");
    handle = await open(target, flags);
    const [file, now, named] = await Promise.all([handle.stat(), realpath(target), stat(target)]);
    const same =
      file.isFile() &&
      file.dev === named.dev &&
      file.ino === named.ino &&
      refusalOf(now, roots) === undefined;
    if (!same) {
      await handle.close();
      return refuse(
        "refused",
        "file_path changed while it was opened",
        "Call again when the file is at rest.",
      );
    }
    if (file.size > mostFileBytes) {
      await handle.close();
      return tooLarge(file.size);
    }
    const opened = handle;
    return {
      ok: true,
      value: {
        name: basename(path),
        size: file.size,
        read: (onSent) => chunksOf(opened, file.size, onSent),
        close: () => opened.close(),
      },
    };
  } catch (error) {
    await handle?.close();
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    if (code === "ENOENT" || code === "ENOTDIR") {
      // Where it would be decides, so that a link tells nothing of what lies outside.
      const within = refusalOf(await whereItWouldBe(path), roots) === undefined;
      return within
        ? refuse(
            "invalid_arguments",
            "No file is at file_path",
            `Check the path; it is resolved from ${process.cwd()}.`,
          )
        : refuse("refused", `file_path is outside the upload roots (${roots.join(", ")})`, howTo);
    }
    return refuse("refused", `file_path can't be read (${code})`, "Check the path and its permissions.");
  }
}

function openInline(data: string): Opened<Source> {
  const padding = /=*$/.exec(data)?.[0].length ?? 0;
  const size = Math.floor(((data.length - padding) * 3) / 4);
  if (size > mostInlineBytes)
    return refuse(
      "too_large",
      `content_base64 has ${megabytes(size)}, and at most 5 MB may come in an argument`,
      "Give file_path instead.",
    );
  const bytes = Buffer.from(data, "base64");
  return {
    ok: true,
    value: {
      name: "file",
      size: bytes.length,
      async *read(onSent) {
        yield bytes;
        onSent?.(bytes.length, bytes.length);
      },
      close: async () => {},
    },
  };
}

/** A file that was given to this server before, open for reading. */
export interface StoredFile {
  readonly name: string;
  readonly size: number;
  readonly handle: FileHandle;
}

/** Files that were given to this server before, each for its owner only. */
export interface StoredFiles {
  open(owner: string, key: string): Promise<StoredFile | undefined>;
}

/** Where the bytes of an upload may come from. */
export interface Sources {
  readonly roots: readonly string[];
  readonly files?: StoredFiles | undefined;
  readonly owner?: string | undefined;
}

/** More than any socket takes without asking to wait, so that one buffer is enough for a file. */
const chunkBytes = 512 * 1024;

/** Told how many bytes of the file are gone, of how many. */
type OnSent = (bytes: number, total: number) => void;

async function* chunksOf(handle: FileHandle, size: number, onSent?: OnSent): Chunks {
  let buffer: Buffer | undefined;
  for (let at = 0; at < size; ) {
    buffer ??= Buffer.allocUnsafeSlow(Math.min(chunkBytes, size - at));
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, size - at), at);
    if (bytesRead === 0) throw new Error("the file became shorter while it was sent");
    at += bytesRead;
    const taken = yield buffer.subarray(0, bytesRead);
    if (!taken) buffer = undefined;
    onSent?.(at, size);
  }
}

async function openStored(key: string, { files, owner }: Sources): Promise<Opened<Source>> {
  if (files === undefined || owner === undefined)
    return refuse(
      "refused",
      "file.s3key names a file store, and this server has none",
      "Give file_path or file.content_base64.",
    );
  const file = await files.open(owner, key);
  if (file === undefined)
    return refuse(
      "not_found",
      "No file is stored under file.s3key",
      "Send it again with POST /files: files are kept for 15 minutes, for their caller only.",
    );
  const { name, size, handle } = file;
  return {
    ok: true,
    value: { name, size, read: (onSent) => chunksOf(handle, size, onSent), close: () => handle.close() },
  };
}

async function openSource(source: FileSource, sources: Sources): Promise<Opened<Source>> {
  switch (source.kind) {
    case "path":
      return openPath(source.path, sources.roots);
    case "base64":
      return openInline(source.data);
    case "stored":
      return openStored(source.s3key, sources);
  }
}

/** A form ready to be sent, as often as there are attempts. */
export interface Form {
  readonly file: { readonly name: string; readonly type: string; readonly bytes: number };
  readonly headers: Readonly<Record<string, string>>;
  stream(onSent?: OnSent): Readable;
  close(): Promise<void>;
}

/** A value inside a header's quotes; source: HTML, multipart/form-data encoding. */
const quotedName = (name: string) => name.replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/"/g, "%22");

async function typeOf(name: string): Promise<string> {
  const { default: mime } = await import("mime/lite");
  return mime.getType(name) ?? "application/octet-stream";
}

/** A header value must not end its line. */
const headerSafe = (value: string) => value.replace(/[\r\n]/g, " ");

async function framed(part: FilePart, fields: Multipart["fields"], source: Source): Promise<Form> {
  const name = part.name ?? source.name;
  const type = headerSafe(part.type ?? (await typeOf(name)));
  const boundary = `scale-ai-mcp-${crypto.randomUUID()}`;
  const texts = fields.map(
    ([key, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${quotedName(key)}"\r\n\r\n${value}\r\n`,
  );
  const head = Buffer.from(
    `${texts.join("")}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quotedName(name)}"\r\nContent-Type: ${type}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);

  async function* chunks(onSent?: OnSent): Chunks {
    yield head;
    yield* source.read(onSent);
    yield tail;
  }

  return {
    file: { name, type, bytes: source.size },
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": String(head.length + source.size + tail.length),
    },
    stream: (onSent) => new Sending(chunks(onSent)),
    close: source.close,
  };
}

/** Opens and checks the file of a form; the caller closes it. */
export async function openForm(body: Multipart, sources: Sources): Promise<Opened<Form>> {
  const source = await openSource(body.file.source, sources);
  return source.ok ? { ok: true, value: await framed(body.file, body.fields, source.value) } : source;
}
