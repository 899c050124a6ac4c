import { createReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import { Agent } from "undici";

// The least that sends files as forms: undici and a stream of each file, in chunks as large as ours, over as many
// connections as the server has for one key.

const [api = ""] = process.argv.slice(2);
const agent = new Agent({ connections: 32 });
const boundary = "bench-boundary-0123456789";
const head = Buffer.from(
  `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`,
);
const tail = Buffer.from(`\r\n--${boundary}--\r\n`);

async function* form(path: string) {
  yield head;
  yield* createReadStream(path, { highWaterMark: 512 * 1_024 });
  yield tail;
}

async function upload(path: string): Promise<string> {
  const { origin, pathname } = new URL(`${api}/files/upload`);
  const { body } = await agent.request({
    origin,
    path: pathname,
    method: "POST",
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": String(head.length + statSync(path).size + tail.length),
    },
    body: Readable.from(form(path), { objectMode: false }),
  });
  return body.text();
}

process.on("message", async (paths: readonly string[]) =>
  process.send?.(await Promise.all(paths.map(upload))),
);
process.once("disconnect", () => process.exit());
process.send?.("ready");
