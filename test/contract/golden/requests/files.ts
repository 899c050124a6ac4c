import type { GoldenRequest } from "../types.ts";
import { bare, json } from "./build.ts";

const upload = (
  note: string,
  args: Record<string, unknown>,
  fields: Record<string, string>,
  file: { filename: string; contentType: string; bytes: string },
): GoldenRequest => ({
  tool: "SCALE_AI_UPLOAD_FILE",
  note,
  args,
  request: { method: "POST", path: "/files/upload", query: [], body: { kind: "multipart", fields, file } },
});

export const fileRequests: readonly GoldenRequest[] = [
  upload(
    "required only: bytes in the arguments, type derived from the name",
    { file: { name: "hello.txt", content_base64: "SGVsbG8sIFNjYWxlIOKckwo=" } },
    {},
    { filename: "hello.txt", contentType: "text/plain", bytes: "Hello, Scale ✓\n" },
  ),
  upload(
    "every parameter but file_path; metadata travels as JSON text (compare it parsed)",
    {
      file: { name: "maße 🐄.csv", mimetype: "text/csv", content_base64: "YSxiCjEsMgo=" },
      metadata: { lot: 7, tags: ["ä", "b"], nested: { ok: true } },
      display_name: "Maße der Kühe",
      project_name: "a b/ç?#%",
      reference_id: "upload-7",
    },
    {
      metadata: '{"lot":7,"tags":["ä","b"],"nested":{"ok":true}}',
      display_name: "Maße der Kühe",
      project_name: "a b/ç?#%",
      reference_id: "upload-7",
    },
    { filename: "maße 🐄.csv", contentType: "text/csv", bytes: "a,b\n1,2\n" },
  ),
  upload(
    'a file on disk: the test replaces "$TMP" with an upload root and writes the expected bytes to example.txt; file_path is never sent',
    {
      file: { name: "example.txt", mimetype: "text/plain" },
      file_path: "$TMP/example.txt",
      project_name: "streets",
    },
    { project_name: "streets" },
    { filename: "example.txt", contentType: "text/plain", bytes: "Grüße aus der Datei 🐄\n" },
  ),
  json(
    "SCALE_AI_IMPORT_FILE",
    "required only",
    { file_url: "https://images.example.com/street.jpg" },
    "POST",
    "/files/import",
    { file_url: "https://images.example.com/street.jpg" },
  ),
  json(
    "SCALE_AI_IMPORT_FILE",
    "every parameter; the URL is sent unchanged",
    { file_url: "http://images.example.com/a%20b.jpg?x=1&y=%C3%A7#top", project_name: "Ünï/🐄" },
    "POST",
    "/files/import",
    { file_url: "http://images.example.com/a%20b.jpg?x=1&y=%C3%A7#top", project_name: "Ünï/🐄" },
  ),
  bare(
    "SCALE_AI_GET_ASSETS",
    "required only; the path is a guess that two others made, too",
    { project: "streets" },
    "GET",
    "/files",
    [["project", "streets"]],
  ),
  bare(
    "SCALE_AI_GET_ASSETS",
    "every parameter; the metadata filter is a string and is sent unchanged",
    { cursor: "c+/=&1", project: "a b/ç?#%", metadata: '{"lot":7}' },
    "GET",
    "/files",
    [
      ["project", "a b/ç?#%"],
      ["metadata", '{"lot":7}'],
      ["cursor", "c+/=&1"],
    ],
  ),
];
