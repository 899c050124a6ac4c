/** Milliseconds before anything is shown: most calls are done by then. */
const soonMs = 400;
const turnMs = 80;
const frames = ["|", "/", "-", "\\"];
const barWidth = 24;
const clearLine = "\r\u001b[K";

/** A bar such as `[######------]  50 %`. */
export function bar(done: number, total: number): string {
  const part = total > 0 ? Math.min(1, done / total) : 1;
  const full = Math.round(part * barWidth);
  return `[${"#".repeat(full)}${"-".repeat(barWidth - full)}] ${String(Math.floor(part * 100)).padStart(3)} %`;
}

/** Where it is shown. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Waiting {
  progress(done: number, total: number): void;
  end(): void;
}

/**
 * Shows on stderr that a long call goes on, where a person looks at it. Spinners from npm end the process on Ctrl-C
 * by themselves, but a write on the wire must still hear what became of it.
 */
export function waitingFor(what: string, stream: Terminal = process.stderr): Waiting {
  if (!stream.isTTY) return { progress: () => {}, end: () => {} };
  let progress = "";
  let turns = 0;
  const skipped = Math.ceil(soonMs / turnMs);
  const timer = setInterval(() => {
    turns++;
    if (turns > skipped) stream.write(`${clearLine}${frames[turns % frames.length]} ${what}${progress}`);
  }, turnMs);
  return {
    progress(done, total) {
      progress = ` ${bar(done, total)}`;
    },
    end() {
      clearInterval(timer);
      if (turns > skipped) stream.write(clearLine);
    },
  };
}
