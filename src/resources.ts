import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
} from "@modelcontextprotocol/server";
import type { Caller, Dispatcher } from "./dispatcher.ts";
import type { FileStore } from "./filestore.ts";
import { keptPrefix } from "./kept.ts";
import { whyNotOffered } from "./policy.ts";
import type { Registry } from "./registry.ts";

export interface ResourceParts {
  readonly registry: Registry;
  readonly dispatcher: Dispatcher;
  readonly caller: Caller;
  /** Whether guides and Scale's objects are offered. */
  readonly guides: boolean;
  /** Where large answers are kept for their callers. */
  readonly files?: Pick<FileStore, "open"> | undefined;
}

interface Content {
  readonly uri: string;
  readonly mimeType: string;
  readonly text?: string;
  readonly blob?: string;
}

/** What stands below one prefix: undefined for what is not there. */
interface Family {
  readonly prefix: string;
  readonly template: { readonly name: string; readonly variable: string; readonly description: string };
  read(rest: string, uri: string): Promise<Content | undefined>;
}

const guidePrefix = "scale-ai://guide/";

/** Loaded with the first question for them: a start has no use for them. */
const guides = async () => (await import("./generated/guides.json", { with: { type: "json" } })).default;

function keptAnswers(files: Pick<FileStore, "open">, { owner = "" }: Caller): Family {
  return {
    prefix: keptPrefix,
    template: {
      name: "A large answer",
      variable: "key",
      description: "An answer that did not fit, for 15 minutes; data._scale_mcp.omitted.resource names it.",
    },
    async read(key, uri) {
      const kept = await files.open(owner, key);
      if (kept === undefined) return undefined;
      try {
        const bytes = await kept.handle.readFile();
        const isText = /json|^text\//.test(kept.type);
        const content = isText ? { text: bytes.toString("utf8") } : { blob: bytes.toString("base64") };
        return { uri, mimeType: kept.type, ...content };
      } finally {
        await kept.handle.close();
      }
    },
  };
}

/** Objects of Scale's, which a tool reads: with the same key, policy and limits as a call of that tool. */
const objects = [
  {
    kind: "task",
    variable: "id",
    tool: "SCALE_AI_GET_TASK",
    parameter: "task_id",
    description: "A task, as GET_TASK reads it.",
  },
  {
    kind: "batch",
    variable: "name",
    tool: "SCALE_AI_GET_BATCH",
    parameter: "batch_name",
    description: "A batch, as GET_BATCH reads it.",
  },
] as const;

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

function objectFamilies({ registry, dispatcher, caller }: ResourceParts): Family[] {
  const offered = objects.filter(({ tool }) => {
    const entry = registry.find(tool);
    return entry !== undefined && whyNotOffered(caller.policy, entry.tool) === undefined;
  });
  return offered.map(({ kind, variable, tool, parameter, description }) => ({
    prefix: `scale-ai://${kind}/`,
    template: { name: `A ${kind}`, variable, description },
    async read(rest, uri) {
      const value = decoded(rest);
      if (value === undefined || value === "") return undefined;
      const { envelope, text } = await dispatcher.call(tool, { [parameter]: value }, { caller });
      if (envelope.successful) return { uri, mimeType: "application/json", text };
      const { code } = envelope.data;
      if (code === "not_found" || code === "invalid_arguments") return undefined;
      throw new ProtocolError(ProtocolErrorCode.InternalError, envelope.error);
    },
  }));
}

/** Offers what can be read: guides by name, the rest by those who know what it is called. */
export function offerResources(mcp: McpServer, parts: ResourceParts): void {
  const { files, caller, guides: hasGuides } = parts;
  const families = [
    ...(files === undefined ? [] : [keptAnswers(files, caller)]),
    ...(hasGuides ? objectFamilies(parts) : []),
  ];
  mcp.server.setRequestHandler("resources/list", async () => {
    const listed = hasGuides ? await guides() : [];
    return {
      resources: listed.map(({ name, title, description }) => ({
        uri: `${guidePrefix}${name}`,
        name,
        title,
        description,
        mimeType: "text/markdown",
      })),
    };
  });
  mcp.server.setRequestHandler("resources/templates/list", () => ({
    resourceTemplates: families.map(({ prefix, template: { variable, ...told } }) => ({
      uriTemplate: `${prefix}{${variable}}`,
      ...told,
    })),
  }));
  mcp.server.setRequestHandler("resources/read", async ({ params: { uri } }) => {
    if (hasGuides && uri.startsWith(guidePrefix)) {
      const guide = (await guides()).find(({ name }) => uri === `${guidePrefix}${name}`);
      if (guide !== undefined) return { contents: [{ uri, mimeType: "text/markdown", text: guide.text }] };
    }
    const family = families.find(({ prefix }) => uri.startsWith(prefix));
    const content = await family?.read(uri.slice(family.prefix.length), uri);
    if (content === undefined) throw new ResourceNotFoundError(uri);
    const { mimeType, text, blob } = content;
    return { contents: [text === undefined ? { uri, mimeType, blob: blob ?? "" } : { uri, mimeType, text }] };
  });
}
