import type { ToolFacts } from "../tools/define.ts";
import { isObject } from "../tools/json.ts";
import { type Failure, failure } from "./envelope.ts";
import { printable } from "./printable.ts";
import type { KeyKind } from "./scale/credential.ts";

/** Whether a person has agreed to a call, as far as the caller knows. */
export type Consent =
  /** The caller can ask somebody and call again. */
  | { readonly kind: "unasked" }
  /** The caller can ask nobody. */
  | { readonly kind: "unable" }
  | { readonly kind: "declined" }
  | { readonly kind: "given"; readonly to: Agreed };

/** What a person agreed to: one call with exactly these arguments, once. */
export interface Agreed {
  readonly fingerprint: string;
  readonly idempotencyKey: string;
}

/** What to ask a person before a call, and what an agreement then covers. */
export interface Question {
  readonly message: string;
  readonly agreed: Agreed;
}

/** Arguments that a question shows at most; nobody reads more. */
const mostShown = 12;
const mostCharacters = 160;

function shown([name, value]: [string, unknown]): string {
  const text = JSON.stringify(value) ?? "";
  const short = text.length > mostCharacters ? `${text.slice(0, mostCharacters).toWellFormed()}…` : text;
  return `${name}: ${printable(short)}`;
}

/** What will happen, in words for the person who pays for it. */
export function questionText(
  { title, description }: Pick<ToolFacts, "title" | "description">,
  args: unknown,
  kind: KeyKind,
): string {
  const entries = isObject(args) ? Object.entries(args) : [];
  const more = entries.length - mostShown;
  return [
    `${title}, at Scale AI with ${kind === "unknown" ? "a key of unknown kind" : `a ${kind} key`}?`,
    description,
    ...entries.slice(0, mostShown).map(shown),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join("\n");
}

const refused = (error: string, hint: string): Failure => failure("refused", `${error} ${hint}`, { hint });

export const declined = refused(
  "The person who was asked did not agree. Nothing was sent to Scale.",
  "Ask them what to do instead; don't call again as it is.",
);

export const nobodyToAsk = refused(
  "This call needs a person's agreement, and this client can't ask for it. Nothing was sent to Scale.",
  "Tell your user: use a client with elicitation, or start the server with another --confirm.",
);

export const notYetAsked = refused(
  "This call needs a person's agreement first. Nothing was sent to Scale.",
  "Call again with the agreement.",
);
