import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent } from "undici";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Chunks, Sending } from "../../src/scale/sending.ts";
import { dataOf, failureOf, scaleDataOf } from "../support/envelope.ts";
import { type Connection, connect, startUpstream, type Upstream } from "../support/upstream.ts";

const key = "test_0123456789abcdef";
const mega = 1_048_576;
const mostBytes = 83_886_080;

/** The root, beside it what may not be read. */
const top = realpathSync(mkdtempSync(join(tmpdir(), "upload-")));
const root = join(top, "root");
const inRoot = (...names: string[]) => join(root, ...names);

function file(name: string, content: string | Buffer = "bytes"): string {
  writeFileSync(inRoot(name), content);
  return inRoot(name);
}

/** A file of this size that takes no room. */
function sparse(name: string, size: number): string {
  const path = file(name, "");
  truncateSync(path, size);
  return path;
}

let upstream: Upstream;
let connection: Connection;
beforeAll(async () => {
  for (const directory of [root, inRoot("deep"), inRoot(".hidden"), join(top, "root2")]) mkdirSync(directory);
  for (const outside of [
    join(top, "secret"),
    join(top, "root2", "secret"),
    inRoot(".hidden", "f"),
    inRoot(".env"),
  ])
    writeFileSync(outside, "hush-hush");
  symlinkSync(join(top, "secret"), inRoot("link-out.jpg"));
  symlinkSync(top, inRoot("directory-out"));
  symlinkSync(inRoot(".env"), inRoot("link-hidden"));
  symlinkSync("loop", inRoot("loop"));
  execFileSync("mkfifo", [inRoot("fifo")]);
  upstream = await startUpstream();
});
afterAll(async () => {
  await upstream.close();
  rmSync(top, { recursive: true });
});
beforeEach(() => {
  upstream.script({ body: { attachment_url: "scaledata://x/y" } });
  connection = connect(upstream, key, { uploadRoots: [root] });
});
afterEach(() => connection.close());

const upload = async (args: Record<string, unknown>) =>
  (await connection.call("UPLOAD_FILE", { file: {}, ...args })).envelope;

/** The form as another parser reads it. */
async function received() {
  const [request] = upstream.received;
  if (request === undefined || upstream.received.length > 1) throw new Error("not one request came");
  expect(request.headers["content-length"]).toBe(String(request.body.length));
  expect(request.headers).not.toHaveProperty("transfer-encoding");
  const headers = { "content-type": request.headers["content-type"] ?? "" };
  const form = await new Response(new Uint8Array(request.body), { headers }).formData();
  const { file: sent, ...fields } = Object.fromEntries(form);
  if (!(sent instanceof File)) throw new Error("no file came");
  return { request, fields, sent, bytes: Buffer.from(await sent.arrayBuffer()) };
}

describe("a form", () => {
  it("carries the file, its fields as text and metadata as JSON text", async () => {
    const content = Buffer.from(Array.from({ length: 70_000 }, (_, n) => n % 256));
    const metadata = { a: [1, "é"], b: { c: null } };
    const envelope = await upload({
      file_path: file("a.jpg", content),
      metadata,
      display_name: 'Ein "Bild"\r\nzwei',
      project_name: "straße",
      reference_id: "r-1",
    });
    expect(scaleDataOf(envelope)).toEqual({ attachment_url: "scaledata://x/y" });
    const { request, fields, sent, bytes } = await received();
    expect(request).toMatchObject({ method: "POST", target: "/v1/files/upload" });
    const { metadata: json, ...texts } = fields;
    expect(texts).toEqual({
      display_name: 'Ein "Bild"\r\nzwei',
      project_name: "straße",
      reference_id: "r-1",
    });
    expect(JSON.parse(String(json))).toEqual(metadata);
    expect([sent.name, sent.type]).toEqual(["a.jpg", "image/jpeg"]);
    expect(bytes.equals(content)).toBe(true);
  });

  const named: [path: string, given: Record<string, unknown>, name: string, type: string][] = [
    ["a.png", {}, "a.png", "image/png"],
    ["a.mp4", {}, "a.mp4", "video/mp4"],
    ["plain", {}, "plain", "application/octet-stream"],
    ["b.unheardof", {}, "b.unheardof", "application/octet-stream"],
    ["c.jpg", { name: "other.png" }, "other.png", "image/png"],
    ["d.jpg", { mimetype: "application/x-own" }, "d.jpg", "application/x-own"],
    ["e.jpg", { name: "x.bin", mimetype: "image/webp" }, "x.bin", "image/webp"],
    ["Kuh-ä🐄.jpg", {}, "Kuh-ä🐄.jpg", "image/jpeg"],
    ['q"uo"te.jpg', {}, 'q"uo"te.jpg', "image/jpeg"],
    ["back\\slash;a=b.jpg", {}, "back\\slash;a=b.jpg", "image/jpeg"],
    [
      "f.jpg",
      { name: 'x"\r\nContent-Type: text/html\r\n\r\n.png' },
      'x"\r\nContent-Type: text/html\r\n\r\n.png',
      "image/png",
    ],
  ];
  it.each(named)("for %j with %j has the name %j and the type %s", async (path, given, name, type) => {
    dataOf(await upload({ file_path: file(path), file: given }));
    const { sent, bytes } = await received();
    expect([sent.name, sent.type, bytes.toString()]).toEqual([name, type, "bytes"]);
  });

  it("is not opened up by line breaks in the type", async () => {
    dataOf(
      await upload({
        file_path: file("g.jpg"),
        file: { mimetype: "image/png\r\nX-Injected: 1\r\n\r\nhello" },
      }),
    );
    const { request, bytes } = await received();
    expect(bytes.toString()).toBe("bytes");
    expect(request.body.toString()).not.toMatch(/^X-Injected/m);
  });

  it("may hold an empty file", async () => {
    dataOf(await upload({ file_path: file("empty.txt", "") }));
    expect((await received()).bytes).toHaveLength(0);
  });

  it.each([0, 1, 5, mega, 5 * mega])("holds %i bytes that came as base64", async (size) => {
    const content = Buffer.alloc(size, "0123456789");
    dataOf(await upload({ file: { name: "a.png", content_base64: content.toString("base64") } }));
    const { sent, bytes } = await received();
    expect([sent.name, sent.type]).toEqual(["a.png", "image/png"]);
    expect(bytes.equals(content)).toBe(true);
  });

  it("tells how much of the file is sent", async () => {
    const size = 3 * mega;
    const told: [number, number][] = [];
    const onProgress = (done: number, total: number) => told.push([done, total]);
    await connection.call("UPLOAD_FILE", { file: {}, file_path: sparse("p.bin", size) }, { onProgress });
    expect(told.at(-1)).toEqual([size, size]);
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b));
  });

  it("that is cancelled before its last byte ends at once, and can have had no effect", async () => {
    const abort = new AbortController();
    const onProgress = () => abort.abort();
    const args = { file: {}, file_path: sparse("c.bin", 40 * mega) };
    const { envelope } = await connection.call("UPLOAD_FILE", args, { signal: abort.signal, onProgress });
    failureOf(envelope, "cancelled");
    expect(upstream.received).toEqual([]);
  });

  it("is sent again whole where it was not taken, and progress only rises", async () => {
    upstream.script({ status: 429, body: {} }, { body: { attachment_url: "scaledata://x/y" } });
    const told: number[] = [];
    const args = { file: {}, file_path: sparse("again.bin", 2 * mega) };
    const { envelope } = await connection.call("UPLOAD_FILE", args, {
      onProgress: (done) => told.push(done),
    });
    dataOf(envelope);
    expect(upstream.received.map(({ bytes }) => bytes > 2 * mega)).toEqual([true, true]);
    expect(told).toEqual([...new Set(told)].toSorted((a, b) => a - b));
  });

  it("that breaks off leaves its outcome unknown", async () => {
    upstream.script((response) => response.destroy());
    failureOf(await upload({ file_path: file("h.jpg") }), "outcome_unknown");
    expect(upstream.received).toHaveLength(1);
  });
});

describe("a file that is not sent", () => {
  const refused: [what: string, args: () => Record<string, unknown>, code: string, naming?: string][] = [
    ["above 80 MB", () => ({ file_path: sparse("big.bin", mostBytes + 1) }), "too_large", "80 MB"],
    [
      "above 5 MB as base64",
      () => ({ file: { name: "a", content_base64: Buffer.alloc(5 * mega + 1).toString("base64") } }),
      "too_large",
      "file_path",
    ],
    [
      "that is no base64",
      () => ({ file: { name: "a", content_base64: "ä" } }),
      "invalid_arguments",
      "content_base64",
    ],
    [
      "as base64 without a name",
      () => ({ file: { content_base64: "AAAA" } }),
      "invalid_arguments",
      "file.name",
    ],
    ["in a file store", () => ({ file: { s3key: "bucket/a.jpg" } }), "refused", "s3key"],
    ["that nothing tells of", () => ({}), "invalid_arguments", "file_path"],
    ["outside the roots", () => ({ file_path: join(top, "secret") }), "refused"],
    [
      "in a directory whose name only begins like a root's",
      () => ({ file_path: join(top, "root2", "secret") }),
      "refused",
    ],
    ["of the system", () => ({ file_path: "/etc/passwd" }), "refused"],
    ["outside by ..", () => ({ file_path: `${root}/deep/../../secret` }), "refused"],
    ["outside by a link", () => ({ file_path: inRoot("link-out.jpg") }), "refused"],
    ["outside by a linked directory", () => ({ file_path: inRoot("directory-out", "secret") }), "refused"],
    ["outside and missing", () => ({ file_path: join(top, "nothing") }), "refused"],
    ["outside by .. and missing", () => ({ file_path: `${root}/../nothing` }), "refused"],
    ["with a dot before its name", () => ({ file_path: inRoot(".env") }), "refused"],
    ["in a directory with a dot", () => ({ file_path: inRoot(".hidden", "f") }), "refused"],
    ["hidden behind a link", () => ({ file_path: inRoot("link-hidden") }), "refused"],
    ["that is a directory", () => ({ file_path: inRoot("deep") }), "invalid_arguments"],
    ["that is the root", () => ({ file_path: root }), "invalid_arguments"],
    ["that is a pipe", () => ({ file_path: inRoot("fifo") }), "invalid_arguments"],
    ["that is missing", () => ({ file_path: inRoot("nothing.jpg") }), "invalid_arguments"],
    ["below another file", () => ({ file_path: join(file("plain.txt"), "x") }), "invalid_arguments"],
    ["behind a link to itself", () => ({ file_path: inRoot("loop") }), "refused"],
    [
      "not there, through a directory that leads out",
      () => ({ file_path: inRoot("directory-out", "nope") }),
      "refused",
    ],
    ["with a null character", () => ({ file_path: `${root}/a\0.jpg` }), "invalid_arguments"],
    ["with a name of 5,000 characters", () => ({ file_path: inRoot("x".repeat(5_000)) }), "refused"],
  ];
  it.each(refused)("%s", async (_what, args, code, naming = "") => {
    const envelope = await upload(args());
    expect(failureOf(envelope, code).error).toContain(naming);
    expect(JSON.stringify(envelope)).not.toContain("hush-hush");
    expect(upstream.received).toEqual([]);
  });

  it("since no directory is open", async () => {
    const closed = connect(upstream, key, { uploadRoots: [] });
    const { envelope } = await closed.call("UPLOAD_FILE", { file: {}, file_path: file("a.jpg") });
    failureOf(envelope, "refused");
    await closed.close();
  });
});

describe("roots", () => {
  it("that are named may be hidden, and links between them may be followed", async () => {
    const open = connect(upstream, key, { uploadRoots: [root, inRoot(".hidden"), join(top, "root2")] });
    symlinkSync(join(top, "root2", "secret"), inRoot("link-across"));
    for (const path of [inRoot(".hidden", "f"), inRoot("link-across"), `${root}/deep/../.hidden/f`])
      dataOf((await open.call("UPLOAD_FILE", { file: {}, file_path: path })).envelope);
    expect(upstream.received).toHaveLength(3);
    await open.close();
  });

  it("a link gives the file its own name", async () => {
    file("target.bin");
    symlinkSync(inRoot("target.bin"), inRoot("shown.png"));
    dataOf(await upload({ file_path: inRoot("shown.png") }));
    const { sent } = await received();
    expect([sent.name, sent.type]).toEqual(["shown.png", "image/png"]);
  });
});

/** Reads in small steps, so that what comes waits on every stage of its way. */
function readSlowly(request: IncomingMessage, onChunk: (chunk: Buffer) => void): void {
  request.on("data", (chunk: Buffer) => {
    onChunk(chunk);
    request.pause();
    setImmediate(() => setImmediate(() => request.resume()));
  });
  request.on("error", () => {});
}

const pem = (name: string) => readFileSync(new URL(`../support/tls/${name}.pem`, import.meta.url));

describe.each(["http", "https"] as const)("files that are sent at once over %s", (scheme) => {
  const isRefused = (n: number) => n % 4 === 1;
  const isCancelled = (n: number) => n % 4 === 3;

  it("arrive each as it is, also where they are taken slowly, refused half-way or broken off", async () => {
    // More than the system keeps on its way, so that writes wait; one ends with a whole chunk.
    const contents = Array.from({ length: 8 }, (_, n) =>
      randomBytes(n === 0 ? 12 * mega : 11 * mega + n * 5_003),
    );
    const attempts: { readonly n: number; readonly chunks: Buffer[]; readonly closed: Promise<unknown> }[] =
      [];
    const ofFile = (n: number) => attempts.filter((attempt) => attempt.n === n);

    const held: (() => void)[] = [];
    const receive = (request: IncomingMessage, response: ServerResponse) => {
      const rest = (content: Buffer) => Number(request.headers["content-length"]) - content.length;
      const n = contents.findIndex((content) => rest(content) > 0 && rest(content) < 1_000);
      const refuses = isRefused(n) && ofFile(n).length === 0;
      const chunks: Buffer[] = [];
      attempts.push({ n, chunks, closed: once(response, "close") });
      const read = () =>
        readSlowly(request, (chunk) => {
          chunks.push(chunk);
          if (refuses && chunks.length === 50) response.writeHead(429).end();
        });
      request.on("end", () => {
        if (!refuses) response.writeHead(200, { "content-type": "application/json" }).end("{}");
      });
      if (attempts.length > contents.length) return read();
      // Nobody reads before all are here.
      held.push(read);
      if (held.length === contents.length) for (const go of held) go();
    };
    const server =
      scheme === "http"
        ? createServer(receive)
        : createTlsServer({ cert: pem("cert"), key: pem("key") }, receive);
    // The certificate is our own.
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : "";
    const client = connect({ origin: `${scheme}://127.0.0.1:${port}` }, key, { uploadRoots: [root] });

    const outcomes = await Promise.all(
      contents.map(async (content, n) => {
        const abort = new AbortController();
        const onProgress = (sent: number, total: number) => {
          if (isCancelled(n) && sent > total / 2) abort.abort();
        };
        const args = { file: {}, file_path: file(`at-once-${n}.bin`, content) };
        const { envelope } = await client.call("UPLOAD_FILE", args, { signal: abort.signal, onProgress });
        return envelope.successful ? "sent" : envelope.data.code;
      }),
    );
    await client.close();
    await Promise.all(attempts.map(({ closed }) => closed));
    await new Promise((resolve) => server.close(resolve));
    vi.unstubAllEnvs();

    expect(outcomes).toEqual(contents.map((_, n) => (isCancelled(n) ? "cancelled" : "sent")));
    for (const [n, content] of contents.entries()) {
      const came = ofFile(n).map(({ chunks }) => {
        const whole = Buffer.concat(chunks);
        return whole.subarray(whole.indexOf("\r\n\r\n", whole.indexOf('name="file"')) + 4);
      });
      expect(came).toHaveLength(isRefused(n) ? 2 : 1);
      // What broke off came right as far as it came.
      for (const bytes of came)
        expect(bytes.subarray(0, content.length).equals(content.subarray(0, bytes.length))).toBe(true);
      if (!isCancelled(n)) expect(came.at(-1)?.length).toBeGreaterThan(content.length);
    }
  });
});

it("undici pauses a body for each large chunk, so that one buffer is enough for a file", async () => {
  const taken: boolean[] = [];
  async function* chunks(): Chunks {
    for (let n = 0; n < 40; n++) taken.push(yield Buffer.alloc(512 * 1_024));
  }
  const agent = new Agent();
  const body = new Sending(chunks());
  const { statusCode } = await agent.request({ origin: upstream.origin, path: "/", method: "POST", body });
  expect(statusCode).toBe(200);
  expect(taken).toEqual(Array.from({ length: 40 }, () => true));
  await agent.close();
});

describe("a file of 80 MB", () => {
  it("goes out as a stream, never whole in memory", async () => {
    const counting = await startUpstream({ keepBodies: false });
    const client = connect(counting, key, { uploadRoots: [root] });
    const send = async (path: string, onProgress = () => {}) =>
      dataOf((await client.call("UPLOAD_FILE", { file: {}, file_path: path }, { onProgress })).envelope);
    // Once before, so that what is loaded and pooled for any upload is not counted.
    await send(sparse("warm.bin", 8 * mega));
    counting.script({ body: {} });
    const before = process.memoryUsage.rss();
    let most = 0;
    await send(sparse("large.bin", mostBytes), () => {
      most = Math.max(most, process.memoryUsage.rss());
    });
    expect(counting.received[0]?.bytes).toBeGreaterThan(mostBytes);
    expect((most - before) / mega).toBeLessThan(40);
    await client.close();
    await counting.close();
  });
});

describe("a path that is swapped while it is opened", () => {
  it("never brings out a file from outside, however the links change", { timeout: 60_000 }, async () => {
    const secret = "s".repeat(2_000);
    const outside = join(top, "secret.txt");
    writeFileSync(outside, secret);
    const inside = file("honest.txt", "h".repeat(2_000));
    const link = inRoot("swapped.txt");
    const directoryLink = inRoot("swapped");
    mkdirSync(inRoot("swapped-plain"), { recursive: true });
    writeFileSync(join(inRoot("swapped-plain"), "secret.txt"), "h".repeat(2_000));
    // Another process swaps the links as fast as it can, by rename, so that the path always exists.
    const swapper = spawn(process.execPath, [
      "-e",
      `const fs = require("node:fs");
       const end = Date.now() + 20000;
       for (let n = 0; Date.now() < end; n++) {
         const [file, directory] = n % 2 ? [${JSON.stringify(inside)}, ${JSON.stringify(inRoot("swapped-plain"))}] : [${JSON.stringify(outside)}, ${JSON.stringify(top)}];
         for (const [link, target] of [[${JSON.stringify(link)}, file], [${JSON.stringify(directoryLink)}, directory]]) {
           try { fs.unlinkSync(link + ".new"); } catch {}
           fs.symlinkSync(target, link + ".new");
           fs.renameSync(link + ".new", link);
         }
         if (n === 0) process.stdout.write("go");
       }`,
    ]);
    await once(swapper.stdout, "data");
    const outcomes = new Set<string>();
    try {
      for (let n = 0; n < 1_500; n++) {
        const path = n % 2 === 0 ? link : join(directoryLink, "secret.txt");
        const envelope = await upload({ file_path: path });
        outcomes.add(envelope.successful ? "sent" : String(envelope.data.code));
      }
    } finally {
      const ended = once(swapper, "exit");
      swapper.kill();
      await ended;
    }
    expect(outcomes).toEqual(new Set(["sent", "refused"]));
    for (const { body } of upstream.received) expect(body.includes("ssss")).toBe(false);
  });
});
