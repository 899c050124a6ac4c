import { readFileSync } from "node:fs";
import { McpServer } from "@modelcontextprotocol/server";

const tool = {
  name: "SCALE_AI_GET_TASK",
  description: "Read a task.",
  inputSchema: {
    type: "object" as const,
    properties: { task_id: { type: "string" } },
    required: ["task_id"],
  },
};

/** What the list answers: one tool, or those of a file. */
const { TOOLS: file = "", SCALE_API_URL: api = "", SCALE_API_KEY: key = "" } = process.env;
const tools = file === "" ? [tool] : JSON.parse(readFileSync(file, "utf8"));

let connecting: Promise<import("undici").Agent> | undefined;

/** As late as ours is loaded, so that it counts for the first call and not for the start. */
const connected = () => {
  connecting ??= import("undici").then(({ default: { Agent } }) => new Agent());
  return connecting;
};

const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;

/** The least that answers as we do: no checks, no limits, no log, nothing hidden, no attempt after the first. */
export function createMinimal(): McpServer {
  const mcp = new McpServer({ name: "minimal", version: "0" }, { capabilities: { tools: {} } });
  mcp.server.setRequestHandler("tools/list", () => ({ tools }));
  mcp.server.setRequestHandler("tools/call", async ({ params }) => {
    const url = new URL(`${api}/task/${encodeURIComponent(String(params.arguments?.task_id))}`);
    const agent = await connected();
    const { body } = await agent.request({
      origin: url.origin,
      path: url.pathname,
      method: "GET",
      headers: { authorization },
    });
    const structuredContent = { data: await body.json(), successful: true };
    return { content: [{ type: "text", text: JSON.stringify(structuredContent) }], structuredContent };
  });
  return mcp;
}
