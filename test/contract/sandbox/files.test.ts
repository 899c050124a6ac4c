import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { FILE_LIMIT } from "../../../src/sandbox/files.ts";
import { answerOf, authorization, type Bench, bench, expectError, type Json } from "./helpers.ts";

const world = {
  projects: [
    { name: "p", type: "imageannotation", created_at: "2025-01-01T00:00:00Z" },
    { name: "q", type: "imageannotation", created_at: "2025-01-01T00:00:00Z" },
  ],
};
const boundary = "--an.odd+boundary";

async function send(on: Bench, body: NonNullable<RequestInit["body"]>, contentType?: string) {
  const init: RequestInit & { duplex: "half" } = {
    method: "POST",
    body,
    duplex: "half",
    headers: {
      authorization: authorization("test_x"),
      ...(contentType ? { "content-type": contentType } : {}),
    },
  };
  return answerOf(await on.sandbox.fetch(new Request("http://127.0.0.1/v1/files/upload", init)));
}

function form(file: string | undefined, fields: Record<string, string> = {}): FormData {
  const data = new FormData();
  if (file !== undefined) data.append("file", new Blob([file], { type: "text/plain" }), "a file.txt");
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

/** A multipart body as text, sent in pieces of a few bytes. */
const raw = (on: Bench, text: string, piece = 7) => {
  const bytes = Buffer.from(text);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(Uint8Array.from(bytes.subarray(at, at + piece)));
      at += piece;
    },
  });
  return send(on, body, `multipart/form-data; boundary="${boundary}"`);
};
const part = (disposition: string, content: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;

describe("uploading a file", () => {
  test("keeps its size, type and digest, and answers as documented", async () => {
    const on = bench({ world });
    const fields = { project_name: "p", display_name: "A", reference_id: "r", metadata: '{"k":1}' };
    const answer = await send(on, form("hello", fields));
    expect(answer.body).toEqual({
      id: expect.any(String),
      attachment_url: expect.stringMatching(/^scaledata:\/\/.+\/.+/),
      mime_type: "text/plain",
      size: 5,
      project_names: ["p"],
      created_at: "2026-01-01T00:00:00.000Z",
      updated_at: "2026-01-01T00:00:00.000Z",
      display_name: "A",
      reference_id: "r",
      metadata: { k: 1 },
    });
    expect(on.sandbox.store.files[0]).toMatchObject({
      name: "a file.txt",
      sha256: createHash("sha256").update("hello").digest("hex"),
    });
    expect(
      (
        await on.call("POST", "/task/imageannotation", {
          attachment: answer.body.attachment_url,
          geometries: { box: { objects_to_annotate: ["x"] } },
        })
      ).status,
    ).toBe(200);
  });

  test("refuses a reference_id that is taken", async () => {
    const on = bench({ world });
    expect((await send(on, form("one", { reference_id: "r" }))).status).toBe(200);
    expectError(await send(on, form("two", { reference_id: "r" })), 409, /"r"/);
    expect(on.sandbox.store.files).toHaveLength(1);
  });

  test.each([
    ["no file", form(undefined, { display_name: "A" }), 400, /"file" is required/],
    ["a file that is only text", form(undefined, { file: "text" }), 400, /"file" is required/],
    ["an unknown project", form("x", { project_name: "none" }), 404, /"none"/],
    ["metadata that is not JSON", form("x", { metadata: "{" }), 400, /"metadata" must be valid JSON/],
    ["metadata that is no object", form("x", { metadata: "[1]" }), 400, /"metadata" must be a JSON object/],
  ])("refuses %s", async (_, data, status, error) => {
    const on = bench({ world });
    expectError(await send(on, data), status, error);
    expect(on.sandbox.store.files).toHaveLength(0);
  });

  test.each([1, 2, 7, 1000])("finds the parts in pieces of %i bytes", async (piece) => {
    const on = bench({ world });
    const content = `\r\n--${boundary.slice(0, -1)}\r\n--\r\n\r`;
    const text = `a preamble\r\n${part('name="file"; filename="q\\"uote.bin"', content)}${part(
      'name="display_name"',
      "é",
    )}${part('name="reference_id"', "")}--${boundary}--\r\nan epilogue`;
    const answer = await raw(on, text, piece);
    expect(answer.body).toMatchObject({ size: content.length, display_name: "é" });
    expect(answer.body).not.toHaveProperty("reference_id");
    const sha256 = createHash("sha256").update(content).digest("hex");
    expect(on.sandbox.store.files[0]).toMatchObject({ name: 'q"uote.bin', sha256 });
  });

  test("reads the encoded file names of Python, and empty files", async () => {
    const on = bench({ world });
    const answer = await raw(on, `${part("name=\"file\"; filename*=utf-8''%C3%BC.txt", "")}--${boundary}--`);
    expect(answer.body).toMatchObject({ size: 0 });
    expect(on.sandbox.store.files[0]?.name).toBe("ü.txt");
  });

  test.each([
    ["nothing", ""],
    ["no end", part('name="file"; filename="a"', "x")],
    ["a part without a name", `${part('filename="a"', "x")}--${boundary}--`],
    ["a broken file name", `${part("name=\"file\"; filename*=utf-8''%zz", "x")}--${boundary}--`],
    ["endless headers", `--${boundary}\r\n${"x".repeat(20_000)}`],
    ["garbage after a boundary", `--${boundary}garbage`],
  ])("refuses a body with %s", async (_, text) => {
    expectError(await raw(bench({ world }), text, 1000), 400, /malformed/);
  });

  test("refuses another content type, and none", async () => {
    expectError(await send(bench({ world }), "{}", "application/json"), 400, /multipart/);
    expectError(await send(bench({ world }), "{}", "multipart/form-data"), 400, /multipart/);
  });

  test("takes 83,886,080 bytes and not one more", async () => {
    const sized = (size: number) => {
      const piece = new Uint8Array(1 << 20);
      const head = Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n`,
      );
      let left = size;
      return new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(Uint8Array.from(head)),
        pull(controller) {
          if (left > 0) {
            controller.enqueue(piece.subarray(0, Math.min(left, piece.length)));
            left -= piece.length;
          } else {
            controller.enqueue(Uint8Array.from(Buffer.from(`\r\n--${boundary}--`)));
            controller.close();
          }
        },
      });
    };
    const on = bench({ world });
    const type = `multipart/form-data; boundary="${boundary}"`;
    expect((await send(on, sized(FILE_LIMIT), type)).body.size).toBe(83_886_080);
    expectError(await send(on, sized(FILE_LIMIT + 1), type), 400, /80 MB/);
    expect(on.sandbox.store.files).toHaveLength(1);
  });
});

describe("importing a file", () => {
  test("makes it up from its address", async () => {
    const on = bench({ world });
    const body = { file_url: "https://images.example.com/x/a%20b.PNG?v=1", project_name: "p" };
    const answer = await on.call("POST", "/files/import", body);
    expect(answer.body).toMatchObject({
      mime_type: "image/png",
      size: expect.any(Number),
      project_names: ["p"],
    });
    expect((await on.call("POST", "/files/import", body)).body.size).toBe(answer.body.size);
    expect(on.sandbox.store.files[0]?.name).toBe("a b.PNG");
  });

  test.each([
    [{}, 400, /"file_url" is required/],
    [{ file_url: "s3://bucket/a.png" }, 400, /"file_url"/],
    [{ file_url: "a.png" }, 400, /"file_url"/],
    [{ file_url: "https://x.example.com/broken.png" }, 400, /could not be downloaded/],
    [{ file_url: "https://x.example.com/a.png", project_name: "none" }, 404, /"none"/],
  ])("refuses %j", async (body, status, error) => {
    expectError(await bench({ world }).call("POST", "/files/import", body), status, error);
  });
});

describe("the list of assets", () => {
  test("is of one project, filtered by metadata, and pages by cursor", async () => {
    const on = bench({ world });
    for (let index = 0; index < 101; index += 1) {
      await on.call("POST", "/files/import", {
        file_url: `https://x.example.com/${index}.png`,
        project_name: "p",
      });
    }
    await send(on, form("x", { project_name: "q", metadata: '{"a":1,"b":[2]}' }));
    const first = await on.call("GET", "/files?project=p");
    expect(first.body.docs).toHaveLength(100);
    expect(first.body.has_more).toBe(true);
    const second = await on.call("GET", `/files?project=p&cursor=${first.body.cursor}`);
    expect(second.body.docs).toHaveLength(1);
    expect(second.body).not.toHaveProperty("cursor");
    expect(new Set([...first.body.docs, ...second.body.docs].map(({ id }: Json) => id)).size).toBe(101);

    const found = async (metadata: unknown) =>
      (await on.call("GET", `/files?project=q&metadata=${encodeURIComponent(JSON.stringify(metadata))}`)).body
        .docs.length;
    expect(await found({ a: 1 })).toBe(1);
    expect(await found({ a: 1, b: [2] })).toBe(1);
    expect(await found({ a: 2 })).toBe(0);
  });

  test.each([
    ["/files", 400, /"project" is required/],
    ["/files?project=none", 404, /"none"/],
    ["/files?project=p&cursor=x", 400, /cursor/],
    ["/files?project=p&metadata=x", 400, /"metadata" must be valid JSON/],
    ["/assets?project=p", 404, /nothing at GET/],
  ])("%s is refused", async (path, status, error) => {
    expectError(await bench({ world }).call("GET", path), status, error);
  });
});
