import { context, propagation, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTracing } from "../../src/tracing.ts";
import { connect, startUpstream, type Upstream } from "../support/upstream.ts";

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const key = "test_0123456789abcdef";
const traceId = "0af7651916cd43dd8448eb211c80319c";
const carrier = () => ({ traceparent: `00-${traceId}-b7ad6b7169203331-01` });

let upstream: Upstream;
beforeAll(async () => {
  provider.register();
  upstream = await startUpstream();
});
afterAll(async () => {
  await upstream.close();
  await provider.shutdown();
  trace.disable();
  context.disable();
  propagation.disable();
});

describe("spans", () => {
  it("stand for a call and each of its attempts, in the caller's trace, which Scale is told of", async () => {
    const tracing = await createTracing();
    const connection = connect(upstream, key, { around: tracing.exchange, aroundCall: tracing.call });
    upstream.script({ status: 503, body: {} }, { body: { task_id: "secret-id" } });
    await connection.call("GET_TASK", { task_id: "secret-id" }, { carrier });
    await connection.call("GET_TASK", {}, { carrier });
    await connection.close();

    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ name }) => name)).toEqual([
      "GET",
      "GET",
      "tools/call SCALE_AI_GET_TASK",
      "tools/call SCALE_AI_GET_TASK",
    ]);
    const [first, second, call, wrong] = spans;
    for (const span of spans) expect(span.spanContext().traceId).toBe(traceId);
    expect(call?.parentSpanContext?.spanId).toBe("b7ad6b7169203331");
    expect(first?.parentSpanContext?.spanId).toBe(call?.spanContext().spanId);
    expect([first, second].map((span) => span?.attributes["http.response.status_code"])).toEqual([503, 200]);
    expect([call, wrong].map((span) => span?.attributes["scale_mcp.outcome"])).toEqual([
      "success",
      "invalid_arguments",
    ]);
    expect(upstream.received.map(({ headers }) => headers.traceparent)).toEqual(
      [first, second].map((span) => `00-${traceId}-${span?.spanContext().spanId}-01`),
    );
    const told = JSON.stringify(spans.map(({ name, attributes, status }) => ({ name, attributes, status })));
    expect(told).not.toContain("secret-id");
    expect(told).not.toContain(key);
  });
});
