import { createHash } from "node:crypto";
import { Hono } from "hono";
import { checkMetadata, isWebUrl, optionalText, parseUrl, text } from "./checks.ts";
import { badRequest, conflict, invalid, projectNotFound } from "./errors.ts";
import { makeToken, Query, readObject, readToken } from "./http.ts";
import { uuidFrom } from "./ids.ts";
import { compact, isObject, type Obj } from "./json.ts";
import { boundaryOf, type FilePart, readForm } from "./multipart.ts";
import type { StoredFile } from "./records.ts";
import type { Services } from "./services.ts";
import { iso } from "./times.ts";

/** 80 MB. Source: scale.com/docs/api-reference/file-endpoints. */
export const FILE_LIMIT = 83_886_080;
const PAGE = 100;
const TYPES: Record<string, string> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
  webp: "image/webp",
  pdf: "application/pdf",
  mp4: "video/mp4",
  webm: "video/webm",
  ogg: "video/ogg",
  json: "application/json",
  txt: "text/plain",
  csv: "text/csv",
};

const fileTooLarge = () => badRequest(`The file is larger than the limit of 80 MB (${FILE_LIMIT} bytes).`);

export function files({ store, clock, log }: Services): Hono {
  const app = new Hono();

  const checkProject = (name: string | undefined): string[] => {
    if (name === undefined) return [];
    if (!store.projects.has(name)) throw projectNotFound(name);
    return [name];
  };
  const add = (
    part: FilePart,
    more: Pick<StoredFile, "projects" | "displayName" | "referenceId" | "metadata">,
  ) => {
    const owner = store.ids.next(clock.now());
    const id = uuidFrom(`file/${owner}`);
    const file = {
      id,
      ...part,
      ...more,
      createdAt: clock.now(),
      attachmentUrl: `scaledata://${owner}/${id}`,
    };
    store.addFile(file);
    return fileView(file);
  };

  // Source: scaleapi-python-client, upload_file; scale.com/docs/api-reference/file-endpoints.
  app.post("/files/upload", async (c) => {
    const boundary = boundaryOf(c.req.header("content-type"));
    const body = c.req.raw.body;
    if (boundary === undefined || body === null) {
      throw badRequest("The request body must be multipart/form-data with a file part.");
    }
    const form = await readForm(body, boundary, FILE_LIMIT, fileTooLarge);
    const fields: Obj = Object.fromEntries([...form.fields].filter(([, value]) => value !== ""));
    const part = form.files.get("file");
    if (part === undefined) throw invalid(`"file" is required`);
    const projects = checkProject(optionalText(fields, "project_name"));
    const metadata = parseMetadata(form.fields.get("metadata"));
    const referenceId = optionalText(fields, "reference_id");
    if (referenceId !== undefined && store.filesByReference.has(referenceId)) {
      throw conflict(`A file with the reference_id "${referenceId}" already exists.`);
    }
    return c.json(
      add(part, { projects, displayName: optionalText(fields, "display_name"), referenceId, metadata }),
    );
  });

  // Nothing is fetched: the sandbox makes the file up from its address.
  app.post("/files/import", async (c) => {
    const body = await readObject(c);
    const url = text(body, "file_url");
    if (!isWebUrl(url)) throw invalid(`"file_url" must be a URL with http:// or https://`);
    const projects = checkProject(optionalText(body, "project_name"));
    const name = decodeName(parseUrl(url)?.pathname.split("/").at(-1) ?? "");
    if (/^broken\./i.test(name)) throw badRequest(`The file at ${url} could not be downloaded.`);
    const digest = createHash("sha256").update(url).digest();
    const mimeType = TYPES[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
    const size = 10_000 + (digest.readUInt32BE(0) % 1_000_000);
    return c.json(add({ name, mimeType, size, sha256: digest.toString("hex") }, { projects }));
  });

  // No official source gives the path or the answer of this list.
  app.get("/files", (c) => {
    const query = new Query(c, ["project", "metadata", "cursor"], log);
    const project = query.one("project");
    if (project === undefined) throw invalid(`"project" is required`);
    if (!store.projects.has(project)) throw projectNotFound(project);
    const wanted = Object.entries(parseMetadata(query.one("metadata")) ?? {});
    const start = readToken("files", "cursor", query.one("cursor")) ?? 0;
    const found = store.files
      .filter((file) => file.projects.includes(project))
      .filter((file) => wanted.every(([key, value]) => equal(file.metadata?.[key], value)));
    const end = start + PAGE;
    const more = end < found.length;
    return c.json({
      docs: found.slice(start, end).map(fileView),
      has_more: more,
      ...(more ? { cursor: makeToken("files", end) } : {}),
    });
  });

  return app;
}

function parseMetadata(value: string | undefined): Obj | undefined {
  if (value === undefined || value === "") return undefined;
  let metadata: unknown;
  try {
    metadata = JSON.parse(value);
  } catch {
    throw invalid(`"metadata" must be valid JSON`);
  }
  if (!isObject(metadata)) throw invalid(`"metadata" must be a JSON object`);
  return checkMetadata(metadata);
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Source: scaleapi-python-client, README. */
function fileView(file: StoredFile): Obj {
  return compact({
    id: file.id,
    attachment_url: file.attachmentUrl,
    mime_type: file.mimeType,
    size: file.size,
    project_names: file.projects,
    created_at: iso(file.createdAt),
    updated_at: iso(file.createdAt),
    display_name: file.displayName,
    reference_id: file.referenceId,
    metadata: file.metadata,
  });
}
