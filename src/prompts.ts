import { type McpServer, ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { isObject } from "../tools/json.ts";
import type { Caller, Dispatcher } from "./dispatcher.ts";

interface Argument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
}

interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly Argument[];
  readonly text: (given: Readonly<Record<string, string>>) => string;
}

const argument = (name: string, description: string, required = false): Argument => ({
  name,
  description,
  required,
});

const project = (required: boolean) => argument("project", "Name of the project.", required);

/** Jobs that people start by hand; each leads an agent through the tools, with a person asked before money is spent. */
export const prompts: readonly Prompt[] = [
  {
    name: "launch_batch",
    title: "Launch a batch",
    description: "From files to a finalized batch, with a small trial first.",
    arguments: [
      project(true),
      argument("goal", "What shall be labeled, and what for.", true),
      argument("items", "Where the items are: URLs, or a folder."),
    ],
    text: ({
      project: name = "",
      goal = "",
      items = "",
    }) => `Launch a labeling batch at Scale AI in the project ${JSON.stringify(name)}.
Goal: ${goal}${items === "" ? "" : `\nItems: ${items}`}

1. Read the project with GET_PROJECT: its type, its instruction, its defaults. If it does not suit the goal, stop and say so.
2. Read scale-ai://guide/running-a-batch and the guide for this type of task. Write the arguments of one task.
3. Show me the arguments, how many tasks there will be, and that each is paid for. Wait for my yes.
4. CREATE_BATCH, then one task for each of at most five items, each with a unique_id made from the item's own name. FINALIZE_BATCH where the project is of Rapid or Studio.
5. Tell me the batch's name, and that results come within hours or days. Send the rest only after I have seen the results of these.

On outcome_unknown follow the hint. On conflict take the task that is named. Never create a task twice, and never more than I agreed to.`,
  },
  {
    name: "triage_errors",
    title: "Triage errors",
    description: "Why tasks failed, and what to do about each kind of failure.",
    arguments: [project(false), argument("batch", "Name of the batch.")],
    text: ({ project: name = "", batch = "" }) => {
      const where =
        batch !== ""
          ? `the batch ${JSON.stringify(batch)}`
          : name !== ""
            ? `the project ${JSON.stringify(name)}`
            : "all projects";
      return `Find out why tasks failed in ${where}.

1. LIST_TASKS with status error, all pages. Nothing else is to be changed at Scale.
2. Group them by what response.error and response.attachments say: unreadable files, wrong parameters, anything else.
3. For each group: how many, two examples by task_id and unique_id, the cause in one sentence, and what would mend it.
4. Propose what to create again, with which changes. A unique_id is free again only after DELETE_TASK_UNIQUE_ID, or where clear_unique_id_on_error was set. Wait for my yes before any of that.`;
    },
  },
  {
    name: "weekly_quality",
    title: "Weekly quality",
    description: "How good the work of a project was, for a person to read.",
    arguments: [
      project(true),
      argument("since", "From which day on, such as 2026-11-16; by default the last seven days."),
    ],
    text: ({
      project: name = "",
      since = "",
    }) => `Report on the quality of work in the project ${JSON.stringify(name)} ${since === "" ? "in the last seven days" : `since ${since}`}. Only read; change nothing.

1. LIST_TASKS of the project, completed in that time: how many, by type and batch, and how long from created_at to completed_at.
2. Of these, how many have a customer_review_status, and which. GET_FIXLESS_AUDITS for those that were audited: which kinds of feedback come again and again.
3. Read ten of the results with GET_TASK. Say what looks right, and what does not, with task ids.
4. LIST_TASKS with status error in that time: how many, and why.
5. One page: the figures, the three things that matter most, and what to change in the instruction.`,
  },
];

/** Values that a completion has at most. */
const mostValues = 100;

export interface PromptParts {
  readonly dispatcher: Dispatcher;
  readonly caller: Caller;
}

/** Names that begin with what was typed; none where they can't be read. */
async function namesFrom({ dispatcher, caller }: PromptParts, kind: "project" | "batch", typed: string) {
  const [tool, list, input] =
    kind === "project"
      ? (["SCALE_AI_LIST_PROJECTS", "projects", {}] as const)
      : (["SCALE_AI_LIST_BATCHES", "docs", { limit: mostValues }] as const);
  const { envelope } = await dispatcher.call(tool, input, { caller, mostBytes: Number.POSITIVE_INFINITY });
  const rows = envelope.successful ? envelope.data[list] : [];
  return (Array.isArray(rows) ? rows : [])
    .flatMap((row) => (isObject(row) && typeof row.name === "string" ? [row.name] : []))
    .filter((name) => name.toLowerCase().startsWith(typed.toLowerCase()));
}

const invalid = (message: string) => new ProtocolError(ProtocolErrorCode.InvalidParams, message);

export function offerPrompts(mcp: McpServer, parts: PromptParts): void {
  mcp.server.setRequestHandler("prompts/list", () => ({
    prompts: prompts.map(({ text: _text, arguments: args, ...told }) => ({ ...told, arguments: [...args] })),
  }));
  mcp.server.setRequestHandler("prompts/get", ({ params: { name, arguments: given = {} } }) => {
    const prompt = prompts.find((each) => each.name === name);
    if (prompt === undefined)
      throw invalid(
        `There is no prompt ${JSON.stringify(name)}; there are ${prompts.map((each) => each.name).join(", ")}.`,
      );
    const missing = prompt.arguments
      .filter((each) => each.required && !given[each.name])
      .map((each) => each.name);
    if (missing.length > 0) throw invalid(`${name} needs ${missing.join(" and ")}.`);
    const content = { type: "text" as const, text: prompt.text(given) };
    return { description: prompt.description, messages: [{ role: "user" as const, content }] };
  });
  mcp.server.setRequestHandler("completion/complete", async ({ params: { ref, argument: asked } }) => {
    const isBatch =
      ref.type === "ref/resource" ? ref.uri.startsWith("scale-ai://batch/") : asked.name === "batch";
    const isProject = ref.type === "ref/prompt" && asked.name === "project";
    const names =
      isBatch || isProject ? await namesFrom(parts, isBatch ? "batch" : "project", asked.value) : [];
    const values = names.slice(0, mostValues);
    return { completion: { values, total: names.length, hasMore: names.length > values.length } };
  });
}
