import * as z from "zod";
import { defineTool } from "../define.ts";
import { freeObject, segment } from "../parameters/common.ts";
import { post } from "../request.ts";

/** The parameters travel flat and the named ones win; source: scaleapi-python-client, `update_project`. */
export const setProjectParams = defineTool({
  name: "SCALE_AI_SET_PROJECT_PARAMS",
  title: "Set Project Parameters",
  toolset: "projects",
  effect: "update",
  destructive: true,
  idempotent: false,
  retry: "never",
  answer: "project",
  lookWith: "GET_PROJECT: the last of param_history",
  description:
    "Set the defaults of a project's future tasks. Without patch: true it REPLACES all current defaults. Read them first with GET_PROJECT. Returns the Project.",
  example: { name: "street-signs", patch: true, instruction: "Draw a tight box around every traffic sign." },
  input: () => ({
    name: segment().describe("Project name (LIST_PROJECTS)."),
    patch: z.boolean().describe("true merges; default false replaces.").optional(),
    params: freeObject().describe("Any task parameters.").optional(),
    instruction: z.string().describe("Comes before each task's own.").optional(),
    priority: z.int().optional(),
  }),
  request: ({ name, params, ...named }) => {
    const body = { ...params, ...named };
    const request = post`/projects/${name}/setParams`;
    return Object.keys(body).length === 0 ? request : request.json(body);
  },
});
