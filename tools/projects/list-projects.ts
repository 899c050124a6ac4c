import * as z from "zod";
import { defineTool } from "../define.ts";
import { get } from "../request.ts";

export const listProjects = defineTool({
  name: "SCALE_AI_LIST_PROJECTS",
  title: "List Projects",
  toolset: "projects",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "projects",
  wholeItem: "GET_PROJECT",
  description:
    "List all projects with type, name and parameter history. Start here for a project's name and type.",
  example: {},
  input: () => ({ archived: z.boolean().describe("Only archived, or only others.").optional() }),
  request: ({ archived }) => get`/projects`.query({ archived }),
});
