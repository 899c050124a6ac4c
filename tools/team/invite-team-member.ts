import { defineTool } from "../define.ts";
import { email, oneOf } from "../parameters/common.ts";
import { listOf } from "../parameters/many.ts";
import { post } from "../request.ts";

export const inviteTeamMember = defineTool({
  name: "SCALE_AI_INVITE_TEAM_MEMBER",
  title: "Invite Team Member",
  toolset: "team",
  effect: "create",
  destructive: false,
  idempotent: false,
  retry: "never",
  answer: "teammates",
  lookWith: "GET_TEAMS",
  description:
    "Invite people to the team. Sends them email. Returns all teammates; a new one can take some seconds to appear in GET_TEAMS.",
  example: { emails: ["mia@example.com"], team_role: "labeler" },
  input: () => ({
    emails: listOf(email()).min(1),
    team_role: oneOf(["labeler", "member", "manager"]).describe("labeler (Studio only), member or manager."),
  }),
  request: (input) => post`/teams/invite`.json(input),
});
