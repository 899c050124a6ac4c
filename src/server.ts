import { McpServer } from "@modelcontextprotocol/server";
import type { Caller, Dispatcher, Outcome } from "./dispatcher.ts";
import type { Registry } from "./registry.ts";
import type { Content } from "./scale/content.ts";
import { version } from "./version.ts";

/** How a labeling job goes, for an agent that has never done one. At most 1,200 characters. */
export const instructions = `Runs data labeling at Scale AI. People are paid for the tasks you create: create only what was asked for, once.
A job: LIST_PROJECTS for a project and its type; CREATE_BATCH in it; UPLOAD_FILE (or IMPORT_FILE) and use attachment_url as attachment, or any URL that Scale can read; one CREATE_..._TASK for each item, of the project's type, with batch and your own unique_id; FINALIZE_BATCH (Rapid and Studio: no task can be added after). Watch with GET_BATCH_STATUS: pending, completed, error; labeling takes hours or days, so look now and then. Read results with LIST_TASKS (batch, status) or GET_TASK, in response; large ones with GET_V1_TASK_RESPONSE_URL. Sort them with ADD_TASK_TAGS.
Every answer is {data, error, successful}. After a failure read data.code and data.hint. On outcome_unknown look before you call again: the first call may have worked. On conflict, data.existing_task_id names the task that is there already. data._scale_mcp.warnings tells what was repaired in your arguments.`;

export interface ServerParts {
  readonly registry: Registry;
  readonly dispatcher: Dispatcher;
  readonly caller: Caller;
}

function block({ kind, mimeType, base64 }: Content, name: string, index: number) {
  if (kind === "image") return { type: "image" as const, mimeType, data: base64 };
  const uri = `scale-ai://result/${name}/${index}`;
  return { type: "resource" as const, resource: { uri, mimeType, blob: base64 } };
}

/** An outcome as the result of `tools/call`: the envelope twice, structured and as text, then the files. */
export function toResult(name: string, { envelope, text, contents }: Outcome) {
  return {
    content: [
      { type: "text" as const, text },
      ...contents.map((content, index) => block(content, name, index)),
    ],
    structuredContent: { ...envelope },
    isError: !envelope.successful,
  };
}

/** One MCP server for one connection or request: cheap to make, since the list is made at build. */
export function createServer({ registry, dispatcher, caller }: ServerParts): McpServer {
  const mcp = new McpServer(
    { name: "scale-ai-mcp", title: "Scale AI", version },
    { capabilities: { tools: { listChanged: false } }, instructions },
  );
  const list = { tools: registry.entries.map(({ published }) => published) };
  mcp.server.setRequestHandler("tools/list", () => list);
  mcp.server.setRequestHandler("tools/call", async ({ params }, context) => {
    const { progressToken } = context.mcpReq._meta ?? {};
    const onProgress =
      progressToken === undefined
        ? undefined
        : (progress: number, total: number) =>
            void context.mcpReq
              .notify({ method: "notifications/progress", params: { progressToken, progress, total } })
              .catch(() => {});
    const outcome = await dispatcher.call(params.name, params.arguments, {
      caller,
      signal: context.mcpReq.signal,
      onProgress,
    });
    return toResult(params.name, outcome);
  });
  return mcp;
}
