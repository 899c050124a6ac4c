import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Bench, type Goal, goal, type Run, type Table } from "./support/bench.ts";
import { byTurns } from "./support/load.ts";
import { type Era, eras } from "./support/messages.ts";
import { cpuMs, memory } from "./support/proc.ts";
import { ended, launch, scratch } from "./support/processes.ts";
import { ratio, summary } from "./support/stats.ts";
import { type StdioServer, stdioClient } from "./support/stdio-client.ts";

interface Started {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
}

async function toList(era: Era, server: StdioServer): Promise<Started> {
  const start = performance.now();
  const client = stdioClient(era, server);
  try {
    await client.open();
    const answer = await client.ask("tools/list");
    const wallMs = performance.now() - start;
    if (!answer.includes("SCALE_AI_GET_TASK")) throw new Error(answer.slice(0, 500));
    return { wallMs, cpuMs: cpuMs(client.pid), peakMb: memory(client.pid).peak };
  } finally {
    // By the end of its input: a compile cache is written as a process ends, and not where it is killed.
    await client.close();
  }
}

/** What Node takes by itself: nothing can be faster. Its figures can't be read once it is gone. */
async function nothing(node: string): Promise<Started> {
  const start = performance.now();
  await ended(launch(node, ["-e", "0"], {}, "ignore"), { term: 5_000, kill: 6_000 });
  return { wallMs: performance.now() - start, cpuMs: Number.NaN, peakMb: Number.NaN };
}

interface Setting {
  readonly what: string;
  readonly node: string;
  readonly cached: boolean;
}

async function measure({ what, node, cached }: Setting, era: Era, { programs, quick }: Run) {
  const cacheOf = (name: string): Record<string, string> => {
    if (!cached) return {};
    const directory = join(scratch, `cache-${name}`);
    mkdirSync(directory, { recursive: true });
    return { NODE_COMPILE_CACHE: directory };
  };
  const ours = (name: string, flags: readonly string[]) => () =>
    toList(era, {
      node,
      args: [programs.main, ...flags],
      env: { SCALE_API_KEY: "test_0123456789", ...cacheOf(name) },
    });
  const variants = {
    ours: ours("ours", []),
    "ours --sandbox": ours("sandbox", ["--sandbox"]),
    minimal: () => toList(era, { node, args: [programs.minimalStdio], env: cacheOf("minimal") }),
    "node -e 0": () => nothing(node),
  };
  const names: readonly (keyof typeof variants)[] = ["ours", "ours --sandbox", "minimal", "node -e 0"];
  const taken = await byTurns(variants, { rounds: quick ? 5 : 30, warmUp: 3 });
  const wall = (name: keyof typeof variants) => taken(name).map(({ wallMs }) => wallMs);
  const cpu = (name: keyof typeof variants) => taken(name).map((each) => each.cpuMs);
  const table: Table = {
    title: `${what}, protocol ${era}`,
    rows: names.map((name) => ({
      "": name,
      "to the list, ms": summary(wall(name)),
      "of minimal": ratio(wall(name), wall("minimal")),
      "CPU, ms": summary(cpu(name)),
      "CPU, of minimal": ratio(cpu(name), cpu("minimal")),
      "peak RSS, MB": summary(taken(name).map(({ peakMb }) => peakMb)),
    })),
  };
  const kept = (name: "ours" | "ours --sandbox") =>
    goal(`${what}, ${era}: ${name} to minimal`, { most: 1.15 }, ratio(wall(name), wall("minimal")).median);
  return { table, goals: [kept("ours"), kept("ours --sandbox")] };
}

export const start: Bench = {
  title: "From spawn to the answer of tools/list, over stdio",
  compares:
    "With a server of one tool on the same SDK, bundled into one file and minified with the same settings, and with Node that does nothing (until it ended). What ours does to start fast is not done to it: it has the SDK as it comes, with its ajv. Each start is a process of its own, asked by raw JSON-RPC; ours answers 41 tools where minimal answers one. The minimal server loads its HTTP client with the first call, as ours does its own and the sandbox.",
  async run(run) {
    const { node24 } = run.programs;
    const here = `Node ${process.versions.node}`;
    const settings: Setting[] = [{ what: here, node: process.execPath, cached: false }];
    if (node24 !== undefined) {
      settings.push({ what: "Node 24", node: node24, cached: false });
      settings.push({ what: "Node 24 with NODE_COMPILE_CACHE", node: node24, cached: true });
    }
    const tables: Table[] = [];
    const goals: Goal[] = [];
    for (const setting of settings)
      for (const era of eras) {
        run.note(`${setting.what}, ${era}`);
        const measured = await measure(setting, era, run);
        tables.push(measured.table);
        goals.push(...measured.goals);
      }
    const notes = node24 === undefined ? ["Node 24 was not there: npm --prefix interop ci installs it."] : [];
    return { tables, goals, notes };
  },
};
