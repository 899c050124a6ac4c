import { defineTool } from "../define.ts";
import { segment } from "../parameters/common.ts";
import { get } from "../request.ts";

export const getProject = defineTool({
  name: "SCALE_AI_GET_PROJECT",
  title: "Get Project",
  toolset: "projects",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "project",
  description: "One project by name; the last of param_history holds its current defaults.",
  example: { name: "street-signs" },
  input: () => ({ name: segment().describe("Project name (LIST_PROJECTS).") }),
  request: ({ name }) => get`/projects/${name}`,
});
