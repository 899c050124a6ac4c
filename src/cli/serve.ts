import { createApp } from "../app.ts";
import type { Config } from "../config.ts";
import { createLogger } from "../log.ts";
import { maskFor } from "../scale/credential.ts";
import { serveOverStdio } from "../transport/stdio.ts";

/** Serves MCP over stdio and resolves with the exit code once the client is gone. */
export async function serve(config: Config): Promise<number> {
  const logger = createLogger(config.logLevel, maskFor(config.credential));
  const app = await createApp(config, logger);
  logger.log("info", "serving over stdio", {
    tools: app.registry.entries.length,
    api: config.sandbox ? "sandbox" : config.apiUrl,
    key: config.sandbox ? "sandbox" : config.credential.kind,
  });
  const code = await serveOverStdio(app, logger);
  logger.log("info", "ending: writes on the wire have a while for their answers");
  await app.close();
  await logger.flush();
  return code;
}
