import type { Server, ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";

/** How long a connection may stay without a request once its server drains: proxies send on those they hold. */
const idleMs = 2_000;

/**
 * How a server of HTTP/1.1 ends without a client losing a request: it takes no new connections, answers what comes on
 * open ones and closes each with its next answer. Requires to be told of the server before it listens.
 */
export function draining(server: Server): (graceMs: number) => Promise<void> {
  const open = new Set<ServerResponse>();
  let isDraining = false;
  const makeLast = (response: ServerResponse) => {
    if (!response.headersSent) response.setHeader("connection", "close");
  };
  server.prependListener("request", (_, response) => {
    open.add(response);
    response.once("close", () => open.delete(response));
    if (isDraining) makeLast(response);
  });

  return async (graceMs) => {
    isDraining = true;
    for (const response of open) makeLast(response);
    // Of answers that began before, a connection is left, and waits this long for its next request.
    server.keepAliveTimeout = idleMs;
    // The close of HTTP's own server cuts idle connections at once, on which a proxy may just be sending a request.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    const idle = setTimeout(() => server.closeIdleConnections(), Math.min(idleMs, graceMs));
    const over = setTimeout(() => server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(idle);
    clearTimeout(over);
  };
}
