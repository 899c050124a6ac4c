import { describe, expect, test, vi } from "vitest";
import { isLoopback, retryDelay, TRIES } from "../../../src/sandbox/callbacks.ts";
import { bench, create, expectError, receiver } from "./helpers.ts";

describe("where callbacks go", () => {
  test.each([
    "http://127.0.0.1:80/x",
    "http://127.9.8.7/",
    "http://localhost:1/x",
    "http://[::1]:3/x",
    "http://0x7f.1/",
  ])("to %s", (url) => expect(isLoopback(url)).toBe(true));
  test.each([
    "http://example.com/x",
    "https://127.0.0.1/x",
    "http://127.0.0.1.example.com/",
    "http://128.0.0.1/",
    "http://localhost.example.com/",
    "http://127.0.0.1@example.com/",
    "http://0.0.0.0/",
    "http://[::ffff:10.0.0.1]/",
    "file:///etc/passwd",
    "me@example.com",
    "",
  ])("never to %s", (url) => expect(isLoopback(url)).toBe(false));

  test("nothing is sent to any other address", async () => {
    const fetch = vi.spyOn(globalThis, "fetch");
    const on = bench();
    const { task_id } = await create(on, { callback_url: "http://192.0.2.1/hook" });
    on.clock.advance(2000);
    await on.call("POST", `/task/${task_id}/send_callback`);
    await on.sandbox.idle();
    expect(fetch).not.toHaveBeenCalled();
    expect((await on.call("GET", `/task/${task_id}`)).body).not.toHaveProperty("callback_succeeded");
    fetch.mockRestore();
  });
});

describe("a callback", () => {
  test("is posted by itself when the task completes", async () => {
    const on = bench();
    const { url, received } = await receiver();
    const { task_id } = await create(on, { callback_url: url, unique_id: "u" });
    expect(received).toHaveLength(0);
    on.clock.advance(2000);
    await on.sandbox.idle();
    expect(received).toHaveLength(1);
    const [{ headers, body } = { headers: {}, body: {} }] = received;
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "scale-callback-auth": expect.any(String),
    });
    expect(Object.keys(body).sort()).toEqual(["response", "status", "task", "task_id"]);
    expect(body).toMatchObject({
      task_id,
      status: "completed",
      task: { task_id, is_test: true, unique_id: "u" },
    });
    expect(body.response).toEqual(body.task.response);
    expect((await on.call("GET", `/task/${task_id}`)).body.callback_succeeded).toBe(true);
  });

  test("tells of an error, too", async () => {
    const on = bench();
    const { url, received } = await receiver();
    await create(on, { callback_url: url, attachment: "https://x.example.com/broken.jpg" });
    on.clock.advance(2000);
    await on.sandbox.idle();
    expect(received[0]?.body).toMatchObject({ status: "error", response: { error: expect.any(String) } });
  });

  test("is tried again until it is accepted, and the task tells how it stands", async () => {
    const on = bench();
    const { url, received } = await receiver(500, 307);
    const { task_id } = await create(on, { callback_url: url });
    const succeeded = async () => (await on.call("GET", `/task/${task_id}`)).body.callback_succeeded;
    on.clock.advance(2000);
    await on.sandbox.idle();
    expect(await succeeded()).toBe(false);
    on.clock.advance(999);
    await on.sandbox.idle();
    expect(received).toHaveLength(1);
    on.clock.advance(1);
    await on.sandbox.idle();
    expect(received).toHaveLength(2);
    expect(await succeeded()).toBe(false);
    on.clock.advance(2000);
    await on.sandbox.idle();
    expect(received).toHaveLength(3);
    expect(await succeeded()).toBe(true);
    on.clock.advance(24 * 3_600_000);
    await on.sandbox.idle();
    expect(received).toHaveLength(3);
  });

  test("is given up after twenty tries within a day", async () => {
    const on = bench();
    const { url, received } = await receiver(...Array.from({ length: 40 }, () => 503));
    const { task_id } = await create(on, { callback_url: url });
    on.clock.advance(2000);
    await on.sandbox.idle();
    for (let failures = 1; failures < 40; failures += 1) {
      on.clock.advance(retryDelay(failures));
      await on.sandbox.idle();
    }
    expect(received).toHaveLength(20);
    expect((await on.call("GET", `/task/${task_id}`)).body.callback_succeeded).toBe(false);
    const span = Array.from({ length: TRIES - 1 }, (_, index) => retryDelay(index + 1)).reduce(
      (a, b) => a + b,
    );
    expect(span).toBeLessThan(24 * 3_600_000);
  });

  test("is sent again on demand, but only for a finished task that has an address", async () => {
    const on = bench();
    const { url, received } = await receiver();
    const { task_id } = await create(on, { callback_url: url });
    const silent = await create(on);
    expectError(await on.call("POST", `/task/${task_id}/send_callback`), 400, /pending/);
    on.clock.advance(2000);
    await on.sandbox.idle();
    const answer = await on.call("POST", `/task/${task_id}/send_callback`);
    expect([answer.status, answer.text]).toEqual([200, "OK"]);
    await on.sandbox.idle();
    expect(received).toHaveLength(2);
    expectError(await on.call("POST", `/task/${silent.task_id}/send_callback`), 400, /callback_url/);
  });

  test("is not sent for a canceled task, nor after close", async () => {
    const on = bench();
    const { url, received } = await receiver();
    const { task_id } = await create(on, { callback_url: url });
    await on.call("POST", `/task/${task_id}/cancel`);
    await create(on, { callback_url: url });
    on.sandbox.close();
    on.clock.advance(10_000);
    await on.sandbox.idle();
    expect(received).toHaveLength(0);
  });

  test("tells when a batch completes, once, with its counts", async () => {
    const on = bench();
    const { url, received } = await receiver();
    await on.call("POST", "/projects", { name: "p", type: "imageannotation" });
    await on.call("POST", "/batches", { project: "p", name: "b", callback: url });
    await create(on, { batch: "b" });
    await create(on, { batch: "b", attachment: "https://x.example.com/broken.jpg" });
    const { task_id } = await create(on, { batch: "b" });
    await on.call("POST", `/task/${task_id}/cancel`);
    on.clock.advance(2000);
    await on.sandbox.idle();
    expect(received.map(({ body }) => body)).toEqual([
      { batch: "b", status: "completed", stats: { completed: 1, canceled: 1, error: 1 } },
    ]);
  });

  test("of a staged batch comes once after finalize, also when tasks complete at once", async () => {
    const on = bench({ completeAfterMs: 0 });
    const { url, received } = await receiver();
    await on.call("POST", "/projects", { name: "s", type: "imageannotation", studio: true });
    await on.call("POST", "/batches", { project: "s", name: "b", callback: url });
    await create(on, { batch: "b" });
    await create(on, { batch: "b" });
    await on.call("POST", "/batches/b/finalize");
    await on.sandbox.idle();
    expect(received).toHaveLength(1);
  });
});
