import type { Outgoing } from "./outgoing.ts";
import type { Timing } from "./timing.ts";
import type { Exchange, Wire, WireLimits } from "./wire.ts";

const mostRedirects = 3;

/** Fetches a stored result, following its redirects as far as they are no less safe than the first request. */
export async function fetchStored(
  from: URL,
  key: string,
  limits: Omit<WireLimits, "hold">,
  {
    exchange,
    outgoing,
    timing,
  }: { readonly exchange: Wire["exchange"]; readonly outgoing: Outgoing; readonly timing: Timing },
): Promise<Exchange> {
  const end = timing.now() + limits.timeoutMs;
  let url = from;
  for (let hop = 0; ; hop++) {
    const left = { ...limits, hold: false, timeoutMs: end - timing.now() };
    const answer = await exchange(outgoing.fetch(url, key), left);
    const isRedirect = answer.kind === "answered" && answer.status >= 300 && answer.status < 400;
    const target = isRedirect ? answer.header("location") : undefined;
    if (target === undefined || hop === mostRedirects) return answer;
    const next = URL.canParse(target, url.href) ? new URL(target, url) : undefined;
    const safe = next?.protocol === "https:" || (next?.protocol === "http:" && from.protocol === "http:");
    if (next === undefined || !safe) return answer;
    url = next;
  }
}
