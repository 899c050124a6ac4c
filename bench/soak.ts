import { request } from "undici";
import { type Bench, goal } from "./support/bench.ts";
import { httpClient, successful } from "./support/http-client.ts";
import { load, perSecond } from "./support/load.ts";
import { eras, getTask } from "./support/messages.ts";
import { handles, memory } from "./support/proc.ts";
import { startOurs, startUpstream } from "./support/programs.ts";
import { slope } from "./support/stats.ts";

const concurrency = 32;
/** The share of the calls in which caches fill and the heap finds its size. */
const warmUpShare = 0.2;

interface Sample {
  readonly calls: number;
  readonly rss: number;
  readonly heap: number;
  readonly handles: number;
}

/** In MB; no other process can see it, so the server's own metrics tell it. */
async function heapOf(url: string): Promise<number> {
  const { body } = await request(new URL("/metrics", url));
  return Number(/^nodejs_heap_size_used_bytes (\S+)$/m.exec(await body.text())?.[1]) / 1_048_576;
}

export const soak: Bench = {
  title: "Many calls, one after the other, over HTTP",
  compares:
    "With itself: memory and open files of one server while it works, seen from outside. Both eras take turns. A slope is that of all samples after the warm-up; the heap rises and falls by some megabytes with each collection, so a slope of a few is none. Open files are those at rest, the clients' connections, and up to two to the upstream for each call at once: undici lets a connection rest for a turn after an answer, and opens another where none is free.",
  async run({ programs, soakCalls, quick, note }) {
    const upstream = await startUpstream(programs);
    const server = await startOurs(programs, upstream.said);
    const atRest = handles(server.pid);
    const clients = eras.map((era) => httpClient(era, server.said, concurrency));
    let made = 0;
    const samples: Sample[] = [];
    const sample = async () => {
      const heap = await heapOf(server.said);
      const { rss } = memory(server.pid);
      samples.push({ calls: made, rss, heap, handles: handles(server.pid) });
      note(`${made} calls, ${rss.toFixed(0)} MB`);
    };
    let fault: unknown;
    const sampler = setInterval(
      () =>
        void sample().catch((error: unknown) => {
          fault ??= error;
        }),
      quick ? 1_000 : 5_000,
    );
    const all = await load([server.pid], soakCalls, concurrency, async () => {
      const client = clients[made++ % clients.length];
      if (client !== undefined) successful(await client.ask("tools/call", getTask));
    }).finally(() => clearInterval(sampler));
    if (fault !== undefined) throw fault;
    for (const client of clients) await client.close();
    await server.end();
    await upstream.end();

    const warm = samples.filter(({ calls }) => calls >= soakCalls * warmUpShare);
    const per100k = (of: (sample: Sample) => number) =>
      slope(warm.map((each) => ({ x: each.calls / 100_000, y: of(each) })));
    const expected = atRest + (clients.length + 2) * concurrency;
    return {
      tables: [
        {
          title: `${all.calls.toLocaleString("en")} calls, ${concurrency} at once, ${perSecond(all).toFixed(0)} each second`,
          rows: samples.map((each) => ({
            calls: each.calls,
            "RSS, MB": each.rss,
            "heap, MB": each.heap,
            "open files": each.handles,
          })),
        },
      ],
      goals: [
        goal(
          "RSS after the warm-up, MB more with each 100,000 calls",
          { most: 5 },
          per100k(({ rss }) => rss),
        ),
        goal(
          "heap, MB more with each 100,000 calls",
          { most: 5 },
          per100k(({ heap }) => heap),
        ),
        goal(
          "most open files",
          { most: expected },
          samples.reduce((most, each) => Math.max(most, each.handles), 0),
        ),
      ],
    };
  },
};
