import type { Config } from "./config.ts";
import { type Caller, createDispatcher, type Dispatcher } from "./dispatcher.ts";
import type { Logger } from "./log.ts";
import { createRegistry, type Registry } from "./registry.ts";
import { createScaleClient } from "./scale/client.ts";
import { uploadRoots } from "./scale/roots.ts";
import { version } from "./version.ts";

/** The whole application: everything that a front door needs. */
export interface App {
  readonly registry: Registry;
  readonly dispatcher: Dispatcher;
  /** Whoever calls through this process: its key, or the sandbox's. */
  readonly caller: Caller;
  close(): Promise<void>;
}

/** What a sandbox is started with: its world, where a file gives one, and our log. */
export async function sandboxOptions({ seed }: Config, logger: Logger) {
  const { readFile } = await import("node:fs/promises");
  return {
    ...(seed === undefined ? {} : { world: JSON.parse(await readFile(seed, "utf8")) }),
    log: ({ level, message, ...fields }: { level: "info" | "warn" | "error"; message: string }) =>
      logger.log(level, message, fields),
  };
}

async function startSandbox(config: Config, logger: Logger) {
  const sandbox = await import("./sandbox/index.ts");
  return sandbox.startSandbox(await sandboxOptions(config, logger));
}

/** Puts the parts together. The sandbox starts when it is asked for, before the first call. */
export async function createApp(config: Config, logger: Logger): Promise<App> {
  const sandbox = config.sandbox ? await startSandbox(config, logger) : undefined;
  const client = createScaleClient({
    apiUrl: sandbox?.apiUrl ?? config.apiUrl,
    userAgent: `scale-ai-mcp/${version} node/${process.versions.node} ${process.platform}`,
    attemptMs: config.timeoutMs,
    uploadMs: config.timeoutMs * 10,
    uploadRoots: uploadRoots(config.uploadRoots),
  });
  const registry = createRegistry();
  const dispatcher = createDispatcher({
    registry,
    client,
    onFault: (tool, error) =>
      logger.log("error", "a call failed inside the server", {
        tool,
        stack: error instanceof Error ? error.stack : String(error),
      }),
  });
  const caller: Caller = {
    credential: sandbox === undefined ? config.credential : { kind: "key", key: sandbox.key },
  };
  return {
    registry,
    dispatcher,
    caller,
    async close() {
      await client.close();
      await sandbox?.close();
    },
  };
}
