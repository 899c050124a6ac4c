import { text } from "node:stream/consumers";
import { createApp } from "../app.ts";
import type { Config } from "../config.ts";
import { createLogger } from "../log.ts";
import { printableJson } from "../printable.ts";
import { maskFor } from "../scale/credential.ts";
import { complain, print } from "./output.ts";

/** Calls one tool and prints its envelope. Exit code 1 when the call was not successful, 2 for JSON that is none. */
export async function callTool(config: Config, name: string, json: string): Promise<number> {
  let args: unknown;
  try {
    args = JSON.parse(json === "-" ? await text(process.stdin) : json);
  } catch (error) {
    await complain(`The arguments are not JSON: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  const logger = createLogger(config.logLevel, maskFor(config.credential));
  const app = await createApp(config, logger, { kind: "terminal" });
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  try {
    const { envelope, contents } = await app.dispatcher.call(name, args, {
      caller: app.caller,
      signal: interrupt.signal,
    });
    await print(printableJson(JSON.stringify(envelope, null, 2)));
    for (const { kind, mimeType, base64 } of contents)
      await complain(
        `(beside the envelope: ${kind}, ${mimeType}, ${Buffer.byteLength(base64, "base64")} bytes)`,
      );
    return envelope.successful ? 0 : 1;
  } finally {
    await app.close();
    await logger.flush();
  }
}
