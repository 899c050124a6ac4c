import { describe, expect, it } from "vitest";
import { alone, type Job, type ScaleClient } from "../../src/scale/client.ts";
import { lateClient } from "../../src/scale/late.ts";
import { UnderWay } from "../../src/scale/under-way.ts";
import { getTask } from "../../tools/tasks/get-task.ts";

const job: Job = {
  tool: getTask,
  request: { method: "GET", path: "/task/1", search: [], body: { kind: "none" } },
};

/** A client that answers everything, how often one was made, and what was closed. */
function counted() {
  const seen = { made: 0, closed: 0 };
  const client: ScaleClient = {
    send: async () => alone({ data: { sent: true }, successful: true }),
    describe: async () => alone({ data: { described: true }, successful: true }),
    close: async () => {
      seen.closed++;
    },
  };
  const make = async () => {
    seen.made++;
    return client;
  };
  return { seen, late: lateClient(make) };
}

describe("a client that is made with its first call", () => {
  it("is made once, however many calls come at once", async () => {
    const { seen, late } = counted();
    expect(seen.made).toBe(0);
    const options = { key: "test_key" };
    const [sent, described] = await Promise.all([late.send(job, options), late.describe(job, options)]);
    expect([sent?.envelope.data, described?.envelope.data]).toEqual([{ sent: true }, { described: true }]);
    await late.close();
    expect(seen).toEqual({ made: 1, closed: 1 });
  });

  it("is not made to be closed", async () => {
    const { seen, late } = counted();
    await late.close();
    const { envelope } = await late.send(job, { key: "test_key" });
    expect(envelope).toMatchObject({ successful: false, data: { code: "cancelled" } });
    expect(seen).toEqual({ made: 0, closed: 0 });
  });

  it("tells each call why it could not be made, and closes all the same", async () => {
    const late = lateClient(() => Promise.reject(new Error("no port")));
    await expect(late.ready()).rejects.toThrow("no port");
    await expect(late.send(job, { key: "test_key" })).rejects.toThrow("no port");
    await expect(late.close()).resolves.toBeUndefined();
  });
});

describe("what is under way", () => {
  it("is waited for until its last end, by all who wait", async () => {
    const underWay = new UnderWay();
    underWay.begin();
    underWay.begin();
    let over = 0;
    const waiting = [underWay.idle(), underWay.idle()].map((idle) => idle.then(() => over++));
    underWay.end();
    await new Promise(setImmediate);
    expect([underWay.isIdle, over]).toEqual([false, 0]);
    underWay.end();
    await Promise.all(waiting);
    expect([underWay.isIdle, over]).toEqual([true, 2]);
  });

  it("is nothing at first", async () => {
    await expect(new UnderWay().idle()).resolves.toBeUndefined();
  });
});
