import { spawnSync } from "node:child_process";
import { type Bench, goal } from "./support/bench.ts";
import { httpClient, successful } from "./support/http-client.ts";
import { byTurns, cpuPerCall, latency, load, perSecond } from "./support/load.ts";
import { getTask } from "./support/messages.ts";
import { children, cpuMs } from "./support/proc.ts";
import { startOurs, startUpstream } from "./support/programs.ts";
import { startProxy } from "./support/proxy.ts";
import { ratio, summary } from "./support/stats.ts";

const concurrency = 32;

/** Where calls go, and who takes part in them. */
interface Way {
  readonly url: string;
  readonly servers: readonly number[];
  readonly proxy: readonly number[];
  readonly ca?: string;
}

export const replicas: Bench = {
  title: "Two replicas behind nginx",
  compares:
    "Two servers behind nginx, with deploy/nginx.conf and TLS, with one behind it and with one that is asked without it and without TLS: the same calls over as many connections. The replicas count their callers each for itself, without Redis. Client, upstream, nginx and two servers share the cores, so on a machine with two of them a second replica can't give more; the CPU for each call says what more cores would give.",
  async run({ programs, quick, note }) {
    if (spawnSync("nginx", ["-v"]).error !== undefined)
      return { tables: [], goals: [], notes: ["nginx was not there: apt-get install nginx."] };
    const upstream = await startUpstream(programs);
    const [one, two] = [await startOurs(programs, upstream.said), await startOurs(programs, upstream.said)];
    const [single, both] = [await startProxy([one.said]), await startProxy([one.said, two.said])];
    const ways: Readonly<Record<string, Way>> = {
      "one, without nginx": { url: one.said, servers: [one.pid], proxy: [] },
      "one behind nginx": {
        url: single.url,
        servers: [one.pid],
        proxy: children(single.pid),
        ca: single.ca,
      },
      "two behind nginx": {
        url: both.url,
        servers: [one.pid, two.pid],
        proxy: children(both.pid),
        ca: both.ca,
      },
    };
    const calls = quick ? 1_500 : 6_000;
    const clients = Object.entries(ways).map(([name, way]) => ({
      name,
      way,
      client: httpClient(
        "2026-07-28",
        way.url,
        concurrency,
        way.ca === undefined ? {} : { connect: { ca: way.ca } },
      ),
    }));
    note("by turns");
    const used = (pids: readonly number[]) => pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
    const taken = await byTurns(
      Object.fromEntries(
        clients.map(({ name, way, client }) => [
          name,
          async () => {
            const before = used(way.proxy);
            const taken = await load(way.servers, calls, concurrency, async () =>
              successful(await client.ask("tools/call", getTask)),
            );
            return { ...taken, proxyMs: used(way.proxy) - before };
          },
        ]),
      ),
      { rounds: quick ? 5 : 15, warmUp: 2 },
    );
    for (const { client } of clients) await client.close();
    for (const each of [single, both, one, two, upstream]) await each.end();
    const speed = (name: string) => taken(name).map(perSecond);
    const gain = ratio(speed("two behind nginx"), speed("one behind nginx"));
    return {
      tables: [
        {
          title: `SCALE_AI_GET_TASK, ${concurrency} at once`,
          rows: clients.map(({ name }) => ({
            "": name,
            "calls per second": summary(speed(name)),
            "p50, ms": summary(taken(name).map((each) => latency(each, 0.5))),
            "p99, ms": summary(taken(name).map((each) => latency(each, 0.99))),
            "servers' CPU per call, µs": summary(taken(name).map(cpuPerCall)),
            "nginx's, µs": summary(taken(name).map(({ proxyMs }) => (proxyMs * 1_000) / calls)),
          })),
        },
      ],
      goals: [goal("calls per second of two, of one's behind nginx", { least: 1 }, gain.median)],
    };
  },
};
