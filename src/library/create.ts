import { tools } from "../../tools/index.ts";
import { createApp } from "../app.ts";
import { type Config, createConfig } from "../config.ts";
import type { Consent } from "../consent.ts";
import type { Envelope } from "../envelope.ts";
import type { Inputs, Iterators, ToolMethods } from "../generated/inputs.ts";
import type { Environment, Flags } from "../given.ts";
import type { Logger } from "../log.ts";
import { methodName } from "../names.ts";
import { leastResultBytes } from "../options.ts";
import { whyNotOffered } from "../policy.ts";
import type { PublishedTool } from "../published.ts";
import { maskFor } from "../scale/credential.ts";
import type { Answers } from "./answers.ts";
import type { ScaleToolsOptions } from "./options.ts";
import { eachItem } from "./pages.ts";
import type { CallOptions, EachOptions, ToolSource } from "./source.ts";

/** The name of a tool, as documented. */
export type ToolName = keyof Inputs;

/** The tools as methods, by name, as lists to go through, and as definitions for a framework. */
export interface ScaleTools extends ToolMethods, ToolSource {
  /** Calls a tool by its name. Every outcome is an envelope. */
  call<Name extends string>(
    name: Name,
    input: Name extends ToolName ? Inputs[Name] : unknown,
    options?: CallOptions,
  ): Promise<Envelope<Name extends ToolName ? Answers[Name] : Record<string, unknown>>>;
  /** The lists that come in pages, an item at a time. */
  readonly each: Iterators;
  /** Ends what is under way, writes on the wire last, and the sandbox where there is one. */
  close(): Promise<void>;
}

type Call = ToolSource["call"];

/** What the tools are before their types: those are Scale's documents put down, and no answer is held against them. */
interface Untyped {
  readonly definitions: readonly PublishedTool[];
  readonly call: Call;
  readonly each: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

const isComplete = (made: Untyped): made is Untyped & ScaleTools =>
  tools.every(({ name, pages }) => {
    const method = methodName(name);
    return method in made && (pages === undefined || method in made.each);
  });

function settings(options: ScaleToolsOptions): { readonly flags: Flags; readonly env: Environment } {
  const { apiKey, sandbox = false, timeoutMs, maxResultBytes, ...rest } = options;
  const { toolsets, tools: names, excludeTools, env = process.env } = rest;
  const world = typeof sandbox === "object" ? sandbox : {};
  const flags = {
    sandbox: sandbox !== false,
    seed: world.seed,
    faults: world.faults,
    apiUrl: rest.apiUrl,
    readOnly: rest.readOnly ?? false,
    toolsets: toolsets?.join(","),
    tools: names?.join(","),
    excludeTools: excludeTools?.join(","),
    shortNames: rest.shortNames ?? false,
    confirm: rest.confirm,
    dryRun: rest.dryRun ?? false,
    noLiveWrites: rest.noLiveWrites ?? false,
    timeout: timeoutMs === undefined ? undefined : String(timeoutMs / 1_000),
    uploadRoots: rest.uploadRoots ?? [],
    maxResultBytes: maxResultBytes === undefined ? undefined : String(maxResultBytes),
    auditLog: rest.auditLog,
  };
  const key =
    apiKey === undefined
      ? { SCALE_API_KEY: env.SCALE_API_KEY, SCALE_API_KEY_FILE: env.SCALE_API_KEY_FILE }
      : { SCALE_API_KEY: apiKey };
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return { flags: Object.fromEntries(given), env: key };
}

function loggerFor({ onLog }: ScaleToolsOptions, { credential }: Config): Logger {
  const mask = maskFor(credential);
  const hidden = (fields: object): object => JSON.parse(mask(JSON.stringify(fields)));
  return {
    log: (level, message, fields = {}) => onLog?.(level, mask(message), hidden(fields)),
    flush: async () => {},
  };
}

/** The tools of Scale AI as functions, with the guards, retries and limits that the server has. Throws ConfigError. */
export async function createScaleTools(options: ScaleToolsOptions = {}): Promise<ScaleTools> {
  const { flags, env } = settings(options);
  const config = createConfig(flags, env);
  const app = await createApp(config, loggerFor(options, config), { kind: "direct" });
  const { registry, dispatcher, caller } = app;
  const { ask } = options;

  const call: Call = async (name, input, { onFile, maxResultBytes, signal, onProgress } = {}) => {
    const mostBytes = maxResultBytes === undefined ? undefined : Math.max(maxResultBytes, leastResultBytes);
    const attempt = (consent: Consent) =>
      dispatcher.call(name, input, { caller, mostBytes, signal, onProgress, consent });
    let outcome = await attempt({ kind: ask === undefined ? "unable" : "unasked" });
    if (outcome.question !== undefined && ask !== undefined) {
      const { message, agreed } = outcome.question;
      const agrees = await ask(message);
      outcome = await attempt(agrees ? { kind: "given", to: agreed } : { kind: "declined" });
    }
    for (const file of outcome.contents) onFile?.(file);
    return outcome.envelope;
  };

  const offered = registry.entries.filter(({ tool }) => whyNotOffered(caller.policy, tool) === undefined);
  const methods = tools.map(({ name }) => [
    methodName(name),
    (input: unknown, options?: CallOptions) => call(name, input, options),
  ]);
  const iterators = tools
    .filter(({ pages }) => pages !== undefined)
    .map((tool) => [
      methodName(tool.name),
      (input: unknown, options?: EachOptions) => eachItem({ call }, tool, input, options),
    ]);
  const made: Untyped = {
    ...Object.fromEntries(methods),
    call,
    each: Object.fromEntries(iterators),
    definitions: offered.map(({ published }) => published),
    close: () => app.close(),
  };
  if (!isComplete(made)) throw new Error("src/generated/inputs.ts is stale: run npm run generate.");
  return made;
}
