import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import * as fs from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const started = new Set<ChildProcess>();

/** For files of this run; removed at its end. */
export const scratch = fs.mkdtempSync(join(tmpdir(), "scale-ai-mcp-bench-"));

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended by itself.
  }
}

process.once("exit", () => {
  for (const child of started) killGroup(child, "SIGKILL");
  fs.rmSync(scratch, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Starts a program with this environment and no other, so that no setting of the machine counts. It gets a group
 * of its own, since the workers of an nginx that is killed would live on.
 */
export function launch(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdio: SpawnOptions["stdio"],
): ChildProcess {
  const child = spawn(command, args, {
    cwd: scratch,
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio,
    detached: true,
  });
  started.add(child);
  child.once("exit", () => started.delete(child));
  return child;
}

export const pidOf = (child: ChildProcess): number => {
  if (child.pid === undefined) throw new Error(`${child.spawnfile} did not start`);
  return child.pid;
};

/** Ends by itself, else by SIGTERM after a while, else by force. */
export async function ended(child: ChildProcess, patience: { term: number; kill: number }): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timers = [
    setTimeout(() => killGroup(child, "SIGTERM"), patience.term),
    setTimeout(() => killGroup(child, "SIGKILL"), patience.kill),
  ];
  await new Promise((resolve) => child.once("exit", resolve));
  for (const timer of timers) clearTimeout(timer);
}

export interface Served {
  readonly pid: number;
  /** What the pattern caught in its output, such as its URL. */
  readonly said: string;
  end(): Promise<void>;
}

let logs = 0;

/**
 * A server that is ready once its output has the pattern. The output goes to a file: reading it through a pipe
 * would cost the process that measures.
 */
export async function serve(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  ready: RegExp,
): Promise<Served> {
  const path = join(scratch, `${logs++}.log`);
  const log = fs.openSync(path, "a");
  const child = launch(command, args, env, ["ignore", log, log]);
  fs.closeSync(log);
  const end = performance.now() + 20_000;
  while (performance.now() < end && child.exitCode === null) {
    const said = ready.exec(fs.readFileSync(path, "utf8"))?.[1];
    if (said !== undefined)
      return { pid: pidOf(child), said, end: () => ended(child, { term: 0, kill: 10_000 }) };
    await pause(20);
  }
  killGroup(child, "SIGKILL");
  throw new Error(`${args.join(" ")} did not get ready: ${fs.readFileSync(path, "utf8").slice(-2_000)}`);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}
