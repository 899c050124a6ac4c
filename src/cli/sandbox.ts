import { sandboxOptions } from "../app.ts";
import type { Config } from "../config.ts";
import { createLogger } from "../log.ts";
import { complain } from "./output.ts";
import { signalled } from "./signals.ts";

/** Runs the sandbox alone until a signal comes. */
export async function runSandbox(
  config: Config,
  flags: { readonly port: number; readonly completeAfter: number },
): Promise<number> {
  const { startSandbox } = await import("../sandbox/index.ts");
  const logger = createLogger(config.logLevel);
  const running = await startSandbox({
    ...(await sandboxOptions(config, logger)),
    port: flags.port,
    completeAfterMs: flags.completeAfter,
  });
  await complain(
    `The sandbox listens on ${running.apiUrl}. Nothing in it is real.\nUse it with SCALE_API_URL=${running.apiUrl} SCALE_API_KEY=${running.key}. Stop it with Ctrl-C.`,
  );
  await signalled();
  await running.close();
  await logger.flush();
  return 0;
}
