import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import type { Bench, Cell, Findings, Table } from "./bench.ts";

/** What one bench showed, and when. */
export interface Report extends Findings, Pick<Bench, "title" | "compares"> {
  readonly name: string;
  readonly date: string;
  readonly quick: boolean;
  readonly seconds: number;
}

interface Machine {
  readonly node: string;
  readonly kernel: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly commit: string;
}

interface Results {
  readonly machine: Machine;
  readonly reports: readonly Report[];
}

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url));

function versionOf(name: string): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(at(`../../node_modules/${name}/package.json`), "utf8"),
  );
  return version;
}

function commit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync("git", args, {
        cwd: at("."),
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }).trim();
    const changed = git("status", "--porcelain", "--", ":/src", ":/tools") === "" ? "" : ", with changes";
    return git("rev-parse", "--short", "HEAD") + changed;
  } catch {
    return "unknown";
  }
}

function machine(): Machine {
  const packages = ["@modelcontextprotocol/server", "@hono/node-server", "hono", "undici", "esbuild"];
  return {
    node: process.version,
    kernel: release(),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    versions: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    commit: commit(),
  };
}

function figure(value: number): string {
  // What could not be measured is null once it was kept.
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function shown(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return figure(cell);
  if (!Number.isFinite(cell.median)) return "–";
  return `${figure(cell.median)} (${figure(cell.low)}–${figure(cell.high)})`;
}

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;

function table({ title, rows }: Table): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((each) => row(columns.map((column) => shown(each[column] ?? ""))));
  const rule = columns.map((_, index) => (index === 0 ? "---" : "---:"));
  return `**${title}**\n\n${row(columns)}${row(rule)}${lines.join("")}`;
}

function section({ name, title, compares, date, quick, seconds, tables, goals, notes = [] }: Report): string {
  const told = goals.map(
    ({ what, wanted, value, met }) => `- ${met ? "met" : "NOT MET"}: ${what}: ${figure(value)} (${wanted})\n`,
  );
  return [
    `## ${name}: ${title}\n`,
    `${compares}\n`,
    ...tables.map(table),
    ...(told.length === 0 ? [] : [`Goals:\n\n${told.join("")}`]),
    ...notes.map((note) => `${note}\n`),
    `${date.slice(0, 10)}, ${quick ? "few repetitions, " : ""}${seconds} s.\n`,
  ].join("\n");
}

const preface = (here: Machine) => `# What the benches showed

Medians, with the quartiles in brackets. What is compared was measured by turns, and a ratio is the median of the ratios of neighbours. **Ratios within 1.1 of each other (0.91 to 1.1) mean nothing on this machine**: two runs of the same program differ by as much. CPU time is the steadier figure, and is that of the measured process alone.

${here.cpu}, ${here.cores} cores, ${here.memoryGb} GB, Linux ${here.kernel}, Node ${here.node}; commit ${here.commit}; ${Object.entries(
  here.versions,
)
  .map(([name, version]) => `${name} ${version}`)
  .join(
    ", ",
  )}. The client that makes the load and the upstream that answers run on the same cores as the server.
`;

export const markdown = (reports: readonly Report[], here: Machine = machine()): string =>
  [preface(here), ...reports.map(section)].join("\n");

/** Puts the reports into bench/results, where those of other benches stay as they are. */
export function recorded(order: readonly string[], reports: readonly Report[]): void {
  const json = at("../results.json");
  const earlier: Results | undefined = existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : undefined;
  const kept = new Map([...(earlier?.reports ?? []), ...reports].map((report) => [report.name, report]));
  const all = order.flatMap((name) => kept.get(name) ?? []);
  const results: Results = { machine: machine(), reports: all };
  writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(at("../results.md"), markdown(all, results.machine));
}
