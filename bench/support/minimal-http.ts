import { createAdaptorServer } from "@hono/node-server";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { createMinimal } from "./minimal.ts";

// The server that others are measured by, over HTTP: the same SDK over the same bridge to Node.
const handler = createMcpHandler(createMinimal);
const server = createAdaptorServer({
  fetch: (request) => handler.fetch(request),
  overrideGlobalObjects: false,
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  process.stderr.write(`Serving MCP at http://127.0.0.1:${port}/mcp\n`);
});
