import { createServer, type IncomingHttpHeaders } from "node:http";
import { afterEach, expect } from "vitest";
import {
  createSandbox,
  type Sandbox,
  SandboxClockManual,
  type SandboxOptions,
} from "../../../src/sandbox/index.ts";

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON, of whatever shape the test expects. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects by reading it
  readonly body: any;
}

export interface Bench {
  readonly sandbox: Sandbox;
  readonly clock: SandboxClockManual;
  readonly events: { level: string; message: string; [key: string]: unknown }[];
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export const START = "2026-01-01T00:00:00.000Z";
export const authorization = (key: string) => `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
export const EMPTY = {};

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
export const whenDone = (close: () => unknown) => void closers.push(close);

/** A sandbox with an empty world (unless told) and a clock that stands still. */
export function bench(options: SandboxOptions = {}): Bench {
  const clock = new SandboxClockManual(START);
  const events: Bench["events"] = [];
  const sandbox = createSandbox({ world: EMPTY, clock, log: (event) => void events.push(event), ...options });
  whenDone(() => sandbox.close());
  return {
    sandbox,
    clock,
    events,
    async call(method, path, body, headers = {}) {
      const request = new Request(`http://127.0.0.1/v1${path}`, {
        method,
        headers: {
          authorization: authorization("test_sandbox"),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      return answerOf(await sandbox.fetch(request));
    },
  };
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  return { status: response.status, headers: response.headers, text, body };
}

export function expectError(answer: Answer, status: number, error: string | RegExp): void {
  expect(answer.body).toEqual({ status_code: status, error: expect.stringMatching(error) });
  expect(answer.status).toBe(status);
}

/** A request of each type with no more than it needs. */
export const SAMPLES = {
  imageannotation: {
    attachment: "https://images.example.com/a.jpg",
    geometries: { box: { objects_to_annotate: ["cat"] } },
  },
  segmentannotation: { attachment: "https://images.example.com/a.jpg", labels: ["sky", "road"] },
  videoannotation: {
    attachment_type: "image",
    attachments: ["https://images.example.com/0.jpg", "https://images.example.com/1.jpg"],
    geometries: { box: { objects_to_annotate: ["car"] } },
  },
  videoplaybackannotation: {
    attachment: "https://videos.example.com/a.mp4",
    geometries: { box: { objects_to_annotate: ["car"] } },
  },
  lidarannotation: {
    attachments: ["https://lidar.example.com/0.json"],
    attachment_type: "json",
    labels: ["car"],
  },
  lidarsegmentation: {
    attachments: ["https://lidar.example.com/0.json"],
    attachment_type: "json",
    labels: ["tree", "ground"],
    project: "lidar",
  },
  namedentityrecognition: {
    instruction: "Mark the names.",
    text: "Ina met Otto in Riga.",
    labels: [{ name: "person", description: "A person" }],
  },
  documenttranscription: { instruction: "Copy the text.", attachment: "https://images.example.com/a.png" },
  textcollection: {
    instruction: "Answer.",
    fields: [{ type: "text", field_id: "answer", title: "Your answer" }],
  },
} satisfies Record<string, Json>;
export type SampleType = keyof typeof SAMPLES;

export const image = (more: Json = {}): Json => ({ ...SAMPLES.imageannotation, ...more });

/** Creates a task and expects it to work. */
export async function create(
  on: Bench,
  more: Json = {},
  type: string = "imageannotation",
): Promise<Json & { task_id: string }> {
  const sample = Object.entries(SAMPLES).find(([name]) => name === type)?.[1] ?? {};
  const answer = await on.call("POST", `/task/${type}`, { ...sample, ...more });
  expect(answer.text).toContain("task_id");
  expect(answer.status).toBe(200);
  return answer.body;
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects by reading it
  readonly body: any;
}

/** A callback receiver on this machine that answers with the given statuses, then with 200. */
export async function receiver(...statuses: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      received.push({ headers: request.headers, body: JSON.parse(text) });
      response.writeHead(statuses.shift() ?? 200, { location: "/hook" }).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  whenDone(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the receiver has no port");
  return { url: `http://127.0.0.1:${address.port}/hook`, received };
}
