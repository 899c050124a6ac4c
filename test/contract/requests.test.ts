import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDispatcher, type Dispatcher } from "../../src/dispatcher.ts";
import { openPolicy } from "../../src/policy.ts";
import { createRegistry } from "../../src/registry.ts";
import { createScaleClient, type ScaleClient } from "../../src/scale/client.ts";
import { tools } from "../../tools/index.ts";
import { minimalArgs } from "./golden/minimal.ts";
import { type GoldenRequest, goldenRequests } from "./golden/requests.ts";
import { repairableInputs, validInputs } from "./golden/valid-inputs.ts";
import { wrongInputs } from "./wrong/inputs.ts";

interface Recorded {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const key = "test_0123456789abcdef";
const directory = mkdtempSync(join(tmpdir(), "requests-"));
const recorded: Recorded[] = [];
let server: Server;
let client: ScaleClient;
let dispatcher: Dispatcher;

/** A recorder that knows nothing of Scale: it notes each request as it came and answers an empty object. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url: target = "", headers } = request;
      recorded.push({ method, target, headers, body: Buffer.concat(chunks) });
      response.setHeader("content-type", "application/json").end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  client = createScaleClient({
    apiUrl: `http://127.0.0.1:${port}/some/prefix/v1`,
    userAgent: "scale-ai-mcp/test",
    callMs: 10_000,
    uploadMs: 10_000,
    uploadRoots: [directory],
  });
  dispatcher = createDispatcher({ registry: createRegistry(), client, mostBytes: 1e9 });
});

afterAll(async () => {
  await client.close();
  server.close();
  rmSync(directory, { recursive: true });
});

/** Calls a tool and gives what it answered and what it sent. */
async function sent(tool: string, args: unknown) {
  recorded.length = 0;
  const caller = { credential: { kind: "key" as const, key }, policy: openPolicy };
  const { envelope } = await dispatcher.call(tool, args, { caller });
  return { envelope, requests: [...recorded] };
}

const byKey = (a: readonly [string, string], b: readonly [string, string]) =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;

async function bodyOf({ headers, body }: Recorded): Promise<unknown> {
  const type = headers["content-type"] ?? "";
  if (!type.startsWith("multipart/"))
    return body.length === 0 ? { kind: "none" } : { kind: "json", value: JSON.parse(body.toString("utf8")) };
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  const fields: Record<string, unknown> = {};
  let file: unknown;
  for (const [name, value] of form) {
    if (typeof value === "string") fields[name] = name === "metadata" ? JSON.parse(value) : value;
    else file = { filename: value.name, contentType: value.type, bytes: await value.text() };
  }
  return { kind: "multipart", fields, file };
}

function expectedBody({ body }: GoldenRequest["request"]): unknown {
  if (body.kind !== "multipart") return body;
  const { metadata, ...fields } = body.fields;
  return { ...body, fields: metadata === undefined ? fields : { ...fields, metadata: JSON.parse(metadata) } };
}

/** "$TMP" in the arguments stands for a directory of the test's own, which holds the file's bytes. */
function inDirectory({ args, request }: GoldenRequest): Record<string, unknown> {
  const path = args.file_path;
  if (typeof path !== "string" || request.body.kind !== "multipart") return args;
  const real = path.replace("$TMP", directory);
  writeFileSync(real, request.body.file.bytes);
  return { ...args, file_path: real };
}

describe("the request behind each tool", () => {
  it("is held for all 41", () => {
    expect(new Set(goldenRequests.map(({ tool }) => tool))).toEqual(new Set(tools.map(({ name }) => name)));
  });

  it.each(goldenRequests.map((golden) => [`${golden.tool}: ${golden.note}`, golden] as const))(
    "%s",
    async (_name, golden) => {
      const { envelope, requests } = await sent(golden.tool, inDirectory(golden));
      expect(envelope.successful, JSON.stringify(envelope)).toBe(true);
      expect(requests).toHaveLength(1);
      const [request] = requests;
      if (request === undefined) throw new Error("nothing was sent");
      const [path = "", query = ""] = request.target.split("?");
      expect(request.method).toBe(golden.request.method);
      expect(path).toBe(`/some/prefix/v1${golden.request.path}`);
      expect([...new URLSearchParams(query)].sort(byKey)).toEqual([...golden.request.query].sort(byKey));
      expect(await bodyOf(request)).toEqual(expectedBody(golden.request));
      expect(request.headers.authorization).toBe(`Basic ${Buffer.from(`${key}:`).toString("base64")}`);
      expect(request.headers["user-agent"]).toBe("scale-ai-mcp/test");
      if (golden.request.body.kind === "json")
        expect(request.headers["content-type"]).toBe("application/json");
      const keyed = /_CREATE_\w+_TASK$/.test(golden.tool);
      expect(request.headers["idempotency-key"] ?? "").toMatch(
        keyed ? /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ : /^$/,
      );
    },
  );
});

describe("valid inputs", () => {
  it.each(validInputs.map((input, index) => [`${index} ${input.tool}`, input] as const))(
    "%s is sent",
    async (_name, { tool, args }) => {
      const { envelope, requests } = await sent(tool, args);
      expect(requests, JSON.stringify(envelope)).toHaveLength(1);
      // A create carries its arguments as they are; what other tools carry is in the golden requests.
      if (tool.includes("_CREATE_"))
        expect(requests[0] && (await bodyOf(requests[0]))).toEqual({ kind: "json", value: args });
    },
  );

  it.each(repairableInputs.map((input, index) => [`${index} ${input.tool}`, input] as const))(
    "%s is repaired and told",
    async (_name, { tool, args, repaired }) => {
      const mended = await sent(tool, args);
      const [request] = mended.requests;
      expect(JSON.stringify(mended.envelope)).toContain("warnings");
      const right = (await sent(tool, repaired)).requests[0];
      if (request === undefined || right === undefined) throw new Error("nothing was sent");
      expect(request.target).toBe(right.target);
      expect(await bodyOf(request)).toEqual(await bodyOf(right));
    },
  );

  it.each(Object.entries(minimalArgs))("%s takes its minimal arguments", async (tool, args) => {
    expect((await sent(tool, args)).requests).toHaveLength(1);
  });
});

describe("what Scale's documents are unsure of", () => {
  const annotations = [{ type: "polygon", label: "unicorn" }];
  const image = {
    attachment: "https://images.example.com/a.jpg",
    geometries: { box: { objects_to_annotate: ["car"] } },
  };

  it.each([
    ["SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK", { ...image, hypothesis: { annotations } }, "hypothesis"],
    [
      "SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK",
      { ...image, base_annotations: { annotations } },
      "base_annotations",
    ],
    [
      "SCALE_AI_CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK",
      { ...image, base_annotations: { "0": annotations } },
      "base_annotations",
    ],
  ])("%s is sent and tells what of it the task doesn't offer", async (tool, args, name) => {
    const { envelope, requests } = await sent(tool, args);
    expect(requests).toHaveLength(1);
    const { _scale_mcp: remarks } = envelope.data;
    expect(remarks).toEqual({
      key: "test",
      warnings: [expect.stringContaining(name), expect.stringContaining("unicorn")],
    });
  });
});

it("tells which shapes there are where one is like none of them", async () => {
  const args = { attachment: "https://images.example.com/a.jpg", geometries: { hexagon: {} } };
  const { envelope } = await sent("SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK", args);
  for (const name of ["geometries.hexagon", "polygon", "cuboid"])
    expect(JSON.stringify(envelope.data)).toContain(name);
});

describe("wrong inputs", () => {
  it.each(wrongInputs.map((input, index) => [`${index} ${input.tool}: ${input.note}`, input] as const))(
    "%s is refused by name",
    async (_name, { tool, args, names }) => {
      const { envelope, requests } = await sent(tool, args);
      expect(requests).toHaveLength(0);
      expect(envelope.data.code).toBe("invalid_arguments");
      // The path of an item is written with its place, which the table leaves out.
      const told = JSON.stringify(envelope).replace(/\[\d+\]/g, "");
      for (const name of names) expect(told).toContain(name);
      expect(JSON.stringify(envelope).length).toBeLessThanOrEqual(1_500);
    },
  );
});
