import { describe, expect, test } from "vitest";
import {
  type Bench,
  bench,
  create,
  expectError,
  image,
  type Json,
  SAMPLES,
  type SampleType,
} from "./helpers.ts";

const TYPES = Object.keys(SAMPLES) as SampleType[];

describe("creating a task", () => {
  test.each(TYPES)("of type %s", async (type) => {
    const on = bench();
    await on.call("POST", "/projects", { name: "lidar", type: "lidarsegmentation" });
    const answer = await on.call("POST", `/task/${type}`, SAMPLES[type]);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      task_id: expect.stringMatching(/^[0-9a-f]{24}$/),
      created_at: "2026-01-01T00:00:00.000Z",
      type,
      status: "pending",
      is_test: true,
      urgency: "standard",
      metadata: {},
    });
    const { instruction: _, project: __, ...params } = SAMPLES[type] as Json;
    expect(answer.body.params).toEqual(params);
    for (const absent of [
      "unique_id",
      "tags",
      "batch",
      "response",
      "completed_at",
      "callback_succeeded",
      "audits",
    ]) {
      expect(answer.body).not.toHaveProperty(absent);
    }
  });

  test("splits what belongs to the task from its params", async () => {
    const on = bench();
    const body = await create(on, {
      instruction: "Draw.",
      callback_url: "https://hooks.example.com/x",
      unique_id: "u1",
      tags: ["a", "b", "a"],
      metadata: { k: 1 },
      priority: 20,
      padding: 5,
    });
    expect(body).toMatchObject({
      instruction: "Draw.",
      callback_url: "https://hooks.example.com/x",
      unique_id: "u1",
      tags: ["a", "b"],
      metadata: { k: 1 },
      priority: 20,
    });
    expect(Object.keys(body.params as Json).sort()).toEqual(["attachment", "geometries", "padding"]);
  });

  const attachmentText = "Please include an attachment or attachments parameter.";
  const missing: [SampleType, Json, string | RegExp][] = [
    ["imageannotation", { attachment: null }, attachmentText],
    ["imageannotation", { geometries: null }, `Parameter is invalid, reason: "geometries" is required`],
    ["imageannotation", { geometries: {} }, /geometries/],
    ["imageannotation", { geometries: { blob: {} } }, /geometries.blob/],
    ["imageannotation", { attachment: "ftp://x/y.jpg" }, /"attachment" must be a valid URL/],
    ["imageannotation", { priority: 15 }, /"priority" must be one of \[10, 20, 30\]/],
    ["imageannotation", { callback_url: "not a url" }, /"callback_url"/],
    ["segmentannotation", { attachment: null }, attachmentText],
    ["segmentannotation", { labels: null }, /"labels" is required/],
    ["segmentannotation", { labels: [] }, /"labels" must contain at least 1/],
    ["segmentannotation", { labels: Array.from({ length: 51 }, (_, i) => `l${i}`) }, /at most 50/],
    ["segmentannotation", { labels: [{ display: "no choice" }] }, /"choice" is required/],
    ["videoannotation", { attachment_type: null }, /"attachment_type" is required/],
    ["videoannotation", { attachment_type: "video" }, /"attachments" is not allowed/],
    ["videoannotation", { attachments: null }, /"attachments" is required/],
    ["videoannotation", { geometries: null }, /"geometries" is required/],
    ["videoplaybackannotation", { attachment: null }, attachmentText],
    ["videoplaybackannotation", { geometries: null }, /"geometries" is required/],
    ["lidarannotation", { attachments: null }, `Parameter is invalid, reason: "attachments" is required`],
    ["lidarannotation", { attachment_type: null }, /"attachment_type" is required/],
    ["lidarannotation", { attachment_type: "las" }, /"attachment_type" must be one of \[json, protobuf\]/],
    ["lidarannotation", { labels: null }, /"labels" is required/],
    ["lidarannotation", { labels: Array.from({ length: 51 }, (_, i) => `l${i}`) }, /at most 50/],
    ["lidarsegmentation", { project: null }, /project or batch/],
    ["namedentityrecognition", { text: null }, /"text" is required/],
    ["namedentityrecognition", { labels: null }, /"labels" is required/],
    ["namedentityrecognition", { instruction: null }, /"instruction" is required/],
    [
      "namedentityrecognition",
      { relationships: [{ name: "r", display_name: "R" }, {}] },
      /all have a name or none/,
    ],
    ["documenttranscription", { attachment: null }, attachmentText],
    ["documenttranscription", { instruction: null }, /"instruction" is required/],
    ["documenttranscription", { priority: 101 }, /"priority" must be from 0 to 100/],
    ["documenttranscription", { geometry: "line" }, /"geometry" must be one of/],
    ["textcollection", { fields: null }, /"fields" is required/],
    ["textcollection", { fields: [{ type: "text", title: "t" }] }, /"field_id" is required/],
    ["textcollection", { fields: [{ type: "text", field_id: "a" }] }, /"title" is required/],
    ["textcollection", { instruction: null }, /"instruction" is required/],
    ["textcollection", { priority: 25 }, /"priority" must be one of/],
    ["textcollection", { attachments: ["https://example.com"] }, /"attachments\[0\]" must be an object/],
  ];
  test.each(missing)("%s with %j is refused", async (type, change, error) => {
    const on = bench();
    await on.call("POST", "/projects", { name: "lidar", type: "lidarsegmentation" });
    expectError(await on.call("POST", `/task/${type}`, { ...SAMPLES[type], ...change }), 400, error);
    expect(on.sandbox.store.tasks).toHaveLength(0);
  });

  test("keeps the limits on tags and metadata, to the byte", async () => {
    const on = bench();
    const fits = { k: "é".repeat((10_240 - '{"k":""}'.length) / 2) };
    expect((await on.call("POST", "/task/imageannotation", image({ metadata: fits }))).status).toBe(200);
    const over = { k: `${fits.k}x` };
    expectError(
      await on.call("POST", "/task/imageannotation", image({ metadata: over })),
      400,
      /10240 bytes/,
    );
    const tags = ["1", "2", "3", "4", "5"];
    expect((await on.call("POST", "/task/imageannotation", image({ tags }))).status).toBe(200);
    expectError(
      await on.call("POST", "/task/imageannotation", image({ tags: [...tags, "6"] })),
      400,
      /at most 5/,
    );
    expectError(
      await on.call("POST", "/task/imageannotation", image({ tags: [""] })),
      400,
      /non-empty strings/,
    );
  });

  test("refuses a unique_id that is taken, naming the task that has it", async () => {
    const on = bench();
    const first = await create(on, { unique_id: "u1" });
    const again = await on.call("POST", "/task/segmentannotation", {
      ...SAMPLES.segmentannotation,
      unique_id: "u1",
    });
    expect(again.body).toEqual({
      status_code: 409,
      error: `The unique_id ("u1") is already used for a different task (${first.task_id}).`,
    });
    expect(again.status).toBe(409);
    expect(on.sandbox.store.tasks).toHaveLength(1);
  });

  test("refuses an Idempotency-Key that is taken, naming the task; a refused request takes none", async () => {
    const on = bench();
    const key = { "idempotency-key": "5f2b2c1e-0000-4000-8000-000000000001" };
    expect((await on.call("POST", "/task/imageannotation", {}, key)).status).toBe(400);
    const first = await on.call("POST", "/task/imageannotation", image(), key);
    expect(first.status).toBe(200);
    const again = await on.call("POST", "/task/imageannotation", image(), key);
    expectError(again, 409, new RegExp(`\\(${first.body.task_id}\\)`));
    expect(on.sandbox.store.tasks).toHaveLength(1);
  });

  test("answers 402 for types it does not work on and 404, loudly, for types nobody has", async () => {
    const on = bench();
    expectError(await on.call("POST", "/task/categorization", {}), 402, /not enabled/);
    expect(on.events.filter(({ level }) => level === "error")).toHaveLength(0);
    expectError(await on.call("POST", "/task/imageanotation", {}), 404, /imageanotation/);
    expect(on.events.filter(({ level }) => level === "error")).toHaveLength(1);
  });
});

describe("project and batch of a task", () => {
  test("must exist, and the answer names what does not", async () => {
    const on = bench();
    expectError(
      await on.call("POST", "/task/imageannotation", image({ project: "nowhere" })),
      404,
      /"nowhere"/,
    );
    expectError(
      await on.call("POST", "/task/imageannotation", image({ batch: "nothing" })),
      404,
      /"nothing"/,
    );
  });

  test("a batch implies its project", async () => {
    const on = bench();
    await on.call("POST", "/projects", { name: "p", type: "imageannotation" });
    await on.call("POST", "/projects", { name: "q", type: "imageannotation" });
    await on.call("POST", "/batches", { project: "p", name: "b" });
    expect(await create(on, { batch: "b" })).toMatchObject({ project: "p", batch: "b" });
    expectError(
      await on.call("POST", "/task/imageannotation", image({ batch: "b", project: "q" })),
      400,
      /belongs to/,
    );
  });

  test("must be for the same type of task", async () => {
    const on = bench();
    await on.call("POST", "/projects", { name: "p", type: "textcollection" });
    expectError(
      await on.call("POST", "/task/imageannotation", image({ project: "p" })),
      400,
      /textcollection/,
    );
  });

  test("a Rapid project wants a batch", async () => {
    const on = bench();
    await on.call("POST", "/projects", { name: "p", type: "imageannotation", rapid: true });
    expectError(await on.call("POST", "/task/imageannotation", image({ project: "p" })), 400, /batch/);
  });
});

describe("tasks that ask for the same", () => {
  const geometries = {
    box: { objects_to_annotate: ["cat", { choice: "dog" }], min_width: 8 },
    point: { objects_to_annotate: ["nose"] },
  };
  const stored = (on: Bench, id: string) => on.sandbox.store.task(id)?.params.geometries;

  test("hold one copy of it, each beside what is its own", async () => {
    const on = bench();
    const first = await create(on, { geometries, metadata: { n: 1 }, tags: ["a"] });
    const attachment = "https://images.example.com/other.jpg";
    const second = await create(on, { geometries, metadata: { n: 2 }, tags: ["b"], attachment });
    expect(second).toMatchObject({ params: { geometries, attachment }, metadata: { n: 2 }, tags: ["b"] });
    expect(stored(on, second.task_id)).toBe(stored(on, first.task_id));
  });

  test.each([
    ["in another order of keys", { point: geometries.point, box: geometries.box }],
    ["with a key less", { box: geometries.box }],
    ["with a key more", { ...geometries, line: { objects_to_annotate: ["tail"] } }],
    ["with an item less", { ...geometries, point: { objects_to_annotate: [] } }],
    ["with another value deep inside", { ...geometries, box: { ...geometries.box, min_width: 9 } }],
  ])("but %s keep their own", async (_, other) => {
    const on = bench();
    await create(on, { geometries });
    const { task_id, params } = await create(on, { geometries: other });
    expect(JSON.stringify(params)).toContain(JSON.stringify(other));
    expect(JSON.stringify(stored(on, task_id))).toBe(JSON.stringify(other));
  });

  test("an empty list is not an empty object", async () => {
    const on = bench();
    await create(on, { more: {} });
    expect((await create(on, { more: [] })).params).toMatchObject({ more: [] });
    expect((await create(on, { more: {} })).params).toMatchObject({ more: {} });
  });

  test("change apart from each other", async () => {
    const on = bench({ completeAfterMs: 0 });
    const [first, second] = [await create(on, {}), await create(on, {})];
    await on.call("POST", `/task/${first.task_id}/setMetadata`, { n: 1 });
    await on.call("PUT", `/task/${first.task_id}/tags`, ["a"]);
    await on.call("POST", `/task/${first.task_id}/audit`, { accepted: true });
    const { body } = await on.call("GET", `/task/${second.task_id}`);
    expect(body.metadata).toEqual({});
    expect(body).not.toHaveProperty("tags");
    expect(body).not.toHaveProperty("audits");
  });
});
