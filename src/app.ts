import { type AuditLog, openAuditLog } from "./audit.ts";
import { type Config, ConfigError, defaultResultBytes } from "./config.ts";
import { type Caller, createDispatcher, type Dispatcher } from "./dispatcher.ts";
import type { Logger } from "./log.ts";
import { createRegistry, type Registry } from "./registry.ts";
import { createScaleClient } from "./scale/client.ts";
import { uploadRoots } from "./scale/roots.ts";
import { policyFrom } from "./selection.ts";
import { createSpill } from "./spill.ts";
import { version } from "./version.ts";

/** The whole application: everything that a front door needs. */
export interface App {
  readonly registry: Registry;
  readonly dispatcher: Dispatcher;
  /** Whoever calls through this process: its key, or the sandbox's. */
  readonly caller: Caller;
  /** Ends what is under way, writes on the wire last, and removes what was kept. */
  close(): Promise<void>;
}

/** Where the answers of this process go, which decides how large they may be by default. */
export type Front = "server" | "terminal";

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** What a sandbox is started with: its world, where a file gives one, its faults, and our log. */
export async function sandboxOptions({ seed, faults }: Config, logger: Logger) {
  const { readFile } = await import("node:fs/promises");
  const { parseFaults } = await import("./sandbox/index.ts");
  return {
    ...(seed === undefined ? {} : { world: JSON.parse(await readFile(seed, "utf8")) }),
    ...(faults === undefined ? {} : { faults: parseFaults(faults) }),
    log: ({ level, message, ...fields }: { level: "info" | "warn" | "error"; message: string }) =>
      logger.log(level, message, fields),
  };
}

async function startSandbox(config: Config, logger: Logger) {
  const sandbox = await import("./sandbox/index.ts");
  return sandbox.startSandbox(await sandboxOptions(config, logger));
}

async function auditLog({ auditLog: path }: Config, logger: Logger): Promise<AuditLog | undefined> {
  if (path === undefined) return undefined;
  const onFault = (error: unknown) =>
    logger.log("error", "a write is missing in the audit log", { error: messageOf(error) });
  return openAuditLog(path, onFault).catch((error: unknown) => {
    throw new ConfigError(`The audit log can't be opened: ${messageOf(error)}.`);
  });
}

/** What fits into an answer, and where the rest goes: a terminal takes all. */
function sizingFor(front: Front, { maxResultBytes, spillDir }: Config, logger: Logger) {
  const mostBytes = maxResultBytes ?? (front === "server" ? defaultResultBytes : Number.POSITIVE_INFINITY);
  if (front === "terminal" || spillDir === "none") return { mostBytes };
  const onFault = (error: unknown) =>
    logger.log("warn", "a large answer can't be kept", { error: messageOf(error) });
  return {
    mostBytes,
    spill: createSpill({ onFault, ...(spillDir === undefined ? {} : { directory: spillDir }) }),
  };
}

/** Puts the parts together. The sandbox starts when it is asked for, before the first call. */
export async function createApp(config: Config, logger: Logger, front: Front = "server"): Promise<App> {
  const registry = createRegistry();
  const policy = policyFrom(config, registry);
  const audit = await auditLog(config, logger);
  const sandbox = config.sandbox ? await startSandbox(config, logger) : undefined;
  const sizing = sizingFor(front, config, logger);
  const client = createScaleClient({
    apiUrl: sandbox?.apiUrl ?? config.apiUrl,
    userAgent: `scale-ai-mcp/${version} node/${process.versions.node} ${process.platform}`,
    callMs: config.timeoutMs,
    uploadMs: config.timeoutMs * 10,
    uploadRoots: uploadRoots(config.uploadRoots),
    onRetry: (tool, retry) => logger.log("info", "a request is tried again", { tool, ...retry }),
  });
  const dispatcher = createDispatcher({
    registry,
    client,
    sizing,
    onWrite(write) {
      audit?.append(write);
      if (write.abandoned) logger.log("warn", "a write ended after its caller had left", { ...write });
    },
    onFault: (tool, error) =>
      logger.log("error", "a call failed inside the server", {
        tool,
        stack: error instanceof Error ? error.stack : String(error),
      }),
  });
  const caller: Caller = {
    credential: sandbox === undefined ? config.credential : { kind: "key", key: sandbox.key },
    policy,
  };
  return {
    registry,
    dispatcher,
    caller,
    async close() {
      await client.close();
      await dispatcher.idle();
      await sandbox?.close();
      await sizing.spill?.close();
      await audit?.close();
    },
  };
}
