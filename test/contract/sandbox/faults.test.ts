import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { type Faults, parseFaults, SandboxClockManual, startSandbox } from "../../../src/sandbox/index.ts";
import { answerOf, authorization, bench, image, whenDone } from "./helpers.ts";

const headers = { authorization: authorization("test_x"), "content-type": "application/json" };

async function running(rates: Faults["rates"]) {
  const sandbox = await startSandbox({
    world: {},
    clock: new SandboxClockManual(),
    faults: { seed: 1, rates },
  });
  whenDone(() => sandbox.close());
  const post = () =>
    fetch(`${sandbox.apiUrl}/task/imageannotation`, {
      method: "POST",
      headers,
      body: JSON.stringify(image()),
    });
  return { post, sandbox, tasks: () => sandbox.sandbox.store.tasks.length };
}

describe("faults", () => {
  test.each([
    ["tooManyRequests", 429],
    ["internalError", 500],
    ["unavailable", 503],
  ] as const)("%s answers %i in Scale's form and changes nothing", async (kind, status) => {
    const { post, tasks } = await running({ [kind]: 1 });
    const answer = await answerOf(await post());
    expect(answer.body).toEqual({ status_code: status, error: expect.any(String) });
    expect(answer.headers.get("retry-after")).toBe(kind === "tooManyRequests" ? "1" : null);
    expect(answer.headers.get("x-sandbox")).toBe("scale-ai-mcp");
    expect(tasks()).toBe(0);
  });

  test("html answers a page instead of JSON", async () => {
    const { post, tasks } = await running({ html: 1 });
    const answer = await answerOf(await post());
    expect(answer.status).toBe(502);
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(answer.text).toMatch(/^<html>/);
    expect(tasks()).toBe(0);
  });

  test("resetBefore loses the request, resetAfter only its answer", async () => {
    for (const [kind, made] of [
      ["resetBefore", 0],
      ["resetAfter", 1],
    ] as const) {
      const { post, tasks } = await running({ [kind]: 1 });
      await expect(post()).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
      expect(tasks()).toBe(made);
    }
  });

  test("truncate promises more than it sends, after the request took effect", async () => {
    const { sandbox, tasks } = await running({ truncate: 1 });
    const seen = await new Promise<{ promised: number; sent: number; status: number; error: string }>(
      (done) => {
        const out = request(
          `${sandbox.apiUrl}/task/imageannotation`,
          { method: "POST", headers },
          (response) => {
            let sent = 0;
            let error = "";
            response.on("data", (data: Buffer) => {
              sent += data.length;
            });
            response.on("error", ({ message }) => {
              error = message;
            });
            response.on("close", () =>
              done({
                promised: Number(response.headers["content-length"]),
                sent,
                status: response.statusCode ?? 0,
                error,
              }),
            );
          },
        );
        out.end(JSON.stringify(image()));
      },
    );
    expect(seen.status).toBe(200);
    expect(seen.sent).toBeGreaterThan(0);
    expect(seen.promised).toBeGreaterThan(seen.sent);
    expect(seen.error).toBe("aborted");
    expect(tasks()).toBe(1);
  });

  test("latency waits on the clock", async () => {
    const on = bench({ faults: { seed: 1, latencyMs: 300, rates: { latency: 1 } } });
    let answered = false;
    const answer = on.call("GET", "/tasks").then((got) => {
      answered = true;
      return got;
    });
    await expect.poll(() => on.clock.waiting).toBe(1);
    on.clock.advance(299);
    await new Promise((done) => setImmediate(done));
    expect(answered).toBe(false);
    on.clock.advance(1);
    expect((await answer).status).toBe(200);
  });

  test("in the same process a reset is what fetch throws", async () => {
    const on = bench({ faults: { seed: 1, rates: { resetAfter: 1 } } });
    await expect(on.call("POST", "/task/imageannotation", image())).rejects.toThrow(TypeError);
    expect(on.sandbox.store.tasks).toHaveLength(1);
    const cut = bench({ faults: { seed: 1, rates: { truncate: 1 } } });
    await expect(cut.call("GET", "/tasks")).rejects.toThrow("terminated");
  });

  test("repeat themselves for the same seed, come as often as told, and are off by default", async () => {
    const statuses = async (faults?: Faults) => {
      const on = bench(faults === undefined ? {} : { faults });
      const seen: number[] = [];
      for (let time = 0; time < 400; time += 1) seen.push((await on.call("GET", "/teams")).status);
      return seen;
    };
    const rates = { tooManyRequests: 0.2, unavailable: 0.1 };
    const first = await statuses({ seed: 7, rates });
    expect(await statuses({ seed: 7, rates })).toEqual(first);
    expect(await statuses({ seed: 8, rates })).not.toEqual(first);
    const share = (status: number) => first.filter((seen) => seen === status).length / first.length;
    expect(share(429)).toBeCloseTo(0.2, 0.8);
    expect(share(503)).toBeCloseTo(0.1, 0.8);
    expect(share(429) + share(503) + share(200)).toBe(1);
    expect(new Set(await statuses())).toEqual(new Set([200]));
  });
});

describe("parseFaults", () => {
  test("reads the command-line form", () => {
    expect(parseFaults("seed=7,tooManyRequests=0.1, resetAfter=0.05,latency=0.2:300")).toEqual({
      seed: 7,
      latencyMs: 300,
      rates: { tooManyRequests: 0.1, resetAfter: 0.05, latency: 0.2 },
    });
    expect(parseFaults("html=1")).toEqual({ seed: 1, rates: { html: 1 } });
  });

  test.each([
    ["", /not of the form name=value/],
    ["html", /"html" is not of the form/],
    ["htlm=1", /"htlm" is not known; use seed, latency, tooManyRequests/],
    ["html=often", /value of html must be a number, not "often"/],
    ["html=2", /rate of html must be from 0 to 1/],
    ["html=0.6,truncate=0.6", /add up to 1.2/],
    ["html=0.1,html=0.2", /html is given twice/],
    ["seed=1.5", /seed must be an integer/],
    ["latency=0.1:soon", /value of latency must be a number/],
    ["latency=0.1:9999999", /latency must be from 0/],
  ])("%j says what is wrong", (text, error) => {
    expect(() => parseFaults(text)).toThrow(error);
  });
});
