import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, goal } from "./support/bench.ts";
import { httpClient } from "./support/http-client.ts";
import { byTurns, cpuPerCall, load, perSecond } from "./support/load.ts";
import { eras } from "./support/messages.ts";
import { scratch } from "./support/processes.ts";
import { startMinimal, startOurs } from "./support/programs.ts";
import { ratio, summary } from "./support/stats.ts";

/** Nobody is there: a list asks nothing of Scale. */
const api = "http://127.0.0.1:9/v1";
const concurrency = 16;

/** The JSON of an answer, which may be in an event. */
function toolsIn(answer: string): unknown {
  const json = /\{.*\}/s.exec(answer)?.[0];
  if (json === undefined) throw new Error("an answer without JSON");
  return JSON.parse(json).result.tools;
}

export const list: Bench = {
  title: "tools/list over HTTP",
  compares:
    "With the minimal server on the same SDK and bridge, which answers the very same 41 tools as a constant that it read at its start. Ours has its guards, limits, metrics and log on.",
  async run({ programs, quick, note }) {
    const ours = await startOurs(programs, api);
    const first = httpClient("2025-11-25", ours.said, 1);
    const file = join(scratch, "tools.json");
    writeFileSync(file, JSON.stringify(toolsIn(await first.ask("tools/list"))));
    await first.close();
    const minimal = await startMinimal(programs, api, file);
    const measured = [];
    for (const era of eras) {
      note(era);
      const calls = quick ? 500 : 2_000;
      const clients = [ours, minimal].map(({ said }) => httpClient(era, said, concurrency));
      const take =
        ({ pid }: typeof ours, client: (typeof clients)[number] | undefined) =>
        () =>
          load([pid], calls, concurrency, async () => {
            const answer = await client?.ask("tools/list");
            if ((answer?.length ?? 0) < 40_000) throw new Error("not the whole list");
          });
      const taken = await byTurns(
        { ours: take(ours, clients[0]), minimal: take(minimal, clients[1]) },
        { rounds: quick ? 5 : 15, warmUp: 2 },
      );
      for (const client of clients) await client.close();
      const cpu = ratio(taken("ours").map(cpuPerCall), taken("minimal").map(cpuPerCall));
      const speed = ratio(taken("ours").map(perSecond), taken("minimal").map(perSecond));
      const rows = (["ours", "minimal"] as const).map((name) => ({
        "": name,
        "lists per second": summary(taken(name).map(perSecond)),
        "CPU per list, µs": summary(taken(name).map(cpuPerCall)),
      }));
      measured.push({
        table: {
          title: `Protocol ${era}, ${concurrency} at once`,
          rows: [...rows, { "": "ratio", "lists per second": speed, "CPU per list, µs": cpu }],
        },
        goal: goal(`${era}: CPU per list, of minimal's`, { most: 1.1 }, cpu.median),
      });
    }
    await Promise.all([ours.end(), minimal.end()]);
    return {
      tables: measured.map(({ table }) => table),
      goals: measured.map((each) => each.goal),
    };
  },
};
