/** Milliseconds before anything is shown: most calls are done by then. */
const soonMs = 400;
const barWidth = 24;

/** A bar such as `[######------]  50 %`. */
export function bar(done: number, total: number): string {
  const part = total > 0 ? Math.min(1, done / total) : 1;
  const full = Math.round(part * barWidth);
  return `[${"#".repeat(full)}${"-".repeat(barWidth - full)}] ${String(Math.floor(part * 100)).padStart(3)} %`;
}

export interface Waiting {
  progress(done: number, total: number): void;
  end(): void;
}

/** Shows on stderr that a long call goes on, where a person looks at it. */
export function waitingFor(what: string): Waiting {
  if (!process.stderr.isTTY) return { progress: () => {}, end: () => {} };
  let spinner: import("yocto-spinner").Spinner | undefined;
  let text = what;
  let ended = false;
  const timer = setTimeout(async () => {
    const { default: create } = await import("yocto-spinner");
    if (!ended) spinner = create({ text, stream: process.stderr }).start();
  }, soonMs);
  return {
    progress(done, total) {
      text = `${what} ${bar(done, total)}`;
      if (spinner !== undefined) spinner.text = text;
    },
    end() {
      ended = true;
      clearTimeout(timer);
      spinner?.stop();
    },
  };
}
