import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { SandboxClockManual, startSandbox } from "../../../src/sandbox/index.ts";
import { answerOf, authorization, expectError, image, whenDone } from "./helpers.ts";

/** Taken before any server has been started. */
const ORIGINAL = { Request: globalThis.Request, Response: globalThis.Response };

const start = async (options: Parameters<typeof startSandbox>[0] = {}) => {
  const running = await startSandbox({ clock: new SandboxClockManual(), ...options });
  whenDone(() => running.close());
  return running;
};

describe("a running sandbox", () => {
  test("listens on this machine with a key that works and links that lead back to it", async () => {
    const running = await start({ completeAfterMs: 0 });
    expect(running.apiUrl).toBe(`http://127.0.0.1:${running.port}/v1`);
    const headers = { authorization: authorization(running.key), "content-type": "application/json" };
    const body = JSON.stringify({ attachment: "https://x.example.com/a.jpg", labels: ["a"] });
    const made = await fetch(`${running.apiUrl}/task/segmentannotation`, { method: "POST", headers, body });
    const { response } = (await answerOf(made)).body;
    expect(response.annotations.combined.image.startsWith(running.apiUrl)).toBe(true);
    const picture = await fetch(response.annotations.combined.image, { headers });
    expect(picture.headers.get("content-type")).toBe("image/png");
    expect(picture.headers.get("x-sandbox")).toBe("scale-ai-mcp");
  });

  test("says clearly that a port is in use", async () => {
    const first = await start();
    await expect(start({ port: first.port })).rejects.toThrow(
      `Port ${first.port} on 127.0.0.1 is already in use`,
    );
  });

  test("closes at once, open connections included", async () => {
    const running = await start();
    const socket = connect(running.port, "127.0.0.1");
    const closed = new Promise<void>((done) => {
      socket.on("close", () => done());
      socket.on("error", () => undefined);
    });
    await new Promise<void>((done) => socket.once("connect", () => done()));
    socket.write("POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
    await running.close();
    await closed;
    await expect(fetch(running.apiUrl)).rejects.toThrow();
  });

  test("leaves the process's own Request and Response alone", async () => {
    await start();
    expect(globalThis.Request).toBe(ORIGINAL.Request);
    expect(globalThis.Response).toBe(ORIGINAL.Response);
  });

  test("two sandboxes share nothing", async () => {
    const [one, two] = [await start(), await start()];
    const headers = { authorization: authorization("test_x"), "content-type": "application/json" };
    const made = await answerOf(
      await fetch(`${one.apiUrl}/task/imageannotation`, {
        method: "POST",
        headers,
        body: JSON.stringify(image()),
      }),
    );
    const elsewhere = await fetch(`${two.apiUrl}/task/${made.body.task_id}`, { headers });
    expectError(await answerOf(elsewhere), 404, "Task with that ID not found.");
  });
});
