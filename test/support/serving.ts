import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { command } from "./clients.ts";

export interface Serving {
  /** The MCP endpoint. */
  readonly url: string;
  /** The server's root, without a slash at the end. */
  readonly origin: string;
  readonly child: ChildProcessWithoutNullStreams;
  readonly log: () => string;
  /** Sends the signal and resolves with the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Runs the built command over HTTP on a free port, with these flags and environment and no other. */
export async function serving(
  args: readonly string[] = ["--sandbox"],
  env: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const child = spawn(process.execPath, [command, "serve", "--http", "--port", "0", ...args], {
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  let log = "";
  const exited = once(child, "exit");
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      log += chunk.toString();
      const found = /Serving MCP at (\S+)/.exec(log)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stderr.on("data", hear);
    child.stdout.on("data", hear);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${log}`)));
  });
  return {
    url,
    origin: new URL(url).origin,
    child,
    log: () => log,
    async end(signal = "SIGTERM") {
      child.kill(signal);
      const [code] = await exited;
      return typeof code === "number" ? code : null;
    },
  };
}

const envelope = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "raw", version: "0" },
  "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } },
};

export interface RawCall {
  readonly headers?: Readonly<Record<string, string>>;
  readonly more?: Record<string, unknown>;
  readonly query?: string;
  readonly meta?: Record<string, unknown>;
  readonly signal?: AbortSignal;
}

/** One call as it goes over the wire in the 2026 era, without a client that would mend or hide anything. */
export function rawCall(url: string, name: string, args: unknown, raw: RawCall = {}): Promise<Response> {
  const params = { name, arguments: args, _meta: { ...envelope, ...raw.meta }, ...raw.more };
  return fetch(`${url}${raw.query ?? ""}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": name,
      ...raw.headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
    ...(raw.signal === undefined ? {} : { signal: raw.signal }),
  });
}
