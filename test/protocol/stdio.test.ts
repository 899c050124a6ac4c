import { spawn } from "node:child_process";
import { once } from "node:events";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, describe, expect, it } from "vitest";
import published from "../../src/generated/tools.json" with { type: "json" };
import { type Connected, command, generations } from "../support/clients.ts";
import { dataOf, failureOf, list, object, text } from "../support/envelope.ts";

const validateEnvelope = new Ajv2020().compile(published[0]?.outputSchema ?? {});

describe.each(generations)("over stdio with $name", ({ connect }) => {
  let client: Connected | undefined;
  afterEach(async () => {
    await client?.close();
    client = undefined;
  });

  it("lists the 41 tools exactly as they are published", async () => {
    client = await connect();
    const tools = await client.listTools();
    expect(tools).toEqual(published);
    expect(tools).toHaveLength(41);
  });

  it("lists them under short names where these are asked for, and takes both", async () => {
    client = await connect({ args: ["--sandbox", "--short-names"] });
    const names = (await client.listTools()).map(({ name }) => name);
    expect(names).toEqual(published.map(({ name }) => name.slice("SCALE_AI_".length).toLowerCase()));
    for (const name of ["get_batch", "SCALE_AI_GET_BATCH"]) {
      const result = await client.call(name, { batch_name: "signs-2025-05" });
      expect(dataOf(result.structuredContent).project).toBe("street-signs");
    }
    const failure = failureOf((await client.call("get_bach")).structuredContent, "unknown_tool");
    expect(list(failure.nearest)).toContain("get_batch");
  });

  it("gives instructions of at most 1,200 characters", async () => {
    client = await connect();
    expect(client.instructions?.length).toBeGreaterThan(200);
    expect(client.instructions?.length).toBeLessThanOrEqual(1_200);
  });

  it("answers a call with the envelope, structured and as the same JSON text", async () => {
    client = await connect();
    const result = await client.call("SCALE_AI_LIST_PROJECTS");
    expect(list(dataOf(result.structuredContent).projects).length).toBeGreaterThan(3);
    expect(JSON.parse(text(result.content[0]?.text))).toEqual(result.structuredContent);
    expect(validateEnvelope(result.structuredContent)).toBe(true);
    expect(result.isError).toBeFalsy();
  });

  it.each([
    ["wrong arguments", "SCALE_AI_GET_TASK", {}, "invalid_arguments"],
    ["an unknown tool", "SCALE_AI_GET_TSK", {}, "unknown_tool"],
    ["a refusal of Scale's", "SCALE_AI_GET_TASK", { task_id: "5f0000000000000000000001" }, "not_found"],
  ])("answers %s as a tool result that the model sees", async (_what, name, args, code) => {
    client = await connect();
    const result = await client.call(name, args);
    expect(result.isError).toBe(true);
    failureOf(result.structuredContent, code);
    expect(JSON.parse(text(result.content[0]?.text))).toEqual(result.structuredContent);
    expect(validateEnvelope(result.structuredContent)).toBe(true);
  });

  it("starts without a key and tells on each call how to set one", async () => {
    client = await connect({ args: [] });
    expect(await client.listTools()).toHaveLength(41);
    const failure = failureOf(
      (await client.call("SCALE_AI_LIST_PROJECTS")).structuredContent,
      "unauthorized",
    );
    expect(failure.error).toContain("SCALE_API_KEY");
  });

  it("lets the sandbox win over a key, which is then not used", async () => {
    client = await connect({ env: { SCALE_API_KEY: "live_never_used" } });
    dataOf((await client.call("SCALE_AI_LIST_PROJECTS")).structuredContent);
  });

  it("shows an image result as an image", async () => {
    client = await connect();
    const tasks = await client.call("SCALE_AI_LIST_TASKS", {
      type: "segmentannotation",
      status: ["completed"],
    });
    const task = object(list(dataOf(tasks.structuredContent).docs)[0]);
    const url = /response_url\/([^"?]+)/.exec(JSON.stringify(task.response));
    const result = await client.call("SCALE_AI_GET_V1_TASK_RESPONSE_URL", {
      task_id: text(task.task_id),
      uuid: url?.[1] ?? "none",
    });
    expect(dataOf(result.structuredContent)).toMatchObject({ content_type: "image/png" });
    expect(result.content[1]).toMatchObject({ type: "image", mimeType: "image/png" });
  });
});

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** Runs the command, writes to its stdin, ends it as told and collects all it said. */
async function ran(input: string, end: "stdin" | NodeJS.Signals, args = ["--sandbox"]): Promise<Ran> {
  const child = spawn(process.execPath, [command, ...args], { stdio: "pipe" });
  const exited = once(child, "exit");
  let stdout = "";
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin.on("error", () => {});
  child.stdin.write(input);
  const answered = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      resolve();
    });
    child.once("exit", () => resolve());
  });
  await answered;
  if (end === "stdin") child.stdin.end();
  else child.kill(end);
  const [code] = await exited;
  return { stdout, stderr, code: typeof code === "number" ? code : null };
}

const line = (message: object) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`;
const initialize = line({
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "0" } },
});

describe("the process", () => {
  it.each(["stdin", "SIGINT", "SIGTERM"] as const)(
    "ends in order on %s, with nothing but protocol on stdout",
    async (end) => {
      const { stdout, code } = await ran(initialize, end);
      expect(code).toBe(0);
      for (const message of stdout.trim().split("\n"))
        expect(object(JSON.parse(message)).jsonrpc).toBe("2.0");
    },
  );

  it("survives text that is no message", async () => {
    const { stdout, code } = await ran(`not json\n{"jsonrpc":"2.0"}\n[]\n${initialize}`, "stdin");
    expect(stdout).toContain("scale-ai-mcp");
    expect(code).toBe(0);
  });

  it("takes a message of 20 MB and ends, told in the log, at one beyond its limit", async () => {
    const call = (size: number) =>
      line({
        id: 2,
        method: "tools/call",
        params: { name: "SCALE_AI_GET_TASK", arguments: { task_id: "x".repeat(size) } },
      });
    const fits = await ran(`${initialize}${call(20 * 1024 * 1024)}`, "stdin");
    expect(fits.code).toBe(0);
    const beyond = await ran(`${call(40 * 1024 * 1024)}`, "stdin");
    expect(beyond.code).toBe(1);
    expect(beyond.stderr).toContain('"level":50');
    expect(beyond.stdout).toBe("");
  });

  it("masks the key in its log", async () => {
    const { stderr } = await ran(initialize, "stdin", ["--log-level", "debug"]);
    expect(stderr).toContain("serving over stdio");
    expect(stderr).not.toContain("live_");
  });
});
