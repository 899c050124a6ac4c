import type { Readable, Writable } from "node:stream";
import { type Era, handshake, initialized, type Params, request } from "./messages.ts";
import { ended, launch, pidOf } from "./processes.ts";

export interface StdioClient {
  readonly pid: number;
  /** The line that answers, once it came. */
  ask(method: string, params?: Params): Promise<string>;
  /** What a client of the era says first. */
  open(): Promise<void>;
  close(): Promise<void>;
}

export interface StdioServer {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: string;
}

const answerMs = 120_000;

interface Waiting {
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

/** Lines out of a stream, each handed on as soon as it ends. */
function lines(stream: Readable, hear: (line: string) => void): void {
  let held: string[] = [];
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const parts = chunk.split("\n");
    for (const [index, part] of parts.entries()) {
      held.push(part);
      if (index === parts.length - 1) return;
      hear(held.join(""));
      held = [];
    }
  });
}

/** The id at the end of an answer or, in either order of the keys, at its beginning: cheaper than to parse it. */
const idOf = (line: string) =>
  Number(/"id":(\d+)\}$/.exec(line.slice(-30))?.[1] ?? /"id":(\d+)/.exec(line.slice(0, 60))?.[1]);

/** Speaks to a server without a client's library, which would cost more than what is measured. */
export function stdioClient(era: Era, { args, env = {}, node = process.execPath }: StdioServer): StdioClient {
  const child = launch(node, args, env, ["pipe", "pipe", "ignore"]);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("no pipes");
  const input: Writable = stdin;
  const waiting = new Map<number, Waiting>();
  let next = 1;
  lines(stdout, (line) => {
    const id = idOf(line);
    waiting.get(id)?.resolve(line);
    waiting.delete(id);
  });
  child.once("exit", (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the server ended with ${code}`));
  });
  input.on("error", () => {
    // The exit says more.
  });

  const ask: StdioClient["ask"] = (method, params) => {
    const id = next++;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no answer to ${method}`)), answerMs);
      const over =
        <Value>(then: (value: Value) => void) =>
        (value: Value) => {
          clearTimeout(late);
          then(value);
        };
      waiting.set(id, { resolve: over(resolve), reject: over(reject) });
      input.write(`${request(era, id, method, params)}\n`);
    });
  };

  return {
    pid: pidOf(child),
    ask,
    async open() {
      if (era === "2026-07-28") return;
      await ask("initialize", handshake);
      input.write(`${initialized}\n`);
    },
    async close() {
      input.end();
      await ended(child, { term: 2_000, kill: 5_000 });
    },
  };
}
