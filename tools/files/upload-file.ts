import * as z from "zod";
import { defineTool } from "../define.ts";
import { checkedObject, freeObject, text } from "../parameters/common.ts";
import { documented } from "../parameters/documented.ts";
import { type FileSource, post } from "../request.ts";

/** Padding may be left out. A pattern of groups of four would exhaust the stack on a few megabytes. */
const isBase64 = (value: string) =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.replace(/=+$/, "").length % 4 !== 1;

const base64 = () => z.string().refine(isBase64, "base64 text");

/** A path wins over the content and the key of the file object. */
function sourceOf(
  file: { content_base64?: string | undefined; s3key?: string | undefined },
  path?: string,
): FileSource {
  if (path !== undefined) return { kind: "path", path };
  if (file.content_base64 !== undefined) return { kind: "base64", data: file.content_base64 };
  return { kind: "stored", s3key: file.s3key ?? "" };
}

/** `file` and `file_path` never travel as such, only the bytes and a name do. */
export const uploadFile = defineTool({
  name: "SCALE_AI_UPLOAD_FILE",
  title: "Upload File",
  toolset: "files",
  effect: "create",
  destructive: false,
  idempotent: false,
  retry: "never",
  answer: "file",
  lookWith:
    "GET_ASSETS, or upload again with the same reference_id, which Scale refuses where the first one worked",
  description:
    "Upload a local file (at most 80 MB) from file_path, or from file.content_base64 (at most 5 MB). Returns attachment_url for a task's attachment.",
  example: { file: { name: "note.txt", mimetype: "text/plain", content_base64: "SGVsbG8=" } },
  input: () => ({
    file: checkedObject(() =>
      documented({
        name: text().optional(),
        mimetype: text().optional(),
        content_base64: base64().optional(),
        s3key: text().optional(),
      }),
    ).describe("{name, mimetype, content_base64}; {} with file_path."),
    file_path: text().describe("Local path, instead of content_base64.").optional(),
    metadata: freeObject().optional(),
    display_name: text().optional(),
    project_name: text().describe("Rapid only.").optional(),
    reference_id: text().describe("Your own id; a second upload with it is refused.").optional(),
  }),
  rules: [
    {
      over: ["file", "file_path"],
      check: ({ file = {}, file_path }) =>
        file_path === undefined && file.content_base64 === undefined && file.s3key === undefined
          ? [
              {
                path: ["file_path"],
                allowed: "this, or file.content_base64; there are no bytes to upload",
                missing: true,
              },
            ]
          : [],
    },
    {
      over: ["file", "file_path"],
      check: ({ file = {}, file_path }) =>
        file_path === undefined && file.content_base64 !== undefined && file.name === undefined
          ? [{ path: ["file", "name"], allowed: "the file's name", missing: true }]
          : [],
    },
  ],
  request: ({ file, file_path, metadata, ...fields }) =>
    post`/files/upload`.multipart(
      { source: sourceOf(file, file_path), name: file.name, type: file.mimetype },
      { ...fields, metadata: metadata === undefined ? undefined : JSON.stringify(metadata) },
    ),
});
