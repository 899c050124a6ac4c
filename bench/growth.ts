import { type Bench, type Findings, goal, type Run } from "./support/bench.ts";
import { httpClient, successful } from "./support/http-client.ts";
import { byTurns, cpuPerCall, type Load, load, timePerCall } from "./support/load.ts";
import { getTask } from "./support/messages.ts";
import { memory, resetPeak } from "./support/proc.ts";
import { startOurs, startUpstream } from "./support/programs.ts";
import { median, ratio, summary } from "./support/stats.ts";

const era = "2026-07-28";

interface Sample extends Load {
  /** The peak RSS under the load, in MB. */
  readonly peak: number;
}

async function withPeak(pid: number, work: () => Promise<Load>): Promise<Sample> {
  resetPeak(pid);
  const taken = await work();
  return { ...taken, peak: memory(pid).peak };
}

/** More callers make the same number of calls, so that only their number differs. */
async function callers({ programs, quick, note }: Run, api: string): Promise<Findings> {
  const server = await startOurs(programs, api);
  const counts = [1, 10, 100, 1_000];
  const clients = counts.map((count) => ({ count, client: httpClient(era, server.said, count) }));
  const calls = quick ? 2_000 : 10_000;
  const variants = Object.fromEntries(
    clients.map(({ count, client }) => [
      String(count),
      () =>
        withPeak(server.pid, () =>
          load([server.pid], calls, count, async () => successful(await client.ask("tools/call", getTask))),
        ),
    ]),
  );
  note(`callers: ${counts.join(", ")}`);
  const taken = await byTurns(variants, { rounds: quick ? 3 : 9, warmUp: 1 });
  for (const { client } of clients) await client.close();
  await server.end();
  const cpu = (count: number) => taken(String(count)).map(cpuPerCall);
  const peak = (count: number) => taken(String(count)).map((each) => each.peak);
  return {
    tables: [
      {
        title: "Callers at once, each over a connection that is kept",
        rows: counts.map((count) => ({
          callers: count,
          "time per call, µs": summary(taken(String(count)).map(timePerCall)),
          "CPU per call, µs": summary(cpu(count)),
          "CPU, of that at 10": ratio(cpu(count), cpu(10)),
          "peak RSS, MB": summary(peak(count)),
          "RSS for each caller more, MB": (median(peak(count)) - median(peak(1))) / count,
        })),
      },
    ],
    goals: [
      goal("CPU per call of 1,000 callers, of that of 10", { most: 1.25 }, ratio(cpu(1_000), cpu(10)).median),
    ],
  };
}

async function listing({ programs, quick, note }: Run, api: string, flags: string[]): Promise<Findings> {
  const server = await startOurs(programs, api, flags);
  const client = httpClient(era, server.said, 1);
  const counts = [10, 100, 1_000];
  const total = quick ? 3_000 : 20_000;
  const variants = Object.fromEntries(
    counts.map((count) => [
      String(count),
      () =>
        withPeak(server.pid, () =>
          load([server.pid], total / count, 1, async () =>
            successful(
              await client.ask("tools/call", {
                name: "SCALE_AI_LIST_TASKS",
                arguments: { batch: String(count) },
              }),
            ),
          ),
        ),
    ]),
  );
  const what = flags.length === 0 ? "by default" : flags.join(" ");
  note(`rows, ${what}: ${counts.join(", ")}`);
  const taken = await byTurns(variants, { rounds: quick ? 3 : 9, warmUp: 1 });
  await client.close();
  await server.end();
  const cpu = (count: number) => taken(String(count)).map((each) => cpuPerCall(each) / count);
  return {
    tables: [
      {
        title: `Rows of 10 KB in an answer, ${what}`,
        rows: counts.map((count) => ({
          rows: count,
          "time per row, µs": summary(taken(String(count)).map((each) => timePerCall(each) / count)),
          "CPU per row, µs": summary(cpu(count)),
          "CPU, of that at 100": ratio(cpu(count), cpu(100)),
          "peak RSS, MB": summary(taken(String(count)).map(({ peak }) => peak)),
        })),
      },
    ],
    goals: [
      goal(
        `CPU per row of 1,000 rows, of that of 100, ${what}`,
        { most: 1.25 },
        ratio(cpu(1_000), cpu(100)).median,
      ),
    ],
  };
}

export const growth: Bench = {
  title: "More callers, longer answers",
  compares:
    "With itself: the same number of calls or rows, spread over more callers or gathered in fewer answers. What a call or a row costs must not grow with their number. One caller alone waits for each answer, so that its time per call is that of the way there and back; 10 is what others are compared with. An answer holds each row twice, structured and as text; by default it is cut to 40,000 bytes, after all of it was read.",
  async run(run) {
    const upstream = await startUpstream(run.programs);
    try {
      const parts = [
        await callers(run, upstream.said),
        await listing(run, upstream.said, []),
        await listing(run, upstream.said, ["--max-result-bytes", "1000000000"]),
      ];
      return {
        tables: parts.flatMap(({ tables }) => tables),
        goals: parts.flatMap(({ goals }) => goals),
      };
    } finally {
      await upstream.end();
    }
  },
};
