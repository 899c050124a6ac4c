import { describe, expect, test } from "vitest";
import { type Bench, bench, create, type Json, START } from "./helpers.ts";

/** What Scale's official clients send and read, case by case. */
async function account(): Promise<Bench> {
  const on = bench({ world: undefined, completeAfterMs: 0 });
  await on.call("POST", "/projects", {
    type: "imageannotation",
    name: "sdk project",
    params: null,
    rapid: false,
    studio: false,
    datasetId: null,
  });
  return on;
}
const read = (value: Json, keys: string[]) => {
  for (const key of keys) expect(value, key).toHaveProperty(key);
};

describe("the Python client", () => {
  test("reads a project by its last parameters, if there are any", async () => {
    const on = await account();
    const before = (await on.call("GET", "/projects/sdk%20project")).body;
    read(before, ["name", "type", "param_history"]);
    const after = (
      await on.call("POST", "/projects/sdk%20project/setParams", { instruction: "Label.", patch: true })
    ).body;
    expect(after.param_history.at(-1)).toMatchObject({ version: 0, instruction: "Label." });
    for (const project of (await on.call("GET", "/projects")).body)
      read(project, ["name", "type", "param_history"]);
  });

  test("creates a batch with an empty callback and reads it", async () => {
    const on = await account();
    const body = {
      project: "sdk project",
      name: "batch",
      calibration_batch: false,
      self_label_batch: false,
      callback: "",
      metadata: { some_key: "some_value" },
    };
    const made = (await on.call("POST", "/batches", body)).body;
    read(made, ["name", "status", "project", "created_at", "metadata"]);
    expect(made.status).toBe("in_progress");
    expect((await on.call("POST", "/batches/batch/setMetadata", { new_key: 1 })).body.metadata.new_key).toBe(
      1,
    );
  });

  test("pages through batches with offset += limit until has_more is false", async () => {
    const on = await account();
    const seen: string[] = [];
    let offset = 0;
    for (let more = true; more; ) {
      const page = (await on.call("GET", `/batches?offset=${offset}&limit=2&exclude_archived=False`)).body;
      read(page, ["docs", "totalDocs", "limit", "offset", "has_more"]);
      seen.push(...page.docs.map(({ name }: Json) => name));
      offset += page.limit;
      more = page.has_more;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength((await on.call("GET", "/batches")).body.totalDocs);
  });

  test("pages through tasks with next_token until has_more is false", async () => {
    const on = await account();
    for (let count = 0; count < 5; count += 1) await create(on, { project: "sdk project" });
    const seen: string[] = [];
    let token = "";
    for (let more = true; more; ) {
      const path = `/tasks?project=sdk+project&limit=2&include_attachment_url=True${token ? `&next_token=${token}` : ""}`;
      const page = (await on.call("GET", path)).body;
      read(page, ["docs", "total", "limit", "offset", "has_more"]);
      seen.push(...page.docs.map(({ task_id }: Json) => task_id));
      token = page.next_token;
      more = page.has_more;
    }
    expect(new Set(seen).size).toBe(5);
  });

  test("counts by the total of a page of one", async () => {
    const on = await account();
    await create(on, { project: "sdk project" });
    await create(on, { project: "sdk project" });
    expect((await on.call("GET", "/tasks?project=sdk+project&limit=1")).body.total).toBe(2);
  });

  test("recovers a create that was repeated through the unique_id", async () => {
    const on = await account();
    const first = await create(on, { unique_id: "once" });
    const again = await on.call("POST", "/task/imageannotation", {
      ...(first.params as Json),
      unique_id: "once",
    });
    expect(again.status).toBe(409);
    expect(/\(([0-9a-f]{24})\)/.exec(again.body.error)?.[1]).toBe(first.task_id);
    expect((await on.call("GET", "/tasks?unique_id=once")).body.docs[0].task_id).toBe(first.task_id);
  });

  test("sends no body for empty metadata and an empty list of tags", async () => {
    const on = await account();
    const { task_id } = await create(on, { tags: ["a"], metadata: { a: 1 } });
    const headers = { "content-type": "application/json" };
    expect((await on.call("POST", `/task/${task_id}/setMetadata`, undefined, headers)).body.metadata).toEqual(
      {},
    );
    expect((await on.call("POST", `/task/${task_id}/tags`, undefined, headers)).body).not.toHaveProperty(
      "tags",
    );
  });

  test("finds a finished task as it made it", async () => {
    const on = await account();
    const made = await create(on, {
      attachment_type: "image",
      callback_url: "http://www.example.com/callback",
      instruction: "Draw.",
    });
    const found = (await on.call("GET", `/task/${made.task_id}`)).body;
    expect(found.status).toBe("completed");
    for (const key of ["callback_url", "instruction", "params", "metadata", "type", "created_at"]) {
      expect(found[key]).toEqual(made[key]);
    }
    expect(
      (await on.call("GET", "/tasks?start_time=2000-01-01 00:00:00.000000&end_time=2000-01-02")).body.docs,
    ).toEqual([]);
  });

  test("reads files, teammates, studio batches and groups", async () => {
    const on = await account();
    const file = await on.call("POST", "/files/import", {
      file_url: "http://images.example.com/a.jpg",
      project_name: "sdk project",
    });
    read(file.body, ["id", "attachment_url"]);
    for (const teammate of (await on.call("GET", "/teams")).body) read(teammate, ["email", "role"]);
    const role = { emails: ["lee@example.com"], team_role: "member" };
    expect((await on.call("POST", "/teams/set_role", role)).body).toContainEqual(
      expect.objectContaining({ email: "lee@example.com", role: "member" }),
    );
    for (const batch of (await on.call("GET", "/studio/batches")).body) {
      read(batch, ["id", "name", "projectId", "projectName", "batchType", "total", "completed", "groups"]);
    }
    const path = "/studio/projects/receipts/groups";
    const group = await on.call("POST", path, { emails: ["lee@example.com"], name: "a/b" });
    read(group.body, ["id", "name", "numWorkers", "isSingleton", "workers"]);
    const changed = await on.call("PUT", `${path}/a%2Fb`, {
      add_emails: ["noor@example.com"],
      remove_emails: ["lee@example.com"],
    });
    expect(changed.body).toMatchObject({ id: group.body.id, workers: [{ email: "noor@example.com" }] });
    expect((await on.call("GET", path)).body).toEqual([changed.body]);
    const assigned = await on.call("PUT", "/studio/batches/receipts-week-23", { groups: ["a/b"] });
    expect(assigned.body.groups).toEqual(["a/b"]);
    expect((await on.call("PUT", "/studio/batches/receipts-week-23", { groups: ["none"] })).status).toBe(400);
  });

  test("reads the template of a text collection project only", async () => {
    const on = await account();
    const template = await on.call("GET", "/projects/review-topics/taskTemplates");
    read(template.body, ["id", "version", "created_at", "updated_at", "template_variables"]);
    expect((await on.call("GET", "/projects/sdk%20project/taskTemplates")).status).toBe(400);
  });
});

describe("the Node client", () => {
  test("reads the total of batches as total, and parses arrays and maps", async () => {
    const on = await account();
    expect((await on.call("GET", "/batches?limit=1")).body.total).toBeGreaterThan(1);
    expect((await on.call("GET", "/projects?archived=true")).body).toHaveLength(1);
    expect((await on.call("GET", "/studio/assignments")).body["lee@example.com"]).toEqual(expect.any(Array));
  });

  test("creates a playback task and reads it", async () => {
    const on = await account();
    const made = await create(on, { frame_rate: 2 }, "videoplaybackannotation");
    expect(made).toMatchObject({
      is_test: true,
      urgency: "standard",
      created_at: START,
      params: { frame_rate: 2 },
    });
    expect(made.params).not.toHaveProperty("metadata");
  });

  test("sends clear_unique_id as text with its cancel", async () => {
    const on = bench();
    const { task_id } = await create(on, { unique_id: "u" });
    const answer = await on.call("POST", `/task/${task_id}/cancel?clear_unique_id=true`);
    expect(answer.body).not.toHaveProperty("unique_id");
  });
});
