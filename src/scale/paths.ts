import type { ScaleRequest } from "../../tools/request.ts";
import { isMissingTask } from "./errors.ts";
import type { Heard, Result } from "./read.ts";

/** What an attempt came to; `guessed` where each path was a guess and none exists. */
export type Guessed = Result & { readonly guessed?: boolean };

/** An answer that only a path which exists gives; refusals of a key or of too many requests come before that. */
const isKnownPath = ({ reading }: Heard) =>
  reading.kind === "data" || (reading.kind === "error" && isMissingTask(reading.error.words));

/** A 404 that is not about the thing asked for, so that it may be about the path. */
const isUnknownPath = ({ reading }: Heard) =>
  reading.kind === "error" && reading.error.status === 404 && !isMissingTask(reading.error.words);

/** Sends to the path of a request, or to its second likely one where the first turns out not to exist. */
export type Paths = (
  tool: string,
  request: ScaleRequest,
  send: (path: string) => Promise<Result>,
) => Promise<Guessed>;

/** Remembers which path of a tool's two works, once one does. */
export function createPaths(): Paths {
  const known = new Map<string, "path" | "alternative">();
  const either = async (
    tool: string,
    urls: { readonly path: string; readonly alternative: string },
    send: (path: string) => Promise<Result>,
  ): Promise<Guessed> => {
    const attempt = async (which: keyof typeof urls): Promise<Result> => {
      const result = await send(urls[which]);
      if (result.kind === "heard" && isKnownPath(result)) known.set(tool, which);
      return result;
    };
    const sure = known.get(tool);
    if (sure !== undefined) return attempt(sure);
    const first = await attempt("path");
    if (first.kind === "lost" || !isUnknownPath(first)) return first;
    const second = await attempt("alternative");
    return second.kind === "heard" && isUnknownPath(second) ? { ...first, guessed: true } : second;
  };
  return (tool, { path, alternative }, send) =>
    alternative === undefined ? send(path) : either(tool, { path, alternative }, send);
}
