import type { LogLevel } from "./config.ts";
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

/** Loads pino with the first line that is written: most starts log nothing. */
export function createLogger(level: LogLevel, mask: (text: string) => string = (text) => text): Logger {
  let pending: Promise<void> = Promise.resolve();
  let pino: Promise<import("pino").Logger> | undefined;

  const load = async () => {
    const { default: create } = await import("pino");
    const options = { level: "debug", base: null, timestamp: create.stdTimeFunctions.isoTime };
    const lines = create.destination({ fd: 2, sync: true });
    // The secret is hidden in the finished line, wherever it stood in what was logged.
    return create(options, { write: (line: string) => void lines.write(printableJson(mask(line))) });
  };

  return {
    log(at, message, fields = {}) {
      if (ranks[at] < ranks[level]) return;
      pino ??= load();
      const line = pino;
      pending = pending.then(async () => (await line)[at](fields, message)).catch(() => {});
    },
    flush: () => pending,
  };
}
