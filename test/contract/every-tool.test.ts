import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, createApp } from "../../src/app.ts";
import { createConfig } from "../../src/config.ts";
import { createLogger } from "../../src/log.ts";
import { tools } from "../../tools/index.ts";
import { dataOf, failureOf, list, object, text } from "../support/envelope.ts";

let app: App;
const called = new Set<string>();

beforeAll(async () => {
  app = await createApp(
    createConfig({ sandbox: true, uploadRoots: [import.meta.dirname] }, {}),
    createLogger("silent"),
  );
});
afterAll(() => app.close());

async function envelopeOf(name: string, args: object = {}): Promise<unknown> {
  const full = `SCALE_AI_${name}`;
  called.add(full);
  return (await app.dispatcher.call(full, args, { caller: app.caller })).envelope;
}

const call = async (name: string, args: object = {}) => dataOf(await envelopeOf(name, args));

const attachment = "https://images.example.com/a.jpg";
const geometries = { box: { objects_to_annotate: ["car"] } };

/** A project of the sandbox's own world for each kind of task, with the least that makes one. */
const creates: readonly [tool: string, project: string, args: object][] = [
  ["CREATE_IMAGE_ANNOTATION_TASK", "street-signs", { attachment, geometries }],
  [
    "CREATE_SEGMENTATION_ANNOTATION_TASK",
    "orchard-segments",
    { attachment, labels: ["tree", { choice: "sky" }] },
  ],
  [
    "CREATE_VIDEO_ANNOTATION_TASK",
    "parking-garage",
    { attachment_type: "image", attachments: [attachment], geometries },
  ],
  [
    "CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK",
    "kitchen-clips",
    { attachment: "https://v.example.com/a.mp4", geometries },
  ],
  [
    "CREATE_LIDAR_ANNOTATION_TASK",
    "highway-lidar",
    { attachments: ["https://f.example.com/0.json"], attachment_type: "json", labels: ["car"] },
  ],
  [
    "CREATE_LIDAR_SEGMENTATION_TASK",
    "forest-scan",
    { attachments: ["https://f.example.com/0.json"], attachment_type: "json", labels: ["tree"] },
  ],
  [
    "CREATE_NAMED_ENTITY_RECOGNITION_TASK",
    "news-entities",
    { text: "Ada met Bob.", labels: [{ name: "person" }], instruction: "Mark people." },
  ],
  [
    "CREATE_TEXT_COLLECTION_TASK",
    "review-topics",
    { fields: [{ type: "text", field_id: "topic", title: "Topic" }], instruction: "Read." },
  ],
  [
    "CREATE_DOCUMENT_TRANSCRIPTION_TASK",
    "receipts",
    { attachment, instruction: "Transcribe.", features: [{ type: "block", label: "total" }] },
  ],
];

describe("every tool against the sandbox over HTTP", () => {
  it.each(creates)("%s creates a task of project %s, in a batch of its own", async (tool, project, args) => {
    const batch = `batch of ${project}/ç?#%`;
    expect((await call("CREATE_BATCH", { project, name: batch })).name).toBe(batch);
    const task = await call(tool, { ...args, batch, unique_id: tool, metadata: { n: 1 } });
    expect(task).toMatchObject({
      status: "pending",
      project,
      batch,
      unique_id: tool,
      metadata: { n: 1 },
      is_test: true,
    });
    expect(await call("GET_TASK", { task_id: task.task_id })).toEqual(
      await call("GET_V1_TASK", { task_id: task.task_id }),
    );
    expect(await call("GET_BATCH_STATUS", { batch_name: batch })).toMatchObject({ pending: 1 });
    const again = failureOf(await envelopeOf(tool, { ...args, batch, unique_id: tool }), "conflict");
    expect(again.existing_task_id).toBe(task.task_id);
    expect(await call("FINALIZE_BATCH", { batch_name: batch })).toMatchObject({
      name: batch,
      status: "in_progress",
    });
    expect(await call("GET_BATCH", { batch_name: batch })).toMatchObject({ name: batch, project });
  });

  it("lists tasks page by page with combined filters", async () => {
    const filters = { project: "street-signs", status: ["completed", "pending"], limit: 1 };
    const first = await call("LIST_TASKS", filters);
    const second = await call("LIST_TASKS", { ...filters, next_token: first.next_token });
    expect(list(first.docs)).toHaveLength(1);
    expect(object(list(second.docs)[0]).task_id).not.toBe(object(list(first.docs)[0]).task_id);
  });

  it("changes tags, metadata and unique ids of a task", async () => {
    const { task_id } = await call("CREATE_IMAGE_ANNOTATION_TASK", {
      project: "street-signs",
      attachment,
      geometries,
    });
    expect(await call("ADD_TASK_TAGS", { task_id, tags: ["b", "a"] })).toMatchObject({ tags: ["b", "a"] });
    expect(await call("ADD_TASK_TAGS", { task_id, tags: ["a", "c"] })).toMatchObject({
      tags: ["b", "a", "c"],
    });
    expect(await call("DELETE_TASK_TAGS", { task_id, tags: ["b", "z"] })).toMatchObject({ tags: ["a", "c"] });
    expect(await call("SET_TASK_METADATA", { task_id, metadata: { é: "ü" } })).toMatchObject({
      metadata: { é: "ü" },
    });
    expect(await call("UPDATE_TASK_UNIQUE_ID", { task_id, unique_id: "u-1" })).toMatchObject({
      unique_id: "u-1",
    });
    expect(await call("DELETE_TASK_UNIQUE_ID", { task_id })).not.toHaveProperty("unique_id");
  });

  it("reads stored results and sends callbacks again", async () => {
    const done = await call("LIST_TASKS", { type: "segmentannotation", status: ["completed"] });
    const task = object(list(done.docs)[0]);
    const uuid = /response_url\/([^"?]+)/.exec(JSON.stringify(task.response))?.[1];
    expect(await call("GET_V1_TASK_RESPONSE_URL", { task_id: task.task_id, uuid })).toMatchObject({
      content_type: "image/png",
    });
    const envelope = object(await envelopeOf("POST_V1_TASK_SEND_CALLBACK", { task_id: task.task_id }));
    expect(object(envelope.data)).toMatchObject(
      envelope.successful === true ? { message: "OK" } : { code: "invalid_arguments" },
    );
  });

  it("manages projects", async () => {
    expect(list((await call("LIST_PROJECTS", { archived: true })).projects)).toHaveLength(1);
    await call("SET_PROJECT_ONTOLOGY", {
      project_name: "street-signs",
      ontology: ["stop", "yield"],
      ontology_name: "v2",
    });
    await call("SET_PROJECT_PARAMS", {
      name: "street-signs",
      patch: true,
      params: { padding: 3 },
      priority: 20,
    });
    const project = await call("GET_PROJECT", { name: "street-signs" });
    expect(list(project.param_history).at(-1)).toMatchObject({ padding: 3, priority: 20 });
  });

  it("lists batches by offset", async () => {
    const page = await call("LIST_BATCHES", { limit: 2, offset: 1, project: "street-signs" });
    expect(page).toMatchObject({ limit: 2, offset: 1 });
  });

  it("moves files", async () => {
    const file = { name: "b.txt", content_base64: "aGk=" };
    expect(await call("UPLOAD_FILE", { file, project_name: "street-signs" })).toMatchObject({
      size: 2,
      mime_type: "text/plain",
    });
    expect(
      text(
        (await call("IMPORT_FILE", { file_url: attachment, project_name: "street-signs" })).attachment_url,
      ),
    ).toMatch(/^scaledata:/);
    expect(JSON.stringify(await call("GET_ASSETS", { project: "street-signs" }))).toContain("scaledata:");
  });

  it("manages Studio and the team", async () => {
    const { batches } = await call("GET_STUDIO_BATCHES");
    const reversed = list(batches)
      .map((batch) => ({ name: object(batch).name }))
      .reverse();
    const ordered = await call("SET_BATCH_PRIORITIES", { batches: reversed });
    expect(list(ordered.batches).map((batch) => ({ name: object(batch).name }))).toEqual(reversed);
    expect(list((await call("RESET_BATCH_PRIORITIES")).batches)).toHaveLength(reversed.length);

    const { teammates } = await call("GET_TEAMS");
    const email = text(Object.keys(await call("GET_STUDIO_ASSIGNMENTS"))[0]);
    expect(list(teammates).map((mate) => object(mate).email)).toContain(email);
    expect(
      list((await call("ADD_STUDIO_ASSIGNMENTS", { emails: [email], projects: ["receipts"] }))[email]),
    ).toContain("receipts");
    const cleared = await call("REMOVE_STUDIO_ASSIGNMENTS", { emails: [email] });
    expect(cleared[email]).toEqual([]);
    expect(list(object(cleared._scale_mcp).warnings)).toHaveLength(1);
    const invited = await call("INVITE_TEAM_MEMBER", { emails: ["new@example.com"], team_role: "labeler" });
    expect(JSON.stringify(invited.teammates)).toContain("new@example.com");
  });

  it("reads quality", async () => {
    const done = await call("LIST_TASKS", { project: "street-signs", status: ["completed"] });
    const { task_id } = object(list(done.docs)[0]);
    expect(await call("GET_FIXLESS_AUDITS", { task_id })).toHaveProperty("audits");
    await call("GET_QUALITY_LABELERS", { labeler_emails: ["new@example.com"] });
  });

  it("was tried with all 41", () => {
    expect([...called].sort()).toEqual(tools.map(({ name }) => name).sort());
  });
});

describe("a refusal of Scale's own", () => {
  it("brings the help of the parameters that Scale names", async () => {
    const envelope = await envelopeOf("CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK", {
      project: "kitchen-clips",
      attachment: "https://v.example.com/a.mp4",
      geometries,
    });
    const failure = failureOf(envelope, "invalid_arguments");
    expect(failure.status_code).toBe(400);
    expect(failure.error).toContain(text(failure.scale_error).slice(0, 20));
    expect(Object.keys(object(failure.parameters))).toContain("batch");
  });
});
