import { parseArgs } from "node:util";
import { call } from "./call.ts";
import { growth } from "./growth.ts";
import { list } from "./list.ts";
import { others } from "./others.ts";
import { replicas } from "./replicas.ts";
import { sandbox } from "./sandbox.ts";
import { soak } from "./soak.ts";
import { start } from "./start.ts";
import type { Bench } from "./support/bench.ts";
import { preparePrograms } from "./support/programs.ts";
import { markdown, type Report, recorded } from "./support/report.ts";
import { upload } from "./upload.ts";

// Runs all benches that need no network, or those that are named, and keeps their results beside this file. With
// --quick it makes few repetitions, prints what they show and keeps nothing.

const benches: Readonly<Record<string, Bench>> = {
  start,
  call,
  list,
  upload,
  growth,
  soak,
  sandbox,
  replicas,
  others,
};

/** It installs what others publish, so it runs only where it is named. */
const usual = Object.keys(benches).filter((name) => name !== "others");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, calls: { type: "string" } },
});
const { quick, calls } = values;
const soakCalls = Number(calls ?? (quick ? 10_000 : 200_000));
const names = positionals.length === 0 ? usual : positionals;
const strangers = names.filter((name) => !Object.hasOwn(benches, name));
if (strangers.length > 0 || !Number.isSafeInteger(soakCalls) || soakCalls < 1_000) {
  process.stderr.write(
    `Usage: tsx bench/run.ts [${Object.keys(benches).join("] [")}] [--quick] [--calls 200000]\nWithout names it runs all but others, which needs the npm registry.\n`,
  );
  process.exit(2);
}

const programs = await preparePrograms();
const reports: Report[] = [];
for (const name of names) {
  const bench = benches[name];
  if (bench === undefined) continue;
  const note = (text: string) => void process.stderr.write(`${name}: ${text}\n`);
  const began = performance.now();
  const findings = await bench.run({ quick, soakCalls, programs, note }).catch((error: unknown) => {
    process.exitCode = 1;
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    note(why);
    return { tables: [], goals: [], notes: [`It broke off: ${why.split("\n")[0]}`] };
  });
  const { title, compares } = bench;
  const seconds = Math.round((performance.now() - began) / 1_000);
  reports.push({ name, title, compares, date: new Date().toISOString(), quick, seconds, ...findings });
  note(`${seconds} s`);
  if (!quick) recorded(Object.keys(benches), reports);
}
if (quick) process.stdout.write(markdown(reports));
// What a bench that broke off left open must not hold the process; what it started ends with it.
process.exit();
