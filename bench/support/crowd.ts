import { Pool } from "undici";
import { load } from "./load.ts";
import type { Served } from "./processes.ts";
import { key } from "./programs.ts";

const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;

export interface Api {
  ask(method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<string>;
  close(): Promise<void>;
}

/** The sandbox's own API over connections that are kept. */
export function api(url: string, connections: number): Api {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections });
  return {
    async ask(method, path, body) {
      const answer = await pool.request({
        path: `${pathname}${path}`,
        method,
        headers: { authorization, "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 500)}`);
      return text;
    },
    close: () => pool.destroy(),
  };
}

/** Of the default world. */
export const done = "street-signs";
/** Tasks of its staged batches wait, whatever the sandbox does with others. */
export const waiting = "waiting-signs";
export const studio = "studio-signs";

export async function prepare({ ask }: Api): Promise<void> {
  for (const [name, kind] of [
    [waiting, { rapid: true }],
    [studio, { studio: true }],
  ] as const)
    await ask("POST", "/projects", { name, type: "imageannotation", ...kind });
  for (const size of ["small", "large"])
    await ask("POST", "/batches", { name: `waiting-${size}`, project: waiting });
}

/**
 * What becomes of a task, each for a tenth of all: it waits in a small or a large batch, is canceled there, fails, or
 * is completed at once, in a project or without one.
 */
const FATES = [
  "small",
  "canceled",
  "large",
  "error",
  "large",
  "audited",
  "large",
  "project",
  "large",
  "text",
] as const;
type Fate = (typeof FATES)[number];

const fateOf = (n: number): Fate => FATES[n % FATES.length] ?? "large";

export const isWaiting = (n: number) => fateOf(n) === "large";

const image = (n: number) => ({
  attachment: `https://example.com/images/${n}.jpg`,
  instruction: "Draw a tight box around every traffic sign.",
  geometries: { box: { objects_to_annotate: ["stop sign", "yield sign"], min_height: 8, min_width: 8 } },
});

function given(n: number): object {
  switch (fateOf(n)) {
    case "small":
      return { ...image(n), batch: "waiting-small" };
    case "large":
    case "canceled":
      return { ...image(n), batch: "waiting-large" };
    case "error":
      return { ...image(n), attachment: "https://example.com/images/broken.jpg" };
    case "audited":
    case "project":
      return { ...image(n), project: done };
    case "text":
      return {
        instruction: "Say what the sign says.",
        attachments: [{ type: "image", content: `https://example.com/images/${n}.jpg` }],
        fields: [{ type: "text", field_id: "sign", title: "What does it say?" }],
      };
  }
}

/** Every task has one tag, a third has a second, a seventh another. */
const tags = (n: number) => ["survey", ...(n % 3 === 0 ? ["night"] : []), ...(n % 7 === 0 ? ["rain"] : [])];

/** Creates the task and brings it to where it shall be; answers its id. */
export async function make({ ask }: Api, n: number): Promise<string> {
  const fate = fateOf(n);
  const common = { unique_id: `bench-${n}`, metadata: { camera: "front", frame: n }, tags: tags(n) };
  const type = fate === "text" ? "textcollection" : "imageannotation";
  const answer = await ask("POST", `/task/${type}`, { ...given(n), ...common });
  const id = /"task_id":"([^"]+)"/.exec(answer)?.[1];
  if (id === undefined) throw new Error(`no task: ${answer.slice(0, 500)}`);
  if (fate === "canceled") await ask("POST", `/task/${id}/cancel`);
  if (fate === "audited") await ask("POST", `/task/${id}/audit`, { accepted: n % 20 === 5 });
  return id;
}

/** A sandbox with tasks of this mixture. */
export interface Crowd {
  readonly api: Api;
  readonly pid: number;
  /** How many there are; whoever makes one raises it. */
  made: number;
}

export async function crowd(server: Served): Promise<Crowd> {
  const client = api(server.said, 16);
  await prepare(client);
  return { api: client, pid: server.pid, made: 0 };
}

export const makeNext = (crowd: Crowd): Promise<string> => make(crowd.api, crowd.made++);

export const grow = (crowd: Crowd, count: number, callers: number) =>
  load([crowd.pid], count, callers, () => makeNext(crowd));
