import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Milliseconds of processor time that a process's threads have taken; to the nanosecond, unlike its `stat`. */
export function cpuMs(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      // The thread ended meanwhile.
    }
  }
  return nanoseconds / 1e6;
}

export interface Memory {
  readonly rss: number;
  /** The most that it had since its start, or since `resetPeak`. */
  readonly peak: number;
}

/** Memory of a process in MB. */
export function memory(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const megabytes = (name: string) => {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
    return kilobytes === undefined ? Number.NaN : Number(kilobytes) / 1_024;
  };
  return { rss: megabytes("VmRSS"), peak: megabytes("VmHWM") };
}

/** From here on the peak is that of what follows; source: proc(5), clear_refs. */
export const resetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, "5");

/** Open files, connections among them. */
export const handles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** Such as the workers of nginx. */
export const children = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
