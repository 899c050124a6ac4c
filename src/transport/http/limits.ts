import { ConfigError } from "../../config-error.ts";
import type { Logger } from "../../log.ts";

/** Requests that were turned away for their credentials, from one address in a minute. */
const mostDenied = 60;

export interface RateLimits {
  /** Counts a request of a caller; gives the seconds to wait where there were too many. */
  request(who: string): Promise<number | undefined>;
  /** Counts a request that was denied, by address; whoever guesses keys is slowed down. */
  denied(address: string): Promise<number | undefined>;
  close(): Promise<void>;
}

export interface RateLimitOptions {
  /** Requests of one caller in a minute. */
  readonly perMinute: number;
  /** Where replicas share their counts. */
  readonly redis?: string | undefined;
}

async function connectRedis(url: string, logger: Logger) {
  // An optional peer: most servers run without.
  const { Redis } = await import("ioredis").catch(() => {
    throw new ConfigError("--redis needs the package ioredis beside this one: npm install ioredis.");
  });
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 2_000,
    // A Redis that hangs must not hang every call.
    commandTimeout: 500,
  });
  let down = false;
  redis.on("error", (error: Error) => {
    if (!down)
      logger.log("warn", "Redis can't be reached; this process counts for itself", { error: error.message });
    down = true;
  });
  redis.on("ready", () => {
    down = false;
  });
  return redis;
}

/** Limits in this process, or shared in Redis; where that is gone, each process counts for itself. */
export async function createRateLimits(
  { perMinute, redis: url }: RateLimitOptions,
  logger: Logger,
): Promise<RateLimits> {
  const { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } = (await import("rate-limiter-flexible"))
    .default;
  const redis = url === undefined ? undefined : await connectRedis(url, logger);
  const limiter = (keyPrefix: string, points: number) => {
    const memory = new RateLimiterMemory({ keyPrefix, points, duration: 60 });
    return redis === undefined
      ? memory
      : new RateLimiterRedis({
          storeClient: redis,
          keyPrefix,
          points,
          duration: 60,
          insuranceLimiter: memory,
        });
  };
  const requests = limiter("scale-ai-mcp:requests", perMinute);
  const refusals = limiter("scale-ai-mcp:denied", mostDenied);

  const count = async (counter: typeof requests, key: string): Promise<number | undefined> => {
    try {
      await counter.consume(key);
      return undefined;
    } catch (rejected) {
      if (rejected instanceof RateLimiterRes) return Math.max(1, Math.ceil(rejected.msBeforeNext / 1_000));
      throw rejected;
    }
  };

  return {
    request: (who) => count(requests, who),
    denied: (address) => count(refusals, address),
    async close() {
      redis?.disconnect();
    },
  };
}
