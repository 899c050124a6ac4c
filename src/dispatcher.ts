import { type Answer, answered, type Keep, type Sizing } from "./answer.ts";
import { type WriteRecord, writeRecord } from "./audit.ts";
import { type Consent, declined, nobodyToAsk, notYetAsked, type Question, questionText } from "./consent.ts";
import { type Failure, failure, type Remarks, withRemarks } from "./envelope.ts";
import { beyondLimits } from "./extent.ts";
import type { Carrier, Observer } from "./observe.ts";
import { isWrite, mustAsk, type Policy, whyNotOffered, whyNotWith } from "./policy.ts";
import type { PublishedTool } from "./published.ts";
import type { Entry, Registry } from "./registry.ts";
import { repair } from "./repair.ts";
import { type Mask, report } from "./report.ts";
import { alone, type Job, type ScaleClient, type Sent } from "./scale/client.ts";
import { type Credential, keyKind, maskFor } from "./scale/credential.ts";
import { digestOf } from "./scale/digest.ts";
import { UnderWay } from "./scale/under-way.ts";

/** Whose key a call uses, and what it may do. */
export interface Caller {
  readonly credential: Credential;
  readonly policy: Policy;
  /** Whose files and kept answers these are; where nobody else can call, there is none. */
  readonly owner?: string | undefined;
}

export interface CallOptions {
  readonly caller: Caller;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Bytes of this answer at most, where that is not what it is for all. */
  readonly mostBytes?: number | undefined;
  /** The trace that this call belongs to. */
  readonly carrier?: (() => Carrier) | undefined;
  /** Whether a person agreed, where the policy asks for it; by default nobody can be asked. */
  readonly consent?: Consent | undefined;
}

/** What a call came to. A question means that it waits for a person's agreement, and nothing was sent. */
export interface Outcome extends Answer {
  readonly question?: Question;
}

export interface Dispatcher {
  /** Runs one call. Every outcome is an envelope; it never throws. */
  call(name: string, args: unknown, options: CallOptions): Promise<Outcome>;
  /** Resolves once no call is under way. */
  idle(): Promise<void>;
}

export interface DispatcherParts {
  readonly registry: Registry;
  readonly client: ScaleClient;
  /** Bytes of an answer at most. */
  readonly mostBytes: number;
  /** Keeps what is too large, for its caller only; resolves with where it is, as the model is to read it. */
  readonly keep?: ((caller: Caller, ...kept: Parameters<Keep>) => ReturnType<Keep>) | undefined;
  /** Stands around each call. */
  readonly around?: Observer["call"] | undefined;
  /** Told of each write, also of one that was refused. */
  readonly onWrite?: (record: WriteRecord) => void;
  /** Told of a fault in this server, which the caller sees only as `internal`. */
  readonly onFault?: (tool: string, error: unknown) => void;
}

/** What a call came to before it is made presentable. */
interface Run extends Sent {
  readonly question?: Question;
  /** Of a write whose arguments were sound: the same for the same tool and arguments. */
  readonly fingerprint?: string;
}

const ended = (envelope: Failure): Run => alone(envelope);

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

const refused = (why: string) => failure("refused", `${why} Nothing was sent to Scale.`, { hint: why });

const tooMuch = (how: string) =>
  failure("invalid_arguments", `The arguments ${how}. Nothing was sent to Scale: send less and call again.`);

const noCarrier = (): Carrier => ({});

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { registry, client, mostBytes, keep, around, onWrite, onFault } = parts;

  function unknownTool(name: string): Failure {
    const near = registry.nearest(name);
    const meant =
      near.length === 0 ? "List the tools to see their names." : `Did you mean ${near.join(" or ")}?`;
    return failure("unknown_tool", `No tool has the name ${JSON.stringify(name.slice(0, 100))}. ${meant}`, {
      ...(near.length === 0 ? {} : { nearest: near }),
    });
  }

  async function run(
    { tool, published }: Entry,
    given: unknown,
    options: CallOptions,
    mask: Mask,
  ): Promise<Run> {
    const { credential, policy } = options.caller;
    const notOffered = whyNotOffered(policy, tool);
    if (notOffered !== undefined) return ended(refused(notOffered));
    if (credential.kind === "missing") return ended(unauthorized(credential.reason));
    const { key } = credential;
    const kind = keyKind(key);
    const notWith = whyNotWith(policy, tool, kind);
    if (notWith !== undefined) return ended(refused(notWith));

    const beyond = beyondLimits(given);
    if (beyond !== undefined) return ended(tooMuch(beyond));
    const { args, repairs, beyond: unread } = repair(given ?? {}, published.inputSchema);
    // Text that was read as JSON may hold more than it seemed.
    const still = unread ?? (repairs.length === 0 ? undefined : beyondLimits(args));
    if (still !== undefined) return ended(tooMuch(still));
    const prepared = tool.prepare(args);
    if (!prepared.ok) return ended(report(published.name, prepared, args, mask));

    const warnings = [...repairs, ...prepared.warnings];
    const { request, settlement } = prepared;
    const { consent = { kind: "unable" }, signal, onProgress } = options;
    const sending = { key, owner: options.caller.owner, signal, onProgress };
    const present = (sent: Sent, remarks?: Remarks): Sent => {
      const helped = withHelp(sent, published);
      if (warnings.length > 0) {
        const envelope = withRemarks(helped.envelope, { ...remarks, warnings });
        // Warnings are about what the caller sent, which may hold anything.
        return { ...helped, envelope, json: undefined };
      }
      return remarks === undefined ? helped : { ...helped, envelope: withRemarks(helped.envelope, remarks) };
    };
    if (!isWrite(tool)) return present(await client.send({ tool, request }, sending));

    const fingerprint = digestOf(tool.name, args);
    const job: Job = { tool, request, settlement, fingerprint };
    const write = (sent: Sent): Run => ({ ...present(sent, { key: kind }), fingerprint });
    if (policy.dryRun) return write(await client.describe(job, sending));
    if (!mustAsk(policy, tool)) return write(await client.send(job, sending));
    if (consent.kind === "declined") return { ...ended(declined), fingerprint };
    if (consent.kind === "unable") return { ...ended(nobodyToAsk), fingerprint };
    // An agreement to other arguments is none.
    if (consent.kind === "given" && consent.to.fingerprint === fingerprint)
      return write(await client.send({ ...job, idempotencyKey: consent.to.idempotencyKey }, sending));
    const message = mask(questionText(tool, args, kind));
    return {
      ...ended(notYetAsked),
      question: { message, agreed: { fingerprint, idempotencyKey: crypto.randomUUID() } },
    };
  }

  /** Keeps a record of a write, with nothing in it that is secret. */
  function record(write: WriteRecord, mask: Mask): void {
    const ids = Object.entries(write.ids).map(([name, id]) => [name, mask(id)]);
    onWrite?.({ ...write, ids: Object.fromEntries(ids) });
  }

  const underWay = new UnderWay();
  async function call(
    name: string,
    entry: Entry | undefined,
    args: unknown,
    options: CallOptions,
  ): Promise<Outcome> {
    const { caller } = options;
    const mask = maskFor(caller.credential);
    const sizing: Sizing = {
      mostBytes: options.mostBytes ?? mostBytes,
      keep: keep && ((bytes, mediaType) => keep(caller, bytes, mediaType)),
    };
    underWay.begin();
    try {
      if (entry === undefined) return await answered(ended(unknownTool(name)), undefined, mask, sizing);
      const ran = await run(entry, args, options, mask);
      const { question, fingerprint, envelope } = ran;
      if (isWrite(entry.tool) && question === undefined) {
        const abandoned = options.signal?.aborted === true;
        record(writeRecord(entry.tool, fingerprint, args, envelope, abandoned), mask);
      }
      const answer = await answered(ran, entry, mask, sizing);
      return question === undefined ? answer : { ...answer, question };
    } catch (error) {
      onFault?.(name, error);
      const hint = "This is a fault of the server, told in its log; calling again may not help.";
      const told = failure("internal", `The server failed on this call. ${hint}`, { hint });
      return await answered(ended(told), entry, mask, sizing);
    } finally {
      underWay.end();
    }
  }

  return {
    call(name, args, options) {
      const entry = registry.find(name);
      const running = () => call(name, entry, args, options);
      return around === undefined
        ? running()
        : around(entry?.tool.name ?? "unknown", options.carrier ?? noCarrier, running);
    },
    idle: () => underWay.idle(),
  };
}
