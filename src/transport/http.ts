import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createAdaptorServer } from "@hono/node-server";
import type { Logger } from "../log.ts";
import type { HttpApp } from "./http/app.ts";
import { draining } from "./http/draining.ts";
import type { HttpSettings } from "./http/settings.ts";

export interface Listening {
  /** Such as http://127.0.0.1:3000/mcp. */
  readonly url: string;
  /** Takes no more requests, lets those under way end for a while, and cuts off what is left then. */
  drain(graceMs: number): Promise<void>;
}

/** Time for the headers of a request, and for all of it: a file of 80 MB over a slow line takes minutes. */
const headersMs = 15_000;
const requestMs = 600_000;
/** Longer than proxies keep idle connections, so that it is they who close them. */
const idleMs = 75_000;
const mostHeaderBytes = 16 * 1024;

function listen(server: Server, { host, port }: HttpSettings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "the port is in use" : (error.code ?? error.message);
      reject(new Error(`Can't listen on ${host}:${port}: ${why}.`));
    });
    server.listen(port, host.replace(/^\[|\]$/g, ""), () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Serves over HTTP or HTTPS until drained. */
export async function listenHttp(
  { fetch }: Pick<HttpApp, "fetch">,
  settings: HttpSettings,
  logger: Logger,
): Promise<Listening> {
  const { tls, host } = settings;
  const limits = { headersTimeout: headersMs, requestTimeout: requestMs, maxHeaderSize: mostHeaderBytes };
  // A library must not replace the Request and Response of the whole process.
  const common = { fetch, overrideGlobalObjects: false };
  const server =
    tls === undefined
      ? createAdaptorServer({ ...common, createServer: createHttpServer, serverOptions: limits })
      : createAdaptorServer({
          ...common,
          createServer: createHttpsServer,
          serverOptions: { ...limits, ...tls },
        });
  if (!("closeIdleConnections" in server)) throw new Error("the server is none of HTTP/1.1");
  server.keepAliveTimeout = idleMs;
  const drain = draining(server);
  const port = await listen(server, settings);
  server.on("error", (error) => logger.log("error", "the HTTP server failed", { error: error.message }));

  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return {
    url: `${tls === undefined ? "http" : "https"}://${name}:${port}/mcp`,
    drain,
  };
}
