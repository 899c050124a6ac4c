import { randomFillSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, goal } from "./support/bench.ts";
import { byTurns, load } from "./support/load.ts";
import { cpuMs, memory, resetPeak } from "./support/proc.ts";
import { scratch } from "./support/processes.ts";
import { key, startUpstream } from "./support/programs.ts";
import { ratio, summary } from "./support/stats.ts";
import { stdioClient } from "./support/stdio-client.ts";
import { startWorker } from "./support/worker.ts";

const largeMb = 80;
const smallMb = 5;

/** Bytes that no file system packs away. */
function file(name: string, megabytes: number): string {
  const path = join(scratch, name);
  writeFileSync(path, randomFillSync(Buffer.alloc(Math.ceil(megabytes * 1_048_576))));
  return path;
}

/** The upstream tells how much came: an upload that was cut short must not be taken for a fast one. */
function checkWhole(answer: unknown, megabytes: number): void {
  const size = Number(/"size":(\d+)/.exec(String(answer))?.[1]);
  if (!(size > megabytes * 1_048_576)) throw new Error(`not all came: ${String(answer).slice(0, 500)}`);
}

export const upload: Bench = {
  title: "SCALE_AI_UPLOAD_FILE by file_path, over stdio",
  compares:
    "A file of 80 MB with the least that sends it: a process with undici and a stream of the same file in chunks of the same size, as the same form, to the same upstream, which reads all and keeps nothing. Both read from the page cache. Each has sent a file of 1 KB before, so that what it loads with the first upload is told apart. The growth is the peak RSS during an upload less the RSS before it, seen from outside; that of the first upload of 80 MB counts too.",
  async run({ programs, quick, note }) {
    const [large, small] = [file("large.bin", largeMb), file("small.bin", smallMb)];
    const tinyMb = 1 / 1_024;
    const tiny = file("tiny.bin", tinyMb);
    const upstream = await startUpstream(programs);
    const api = upstream.said;
    const bare = await startWorker([programs.uploader, api]);
    // Uploads are allowed from the directory that the server starts in, which is that of these files.
    const start = () =>
      stdioClient("2026-07-28", {
        args: [programs.main],
        env: { SCALE_API_URL: api, SCALE_API_KEY: key },
      });
    const send = async ({ ask }: ReturnType<typeof start>, path: string, megabytes: number) =>
      checkWhole(
        await ask("tools/call", { name: "SCALE_AI_UPLOAD_FILE", arguments: { file: {}, file_path: path } }),
        megabytes,
      );
    const measured = async (pid: number, work: () => Promise<void>) => {
      resetPeak(pid);
      const before = { rss: memory(pid).rss, cpu: cpuMs(pid), at: performance.now() };
      await work();
      const seconds = (performance.now() - before.at) / 1_000;
      return {
        mbPerSecond: largeMb / seconds,
        cpu: (cpuMs(pid) - before.cpu) / largeMb,
        growth: memory(pid).peak - before.rss,
      };
    };

    note("80 MB");
    const ours = start();
    await ours.ask("tools/list");
    const first = await measured(ours.pid, () => send(ours, tiny, tinyMb));
    checkWhole(await bare.ask(tiny), tinyMb);
    const taken = await byTurns(
      {
        ours: () => measured(ours.pid, () => send(ours, large, largeMb)),
        undici: () => measured(bare.pid, async () => checkWhole(await bare.ask(large), largeMb)),
      },
      { rounds: quick ? 5 : 25, warmUp: 0 },
    );
    await Promise.all([ours.close(), bare.end()]);
    const speed = (name: "ours" | "undici") => taken(name).map(({ mbPerSecond }) => mbPerSecond);
    const rows = (["ours", "undici"] as const).map((name) => ({
      "": name,
      "MB per second": summary(speed(name)),
      "CPU per MB, ms": summary(taken(name).map(({ cpu }) => cpu)),
      "growth of RSS, MB": summary(taken(name).map(({ growth }) => growth)),
      "most of them, MB": Math.max(...taken(name).map(({ growth }) => growth)),
    }));
    const throughput = ratio(speed("ours"), speed("undici"));

    note("100 of 5 MB at once");
    const many = [];
    for (let round = 0; round < (quick ? 2 : 7); round++) {
      const server = start();
      await send(server, tiny, tinyMb);
      const idle = memory(server.pid).rss;
      const { wallMs } = await load([server.pid], 100, 100, () => send(server, small, smallMb));
      many.push({ idle, peak: memory(server.pid).peak, mbPerSecond: (100 * smallMb * 1_000) / wallMs });
      await server.close();
    }
    await upstream.end();
    const peak = summary(many.map((each) => each.peak));
    return {
      notes: [`The first upload of a server, of 1 KB, takes ${first.growth.toFixed(0)} MB by what it loads.`],
      tables: [
        { title: "One of 80 MB", rows: [...rows, { "": "ratio", "MB per second": throughput }] },
        {
          title: "100 of 5 MB at once, each time by a server that sent one file before",
          rows: [
            {
              "": "ours",
              "MB per second": summary(many.map(({ mbPerSecond }) => mbPerSecond)),
              "RSS before, MB": summary(many.map(({ idle }) => idle)),
              "peak RSS, MB": peak,
            },
          ],
        },
      ],
      goals: [
        goal("throughput, of undici's", { least: 0.9 }, throughput.median),
        goal(
          "most growth in an upload of 80 MB, MB",
          { most: 32 },
          rows[0]?.["most of them, MB"] ?? Number.NaN,
        ),
        goal("peak RSS with 100 uploads of 5 MB at once, MB", { most: 200 }, peak.median),
      ],
    };
  },
};
