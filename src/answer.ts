import type { ToolFacts } from "../tools/define.ts";
import { apart, type Envelope, hasRemarks, type Success, withRemarks } from "./envelope.ts";
import { fitted } from "./fitting.ts";
import { isPlainAscii, printableJson } from "./printable.ts";
import type { PublishedTool } from "./published.ts";
import type { Mask } from "./report.ts";
import type { Sent } from "./scale/client.ts";
import type { Content } from "./scale/content.ts";

/** A file beside an envelope. */
export interface Attached {
  readonly kind: Content["kind"];
  readonly mimeType: string;
  readonly base64: string;
}

/** The answer of a call: the envelope, the same as JSON text, and files that go beside it. */
export interface Answer {
  readonly envelope: Envelope;
  /** Where nobody needed it for the answer itself, it is made when it is asked for. */
  readonly text: string;
  readonly contents: readonly Attached[];
}

/** Where something was kept: a file's path, or the URI of a resource. */
export type KeptAt = { readonly file: string } | { readonly resource: string };

/** Keeps what is too large for an answer; undefined where that is impossible. */
export type Keep = (bytes: string | Uint8Array, mediaType: string) => Promise<KeptAt | undefined>;

export interface Sizing {
  /** Bytes of an answer at most, its text and base64 together. */
  readonly mostBytes: number;
  readonly keep?: Keep | undefined;
}

/** The tool that is answered for, as far as it is known. */
export interface Answering {
  readonly tool: Pick<ToolFacts, "wholeItem">;
  readonly published: Pick<PublishedTool, "inputSchema">;
}

/** Bytes that are set aside for telling what was left out. */
const omittedBytes = 800;
/** A budget below it would leave nothing to read. */
const leastBytes = 1_000;

/** The bytes of a file with secrets hidden; Latin-1 keeps each byte a character. */
function maskedContent(content: Content, mask: Mask): Content {
  const bytes = content.bytes.toString("latin1");
  const hidden = mask(bytes);
  return hidden === bytes ? content : { ...content, bytes: Buffer.from(hidden, "latin1") };
}

const attached = ({ kind, mimeType, bytes }: Content): Attached => ({
  kind,
  mimeType,
  base64: bytes.toString("base64"),
});

const base64Bytes = ({ bytes }: Content) => Math.ceil(bytes.length / 3) * 4;

const textOf = (envelope: Envelope) => printableJson(JSON.stringify(envelope));

/** Compact JSON of an object in plain ASCII, as Scale writes it. */
const isCompact = (json: string) => json.startsWith("{") && !json.includes('": ') && isPlainAscii(json);

/** The text of an envelope whose data came as this JSON: made of that where it would look the same. */
const textFrom = (envelope: Envelope, json: string) =>
  hasRemarks(envelope) || !isCompact(json) ? textOf(envelope) : `{"data":${json},"successful":true}`;

/** The envelope and its text with secrets hidden, wherever they may have come back: in data, sentences, names. */
function masked(envelope: Envelope, mask: Mask): { readonly envelope: Envelope; readonly text: string } {
  const plain = JSON.stringify(envelope);
  const hidden = mask(plain);
  // Without a secret in it, which is the rule, the text is made once.
  if (hidden === plain) return { envelope, text: printableJson(plain) };
  const less: Envelope = JSON.parse(hidden);
  return { envelope: less, text: textOf(less) };
}

/** How to come by what was left out, never by the same call again. */
function howToGet(answering: Answering | undefined, rows: number, kept: KeptAt | undefined): string {
  const wholeItem = answering?.tool.wholeItem;
  const said = [
    ...(rows > 0 && answering?.published.inputSchema.properties.limit !== undefined
      ? ["Rows at the end are left out, and the next page begins after them: ask with a smaller limit."]
      : []),
    ...(wholeItem === undefined ? [] : [`${wholeItem} returns one whole.`]),
    ...(kept === undefined ? [] : [`The ${Object.keys(kept)[0]} holds the whole answer.`]),
  ];
  return said.length === 0 ? "Whoever runs this server can raise --max-result-bytes." : said.join(" ");
}

async function reduced(success: Success, answering: Answering | undefined, { mostBytes, keep }: Sizing) {
  const { data, remarks } = apart(success);
  // The items of a list can be had one by one.
  const listed = answering?.tool.wholeItem !== undefined;
  const kept = listed ? undefined : await keep?.(JSON.stringify(data), "application/json");
  let budget = mostBytes - Buffer.byteLength(JSON.stringify(remarks)) - omittedBytes;
  for (let round = 0; ; round++) {
    const { data: less, omitted } = fitted(data, Math.max(leastBytes, budget));
    const how = howToGet(answering, omitted?.rows ?? 0, kept);
    const told = { ...remarks, omitted: { ...omitted, ...kept, how } };
    const envelope = withRemarks({ data: less, successful: true as const }, told);
    const text = textOf(envelope);
    const size = Buffer.byteLength(text);
    if (size <= mostBytes || round === 3) return { envelope, text };
    // Escapes made the text longer than what was measured.
    budget = Math.floor((budget * mostBytes) / size) - leastBytes;
  }
}

/** Files that are too large to go beside the envelope are kept, where that is possible, and told. */
async function keepFiles(success: Success, contents: readonly Content[], { keep }: Sizing): Promise<Success> {
  const all = await Promise.all(contents.map(({ bytes, mimeType }) => keep?.(bytes, mimeType)));
  const [kept] = all.filter((at) => at !== undefined);
  const bytes = contents.reduce((sum, content) => sum + content.bytes.length, 0);
  return withRemarks(success, { omitted: { bytes, ...kept, how: howToGet(undefined, 0, kept) } });
}

/** With an escape in it, a secret could stand in JSON that does not look like it. */
const couldHide = (json: string) => json.includes("\\u") || json.includes("\\/");

/** Bytes that a character of Scale's JSON becomes at most: six as an escape, 1e20 becomes five times as long. */
const mostGrowth = 6;
/** Room for what stands around the data and for remarks. */
const frameBytes = 500;

/** True where data can be shown as it came, as most can: seen by its JSON, without making that again. */
const isPlain = (json: string, mask: Mask, { mostBytes }: Sizing) =>
  json.length * mostGrowth + frameBytes <= mostBytes && !couldHide(json) && mask(json) === json;

/**
 * An answer to which nothing is to be done. A class, since V8 makes a shape of its own for each object that is written
 * down with a getter, and keeps all that the getter can see until all of the heap is collected.
 */
class PlainAnswer implements Answer {
  readonly contents = [];
  readonly #json: string;

  constructor(
    readonly envelope: Envelope,
    json: string,
  ) {
    this.#json = json;
  }

  get text(): string {
    return textFrom(this.envelope, this.#json);
  }
}

/** Makes what was sent back into an answer: secrets hidden, within its size, safe to show. */
export function answered(
  sent: Sent,
  answering: Answering | undefined,
  mask: Mask,
  sizing: Sizing,
): Answer | Promise<Answer> {
  const { envelope, json } = sent;
  return json !== undefined && isPlain(json, mask, sizing)
    ? new PlainAnswer(envelope, json)
    : prepared(sent, answering, mask, sizing);
}

async function prepared(
  sent: Sent,
  answering: Answering | undefined,
  mask: Mask,
  sizing: Sizing,
): Promise<Answer> {
  const { envelope, text } = masked(sent.envelope, mask);
  const size = Buffer.byteLength(text);
  const contents = sent.contents.map((content) => maskedContent(content, mask));
  const withFiles = contents.reduce((sum, content) => sum + base64Bytes(content), size);
  if (!envelope.successful || withFiles <= sizing.mostBytes)
    return { envelope, text, contents: contents.map(attached) };
  if (contents.length > 0) {
    const told = await keepFiles(envelope, contents, sizing);
    return { envelope: told, text: textOf(told), contents: [] };
  }
  return { ...(await reduced(envelope, answering, sizing)), contents: [] };
}
