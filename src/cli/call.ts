import { createApp } from "../app.ts";
import type { Config } from "../config.ts";
import { apart, type Envelope } from "../envelope.ts";
import { createLogger } from "../log.ts";
import { printable, printableJson } from "../printable.ts";
import { maskFor } from "../scale/credential.ts";
import { bold, columns, complain, type Output, print } from "./output.ts";
import { waitingFor } from "./waiting.ts";

async function printTable(envelope: Envelope): Promise<void> {
  const { data, remarks } = apart(envelope);
  if (envelope.successful) {
    const { readable } = await import("./table.ts");
    await print(readable(data, columns(), bold));
  } else {
    await complain(`${envelope.data.code}: ${envelope.error}`);
    const { faults = [] } = envelope.data;
    const lines = (Array.isArray(faults) ? faults : []).map((fault) => `  ${fault.problem}`);
    // One fault is told in the sentence.
    if (lines.length > 1) await complain(lines.join("\n"));
  }
  for (const [name, remark] of Object.entries(remarks))
    await complain(`(${name}: ${JSON.stringify(remark)})`);
}

/** Calls one tool and prints its envelope. Exit code 1 when the call was not successful. */
export async function callTool(config: Config, name: string, args: unknown, output: Output): Promise<number> {
  const logger = createLogger(config.logLevel, maskFor(config.credential));
  const app = await createApp(config, logger, { kind: "direct" });
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  process.once("SIGINT", stop);
  const waiting = waitingFor(printable(name));
  try {
    const { envelope, contents } = await app.dispatcher
      .call(name, args, { caller: app.caller, signal: interrupt.signal, onProgress: waiting.progress })
      .finally(() => waiting.end());
    if (output === "table") await printTable(envelope);
    else await print(printableJson(JSON.stringify(envelope, null, 2)));
    for (const { kind, mimeType, base64 } of contents)
      await complain(
        `(beside the envelope: ${kind}, ${mimeType}, ${Buffer.byteLength(base64, "base64")} bytes)`,
      );
    return envelope.successful ? 0 : 1;
  } finally {
    process.off("SIGINT", stop);
    await app.close();
    await logger.flush();
  }
}
