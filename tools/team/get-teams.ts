import { defineTool } from "../define.ts";
import { get } from "../request.ts";

export const getTeams = defineTool({
  name: "SCALE_AI_GET_TEAMS",
  title: "Get Teams",
  toolset: "team",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "teammates",
  description: "List the account's teammates: email, name, role; invited ones have an expiry.",
  example: {},
  input: () => ({}),
  request: () => get`/teams`,
});
