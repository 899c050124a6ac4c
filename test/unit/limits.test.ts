import { once } from "node:events";
import { createServer } from "node:net";
import { setImmediate } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { createRateLimits, type RateLimits } from "../../src/transport/http/limits.ts";
import { until } from "../support/until.ts";

const told: string[] = [];
const logger = { log: (_level: string, message: string) => void told.push(message), flush: async () => {} };
let limits: RateLimits | undefined;
afterEach(async () => {
  await limits?.close();
  told.length = 0;
});

describe("the limits of requests", () => {
  it("count each caller for itself, and say how long to wait", async () => {
    limits = await createRateLimits({ perMinute: 3 }, logger);
    for (let n = 0; n < 3; n++) expect(await limits.request("a")).toBeUndefined();
    const wait = await limits.request("a");
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(await limits.request("b")).toBeUndefined();
    // An address that guesses is not the caller of the same name.
    expect(await limits.denied("a")).toBeUndefined();
  });

  it("are kept by this process where Redis can't be reached, which is told once", async () => {
    limits = await createRateLimits({ perMinute: 2, redis: "redis://127.0.0.1:1" }, logger);
    const waits = [await limits.request("a"), await limits.request("a"), await limits.request("a")];
    expect(waits.map((wait) => wait === undefined)).toEqual([true, true, false]);
    await until(() => told.length > 0, 250);
    expect(told).toHaveLength(1);
  });

  it("are kept by this process where Redis hangs, since a call must not", async () => {
    let isAsked = false;
    const redis = createServer((socket) =>
      socket.on("data", (chunk) => {
        // It answers what a client asks until it is ready, and hangs at what comes then.
        for (const command of chunk
          .toString()
          .split(/^\*\d+\r\n/m)
          .slice(1)) {
          if (/evalsha/i.test(command)) isAsked = true;
          else if (/hello/i.test(command)) socket.write("%1\r\n+proto\r\n:3\r\n");
          else socket.write(/\binfo\b/i.test(command) ? "$11\r\nloading:0\r\n\r\n" : "+OK\r\n");
        }
      }),
    ).listen(0, "127.0.0.1");
    await once(redis, "listening");
    const address = redis.address();
    const port = typeof address === "object" ? address?.port : undefined;
    limits = await createRateLimits({ perMinute: 2, redis: `redis://127.0.0.1:${port}` }, logger);
    // Redis is asked once the connection is ready.
    for (let turn = 0; turn < 250 && !isAsked; turn++) {
      await limits.request("warm");
      await setImmediate();
    }
    expect(isAsked).toBe(true);
    isAsked = false;
    const waits = [await limits.request("a"), await limits.request("a"), await limits.request("a")];
    expect(waits.map((wait) => wait === undefined)).toEqual([true, true, false]);
    expect(isAsked).toBe(true);
    await limits.close();
    redis.close();
  });
});
