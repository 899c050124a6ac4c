import { defineTool } from "../define.ts";
import { queryText } from "../parameters/common.ts";
import { get } from "../request.ts";

/** No official source gives the path: `/files` is what others chose, `/assets` is likely too. */
export const getAssets = defineTool({
  name: "SCALE_AI_GET_ASSETS",
  title: "Get Assets",
  toolset: "files",
  effect: "read",
  destructive: false,
  idempotent: true,
  retry: "safe",
  answer: "assets",
  pages: "cursor",
  description:
    "List the files of a project. Scale documents no path for this; if it answers not_found the path was a guess.",
  example: { project: "receipts" },
  input: () => ({
    project: queryText().describe("Project name."),
    metadata: queryText().describe("JSON filter, as text.").optional(),
    cursor: queryText().describe("From the last page.").optional(),
  }),
  request: ({ project, metadata, cursor }) => get`/files`.query({ project, metadata, cursor }).or`/assets`,
});
