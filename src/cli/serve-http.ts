import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../app.ts";
import { createConfig } from "../config.ts";
import { createFileStore } from "../filestore.ts";
import type { Environment, Flags } from "../given.ts";
import { createLogger } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { both } from "../observe.ts";
import { maskFor } from "../scale/credential.ts";
import { createHttpApp } from "../transport/http/app.ts";
import { createRateLimits } from "../transport/http/limits.ts";
import { createHttpSettings } from "../transport/http/settings.ts";
import { listenHttp } from "../transport/http.ts";
import { complain } from "./output.ts";
import { signalled } from "./signals.ts";

/** A directory of our own, which is removed at the end. */
async function privateDirectory() {
  const path = await mkdtemp(join(tmpdir(), "scale-ai-mcp-files-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Serves MCP over HTTP until a signal comes, lets calls finish, and resolves with the exit code. */
export async function serveHttp(flags: Flags, env: Environment): Promise<number> {
  const config = createConfig(flags, env);
  const settings = createHttpSettings(flags, env, config);
  const oauth = settings.oauth && (await import("../transport/http/oauth.ts")).createOAuth(settings.oauth);
  const logger = createLogger(config.logLevel, maskFor(config.credential), true);
  const opened = [() => logger.flush()];
  try {
    const metrics = await createMetrics();
    const observer = settings.tracing
      ? both(metrics.observer, await (await import("../tracing.ts")).createTracing())
      : metrics.observer;
    const own = settings.fileDir === undefined ? await privateDirectory() : undefined;
    if (own !== undefined) opened.push(own.remove);
    const files = createFileStore({
      directory: settings.fileDir ?? own?.path ?? "",
      onFault: (error) => logger.log("warn", "the file store failed", { error: String(error) }),
    });
    opened.push(() => files.close());
    const limits = await createRateLimits({ perMinute: settings.rateLimit, redis: settings.redis }, logger);
    opened.push(() => limits.close());
    const app = await createApp(config, logger, { kind: "http", files, observer, onRetry: metrics.retried });
    opened.push(() => app.close());

    let ready = true;
    const http = createHttpApp({
      app,
      settings,
      limits,
      metrics,
      files,
      oauth,
      logger,
      isReady: () => ready,
    });
    opened.push(() => http.close());
    const ended = signalled();
    const listening = await listenHttp(http, settings, logger);
    await complain(`Serving MCP at ${listening.url} (auth: ${settings.auth}). Stop it with Ctrl-C.`);
    const signal = await ended;
    ready = false;
    logger.log("info", "ending: calls have a while to finish", { signal });
    await listening.drain(settings.drainMs);
    return 0;
  } finally {
    // Even where the start failed half way, or a sandbox and connections would keep the process alive.
    for (const close of opened.reverse()) await close();
  }
}
