/** 2025: a handshake, then requests. 2026: each request says all about itself. */
export const eras = ["2025-11-25", "2026-07-28"] as const;
export type Era = (typeof eras)[number];

const client = { name: "bench", version: "0" };

const envelope = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": client,
  "io.modelcontextprotocol/clientCapabilities": {},
};

export type Params = Readonly<Record<string, unknown>>;

/** A request as JSON, on one line. */
export function request(era: Era, id: number, method: string, params: Params = {}): string {
  const meta = era === "2026-07-28" ? { _meta: envelope } : {};
  return JSON.stringify({ jsonrpc: "2.0", id, method, params: { ...params, ...meta } });
}

export const handshake = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: client };

export const initialized = JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" });

/** What goes with a request over HTTP. */
export function headers(era: Era, method: string, params: Params = {}): Record<string, string> {
  const { name } = params;
  return {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": era,
    ...(era === "2026-07-28" ? { "mcp-method": method } : {}),
    ...(era === "2026-07-28" && typeof name === "string" ? { "mcp-name": name } : {}),
  };
}

/** The call that most benches repeat: it reads one task of 1.5 KB. */
export const getTask = { name: "SCALE_AI_GET_TASK", arguments: { task_id: "5774cc78b01249ab09f089dd" } };
