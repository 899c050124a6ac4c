import type { Tool } from "../tools/define.ts";
import { type Envelope, type Failure, failure } from "./envelope.ts";
import type { PublishedTool } from "./publish.ts";
import type { Registry } from "./registry.ts";
import { repair } from "./repair.ts";
import { type Mask, report } from "./report.ts";
import { alone, type ScaleClient, type Sent } from "./scale/client.ts";
import type { Content } from "./scale/content.ts";
import { type Credential, maskFor } from "./scale/credential.ts";

/** Whose key a call uses, and under which policy it runs. */
export interface Caller {
  readonly credential: Credential;
}

export interface CallOptions {
  readonly caller: Caller;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The answer of a call: the envelope, the same as JSON text, and files that go beside it. */
export interface Outcome {
  readonly envelope: Envelope;
  readonly text: string;
  readonly contents: readonly Content[];
}

export interface Dispatcher {
  /** Runs one call. Every outcome is an envelope; it never throws. */
  call(name: string, args: unknown, options: CallOptions): Promise<Outcome>;
}

export interface DispatcherParts {
  readonly registry: Registry;
  readonly client: ScaleClient;
  /** Told of a fault in this server, which the caller sees only as `internal`. */
  readonly onFault?: (tool: string, error: unknown) => void;
}

/** Whether this call may run at all: a refusal, or undefined. */
const gate = (_tool: Tool, _caller: Caller): Failure | undefined => undefined;

/** Brings an answer to the size that clients take. */
const sized = (sent: Sent): Sent => sent;

/** The bytes of a file with secrets hidden; Latin-1 keeps each byte a character. */
function maskedContent(content: Content, mask: Mask): Content {
  const bytes = Buffer.from(content.base64, "base64").toString("latin1");
  const hidden = mask(bytes);
  return hidden === bytes
    ? content
    : { ...content, base64: Buffer.from(hidden, "latin1").toString("base64") };
}

/** Hides secrets wherever they may have come back: in data, in sentences, in names. */
function wrap({ envelope, contents }: Sent, mask: Mask): Outcome {
  const plain = JSON.stringify(envelope);
  const text = mask(plain);
  return {
    envelope: text === plain ? envelope : JSON.parse(text),
    text,
    contents: contents.map((content) => maskedContent(content, mask)),
  };
}

/** No documented value has a tenth of it, and checking nested labels takes stack for each level. */
const mostLevels = 200;

/** Walks level by level, so that no depth can exhaust the stack. */
function isDeeperThan(most: number, value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    const next: unknown[] = [];
    for (const item of level)
      if (typeof item === "object" && item !== null)
        for (const child of Object.values(item))
          if (typeof child === "object" && child !== null) next.push(child);
    level = next;
  }
  return false;
}

const tooDeep = failure(
  "invalid_arguments",
  `The arguments are nested more than ${mostLevels} levels deep. Nothing was sent to Scale: flatten them and call again.`,
);

/** Where Scale's own words name parameters of the tool, what is known of those stands beside them. */
function withHelp(sent: Sent, { inputSchema }: PublishedTool): Sent {
  const { envelope } = sent;
  if (envelope.successful || envelope.data.code !== "invalid_arguments") return sent;
  const words = String(envelope.data.scale_error ?? "");
  const named = Object.entries(inputSchema.properties).filter(([name]) =>
    new RegExp(`\\b${name}\\b`).test(words),
  );
  if (named.length === 0) return sent;
  const required = (name: string) => (inputSchema.required?.includes(name) ? "required" : "optional");
  const parameters = Object.fromEntries(
    named.map(([name, { type = "any", description = "" }]) => [
      name,
      `${type}, ${required(name)}. ${description}`.trim(),
    ]),
  );
  return { ...sent, envelope: { ...envelope, data: { ...envelope.data, parameters } } };
}

/** Without a key no arguments could make a call succeed, so this is told before they are looked at. */
const unauthorized = (reason: string) =>
  failure("unauthorized", `There is no Scale API key. ${reason}`, { hint: reason });

export function createDispatcher({ registry, client, onFault }: DispatcherParts): Dispatcher {
  function unknownTool(name: string): Failure {
    const near = registry.nearest(name);
    const meant =
      near.length === 0 ? "List the tools to see their names." : `Did you mean ${near.join(" or ")}?`;
    return failure("unknown_tool", `No tool has the name ${JSON.stringify(name.slice(0, 100))}. ${meant}`, {
      ...(near.length === 0 ? {} : { nearest: near }),
    });
  }

  async function run(name: string, given: unknown, options: CallOptions, mask: Mask): Promise<Sent> {
    const entry = registry.find(name);
    if (entry === undefined) return alone(unknownTool(name));
    const { tool, published } = entry;

    const refusal = gate(tool, options.caller);
    if (refusal !== undefined) return alone(refusal);
    const { credential } = options.caller;
    if (credential.kind === "missing") return alone(unauthorized(credential.reason));

    const { args, repairs } = repair(given ?? {}, published.inputSchema);
    if (isDeeperThan(mostLevels, args)) return alone(tooDeep);
    const prepared = tool.prepare(args);
    if (!prepared.ok) return alone(report(name, prepared, args, mask));

    const { key } = credential;
    const { signal, onProgress } = options;
    const remarks = { warnings: [...repairs, ...prepared.warnings] };
    const sent = await client.send(tool, prepared.request, { key, remarks, signal, onProgress });
    return sized(withHelp(sent, published));
  }

  return {
    async call(name, args, options) {
      const mask = maskFor(options.caller.credential);
      try {
        return wrap(await run(name, args, options, mask), mask);
      } catch (error) {
        onFault?.(name, error);
        const hint = "This is a fault of the server, told in its log; calling again may not help.";
        return wrap(alone(failure("internal", `The server failed on this call. ${hint}`, { hint })), mask);
      }
    },
  };
}
