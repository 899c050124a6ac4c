import { Pool } from "undici";
import { type Bench, goal } from "./support/bench.ts";
import { cpuPerCall, latency, load } from "./support/load.ts";
import { memory } from "./support/proc.ts";
import { key, startSandbox } from "./support/programs.ts";
import { median } from "./support/stats.ts";

const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
const project = "street-signs";
const batch = "signs-2025-05";

/** Half are of a project, a tenth of a batch, a quarter have a tag: what lists are filtered by. */
const task = (n: number) => ({
  attachment: `https://example.com/images/${n}.jpg`,
  instruction: "Draw a tight box around every traffic sign.",
  geometries: { box: { objects_to_annotate: ["stop sign", "yield sign"], min_height: 8, min_width: 8 } },
  unique_id: `bench-${n}`,
  metadata: { camera: "front", frame: n },
  ...(n % 2 === 0 ? { project } : {}),
  ...(n % 10 === 0 ? { batch } : {}),
  ...(n % 4 === 0 ? { tags: ["night"] } : {}),
});

/** The sandbox's own API over connections that are kept. */
function api(url: string, connections: number) {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections });
  return {
    async ask(method: "GET" | "POST", path: string, body?: object): Promise<string> {
      const answer = await pool.request({
        path: `${pathname}${path}`,
        method,
        headers: { authorization, "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 500)}`);
      return text;
    },
    close: () => pool.destroy(),
  };
}

/** Of the page that begins below so many newer tasks: what a caller gets who has gone there page by page. */
const tokenBelow = (newer: number, total: number) =>
  Buffer.from(`tasks:${total - newer}`).toString("base64url");

export const sandbox: Bench = {
  title: "The sandbox with 100,000 tasks, asked by its own HTTP API",
  compares:
    "With itself when it is empty, and pages by filters with the page without any. Requests are made one after the other, so that a time is that of one page of 100 tasks (about 80 KB), the client's part included.",
  async run({ programs, quick, note }) {
    const count = quick ? 20_000 : 100_000;
    const server = await startSandbox(programs);
    const client = api(server.said, 16);
    const before = memory(server.pid).rss;
    let made = 0;
    const ids: string[] = [];
    const create = async () => {
      const n = made++;
      const answer = await client.ask("POST", "/task/imageannotation", task(n));
      // Every tenth will be cancelled, so that there is more than one status.
      const id = /"task_id":"([^"]+)"/.exec(answer)?.[1];
      if (n % 10 === 1 && id !== undefined) ids.push(id);
    };
    const creates = [];
    for (const part of [1, 2, 3, 4]) {
      note(`creates, part ${part}`);
      const tasks = (count * (part - 1)) / 4;
      const { calls, wallMs, ...rest } = await load([server.pid], count / 4, 16, create);
      creates.push({
        "tasks there": tasks,
        "creates per second": (calls * 1_000) / wallMs,
        "CPU per create, µs": cpuPerCall({ calls, wallMs, ...rest }),
        "p99, ms, 16 at once": latency({ calls, wallMs, ...rest }, 0.99),
      });
    }
    await load([server.pid], ids.length, 16, () => client.ask("POST", `/task/${ids.pop()}/cancel`));
    // What is waiting to be collected counts too.
    const perTask = ((memory(server.pid).rss - before) * 1_024) / count;

    const token = tokenBelow(Math.floor(count * 0.9), count);
    const pages: Readonly<Record<string, string>> = {
      "no filter": "",
      "no filter, deep page": `next_token=${token}`,
      "batch (10 %)": `batch=${batch}`,
      "batch, deep page": `batch=${batch}&next_token=${token}`,
      "status (10 %)": "status=canceled",
      "status (90 %), deep page": `status=pending&next_token=${token}`,
      "tag (25 %)": "tags=night",
      "project, status and tag": `project=${project}&status=pending&tags=night`,
      "project, status and tag, deep page": `project=${project}&status=pending&tags=night&next_token=${token}`,
      "updated since": "updated_after=2020-01-01",
      "completed since (none)": "completed_after=2020-01-01",
      unique_id: "unique_id=bench-5000",
      "batch, status and limited": `batch=${batch}&status=pending&limited_response=true`,
    };
    const rows = [];
    for (const [name, query] of Object.entries(pages)) {
      note(name);
      const page = () => client.ask("GET", `/tasks?limit=100&${query}`);
      await load([server.pid], 20, 1, page);
      const taken = await load([server.pid], quick ? 40 : 200, 1, page);
      rows.push({
        "page by": name,
        "median, ms": median(taken.latencies),
        "p99, ms": latency(taken, 0.99),
        "CPU, ms": cpuPerCall(taken) / 1_000,
      });
    }
    await client.close();
    await server.end();
    const slowest = Math.max(...rows.map((row) => row["median, ms"]));
    return {
      tables: [
        { title: "Creates", rows: creates },
        { title: `Pages of 100 among ${count.toLocaleString("en")} tasks`, rows },
        { title: "Memory", rows: [{ "RSS for each task, KB": perTask }] },
      ],
      goals: [goal("slowest page by its median, ms", { most: 10 }, slowest)],
    };
  },
};
