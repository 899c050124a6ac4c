import { createHash } from "node:crypto";
import { badRequest } from "./errors.ts";
import { chunksOf } from "./http.ts";

export interface FilePart {
  readonly name: string;
  readonly mimeType: string;
  readonly size: number;
  readonly sha256: string;
}

export interface Form {
  readonly fields: Map<string, string>;
  readonly files: Map<string, FilePart>;
}

const HEADERS_LIMIT = 16 * 1024;
const FIELD_LIMIT = 1024 * 1024;
const FORM_TYPE = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i;
const malformed = () => badRequest("The multipart body is malformed.");

export function boundaryOf(contentType: string | undefined): string | undefined {
  const found = FORM_TYPE.exec(contentType ?? "");
  return found?.[1] ?? found?.[2];
}

/** Holds one part while its bytes pass by: of a file only the size and the digest stay. */
class Part {
  readonly field: string;
  readonly #filename: string | undefined;
  readonly #mimeType: string;
  readonly #chunks: Buffer[] = [];
  readonly #hash = createHash("sha256");
  #size = 0;
  #skip = 0;

  constructor(headers: string) {
    const lines = headers.split("\r\n");
    const disposition = lines.find((line) => /^content-disposition\s*:\s*form-data\b/i.test(line)) ?? "";
    const field = parameter(disposition, "name");
    if (field === undefined) throw malformed();
    this.field = field;
    this.#filename = parameter(disposition, "filename");
    const type = lines.find((line) => /^content-type\s*:/i.test(line));
    this.#mimeType = type?.slice(type.indexOf(":") + 1).trim() ?? "application/octet-stream";
  }

  /** The next two bytes end the headers and are no content. */
  skipLineBreak(): void {
    this.#skip = 2;
  }

  add(given: Buffer, fileLimit: number, tooLarge: () => Error): void {
    const bytes = given.subarray(this.#skip);
    this.#skip = Math.max(0, this.#skip - given.length);
    this.#size += bytes.length;
    if (this.#filename !== undefined) {
      if (this.#size > fileLimit) throw tooLarge();
      this.#hash.update(bytes);
    } else {
      if (this.#size > FIELD_LIMIT) throw badRequest(`The form field "${this.field}" is too large.`);
      this.#chunks.push(Buffer.from(bytes));
    }
  }

  finish(form: Form): void {
    if (this.#filename === undefined) {
      form.fields.set(this.field, Buffer.concat(this.#chunks).toString("utf8"));
      return;
    }
    const file = {
      name: this.#filename,
      mimeType: this.#mimeType,
      size: this.#size,
      sha256: this.#hash.digest("hex"),
    };
    form.files.set(this.field, file);
  }
}

/** Reads `name="x"` and the encoded form `name*=utf-8''x` that Python's requests sends for other letters. */
function parameter(header: string, name: string): string | undefined {
  const encoded = new RegExp(`;\\s*${name}\\*=utf-8''([^;\\s]+)`, "i").exec(header)?.[1];
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      throw malformed();
    }
  }
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s"]+))`, "i").exec(header);
  return found?.[1]?.replace(/\\(.)/g, "$1").replaceAll("%22", '"') ?? found?.[2];
}

/** Parses multipart/form-data as it arrives, so that a file never has to fit in memory. */
export async function readForm(
  body: ReadableStream<Uint8Array>,
  boundary: string,
  fileLimit: number,
  tooLarge: () => Error,
): Promise<Form> {
  const parser = new FormParser(boundary, fileLimit, tooLarge);
  let size = 0;
  let refused: unknown;
  for await (const chunk of chunksOf(body)) {
    size += chunk.byteLength;
    if (refused !== undefined) {
      // The rest is read and dropped, so that the client gets to see the answer.
      if (size > 8 * fileLimit) break;
      continue;
    }
    try {
      parser.push(chunk);
    } catch (error) {
      refused = error;
    }
  }
  if (refused !== undefined) throw refused;
  return parser.end();
}

class FormParser {
  readonly #form: Form = { fields: new Map(), files: new Map() };
  readonly #delimiter: Buffer;
  readonly #fileLimit: number;
  readonly #tooLarge: () => Error;
  #state: "preamble" | "after-delimiter" | "headers" | "content" | "end" = "preamble";
  #part: Part | undefined;
  /** The first delimiter has no line break before it. */
  #waiting: Buffer = Buffer.from("\r\n");

  constructor(boundary: string, fileLimit: number, tooLarge: () => Error) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
    this.#fileLimit = fileLimit;
    this.#tooLarge = tooLarge;
  }

  push(chunk: Uint8Array): void {
    this.#waiting = Buffer.concat([this.#waiting, chunk]);
    while (this.#step());
  }

  end(): Form {
    if (this.#state !== "end") throw malformed();
    return this.#form;
  }

  /** Takes one step through the waiting bytes, or says that it needs more of them. */
  #step(): boolean {
    switch (this.#state) {
      case "preamble":
      case "content":
        return this.#content();
      case "after-delimiter": {
        if (this.#waiting.length < 2) return false;
        const mark = this.#take(2).toString("latin1");
        if (mark !== "--" && mark !== "\r\n") throw malformed();
        this.#state = mark === "--" ? "end" : "headers";
        return true;
      }
      case "headers":
        return this.#headers();
      case "end":
        this.#waiting = Buffer.alloc(0);
        return false;
    }
  }

  #content(): boolean {
    const at = this.#waiting.indexOf(this.#delimiter);
    // What could be the start of a delimiter stays until more has come.
    const bytes = this.#take(at < 0 ? Math.max(0, this.#waiting.length - this.#delimiter.length) : at);
    this.#part?.add(bytes, this.#fileLimit, this.#tooLarge);
    if (at < 0) return false;
    this.#take(this.#delimiter.length);
    this.#part?.finish(this.#form);
    this.#part = undefined;
    this.#state = "after-delimiter";
    return true;
  }

  #headers(): boolean {
    const end = this.#waiting.indexOf("\r\n\r\n");
    if (end > HEADERS_LIMIT || (end < 0 && this.#waiting.length > HEADERS_LIMIT)) throw malformed();
    if (end < 0) return false;
    this.#part = new Part(this.#take(end).toString("utf8"));
    // The line break that ends the headers stays: it belongs to the delimiter when the part is empty.
    this.#take(2);
    this.#part.skipLineBreak();
    this.#state = "content";
    return true;
  }

  #take(length: number): Buffer {
    const taken = this.#waiting.subarray(0, length);
    this.#waiting = this.#waiting.subarray(length);
    return taken;
  }
}
