import {
  BAGGAGE_META_KEY,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  McpServer,
  type ServerContext,
  TRACEPARENT_META_KEY,
  TRACESTATE_META_KEY,
} from "@modelcontextprotocol/server";
import { isObject, type JsonObject } from "../tools/json.ts";
import type { Attached } from "./answer.ts";
import type { Agreed, Consent, Question } from "./consent.ts";
import type { Caller, Dispatcher, Outcome } from "./dispatcher.ts";
import type { FileStore } from "./filestore.ts";
import { keptUri } from "./kept.ts";
import type { Carrier } from "./observe.ts";
import { whyNotOffered } from "./policy.ts";
import { offerPrompts } from "./prompts.ts";
import type { Registry } from "./registry.ts";
import { offerResources } from "./resources.ts";
import { keyKind } from "./scale/credential.ts";
import { version } from "./version.ts";

/** How a labeling job goes, for an agent that has never done one. */
const job = `Runs data labeling at Scale AI. People are paid for the tasks you create: create only what was asked for, once.
A job: LIST_PROJECTS for a project and its type; CREATE_BATCH in it; UPLOAD_FILE (or IMPORT_FILE) and use attachment_url as attachment, or any URL that Scale can read; one CREATE_..._TASK for each item, of the project's type, with batch and your own unique_id; FINALIZE_BATCH (Rapid and Studio: no task can be added after). Watch with GET_BATCH_STATUS: pending, completed, error; labeling takes hours or days, so look now and then. Read results with LIST_TASKS (batch, status) or GET_TASK, in response; large ones with GET_V1_TASK_RESPONSE_URL. Sort them with ADD_TASK_TAGS.
Answers are {data, error, successful}. After a failure read data.code and data.hint. On outcome_unknown follow the hint: the call may have worked. On conflict, data.existing_task_id names what is there already. data._scale_mcp holds warnings, and what was omitted for size.`;

/** What an agent should know before its first call. At most 1,200 characters. */
export function instructionsFor({ credential, policy }: Caller): string {
  const kind = credential.kind === "missing" ? "no key" : `a ${keyKind(credential.key)} key`;
  const mode = policy.readOnly ? ", read-only" : policy.dryRun ? ", dry run: writes are not sent" : "";
  return `${job}\nThis server has ${kind}${mode}.`;
}

export interface ServerParts {
  readonly registry: Registry;
  readonly dispatcher: Dispatcher;
  readonly caller: Caller;
  /** Whether guides, Scale's objects as resources, and prompts are offered. */
  readonly guides: boolean;
  /** Where large answers are kept for their callers, as resources. */
  readonly files?: Pick<FileStore, "open"> | undefined;
}

function block({ kind, mimeType, base64 }: Attached, name: string, index: number) {
  if (kind === "image") return { type: "image" as const, mimeType, data: base64 };
  const uri = keptUri(`${name}/${index}`);
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

/** How long a person may think, in seconds. */
const consentSeconds = 300;

/** Seals what a person is asked to agree to, so that any process with the same Scale key can take the answer. */
function consentCodec({ credential }: Caller) {
  const secret = credential.kind === "key" ? credential.key : "";
  const { createHmac } = process.getBuiltinModule("node:crypto");
  const key = createHmac("sha256", secret).update("scale-ai-mcp consent").digest();
  return createRequestStateCodec<Agreed>({ key, ttlSeconds: consentSeconds });
}

/** True where the client lets its server put a form before a person. */
function canAsk(mcp: McpServer, { mcpReq }: ServerContext): boolean {
  const envelope: JsonObject = mcpReq.envelope ?? {};
  const capabilities = envelope[CLIENT_CAPABILITIES_META_KEY] ?? mcp.server.getClientCapabilities();
  const elicitation = isObject(capabilities) ? capabilities.elicitation : undefined;
  // An empty capability is that of forms, from before there were others.
  return isObject(elicitation) && (elicitation.form !== undefined || elicitation.url === undefined);
}

/** What a person said to this call, as the client reports it. */
async function consentOf(mcp: McpServer, context: ServerContext, caller: Caller): Promise<Consent> {
  const said = inputResponse(context.mcpReq.inputResponses, "consent");
  if (said.kind !== "elicit") return { kind: canAsk(mcp, context) ? "unasked" : "unable" };
  if (said.action !== "accept" || !isObject(said.content) || said.content.agree !== true)
    return { kind: "declined" };
  try {
    const to = await consentCodec(caller).verify(context.mcpReq.requestState<string>() ?? "", context);
    return { kind: "given", to };
  } catch {
    // Forged, of another key, or too late: the person is asked anew.
    return { kind: "unasked" };
  }
}

async function ask({ message, agreed }: Question, caller: Caller) {
  return inputRequired({
    inputRequests: {
      consent: inputRequired.elicit({
        message,
        requestedSchema: {
          type: "object",
          properties: { agree: { type: "boolean", title: "Yes, do it" } },
          required: ["agree"],
        },
      }),
    },
    requestState: await consentCodec(caller).mint(agreed),
  });
}

/** The trace that a request belongs to: as the protocol carries it, or HTTP. */
function carrierOf({ mcpReq, http }: ServerContext): Carrier {
  const names = [TRACEPARENT_META_KEY, TRACESTATE_META_KEY, BAGGAGE_META_KEY];
  const meta: JsonObject = { ...mcpReq._meta, ...mcpReq.envelope };
  const found = names.flatMap((name) => {
    const value = meta[name] ?? http?.req?.headers.get(name);
    return typeof value === "string" ? [[name, value]] : [];
  });
  return Object.fromEntries(found);
}

/** One MCP server for one connection or request: cheap to make, since the list is made at build. */
export function createServer(parts: ServerParts): McpServer {
  const { registry, dispatcher, caller, guides, files } = parts;
  const hasResources = guides || files !== undefined;
  const more = {
    ...(hasResources ? { resources: { listChanged: false } } : {}),
    ...(guides ? { prompts: { listChanged: false }, completions: {} } : {}),
  };
  const mcp = new McpServer(
    { name: "scale-ai-mcp", title: "Scale AI", version },
    { capabilities: { tools: { listChanged: false }, ...more }, instructions: instructionsFor(caller) },
  );
  if (hasResources) offerResources(mcp, parts);
  if (guides) offerPrompts(mcp, parts);
  const { policy } = caller;
  const asks = policy.confirm !== "never";
  mcp.server.setRequestHandler("tools/list", () => {
    const offered = registry.entries.filter(({ tool }) => whyNotOffered(policy, tool) === undefined);
    return { tools: offered.map(({ published }) => published) };
  });
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
      carrier: () => carrierOf(context),
      consent: asks ? await consentOf(mcp, context, caller) : undefined,
    });
    return outcome.question === undefined ? toResult(params.name, outcome) : ask(outcome.question, caller);
  });
  return mcp;
}
