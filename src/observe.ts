import type { Outcome } from "./dispatcher.ts";
import type { Around } from "./scale/client.ts";

/** Trace context as it travels: traceparent, tracestate, baggage. */
export type Carrier = Readonly<Record<string, string>>;

/** Stands around calls and around their attempts at Scale, for metrics and traces. */
export interface Observer {
  /** `carrier` is asked for only by who traces, since reading it takes time. */
  call(tool: string, carrier: () => Carrier, run: () => Promise<Outcome>): Promise<Outcome>;
  exchange: Around;
}

/** Both, the first around the second. */
export const both = (outer: Observer, inner: Observer): Observer => ({
  call: (tool, carrier, run) => outer.call(tool, carrier, () => inner.call(tool, carrier, run)),
  exchange: (tool, request, run) =>
    outer.exchange(tool, request, (passed) => inner.exchange(tool, passed, run)),
});

/** What of an outcome is told: `success` or the code of the failure. */
export const outcomeName = ({ envelope }: Pick<Outcome, "envelope">): string =>
  envelope.successful ? "success" : envelope.data.code;
