import { defineTool } from "../define.ts";
import { email, texts } from "../parameters/common.ts";
import { listOf } from "../parameters/many.ts";
import { post } from "../request.ts";

export const removeStudioAssignments = defineTool({
  name: "SCALE_AI_REMOVE_STUDIO_ASSIGNMENTS",
  title: "Remove Studio Assignments",
  toolset: "studio",
  effect: "delete",
  destructive: true,
  idempotent: true,
  retry: "safe",
  answer: "assignments",
  description:
    "Take Studio projects away from teammates. Without projects it removes ALL projects of these people. Returns every member's projects by email.",
  example: { emails: ["lee@example.com"], projects: ["receipts"] },
  input: () => ({
    emails: listOf(email()).min(1),
    projects: texts().min(1).describe("Project names; absent means all.").optional(),
  }),
  rules: [
    {
      over: ["projects", "emails"],
      level: "warn",
      check: ({ projects, emails = [] }) =>
        projects === undefined
          ? [
              {
                path: ["projects"],
                allowed: `absent, so all projects were removed from ${emails.length} teammate${emails.length === 1 ? "" : "s"}`,
              },
            ]
          : [],
    },
  ],
  request: (input) => post`/studio/assignments/remove`.json(input),
});
