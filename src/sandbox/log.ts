export interface LogEvent {
  level: "info" | "warn" | "error";
  message: string;
  [key: string]: unknown;
}

export type Log = (event: LogEvent) => void;
