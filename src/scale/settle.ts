import type { ToolFacts } from "../../tools/define.ts";
import type { ScaleRequest } from "../../tools/request.ts";
import type { Finding, Settlement } from "../../tools/settlement.ts";
import { type Envelope, success } from "../envelope.ts";
import { conflictWith, existingTask, plainFailure, unknownOutcome } from "./errors.ts";
import { effectOf, type Persisted } from "./persist.ts";
import { errorOf, type Heard } from "./read.ts";
import type { Timing } from "./timing.ts";

/** How far Scale's clock and the moment that it writes down may be apart, in milliseconds. */
const toleranceMs = 120_000;

export interface Settling {
  readonly tool: ToolFacts;
  readonly settlement: Settlement | undefined;
  readonly key: string;
  /** When the call, or an earlier one with the same key, began, in milliseconds since 1970. */
  readonly since: number;
  readonly timing: Timing;
  /** Reads, with attempts of its own. */
  readonly look: (request: ScaleRequest) => Promise<Persisted>;
}

/** The envelope of a call, and whether its outcome is known. */
export interface Settled {
  readonly envelope: Envelope;
  readonly known: boolean;
}

/** How far Scale's clock goes before ours, by the `Date` of its answer. */
function skewOf({ answer }: Heard, timing: Timing): number {
  const date = Date.parse(answer.header("date") ?? "");
  return Number.isNaN(date) ? 0 : date - timing.today();
}

async function find(existing: string | undefined, settling: Settling): Promise<Finding> {
  const { settlement, since, timing, look } = settling;
  const request = settlement?.look(existing);
  if (settlement === undefined || request === undefined) return { kind: "unclear" };
  const { result } = await look(request);
  if (result.kind === "lost") return { kind: "unclear" };
  const { reading } = result;
  const from = since + skewOf(result, timing) - toleranceMs;
  if (reading.kind === "data") return settlement.judge(reading.data, from);
  return errorOf(result)?.status === 404 ? settlement.judge(undefined, from) : { kind: "unclear" };
}

/**
 * Says what became of a write after attempts that left doubt: as a success where a look shows that this very
 * write took effect, as a failure only where it certainly did not, and otherwise as unknown.
 */
export async function settle(ended: Persisted, settling: Settling): Promise<Settled> {
  const { tool, key } = settling;
  const { result, attempts } = ended;
  const unknown = (found = ""): Settled => ({
    envelope: unknownOutcome(tool, result, key, attempts, found),
    known: false,
  });
  if (tool.retry !== "settle" || (result.kind === "lost" && result.why === "cancelled")) return unknown();

  const error = errorOf(result);
  const conflict = error?.status === 409;
  const finding = await find(conflict ? existingTask(error.words) : undefined, settling);
  if (finding.kind === "done") return { envelope: success(finding.data, { recovered: true }), known: true };

  // What Scale refused for good stays refused.
  const refused = effectOf(result, tool) === "refused";
  const plain = (): Settled => ({ envelope: plainFailure(result, key, attempts), known: true });
  // After a create's conflict something is there, and whose it is can't be seen.
  const taken = conflict && tool.effect === "create";
  switch (finding.kind) {
    case "other":
      return refused ? plain() : { envelope: conflictWith(finding.id), known: true };
    case "absent":
      if (refused && !taken) return plain();
      return unknown(taken ? "Scale says that one exists." : "A look showed nothing of it yet.");
    case "unclear":
      return unknown(taken ? "Scale says that one exists." : "");
  }
}
