import { defineTool } from "../define.ts";
import { httpUrl, text } from "../parameters/common.ts";
import { post } from "../request.ts";

export const importFile = defineTool({
  name: "SCALE_AI_IMPORT_FILE",
  title: "Import File",
  toolset: "files",
  effect: "create",
  destructive: false,
  idempotent: false,
  retry: "never",
  answer: "file",
  lookWith: "GET_ASSETS; a second import makes a second file and harms nothing else",
  description:
    "Have Scale fetch a file (at most 80 MB) from a public URL. For a local file use UPLOAD_FILE. Returns attachment_url for a task's attachment.",
  example: { file_url: "https://images.example.com/street-7.jpg" },
  input: () => ({ file_url: httpUrl(), project_name: text().describe("Rapid only.").optional() }),
  request: (input) => post`/files/import`.json(input),
});
