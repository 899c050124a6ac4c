import { defineTool } from "../define.ts";
import { queryText } from "../parameters/common.ts";
import { get } from "../request.ts";

/** The path is known, its query names are not: no official source gives them. */
export const getFixlessAudits = defineTool({
  name: "SCALE_AI_GET_FIXLESS_AUDITS",
  title: "Get Fixless Audits",
  toolset: "quality",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "audits",
  description:
    "Audits of a task's work: result and feedback on annotations. Give task_id, or id of one audit.",
  example: { task_id: "681500005ca1e0f000000001" },
  input: () => ({ task_id: queryText().optional(), id: queryText().describe("Audit id.").optional() }),
  rules: [
    {
      over: ["id", "task_id"],
      check: ({ id, task_id }) =>
        id === undefined && task_id === undefined
          ? [{ path: ["task_id"], allowed: "this, or id", missing: true }]
          : [],
    },
  ],
  request: ({ id, task_id }) => get`/audits`.query({ id, task_id }),
});
