import type { ToolFacts } from "../tools/define.ts";
import { isObject, type JsonObject } from "../tools/json.ts";
import type { Envelope } from "./envelope.ts";

/** What is kept of a call to write, also of a refused one: enough to answer for it, nothing of its content. */
export interface WriteRecord {
  readonly tool: string;
  /** SHA-256 of the tool's name and its arguments, where these were sound. */
  readonly digest?: string | undefined;
  /** `success`, `dry_run`, or the code of the failure. */
  readonly outcome: string;
  readonly ids: Readonly<Record<string, string>>;
  /** True where nobody waited for the outcome any more. */
  readonly abandoned: boolean;
}

const idKeys = ["task_id", "existing_task_id", "batch", "batch_name", "project", "project_name"];
const mostCharacters = 200;

function idsOf(
  { answer }: Pick<ToolFacts, "answer">,
  ...sources: readonly unknown[]
): Record<string, string> {
  // The name of a batch or a project is its id.
  const keys = answer === "batch" || answer === "project" ? [...idKeys, "name"] : idKeys;
  const found = (source: JsonObject) =>
    keys.flatMap((key) => {
      const value = source[key];
      return typeof value === "string" ? [[key, value.slice(0, mostCharacters)]] : [];
    });
  return Object.fromEntries(sources.filter(isObject).flatMap(found));
}

function outcomeOf({ successful, data }: Envelope): string {
  if (!successful) return String(data.code);
  return data.dry_run === true ? "dry_run" : "success";
}

export function writeRecord(
  tool: Pick<ToolFacts, "name" | "answer">,
  digest: string | undefined,
  args: unknown,
  envelope: Envelope,
  abandoned: boolean,
): WriteRecord {
  const ids = idsOf(tool, args, envelope.data);
  return { tool: tool.name, digest, outcome: outcomeOf(envelope), ids, abandoned };
}

export interface AuditLog {
  append(record: WriteRecord): void;
  /** Resolves once all that was appended is written. */
  close(): Promise<void>;
}

/**
 * A file with one JSON line for each write. Each line is one append to a file that is open for appending, so that
 * calls and processes that share it don't tear each other's lines. Rejects where the file can't be opened.
 */
export async function openAuditLog(path: string, onFault: (error: unknown) => void): Promise<AuditLog> {
  const { open } = await import("node:fs/promises");
  const file = await open(path, "a", 0o600);
  let pending: Promise<void> = Promise.resolve();
  return {
    append({ abandoned, ...record }) {
      const line = JSON.stringify({ time: new Date().toISOString(), ...record });
      const write = async () => void (await file.write(`${line}\n`));
      pending = pending.then(write).catch(onFault);
    },
    async close() {
      await pending;
      await file.close();
    },
  };
}
