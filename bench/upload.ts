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
import { startWorker, type Worker } from "./support/worker.ts";

const largeMb = 80;
const smallMb = 5;
const count = 100;

const names = ["ours", "undici"] as const;

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

/** Has the reference send files, all at once. */
async function sendBare({ ask }: Worker, paths: readonly string[], megabytes: number): Promise<void> {
  const answers = await ask(paths);
  if (!Array.isArray(answers) || answers.length < paths.length) throw new Error("not all were answered");
  for (const answer of answers) checkWhole(answer, megabytes);
}

export const upload: Bench = {
  title: "SCALE_AI_UPLOAD_FILE by file_path, over stdio",
  compares:
    "With the least that sends files: a process with undici and a stream of the same file in chunks of the same size, as the same form, to the same upstream, which reads all and keeps nothing. Both read from the page cache. Each has sent a file of 1 KB before, so that what it loads with the first upload is told apart. The growth is the peak RSS during an upload less the RSS before it, seen from outside; that of the first upload of 80 MB counts too. Of 100 files at once, both have 32 on the wire and the others waiting, and each round is with new processes.",
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
    await sendBare(bare, [tiny], tinyMb);
    const taken = await byTurns(
      {
        ours: () => measured(ours.pid, () => send(ours, large, largeMb)),
        undici: () => measured(bare.pid, () => sendBare(bare, [large], largeMb)),
      },
      { rounds: quick ? 5 : 25, warmUp: 0 },
    );
    await Promise.all([ours.close(), bare.end()]);
    const speed = (name: (typeof names)[number]) => taken(name).map(({ mbPerSecond }) => mbPerSecond);
    const rows = names.map((name) => ({
      "": name,
      "MB per second": summary(speed(name)),
      "CPU per MB, ms": summary(taken(name).map(({ cpu }) => cpu)),
      "growth of RSS, MB": summary(taken(name).map(({ growth }) => growth)),
      "most of them, MB": Math.max(...taken(name).map(({ growth }) => growth)),
    }));
    const throughput = ratio(speed("ours"), speed("undici"));

    note(`${count} of ${smallMb} MB at once`);
    const all = Array.from({ length: count }, () => small);
    const together = async (pid: number, work: () => Promise<unknown>) => {
      const { rss } = memory(pid);
      const { wallMs, cpuMs: cpu } = await load([pid], 1, 1, work);
      const megabytes = count * smallMb;
      return {
        idle: rss,
        peak: memory(pid).peak,
        mbPerSecond: (megabytes * 1_000) / wallMs,
        cpu: cpu / megabytes,
      };
    };
    const many = await byTurns(
      {
        ours: async () => {
          const server = start();
          await send(server, tiny, tinyMb);
          const sendAll = () => Promise.all(all.map((path) => send(server, path, smallMb)));
          const sample = await together(server.pid, sendAll);
          await server.close();
          return sample;
        },
        undici: async () => {
          const worker = await startWorker([programs.uploader, api]);
          await sendBare(worker, [tiny], tinyMb);
          const sample = await together(worker.pid, () => sendBare(worker, all, smallMb));
          await worker.end();
          return sample;
        },
      },
      { rounds: quick ? 3 : 9, warmUp: 0 },
    );
    await upstream.end();
    const manyRows = names.map((name) => ({
      "": name,
      "MB per second": summary(many(name).map(({ mbPerSecond }) => mbPerSecond)),
      "CPU per MB, ms": summary(many(name).map(({ cpu }) => cpu)),
      "RSS before, MB": summary(many(name).map(({ idle }) => idle)),
      "peak RSS, MB": summary(many(name).map(({ peak }) => peak)),
      "most of them, MB": Math.max(...many(name).map(({ peak }) => peak)),
    }));
    return {
      notes: [
        `The first upload of a server, of 1 KB, takes ${first.growth.toFixed(0)} MB by what it loads. In the half second after it V8 optimizes undici's parser, which is WebAssembly: that takes about 30 MB for 0.1 s in both programs, and is most of what the first upload of 80 MB seems to take.`,
      ],
      tables: [
        { title: "One of 80 MB", rows: [...rows, { "": "ratio", "MB per second": throughput }] },
        { title: `${count} of ${smallMb} MB at once`, rows: manyRows },
      ],
      goals: [
        goal("throughput, of undici's", { least: 0.9 }, throughput.median),
        goal(
          "most growth in an upload of 80 MB, MB",
          { most: 32 },
          rows[0]?.["most of them, MB"] ?? Number.NaN,
        ),
        goal(
          `most peak RSS with ${count} uploads of ${smallMb} MB at once, MB`,
          { most: 200 },
          manyRows[0]?.["most of them, MB"] ?? Number.NaN,
        ),
      ],
    };
  },
};
