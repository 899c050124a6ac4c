import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { App } from "../app.ts";
import type { Logger } from "../log.ts";
import { createServer } from "../server.ts";
import { wholeLines } from "./lines.ts";
import { byTurns } from "./turns.ts";

/** The longest message, in bytes: several times what a 5 MB file takes as base64. */
export const mostMessageBytes = 32 * 1024 * 1024;

/**
 * Serves one client over stdin and stdout, until either ends or a signal comes. Resolves with the exit code:
 * 1 where a message was too long, since a client that is left without an answer must see the process end.
 */
export async function serveOverStdio(app: App, logger: Logger): Promise<number> {
  let end: (code: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });

  const input = wholeLines(mostMessageBytes);
  input.once("error", (error) => {
    logger.log("error", "a message can't be taken; ending", { error: error.message });
    end(1);
  });
  input.once("end", () => end(0));
  process.stdin.once("error", () => end(0));
  process.stdin.once("close", () => end(0));
  process.stdout.once("error", () => end(0));
  const output = byTurns(process.stdout);
  output.once("error", () => end(0));
  process.once("SIGINT", () => end(0));
  process.once("SIGTERM", () => end(0));

  // A released line brings along the rest of its last chunk, which the SDK's own limit must leave room for.
  const transport = new StdioServerTransport(input, output, { maxBufferSize: 2 * mostMessageBytes });
  const handle = serveStdio(() => createServer(app), {
    transport,
    onerror: (error) => logger.log("warn", "a message could not be handled", { error: error.message }),
  });
  process.stdin.pipe(input);

  const code = await ended;
  await handle.close();
  await new Promise<void>((resolve) => output.end(resolve));
  return code;
}
