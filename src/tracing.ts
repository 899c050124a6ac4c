import type { Span } from "@opentelemetry/api";
import { type Observer, outcomeName } from "./observe.ts";
import { version } from "./version.ts";

/**
 * Spans for calls and for their attempts at Scale, in the trace that the caller names and passed on to Scale.
 * They go to the OpenTelemetry SDK that the process was started with, or nowhere.
 */
export async function createTracing(): Promise<Observer> {
  const { context, propagation, SpanKind, SpanStatusCode, trace } = await import("@opentelemetry/api");
  const tracer = trace.getTracer("scale-ai-mcp", version);

  const failed = (span: Span, message: string) => span.setStatus({ code: SpanStatusCode.ERROR, message });

  return {
    call(tool, carrier, run) {
      const parent = propagation.extract(context.active(), carrier());
      const attributes = { "gen_ai.tool.name": tool, "mcp.method.name": "tools/call" };
      return tracer.startActiveSpan(
        `tools/call ${tool}`,
        { kind: SpanKind.SERVER, attributes },
        parent,
        async (span) => {
          try {
            const outcome = await run();
            span.setAttribute("scale_mcp.outcome", outcomeName(outcome));
            if (!outcome.envelope.successful) failed(span, outcomeName(outcome));
            return outcome;
          } finally {
            span.end();
          }
        },
      );
    },
    exchange(tool, request, run) {
      const attributes = {
        "gen_ai.tool.name": tool,
        "http.request.method": request.method,
        "server.address": new URL(request.origin).hostname,
      };
      return tracer.startActiveSpan(request.method, { kind: SpanKind.CLIENT, attributes }, async (span) => {
        try {
          const headers = { ...request.headers };
          propagation.inject(context.active(), headers);
          const answer = await run({ ...request, headers });
          if (answer.kind === "lost") failed(span, answer.why);
          else span.setAttribute("http.response.status_code", answer.status);
          return answer;
        } finally {
          span.end();
        }
      });
    },
  };
}
