import { getEventListeners, once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { Readable } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  createWire,
  type Exchange,
  type Wire,
  type WireLimits,
  type WireRequest,
} from "../../src/scale/wire.ts";

/** Long enough never to be what ends an exchange here. */
const longMs = 60_000;
/** What should end at once must not wait for undici, which gives up after 10 seconds. */
const hangs = 5_000;

const usual: WireLimits = { hold: true, timeoutMs: longMs, maxBytes: 1_000 };
const write = { method: "POST", headers: {}, body: "{}" } as const;

let servers: { close(): unknown }[] = [];
let wire: Wire | undefined;
afterEach(async () => {
  await wire?.close();
  for (const server of servers) server.close();
  servers = [];
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

/** A server that answers each connection with these bytes, or never says a word, and exchanges with it. */
async function connect(
  scheme: "http" | "https",
  answer?: string,
  { breaksOff = false } = {},
): Promise<(limits?: Partial<WireLimits>, request?: Partial<WireRequest>) => Promise<Exchange>> {
  const listening = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      if (answer !== undefined) socket.write(answer, () => breaksOff && socket.destroy());
    });
  });
  const origin = `${scheme}://127.0.0.1:${await portOf(listening)}`;
  const opened = await createWire(new URL(origin));
  wire = opened;
  return (limits, request) =>
    opened.exchange({ origin, path: "/", ...write, ...request }, { ...usual, ...limits });
}

describe("an exchange that waits for its connection", () => {
  it(
    "ends when its time is over, and was not on its way",
    async () => {
      const exchange = await connect("https");
      expect(await exchange({ timeoutMs: 50 })).toMatchObject({
        kind: "lost",
        why: "timeout",
        reached: false,
      });
    },
    hangs,
  );

  it(
    "ends at once when it is cancelled, a write too",
    async () => {
      const exchange = await connect("https");
      const stop = new AbortController();
      const running = exchange({ signal: stop.signal });
      stop.abort();
      expect(await running).toMatchObject({ kind: "lost", why: "cancelled", reached: false });
    },
    hangs,
  );

  it("does not go out once there is one", async () => {
    const seen: string[] = [];
    const target = createHttpServer((request, response) => {
      seen.push(request.url ?? "");
      response.end("{}");
    });
    await portOf(target);
    const proxy = createHttpServer();
    const tunnels: (() => void)[] = [];
    proxy.on("connect", (_request, socket) => {
      socket.on("error", () => {});
      tunnels.push(() => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        target.emit("connection", socket);
      });
    });
    vi.stubEnv("HTTP_PROXY", `http://127.0.0.1:${await portOf(proxy)}`);
    const origin = "http://scale.invalid";
    wire = await createWire(new URL(origin));
    vi.unstubAllEnvs();
    const { exchange } = wire;

    const stop = new AbortController();
    const first = exchange({ origin, path: "/first", ...write }, { ...usual, signal: stop.signal });
    await once(proxy, "connect");
    stop.abort();
    expect(await first).toMatchObject({ why: "cancelled", reached: false });
    proxy.on("connect", () => tunnels.at(-1)?.());
    tunnels[0]?.();
    const second = await exchange({ origin, path: "/second", ...write }, usual);
    expect(second).toMatchObject({ kind: "answered", status: 200 });
    expect(seen).toEqual(["/second"]);
  }, 20_000);
});

describe("a proxy on the way", () => {
  it("leads each request to the host that it is for, also where requests share their headers", async () => {
    const hosts: unknown[] = [];
    const target = createHttpServer((request, response) => {
      hosts.push(request.headers.host);
      response.end("{}");
    });
    await portOf(target);
    const proxy = createHttpServer();
    proxy.on("connect", (_request, socket) => {
      socket.on("error", () => {});
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      target.emit("connection", socket);
    });
    vi.stubEnv("HTTP_PROXY", `http://127.0.0.1:${await portOf(proxy)}`);
    wire = await createWire(new URL("http://scale.invalid"));
    vi.unstubAllEnvs();

    const headers = { accept: "*/*" };
    for (const host of ["scale.invalid", "bucket-a.invalid", "bucket-b.invalid", "scale.invalid"])
      await wire.exchange({ ...write, origin: `http://${host}`, path: "/", headers }, usual);
    expect(hosts).toEqual(["scale.invalid", "bucket-a.invalid", "bucket-b.invalid", "scale.invalid"]);
    expect(headers).toEqual({ accept: "*/*" });
  }, 20_000);
});

describe("an answer", () => {
  const body = '{"a":1}';
  const whole = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\nX-Name: Value\r\n\r\n${body}`;

  it("is what comes after informational ones", async () => {
    const hints = "HTTP/1.1 103 Early Hints\r\nx-name: hint\r\n\r\n";
    const exchange = await connect("http", hints + whole);
    const answer = await exchange();
    if (answer.kind !== "answered") throw new Error("lost");
    expect(answer.status).toBe(200);
    expect(answer.header("x-name")).toBe("Value");
    expect(answer.body.toString()).toBe(body);
  });

  it("that is longer than the limit comes with its beginning", async () => {
    const long = "x".repeat(5_000);
    const exchange = await connect("http", `HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n${long}`);
    expect(await exchange()).toMatchObject({ kind: "answered", status: 200, whole: false });
  });

  it("leaves nothing with the signal of its caller", async () => {
    const exchange = await connect("http", whole);
    const { signal } = new AbortController();
    const running = exchange({ signal });
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await running;
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  it.each([
    ["an answer", "HTTP/1.1 500 No\r\ncontent-length: 100\r\n\r\nx", true],
    ["a hint", "HTTP/1.1 103 Early Hints\r\nx-name: hint\r\n\r\n", false],
  ])("to a body that never ended is lost: after the beginning of %s", async (_what, begun, reached) => {
    const exchange = await connect("http", begun, { breaksOff: true });
    const body = new Readable({ read() {} });
    body.push("{");
    expect(await exchange({}, { body })).toMatchObject({ kind: "lost", why: "network", reached });
  });

  it("that breaks off is lost, and the request may have had its effect", async () => {
    const begun = "HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\nx";
    const exchange = await connect("http", begun);
    expect(await exchange({ timeoutMs: 100 })).toMatchObject({ kind: "lost", why: "timeout", reached: true });
  });
});
