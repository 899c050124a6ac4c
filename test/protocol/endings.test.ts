import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command } from "../support/clients.ts";
import { until } from "../support/until.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";

const task_id = "5f0000000000000000000001";
const line = (message: object) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`;
const initialize = line({
  id: 0,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "0" } },
});
const call = (name: string, args: object) =>
  line({ id: 1, method: "tools/call", params: { name: `SCALE_AI_${name}`, arguments: args } });
const create = call("CREATE_IMAGE_ANNOTATION_TASK", {
  attachment: "https://a.test/a.jpg",
  geometries: { box: { objects_to_annotate: ["car"] } },
});
const cancel = line({ method: "notifications/cancelled", params: { requestId: 1 } });

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly said: () => { stdout: string; stderr: string };
  readonly ended: Promise<unknown>;
}

/** Starts the command, sends a call, and waits until it has reached the upstream, which then stays silent. */
async function running(message: string): Promise<Running & { answer: () => void }> {
  let answer = () => {};
  const arrived = new Promise<void>((resolve) => {
    upstream.script((response) => {
      answer = () => response.setHeader("content-type", "application/json").end(JSON.stringify({ task_id }));
      resolve();
    });
  });
  const env = {
    PATH: process.env.PATH ?? "",
    SCALE_API_KEY: "test_0123456789",
    SCALE_API_URL: `${upstream.origin}/v1`,
  };
  const child = spawn(process.execPath, [command, "--log-level", "info"], { env });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = once(child, "exit");
  child.stdin.write(initialize + message);
  await arrived;
  return { child, said: () => ({ stdout, stderr }), ended, answer: () => answer() };
}

describe("a write on the wire", () => {
  const ends: [what: string, end: (child: ChildProcessWithoutNullStreams) => void][] = [
    ["stdin ends", (child) => child.stdin.end()],
    ["SIGTERM comes", (child) => void child.kill("SIGTERM")],
  ];

  it.each(ends)("is waited for when %s, and told in the log", async (_what, end) => {
    const { child, said, ended, answer } = await running(create);
    end(child);
    await until(() => said().stderr.includes("ending"));
    expect(child.exitCode).toBeNull();
    answer();
    expect((await ended) as unknown).toEqual([0, null]);
    expect(said().stderr).toContain(task_id);
    expect(said().stderr).toContain('"outcome":"success"');
  });

  it("is cut off in the end, and told as unknown", { timeout: 60_000 }, async () => {
    const { child, said, ended } = await running(create);
    child.stdin.end();
    await ended;
    expect(said().stderr).toContain('"outcome":"outcome_unknown"');
  });

  it("that its client cancels runs on, and is told in the log", async () => {
    const { child, said, ended, answer } = await running(create);
    // Messages are handled in order, so that an answer to the second says that the first was heard.
    child.stdin.write(cancel + line({ id: 2, method: "ping" }));
    await until(() => said().stdout.includes('"id":2'));
    answer();
    await until(() => said().stderr.includes(task_id));
    expect(said().stderr).toContain('"outcome":"success"');
    expect(said().stdout).not.toContain(task_id);
    child.stdin.end();
    await ended;
  });
});

describe("a read", () => {
  it("ends with stdin at once", async () => {
    const { child, ended, said } = await running(call("GET_TASK", { task_id }));
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
    expect(said().stderr).not.toContain("a write");
  });
});
