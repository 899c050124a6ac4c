import type { LogLevel } from "./choices.ts";
import { printableJson } from "./printable.ts";

type Level = Exclude<LogLevel, "silent">;
type Fields = Readonly<Record<string, unknown>>;

/** JSON lines on stderr. stdout belongs to the protocol. */
export interface Logger {
  log(level: Level, message: string, fields?: Fields): void;
  /** Resolves once all that was logged is written. */
  flush(): Promise<void>;
}

const ranks: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 };

/** Bytes that are gathered before they are written, where lines come by the thousand. */
const gathered = 4_096;

/**
 * Loads pino with the first line that is written: most starts log nothing. `many` writes lines together, at the
 * latest after a second; the last of them would be lost if the process crashed.
 */
export function createLogger(
  level: LogLevel,
  mask: (text: string) => string = (text) => text,
  many = false,
): Logger {
  let pending: Promise<void> = Promise.resolve();
  let pino: Promise<import("pino").Logger> | undefined;
  let loaded: import("pino").Logger | undefined;
  let written = () => Promise.resolve();

  const load = async () => {
    const { default: create } = await import("pino");
    const options = { level: "debug", base: null, timestamp: create.stdTimeFunctions.isoTime };
    const lines = create.destination(
      many ? { fd: 2, sync: false, minLength: gathered, periodicFlush: 1_000 } : { fd: 2, sync: true },
    );
    written = () => new Promise((resolve) => lines.flush(() => resolve()));
    // The secret is hidden in the finished line, wherever it stood in what was logged.
    loaded = create(options, { write: (line: string) => void lines.write(printableJson(mask(line))) });
    return loaded;
  };

  return {
    log(at, message, fields = {}) {
      if (ranks[at] < ranks[level]) return;
      if (loaded !== undefined) {
        loaded[at](fields, message);
        return;
      }
      pino ??= load();
      const line = pino;
      pending = pending.then(async () => (await line)[at](fields, message)).catch(() => {});
    },
    async flush() {
      await pending;
      await written();
    },
  };
}
