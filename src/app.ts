import { Readable } from "node:stream";
import { type AuditLog, openAuditLog } from "./audit.ts";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { type Caller, createDispatcher, type Dispatcher, type DispatcherParts } from "./dispatcher.ts";
import type { FileStore } from "./filestore.ts";
import { keptUri } from "./kept.ts";
import type { Logger } from "./log.ts";
import type { Observer } from "./observe.ts";
import { defaultResultBytes } from "./options.ts";
import { createRegistry, type Registry } from "./registry.ts";
import { SANDBOX_KEY } from "./sandbox/key.ts";
import { createScaleClient, type ScaleClient, type ScaleClientOptions } from "./scale/client.ts";
import { lateClient } from "./scale/late.ts";
import type { Retry } from "./scale/persist.ts";
import { uploadRoots } from "./scale/roots.ts";
import { policyFrom } from "./selection.ts";
import { createSpill } from "./spill.ts";
import { version } from "./version.ts";

/** The whole application: everything that a front door needs. */
export interface App {
  readonly registry: Registry;
  readonly dispatcher: Dispatcher;
  /** Whether guides, resources and prompts are offered. */
  readonly guides: boolean;
  /** Whoever calls through this process: its key, or the sandbox's. */
  readonly caller: Caller;
  /** Ends what is under way, writes on the wire last, and removes what was kept. */
  close(): Promise<void>;
}

/** Where calls come from and answers go, which decides some defaults. */
export interface Front {
  /** `direct` is a person at a terminal, or a program that has the library. */
  readonly kind: "stdio" | "http" | "direct";
  /** Where files of remote callers are, and their large answers. */
  readonly files?: FileStore;
  readonly observer?: Observer;
  readonly onRetry?: (tool: string) => void;
}

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
  const running = await sandbox.startSandbox(await sandboxOptions(config, logger));
  // A program that has the library ends as it does with the live API, whether it calls close or not.
  running.unref();
  return running;
}

async function auditLog({ auditLog: path }: Config, logger: Logger): Promise<AuditLog | undefined> {
  if (path === undefined) return undefined;
  const onFault = (error: unknown) =>
    logger.log("error", "a write is missing in the audit log", { error: messageOf(error) });
  return openAuditLog(path, onFault).catch((error: unknown) => {
    throw new ConfigError(`The audit log can't be opened: ${messageOf(error)}.`);
  });
}

interface Keeping {
  readonly keep: NonNullable<DispatcherParts["keep"]>;
  close(): Promise<void>;
}

/** Where answers go that are too large: a private file, for remote callers a resource of theirs; whoever calls directly takes all. */
function keepingFor({ kind, files }: Front, { spillDir }: Config, logger: Logger): Keeping | undefined {
  if (kind === "direct" || spillDir === "none") return undefined;
  const onFault = (error: unknown) =>
    logger.log("warn", "a large answer can't be kept", { error: messageOf(error) });
  if (files !== undefined) {
    return {
      async keep({ owner = "" }, bytes, type) {
        try {
          const kept = await files.put(owner, Readable.from([Buffer.from(bytes)]), { name: "answer", type });
          return kept.ok ? { resource: keptUri(kept.key) } : undefined;
        } catch (error) {
          onFault(error);
          return undefined;
        }
      },
      close: async () => {},
    };
  }
  const spill = createSpill({ onFault, ...(spillDir === undefined ? {} : { directory: spillDir }) });
  return {
    async keep(_caller, bytes, mediaType) {
      const file = await spill.keep(bytes, mediaType);
      return file === undefined ? undefined : { file };
    },
    close: () => spill.close(),
  };
}

/**
 * A client of the sandbox, which starts with the first call: until then a start need not wait for it. One that is given
 * something to start with begins at once, since what is wrong with that must be told.
 */
async function sandboxClient(
  config: Config,
  logger: Logger,
  options: Omit<ScaleClientOptions, "apiUrl">,
): Promise<ScaleClient> {
  const late = lateClient(async () => {
    const sandbox = await startSandbox(config, logger);
    const client = createScaleClient({ ...options, apiUrl: sandbox.apiUrl });
    return {
      ...client,
      async close(graceMs) {
        await client.close(graceMs);
        await sandbox.close();
      },
    };
  });
  if (config.seed !== undefined || config.faults !== undefined) await late.ready();
  return late;
}

/** Puts the parts together. */
export async function createApp(
  config: Config,
  logger: Logger,
  front: Front = { kind: "stdio" },
): Promise<App> {
  const registry = createRegistry(config);
  const policy = policyFrom(config, registry);
  const audit = await auditLog(config, logger);
  const keeping = keepingFor(front, config, logger);
  const { kind, files, observer, onRetry } = front;
  const options = {
    userAgent: `scale-ai-mcp/${version} node/${process.versions.node} ${process.platform}`,
    callMs: config.timeoutMs,
    uploadMs: config.timeoutMs * 10,
    // Remote callers have no business in the directory that the server happens to start in.
    uploadRoots: kind === "http" && config.uploadRoots.length === 0 ? [] : uploadRoots(config.uploadRoots),
    files,
    onRetry(tool: string, retry: Retry) {
      logger.log("info", "a request is tried again", { tool, ...retry });
      onRetry?.(tool);
    },
    around: observer?.exchange,
  };
  const client = config.sandbox
    ? await sandboxClient(config, logger, options)
    : createScaleClient({ ...options, apiUrl: config.apiUrl });
  const dispatcher = createDispatcher({
    registry,
    client,
    mostBytes: config.maxResultBytes ?? (kind === "direct" ? Number.POSITIVE_INFINITY : defaultResultBytes),
    keep: keeping?.keep,
    around: observer?.call,
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
    credential: config.sandbox ? { kind: "key", key: SANDBOX_KEY } : config.credential,
    policy,
  };
  return {
    registry,
    dispatcher,
    guides: config.guides,
    caller,
    async close() {
      await client.close();
      await dispatcher.idle();
      await keeping?.close();
      await audit?.close();
    },
  };
}
