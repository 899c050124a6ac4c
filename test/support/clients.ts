import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernHttp,
  type Transport as ModernTransport,
} from "@modelcontextprotocol/client";
import { StdioClientTransport as ModernStdio } from "@modelcontextprotocol/client/stdio";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as LegacyStdio } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as LegacyHttp } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport as LegacyTransport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

/** The built command, which is what users run. */
export const command = new URL("../../dist/main.js", import.meta.url).pathname;

export interface CallResult {
  readonly content: readonly { readonly type: string; readonly [key: string]: unknown }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}

/** What the tests need of a client, whichever generation it is of. */
export interface Connected {
  readonly instructions: string | undefined;
  listTools(): Promise<readonly { name: string; [key: string]: unknown }[]>;
  call(name: string, args?: Record<string, unknown>, options?: CallExtras): Promise<CallResult>;
  readResource(uri: string): Promise<{ readonly contents: readonly { readonly [key: string]: unknown }[] }>;
  /** URIs of what is listed, then templates. */
  listResources(): Promise<readonly string[]>;
  listPrompts(): Promise<readonly string[]>;
  /** The text of a prompt. */
  getPrompt(name: string, given?: Record<string, string>): Promise<string>;
  complete(ref: Reference, name: string, value: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export type Reference =
  | { readonly type: "ref/prompt"; readonly name: string }
  | { readonly type: "ref/resource"; readonly uri: string };

/** What both generations have alike. */
interface Alike {
  listResources(): Promise<{ resources: { uri: string }[] }>;
  listResourceTemplates(): Promise<{ resourceTemplates: { uriTemplate: string }[] }>;
  listPrompts(): Promise<{ prompts: { name: string }[] }>;
  getPrompt(params: {
    name: string;
    arguments?: Record<string, string>;
  }): Promise<{ messages: { content: unknown }[] }>;
  complete(params: {
    ref: Reference;
    argument: { name: string; value: string };
  }): Promise<{ completion: { values: string[] } }>;
}

const offers = (client: Alike) => ({
  listResources: async () => {
    const { resources } = await client.listResources();
    const { resourceTemplates } = await client.listResourceTemplates();
    return [...resources.map(({ uri }) => uri), ...resourceTemplates.map(({ uriTemplate }) => uriTemplate)];
  },
  listPrompts: async () => (await client.listPrompts()).prompts.map(({ name }) => name),
  getPrompt: async (name: string, given?: Record<string, string>) => {
    const { messages } = await client.getPrompt({
      name,
      ...(given === undefined ? {} : { arguments: given }),
    });
    const [first] = messages;
    return JSON.stringify(first?.content ?? null);
  },
  complete: async (ref: Reference, name: string, value: string) =>
    (await client.complete({ ref, argument: { name, value } })).completion.values,
});

export interface CallExtras {
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: { progress: number; total?: number | undefined }) => void;
}

export interface Started {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Answers the forms that the server puts before a person; without it the client can't be asked. */
  readonly onAsk?: ((message: string) => Promise<Reply> | Reply) | undefined;
}

export interface Reply {
  readonly action: "accept" | "decline" | "cancel";
  readonly content?: Record<string, boolean>;
}

const information = { name: "test", version: "0.0.0" };

const parameters = ({ args = ["--sandbox"], env = {}, cwd }: Started) => ({
  command: process.execPath,
  args: [command, ...args],
  env: { PATH: process.env.PATH ?? "", ...env },
  stderr: "ignore" as const,
  ...(cwd === undefined ? {} : { cwd }),
});

const capabilities = ({ onAsk }: Started) => (onAsk === undefined ? {} : { elicitation: {} });

async function legacy(
  started: Started,
  transport: LegacyTransport = new LegacyStdio(parameters(started)),
): Promise<Connected> {
  const client = new LegacyClient(information, { capabilities: capabilities(started) });
  const { onAsk } = started;
  if (onAsk !== undefined)
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => ({
      ...(await onAsk(params.message)),
    }));
  await client.connect(transport);
  return {
    instructions: client.getInstructions(),
    listTools: async () => (await client.listTools()).tools,
    readResource: (uri) => client.readResource({ uri }),
    ...offers(client),
    call: async (name, args = {}, extras = {}) => {
      const result = await client.callTool({ name, arguments: args }, undefined, extras);
      if (!("content" in result) || !Array.isArray(result.content))
        throw new Error("a result without content");
      return { ...result, content: result.content, isError: result.isError === true };
    },
    close: () => client.close(),
  };
}

async function modern(
  started: Started,
  mode: "auto" | "legacy",
  transport: ModernTransport = new ModernStdio(parameters(started)),
): Promise<Connected> {
  const client = new ModernClient(information, {
    versionNegotiation: { mode },
    capabilities: capabilities(started),
  });
  const { onAsk } = started;
  if (onAsk !== undefined)
    client.setRequestHandler("elicitation/create", async ({ params }) => ({
      ...(await onAsk(params.message)),
    }));
  await client.connect(transport);
  return {
    instructions: client.getInstructions(),
    listTools: async () => (await client.listTools()).tools,
    readResource: (uri) => client.readResource({ uri }),
    ...offers(client),
    call: async (name, args = {}, extras = {}) => {
      const result = await client.callTool({ name, arguments: args }, extras);
      return { ...result, isError: result.isError === true };
    },
    close: () => client.close(),
  };
}

interface Http extends Pick<Started, "onAsk"> {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const modernHttp = ({ url, headers = {}, ...rest }: Http, mode: "auto" | "legacy") =>
  modern(rest, mode, new ModernHttp(new URL(url), { requestInit: { headers } }));

/** Both generations and both eras over HTTP; a 2025 client without a session can't be asked. */
export const httpGenerations: readonly { name: string; connect: (http: Http) => Promise<Connected> }[] = [
  {
    name: "SDK 1.x, protocol 2025-11-25",
    connect: ({ url, headers = {}, ...rest }) =>
      legacy(rest, new LegacyHttp(new URL(url), { requestInit: { headers } })),
  },
  { name: "SDK 2.x, protocol 2025-11-25", connect: (http) => modernHttp(http, "legacy") },
  { name: "SDK 2.x, protocol 2026-07-28", connect: (http) => modernHttp(http, "auto") },
];

/** Both generations of the SDK's client, and both eras of the protocol. */
export const generations: readonly { name: string; connect: (started?: Started) => Promise<Connected> }[] = [
  { name: "SDK 1.x, protocol 2025-11-25", connect: (started = {}) => legacy(started) },
  { name: "SDK 2.x, protocol 2025-11-25", connect: (started = {}) => modern(started, "legacy") },
  { name: "SDK 2.x, protocol 2026-07-28", connect: (started = {}) => modern(started, "auto") },
];
