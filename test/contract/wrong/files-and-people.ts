import type { WrongInput } from "./build.ts";
import { notUrls, wrong } from "./build.ts";

const notMail = ["", "ada", "ada@", "@example.com", "ada@@example.com", "ada lovelace@example.com"] as const;

export const fileInputs: readonly WrongInput[] = [
  wrong("UPLOAD_FILE", "nothing says where the bytes are", { file: { name: "hello.txt" } }, ["file"]),
  wrong("UPLOAD_FILE", "nothing at all", { file: {} }, ["file"]),
  wrong("UPLOAD_FILE", "a file that is a list", { file: ["hello.txt"] }, ["file"]),
  wrong("UPLOAD_FILE", "no base64", { file: { name: "a.txt", content_base64: "not base64!" } }, [
    "file",
    "content_base64",
  ]),
  wrong(
    "UPLOAD_FILE",
    "content_base64 is an object",
    {
      file: { name: "a.txt", content_base64: { data: "SGVsbG8=" } },
    },
    ["file.content_base64"],
  ),
  wrong("UPLOAD_FILE", "a name that is a list", { file: { name: ["a.txt"], content_base64: "SGVsbG8=" } }, [
    "file.name",
  ]),
  wrong(
    "UPLOAD_FILE",
    "a mimetype that is a list",
    {
      file: { name: "a.txt", mimetype: ["text/plain"], content_base64: "SGVsbG8=" },
    },
    ["file.mimetype"],
  ),
  wrong(
    "UPLOAD_FILE",
    "misspelt",
    {
      file: { name: "a.txt", mime_type: "text/plain", content_base64: "SGVsbG8=" },
    },
    ["file", "mime_type", "mimetype"],
  ),
  wrong("UPLOAD_FILE", "metadata is a list", { metadata: [{ lot: 7 }] }, ["metadata"]),
  ...[...notUrls, "s3://our-bucket/a.png", "gs://our-bucket/a.png"].map((file_url) =>
    wrong("IMPORT_FILE", `no http or https URL: ${JSON.stringify(file_url)}`, { file_url }, ["file_url"]),
  ),
];

export const studioInputs: readonly WrongInput[] = [
  ...["ADD_STUDIO_ASSIGNMENTS", "REMOVE_STUDIO_ASSIGNMENTS"].flatMap((short) => [
    ...notMail.map((mail) =>
      wrong(short, `no mail address: ${JSON.stringify(mail)}`, { emails: ["ada@example.com", mail] }, [
        "emails",
      ]),
    ),
    wrong(short, "people as objects", { emails: [{ email: "ada@example.com" }] }, ["emails"]),
    wrong(short, "projects as objects", { projects: [{ name: "streets" }] }, ["projects"]),
  ]),
  wrong("SET_BATCH_PRIORITIES", "names instead of objects", { batches: ["b1", "b2"] }, ["batches"]),
  wrong("SET_BATCH_PRIORITIES", "a batch without name", { batches: [{ name: "b1" }, {}] }, [
    "batches",
    "name",
  ]),
  wrong(
    "SET_BATCH_PRIORITIES",
    "an id instead of a name",
    { batches: [{ id: "5f0000000000000000000001" }] },
    ["batches", "name"],
  ),
  wrong("SET_BATCH_PRIORITIES", "a name that is a list", { batches: [{ name: ["b1"] }] }, [
    "batches",
    "name",
  ]),
  wrong("SET_BATCH_PRIORITIES", "a name that is null", { batches: [{ name: null }] }, ["batches", "name"]),
  wrong("SET_BATCH_PRIORITIES", "misspelt", { batches: [{ name: "b1", nmae: "b1" }] }, [
    "batches",
    "nmae",
    "name",
  ]),
  wrong("SET_BATCH_PRIORITIES", "a list of lists", { batches: [[{ name: "b1" }]] }, ["batches"]),
];

export const teamAndQualityInputs: readonly WrongInput[] = [
  ...notMail.map((mail) =>
    wrong("INVITE_TEAM_MEMBER", `no mail address: ${JSON.stringify(mail)}`, { emails: [mail] }, ["emails"]),
  ),
  ...["admin", "owner", "Member", "labeller", ""].map((team_role) =>
    wrong("INVITE_TEAM_MEMBER", `no role to invite with: ${JSON.stringify(team_role)}`, { team_role }, [
      "team_role",
    ]),
  ),
  { tool: "SCALE_AI_GET_FIXLESS_AUDITS", note: "neither id nor task_id", args: {}, names: ["id", "task_id"] },
  {
    tool: "SCALE_AI_GET_QUALITY_LABELERS",
    note: "neither list",
    args: {},
    names: ["quality_task_ids", "labeler_emails"],
  },
  {
    tool: "SCALE_AI_GET_QUALITY_LABELERS",
    note: "neither list, only paging",
    args: { limit: 10 },
    names: ["quality_task_ids", "labeler_emails"],
  },
  {
    tool: "SCALE_AI_GET_QUALITY_LABELERS",
    note: "both lists empty",
    args: { quality_task_ids: [], labeler_emails: [] },
    names: ["quality_task_ids", "labeler_emails"],
  },
  ...notMail.map((mail) =>
    wrong("GET_QUALITY_LABELERS", `no mail address: ${JSON.stringify(mail)}`, { labeler_emails: [mail] }, [
      "labeler_emails",
    ]),
  ),
];
