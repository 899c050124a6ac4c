import { Agent } from "undici";
import { getTask } from "./messages.ts";

// Calls without a server between: `ours` through the library, or `undici` alone. Each has a process of its own,
// so that neither's garbage or compiled code counts for the other.

const [kind = "", library = "", api = "", key = ""] = process.argv.slice(2);

/** What is asked of this process, and what it answers. */
export interface Order {
  readonly calls: number;
  readonly concurrency: number;
}
export interface Took {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function ours(): Promise<() => Promise<unknown>> {
  const { createScaleTools }: typeof import("../../src/index.ts") = await import(library);
  const tools = await createScaleTools({ apiKey: key, apiUrl: api });
  return async () => {
    const { successful } = await tools.call("SCALE_AI_GET_TASK", getTask.arguments);
    if (!successful) throw new Error("the call failed");
  };
}

async function bare(): Promise<() => Promise<unknown>> {
  const agent = new Agent();
  const url = new URL(`${api}/task/${getTask.arguments.task_id}`);
  const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  return async () => {
    const { body } = await agent.request({
      origin: url.origin,
      path: url.pathname,
      method: "GET",
      headers: { authorization, accept: "application/json" },
    });
    return JSON.parse(await body.text());
  };
}

const call = kind === "ours" ? await ours() : await bare();

async function take({ calls, concurrency }: Order): Promise<Took> {
  let begun = 0;
  const caller = async () => {
    while (begun++ < calls) await call();
  };
  const cpu = process.cpuUsage();
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, caller));
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1_000 };
}

process.on("message", async (order: Order) => process.send?.(await take(order)));
process.once("disconnect", () => process.exit());
process.send?.("ready");
