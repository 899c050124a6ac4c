import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import packageJson from "../package.json" with { type: "json" };
import { type Definition, tokensOf } from "../scripts/token-report.ts";
import type { Bench } from "./support/bench.ts";
import { byTurns } from "./support/load.ts";
import { cpuMs, memory } from "./support/proc.ts";
import { scratch } from "./support/processes.ts";
import { key } from "./support/programs.ts";
import { ratio, summary } from "./support/stats.ts";
import { stdioClient } from "./support/stdio-client.ts";

interface Server {
  readonly name: string;
  readonly version: string;
  /** The command that its users start. */
  readonly bin: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What a reader of its figures has to know. */
  readonly remark?: string;
}

const ours: Server = {
  name: packageJson.name,
  version: packageJson.version,
  bin: "scale-ai-mcp",
  env: { SCALE_API_KEY: key },
};

/**
 * The newest versions whose package.json allows Node 20. As they are started here, strace saw none of them connect to
 * anything or write outside of its HOME: look again when a version changes.
 */
const theirs: readonly Server[] = [
  { name: "@playwright/mcp", version: "0.0.83", bin: "playwright-mcp" },
  {
    name: "chrome-devtools-mcp",
    version: "1.11.0",
    bin: "chrome-devtools-mcp",
    args: ["--no-usage-statistics"],
    env: { CHROME_DEVTOOLS_MCP_NO_UPDATE_CHECKS: "1" },
  },
  {
    name: "@notionhq/notion-mcp-server",
    version: "2.5.2",
    bin: "notion-mcp-server",
    env: { NOTION_TOKEN: "ntn_0123456789" },
  },
  {
    name: "mongodb-mcp-server",
    version: "3.0.4",
    bin: "mongodb-mcp-server",
    args: ["--telemetry", "disabled"],
    remark:
      "mongodb-mcp-server lists its Atlas tools only with the credentials of an account, so they are missing here. About half of its disk is the Bun runtime, an optional dependency of one of its dependencies; addons that scripts would build, such as that for Kerberos, are not there. It writes a log, as it does by itself.",
  },
  {
    name: "@sentry/mcp-server",
    version: "0.36.0",
    bin: "sentry-mcp",
    env: { SENTRY_ACCESS_TOKEN: "0123456789" },
    remark:
      "@sentry/mcp-server reports to nobody unless a DSN is set, and none is. From 0.37.0 on it needs Node 22.13.",
  },
  {
    name: "@apify/actors-mcp-server",
    version: "0.10.6",
    bin: "actors-mcp-server",
    args: ["--tools=actors,docs", "--telemetry-enabled=false"],
    env: { APIFY_TOKEN: "0123456789" },
    remark:
      "@apify/actors-mcp-server by itself also asks Apify for one Actor before it answers, which needs an account and the network: it is started with the other tools of its default. From 0.10.11 on it needs Node 22.",
  },
];

const leftOut = [
  "Left out: Backblaze's server. Its page calls it @backblaze-labs/b2-mcp on npm; the registry had no such package when this was written (November 2026).",
];

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = join(tmpdir(), "scale-ai-mcp-bench-others");
const installMs = 300_000;

const label = ({ name, version }: Server): string => `${name} ${version}`;

/** Scripts of packages don't run: none needs its own to list tools, and some fetch browsers. */
function install(spec: string, directory: string): void {
  if (existsSync(directory)) return;
  const part = `${directory}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const flags = ["--omit=dev", "--no-audit", "--no-fund", "--ignore-scripts"];
  execFileSync("npm", ["install", spec, "--prefix", part, ...flags], {
    timeout: installMs,
    stdio: ["ignore", "ignore", "pipe"],
  });
  // What broke off half-way must not be taken for an installation by the next run.
  renameSync(part, directory);
}

/** From what `npm publish` would send, so that packages and disk are counted as those of the others. */
function installOurs(): string {
  const pack = ["pack", root, "--pack-destination", scratch, "--ignore-scripts", "--silent"];
  const tarball = execFileSync("npm", pack, { encoding: "utf8", timeout: installMs }).trim();
  const directory = join(scratch, "ours");
  install(join(scratch, tarball), directory);
  return directory;
}

function installTheirs({ name, version }: Server): string {
  const spec = `${name}@${version}`;
  const directory = join(cache, spec);
  install(spec, directory);
  return directory;
}

/** By npm's own record of what it put there; `npm ls --all` counts the same. */
function packagesIn(directory: string): number {
  const { packages }: { packages: Readonly<Record<string, unknown>> } = JSON.parse(
    readFileSync(join(directory, "node_modules/.package-lock.json"), "utf8"),
  );
  return Object.keys(packages).length;
}

function megabytesOf(directory: string): number {
  const told = execFileSync("du", ["-sk", join(directory, "node_modules")], { encoding: "utf8" });
  return Number(told.split("\t")[0]) / 1_024;
}

/** The tools of an answer to tools/list, which must have all of them. */
function toolsOf(answer: string): readonly Definition[] {
  const { result }: { result?: { tools: Definition[]; nextCursor?: string } } = JSON.parse(answer);
  if (result === undefined || result.nextCursor !== undefined || result.tools.length === 0)
    throw new Error(`not a whole list: ${answer.slice(0, 500)}`);
  return result.tools;
}

interface Started {
  readonly initializeMs: number;
  readonly listMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly tools: readonly Definition[];
}

async function started({ bin, args = [], env = {} }: Server, directory: string): Promise<Started> {
  const home = join(scratch, `home-${bin}`);
  mkdirSync(home, { recursive: true });
  const start = performance.now();
  const client = stdioClient("2025-11-25", {
    args: [join(directory, "node_modules/.bin", bin), ...args],
    env: { HOME: home, ...env },
  });
  try {
    await client.open();
    const initializeMs = performance.now() - start;
    const answer = await client.ask("tools/list");
    const listMs = performance.now() - start;
    const used = { cpuMs: cpuMs(client.pid), peakMb: memory(client.pid).peak };
    return { initializeMs, listMs, ...used, tools: toolsOf(answer) };
  } finally {
    await client.close();
  }
}

interface Ready {
  readonly server: Server;
  readonly directory: string;
  readonly tools: readonly Definition[];
}

async function ready(server: Server, directory: string): Promise<Ready> {
  const { tools } = await started(server, directory);
  return { server, directory, tools };
}

export const others: Bench = {
  title: "Beside published servers of others, over stdio",
  compares:
    "With servers that others publish on npm, in pinned versions, each the newest whose package.json allows Node 20. All are installed by the same command, without the scripts of packages, ours from what `npm pack` makes. Each start is a process of its own on the same Node, asked by the same raw JSON-RPC (2025-11-25): initialize, then tools/list. Each has a HOME of its own, a made-up token where it wants one, and neither telemetry nor a look for updates where it has them; none of their tools is called. This tells what one waits for, and what a model is given, before the first call. It does not tell how well a server does its work: they do other things, and carry the libraries for them, some of which ours has no need of. Ours wrote its list when it was built, where others make theirs as they start. What a server loads only with the first call, as ours does its HTTP client and others their drivers, is not in it. CPU and memory are of the server's process. Packages and disk are all of node_modules, with what is optional on this platform and without browsers. Tokens are o200k, of name, description and input schema of each tool that was listed.",
  async run({ quick, note }) {
    const notes: string[] = [...leftOut];
    const all: Ready[] = [await ready(ours, installOurs())];
    for (const server of theirs) {
      note(`installs and tries ${label(server)}`);
      try {
        all.push(await ready(server, installTheirs(server)));
        if (server.remark !== undefined) notes.push(server.remark);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        // npm tells the reason in the lines after the first.
        notes.push(`Left out: ${label(server)}. ${why.split("\n").slice(0, 3).join(" ")}`);
      }
    }
    note("starts them by turns");
    const taken = await byTurns(
      Object.fromEntries(
        all.map(({ server, directory }) => [label(server), () => started(server, directory)]),
      ),
      { rounds: quick ? 3 : 20, warmUp: 1 },
    );
    const lists = (server: Server) => taken(label(server)).map(({ listMs }) => listMs);
    const cpu = (server: Server) => taken(label(server)).map((each) => each.cpuMs);
    return {
      tables: [
        {
          title: `From spawn to the answers, Node ${process.versions.node}`,
          rows: all.map(({ server }) => ({
            "": label(server),
            "to initialize, ms": summary(taken(label(server)).map(({ initializeMs }) => initializeMs)),
            "to the list, ms": summary(lists(server)),
            "of ours": ratio(lists(server), lists(ours)),
            "CPU, ms": summary(cpu(server)),
            "CPU, of ours": ratio(cpu(server), cpu(ours)),
            "peak RSS, MB": summary(taken(label(server)).map(({ peakMb }) => peakMb)),
          })),
        },
        {
          title: "What is installed, and what is listed",
          rows: all.map(({ server, directory, tools }) => {
            const tokens = tools.reduce((sum, tool) => sum + tokensOf(tool), 0);
            return {
              "": label(server),
              packages: packagesIn(directory),
              "disk, MB": megabytesOf(directory),
              tools: tools.length,
              tokens,
              "tokens of a tool": Math.round(tokens / tools.length),
            };
          }),
        },
      ],
      goals: [],
      notes,
    };
  },
};
