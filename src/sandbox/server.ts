import { type Server, ServerResponse } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { SANDBOX_KEY } from "./key.ts";
import { createSandbox, type Sandbox, type SandboxOptions } from "./sandbox.ts";

export interface RunningSandbox {
  /** Such as http://127.0.0.1:4100/v1. */
  readonly apiUrl: string;
  /** A test key that works. */
  readonly key: string;
  readonly port: number;
  readonly sandbox: Sandbox;
  /** Lets the process end where nothing but this would keep it alive. */
  unref(): void;
  /** Closes at once, open connections and timers included. */
  close(): Promise<void>;
}

/** Serves a sandbox over HTTP, by default on a free port of this machine only. */
export async function startSandbox(
  options: SandboxOptions & { port?: number; host?: string } = {},
): Promise<RunningSandbox> {
  const { port: wanted = 0, host = "127.0.0.1", ...rest } = options;
  const sandbox = createSandbox(rest);
  const server = createAdaptorServer({
    fetch: (request, { outgoing }) =>
      sandbox.fetch(request, outgoing instanceof ServerResponse ? { outgoing } : undefined),
    // A library must not replace the Request and Response of the whole process.
    overrideGlobalObjects: false,
  });
  if (!("closeAllConnections" in server)) throw new Error("The sandbox needs an HTTP/1.1 server.");
  let port: number;
  try {
    port = await listen(server, wanted, host);
  } catch (error) {
    sandbox.close();
    throw error;
  }
  sandbox.apiUrl = `http://${reachable(host)}:${port}/v1`;
  return {
    apiUrl: sandbox.apiUrl,
    key: SANDBOX_KEY,
    port,
    sandbox,
    unref() {
      server.unref();
      server.on("connection", (socket) => socket.unref());
    },
    async close() {
      sandbox.close();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      const message = taken
        ? `Port ${port} on ${host} is already in use. Choose another port, or 0 for any free one.`
        : `The sandbox cannot listen on ${host}:${port}: ${error.message}`;
      reject(new Error(message, { cause: error }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("The sandbox has no port."));
      else resolve(address.port);
    });
  });
}

/** An address to connect to, for an address to listen on. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
