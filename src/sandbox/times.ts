export const iso = (time: number) => new Date(time).toISOString();

const DATE = String.raw`(\d{4})-?(\d{2})(?:-?(\d{2}))?`;
const TIME = String.raw`(\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?`;
const ZONE = String.raw`(Z|[+-]\d{2}(?::?\d{2})?)?`;
const ISO_8601 = new RegExp(`^${DATE}(?:[Tt ]${TIME} ?${ZONE})?$`, "i");

/**
 * Milliseconds (with a fraction for microseconds) of an ISO 8601 date or date-time, UTC unless it names a zone.
 * A space may stand for the T. Source: scaleapi-python-client, docstring of tasks().
 */
export function parseTime(text: string): number | undefined {
  const parts = ISO_8601.exec(text.trim());
  if (parts === null) return undefined;
  const [
    ,
    year = "",
    month = "",
    day = "01",
    hour = "0",
    minute = "0",
    second = "0",
    fraction = "0",
    zone = "Z",
  ] = parts;
  const whole = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second);
  const date = new Date(Date.UTC(+year, +month - 1, +day));
  const exists = date.getUTCMonth() === +month - 1 && date.getUTCDate() === +day;
  if (!exists || +hour > 24 || +minute > 59 || +second > 60) return undefined;
  return whole + Number(`0.${fraction}`) * 1000 - offset(zone);
}

function offset(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const digits = zone.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || "0");
  return (zone.startsWith("-") ? -1 : 1) * minutes * 60_000;
}
