import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { draining } from "../../src/transport/http/draining.ts";
import { until } from "../support/until.ts";

let server: Server;
let drain: (graceMs: number) => Promise<void>;
/** What the server has to answer, by path. */
let waiting: Map<string, ServerResponse>;
let sockets: Socket[];
let port: number;

beforeEach(async () => {
  waiting = new Map();
  sockets = [];
  server = createServer((request, response) => {
    if (request.url === "/now") response.end("now");
    else waiting.set(request.url ?? "", response);
  });
  drain = draining(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** A connection as a proxy keeps it, and all that came over it. */
async function proxy() {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  let got = "";
  let isClosed = false;
  socket.on("data", (chunk) => {
    got += chunk.toString();
  });
  socket.on("close", () => {
    isClosed = true;
  });
  socket.on("error", () => {});
  await once(socket, "connect");
  return {
    ask: (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`),
    got: () => got,
    isClosed: () => isClosed,
  };
}

describe("a server that drains", () => {
  it("answers what comes on an idle connection, closes it then, and takes no new ones", async () => {
    const idle = await proxy();
    idle.ask("/now");
    await until(() => idle.got().includes("now"), 250);
    expect(idle.got()).toMatch(/connection: keep-alive/i);
    const ended = drain(60_000);
    await expect(proxy()).rejects.toThrow("ECONNREFUSED");
    idle.ask("/now");
    await until(() => idle.isClosed(), 250);
    expect(idle.got()).toMatch(/connection: close\r\n[\s\S]*now/i);
    await ended;
  });

  it("closes a connection with the answer that is under way", async () => {
    const busy = await proxy();
    busy.ask("/later");
    await until(() => waiting.has("/later"), 250);
    const ended = drain(60_000);
    waiting.get("/later")?.end("at last");
    await ended;
    await until(() => busy.isClosed(), 250);
    expect(busy.got()).toMatch(/connection: close\r\n[\s\S]*at last/i);
  });

  it("leaves a stream that began before to its end, and its connection to a next request", async () => {
    const streaming = await proxy();
    streaming.ask("/stream");
    await until(() => waiting.has("/stream"), 250);
    waiting.get("/stream")?.write("first");
    await until(() => streaming.got().includes("first"), 250);
    const ended = drain(60_000);
    waiting.get("/stream")?.end("last");
    await until(() => streaming.got().includes("last"), 250);
    streaming.ask("/now");
    await ended;
    await until(() => streaming.isClosed(), 250);
    expect(streaming.got()).toMatch(/last[\s\S]*connection: close\r\n[\s\S]*now/i);
  });

  it("waits for nobody who sends nothing", async () => {
    const idle = await proxy();
    const streaming = await proxy();
    idle.ask("/now");
    streaming.ask("/stream");
    await until(() => waiting.has("/stream") && idle.got().includes("now"), 250);
    waiting.get("/stream")?.write("first");
    await until(() => streaming.got().includes("first"), 250);
    const ended = drain(60_000);
    waiting.get("/stream")?.end("last");
    await ended;
    await until(() => idle.isClosed() && streaming.isClosed(), 250);
    expect(streaming.got()).toContain("last");
  });

  it("cuts off what is not answered in the end", async () => {
    const stuck = await proxy();
    stuck.ask("/never");
    await until(() => waiting.has("/never"), 250);
    await drain(50);
    await until(() => stuck.isClosed(), 250);
  });
});
