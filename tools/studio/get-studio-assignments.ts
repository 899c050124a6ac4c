import { defineTool } from "../define.ts";
import { get } from "../request.ts";

export const getStudioAssignments = defineTool({
  name: "SCALE_AI_GET_STUDIO_ASSIGNMENTS",
  title: "Get Studio Assignments",
  toolset: "studio",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "assignments",
  description: "Which Studio projects each active teammate has: email → project names.",
  example: {},
  input: () => ({}),
  request: () => get`/studio/assignments`,
});
