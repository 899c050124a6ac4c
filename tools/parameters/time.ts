import * as z from "zod";
import type { Rule } from "../define.ts";

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * The instant of an ISO 8601 date or date-time in milliseconds, UTC where it names no offset;
 * undefined for anything else, days that no month has included.
 */
export function instantOf(value: string): number | undefined {
  const match = pattern.exec(value);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const fraction = Number(`0.${match[7] ?? 0}`) * 1000;
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(match[8] ?? "");
  const minutes =
    offset === null ? 0 : (Number(offset[2]) * 60 + Number(offset[3] ?? 0)) * (offset[1] === "-" ? -1 : 1);
  return date.getTime() + fraction - minutes * 60_000;
}

/** A date or date-time, sent as it is given. */
export const isoTime = () =>
  z.string().refine((value) => instantOf(value) !== undefined, "an ISO 8601 date or date-time");

/** The two ends of a range must be in order. */
export function inOrder<Name extends string>(
  from: Name,
  to: Name,
): Rule<{ [key in Name]?: string | undefined }> {
  return {
    over: [from, to],
    check: (input) => {
      const [start, end] = [input[from], input[to]].map((value) =>
        value === undefined ? undefined : instantOf(value),
      );
      if (start === undefined || end === undefined || start <= end) return [];
      return [{ path: [from], allowed: `not later than ${to}` }];
    },
  };
}
