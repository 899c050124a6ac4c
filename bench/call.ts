import { type Bench, type Findings, goal, type Run } from "./support/bench.ts";
import { httpClient, successful } from "./support/http-client.ts";
import { byTurns, cpuPerCall, type Load, load, perSecond } from "./support/load.ts";
import { eras, getTask } from "./support/messages.ts";
import { key, startMinimal, startOurs, startUpstream } from "./support/programs.ts";
import { ratio, summary } from "./support/stats.ts";
import { stdioClient } from "./support/stdio-client.ts";
import { startWorker } from "./support/worker.ts";

/** Ours beside theirs, as the rows of a table, with the ratios that goals are about. */
function compared(names: readonly [string, string], ours: readonly Load[], theirs: readonly Load[]) {
  const rows = [ours, theirs].map((loads, index) => ({
    "": names[index] ?? "",
    "calls per second": summary(loads.map(perSecond)),
    "CPU per call, µs": summary(loads.map(cpuPerCall)),
  }));
  const throughput = ratio(ours.map(perSecond), theirs.map(perSecond));
  const cpu = ratio(ours.map(cpuPerCall), theirs.map(cpuPerCall));
  const last = { "": "ratio", "calls per second": throughput, "CPU per call, µs": cpu };
  return { rows: [...rows, last], throughput: throughput.median, cpu: cpu.median };
}

function loadOf(took: unknown, calls: number): Load {
  if (typeof took !== "object" || took === null || !("wallMs" in took) || !("cpuMs" in took))
    throw new Error("the worker did not say what it took");
  return { calls, wallMs: Number(took.wallMs), cpuMs: Number(took.cpuMs), latencies: [] };
}

async function inProcess({ programs, quick, note }: Run, api: string): Promise<Findings> {
  const [ours, bare] = await Promise.all(
    ["ours", "undici"].map((kind) => startWorker([programs.inProcess, kind, programs.library, api, key])),
  );
  if (ours === undefined || bare === undefined) throw new Error("no workers");
  const at = async (concurrency: number) => {
    note(`in process, ${concurrency} at once`);
    const calls = (concurrency === 1 ? 2_000 : 4_000) / (quick ? 2 : 1);
    const take = (worker: typeof ours) => async () => loadOf(await worker.ask({ calls, concurrency }), calls);
    const taken = await byTurns(
      { ours: take(ours), undici: take(bare) },
      { rounds: quick ? 5 : 15, warmUp: 3 },
    );
    const { rows, ...ratios } = compared(["library", "undici"], taken("ours"), taken("undici"));
    return { table: { title: `In process, ${concurrency} at once`, rows }, ...ratios };
  };
  try {
    const [single, many] = [await at(1), await at(32)];
    return {
      tables: [single.table, many.table],
      goals: [
        goal("in process, CPU per call at 1, of undici's", { most: 1.4 }, single.cpu),
        goal("in process, throughput at 32, of undici's", { least: 0.5 }, many.throughput),
      ],
    };
  } finally {
    await Promise.all([ours.end(), bare.end()]);
  }
}

const concurrency = 16;

async function throughServers(
  run: Run,
  api: string,
  transport: "stdio" | "http",
  era: (typeof eras)[number],
) {
  const { programs, quick, note } = run;
  note(`${transport}, ${era}`);
  const env = { SCALE_API_URL: api, SCALE_API_KEY: key };
  const overStdio = async (args: readonly string[]) => {
    const client = stdioClient(era, { args, env });
    await client.open();
    return { pid: client.pid, client, close: () => client.close() };
  };
  const overHttp = async (starting: ReturnType<typeof startOurs>) => {
    const server = await starting;
    const client = httpClient(era, server.said, concurrency);
    const close = async () => {
      await client.close();
      await server.end();
    };
    return { pid: server.pid, client, close };
  };
  const ours = await (transport === "stdio"
    ? overStdio([programs.main])
    : overHttp(startOurs(programs, api)));
  const minimal = await (transport === "stdio"
    ? overStdio([programs.minimalStdio])
    : overHttp(startMinimal(programs, api)));
  try {
    const calls = quick ? 1_500 : 4_000;
    const take =
      ({ pid, client }: typeof ours) =>
      () =>
        load([pid], calls, concurrency, async () => successful(await client.ask("tools/call", getTask)));
    const taken = await byTurns(
      { ours: take(ours), minimal: take(minimal) },
      { rounds: quick ? 5 : 15, warmUp: 2 },
    );
    const { rows, throughput } = compared(["ours", "minimal"], taken("ours"), taken("minimal"));
    const title = `Over ${transport}, protocol ${era}, ${concurrency} at once`;
    return {
      table: { title, rows },
      goal: goal(
        `${transport}, ${era}: throughput at ${concurrency}, of minimal's`,
        { least: 0.9 },
        throughput,
      ),
    };
  } finally {
    await Promise.all([ours.close(), minimal.close()]);
  }
}

export const call: Bench = {
  title: "One call, SCALE_AI_GET_TASK with an answer of 1.5 KB",
  compares:
    "In process: the library with undici of the same version, which asks the same upstream and parses the answer; each has a process of its own. Through a server: ours as it is installed, with its guards, limits, metrics and log, with a minimal server that makes the same request and has none of them, on the same SDK and, over HTTP, the same bridge to Node. Both are bundled alike. The upstream is a process on loopback that answers a fixed text. The CPU is that of the process that is measured, alone.",
  async run(run) {
    const upstream = await startUpstream(run.programs);
    try {
      const api = upstream.said;
      const { tables, goals } = await inProcess(run, api);
      const served = [];
      for (const transport of ["stdio", "http"] as const)
        for (const era of eras) served.push(await throughServers(run, api, transport, era));
      return {
        tables: [...tables, ...served.map(({ table }) => table)],
        goals: [...goals, ...served.map((each) => each.goal)],
      };
    } finally {
      await upstream.end();
    }
  },
};
