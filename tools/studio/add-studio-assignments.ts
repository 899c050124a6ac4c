import { defineTool } from "../define.ts";
import { email, texts } from "../parameters/common.ts";
import { listOf } from "../parameters/many.ts";
import { post } from "../request.ts";

export const addStudioAssignments = defineTool({
  name: "SCALE_AI_ADD_STUDIO_ASSIGNMENTS",
  title: "Add Studio Assignments",
  toolset: "studio",
  effect: "update",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "assignments",
  description:
    "Assign Studio projects to teammates, on top of what they have. Emails come from GET_TEAMS. Returns every member's projects by email.",
  example: { emails: ["noor@example.com"], projects: ["receipts"] },
  input: () => ({
    emails: listOf(email()).min(1),
    projects: texts().min(1).describe("Project names (LIST_PROJECTS)."),
  }),
  request: (input) => post`/studio/assignments/add`.json(input),
});
