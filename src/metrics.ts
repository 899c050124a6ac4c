import { type Observer, outcomeName } from "./observe.ts";

export interface Metrics {
  readonly observer: Observer;
  /** A request was tried again. */
  retried(tool: string): void;
  /** A request over HTTP was answered. */
  served(route: string, status: number): void;
  /** The text that Prometheus reads, and its media type. */
  text(): Promise<{ readonly type: string; readonly body: string }>;
}

/** Seconds; a call may take 45 of them, an upload minutes. */
const buckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 45, 120, 450];

/** Counts what happens. No label holds an id, a key or anything else that a caller chose. */
export async function createMetrics(): Promise<Metrics> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = (await import("prom-client"))
    .default;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const calls = new Counter({
    name: "scale_mcp_calls_total",
    help: "Calls by tool and outcome.",
    labelNames: ["tool", "outcome"],
    registers,
  });
  const durations = new Histogram({
    name: "scale_mcp_call_duration_seconds",
    help: "How long calls take.",
    labelNames: ["tool"],
    buckets,
    registers,
  });
  const inFlight = new Gauge({ name: "scale_mcp_calls_in_flight", help: "Calls under way.", registers });
  const retries = new Counter({
    name: "scale_mcp_retries_total",
    help: "Requests to Scale that were tried again.",
    labelNames: ["tool"],
    registers,
  });
  const exchanges = new Counter({
    name: "scale_mcp_upstream_total",
    help: "Attempts at Scale by status, or by why no answer came.",
    labelNames: ["status"],
    registers,
  });
  const requests = new Counter({
    name: "scale_mcp_http_requests_total",
    help: "Requests to this server by route and status.",
    labelNames: ["route", "status"],
    registers,
  });

  return {
    observer: {
      async call(tool, _carrier, run) {
        inFlight.inc();
        const end = durations.startTimer({ tool });
        try {
          const outcome = await run();
          calls.inc({ tool, outcome: outcomeName(outcome) });
          return outcome;
        } finally {
          end();
          inFlight.dec();
        }
      },
      async exchange(_tool, request, run) {
        const answer = await run(request);
        exchanges.inc({ status: answer.kind === "lost" ? answer.why : String(answer.status) });
        return answer;
      },
    },
    retried: (tool) => retries.inc({ tool }),
    served: (route, status) => requests.inc({ route, status: String(status) }),
    text: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  };
}
