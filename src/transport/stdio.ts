import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { App } from "../app.ts";
import type { Logger } from "../log.ts";
import { createServer } from "../server.ts";

/** The longest message, in bytes: three times what a 5 MB file takes as base64, with room to spare. */
export const mostMessageBytes = 32 * 1024 * 1024;

/**
 * Serves one client over stdin and stdout, until either ends or a signal comes. Resolves with the exit code:
 * 1 where the connection broke, since a client that is left without an answer must see the process end.
 */
export async function serveOverStdio(app: App, logger: Logger): Promise<number> {
  let end: (code: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const transport = new StdioServerTransport(process.stdin, process.stdout, {
    maxBufferSize: mostMessageBytes,
  });
  const handle = serveStdio(() => createServer(app), {
    transport,
    onerror: (error) => {
      const overflow = /exceeded maximum size/.test(error.message);
      logger.log(
        overflow ? "error" : "warn",
        overflow ? "a message was too long; ending" : "a message could not be handled",
        {
          error: error.message,
        },
      );
      if (overflow) end(1);
    },
  });
  process.once("SIGINT", () => end(0));
  process.once("SIGTERM", () => end(0));
  process.stdin.once("end", () => end(0));
  process.stdin.once("close", () => end(0));
  process.stdout.once("error", () => end(0));

  const code = await ended;
  await handle.close();
  return code;
}
