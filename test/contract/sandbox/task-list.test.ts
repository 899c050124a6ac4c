import { beforeEach, describe, expect, test } from "vitest";
import { type Bench, bench, create, expectError, START } from "./helpers.ts";

const ids = (answer: { body: { docs: { unique_id: string }[] } }) =>
  answer.body.docs.map(({ unique_id }) => unique_id);

/** Six tasks, a minute apart: t0 .. t5. */
async function six(): Promise<Bench> {
  const on = bench({ completeAfterMs: 90_000 });
  await on.call("POST", "/projects", { name: "p", type: "imageannotation" });
  await on.call("POST", "/projects", { name: "q", type: "imageannotation" });
  await on.call("POST", "/batches", { project: "p", name: "b" });
  const wanted = [
    { project: "p", tags: ["red"] },
    { batch: "b", tags: ["red", "blue"] },
    { batch: "b" },
    { project: "q", tags: ["a,b"] },
    { attachment: "https://images.example.com/broken.jpg" },
    { tags: ["blue"] },
  ];
  for (const [index, more] of wanted.entries()) {
    if (index > 0) on.clock.advance(60_000);
    await create(on, { ...more, unique_id: `t${index}` });
  }
  return on; // it is 00:05; t0 .. t3 are done, at 00:01:30 .. 00:04:30
}

let on: Bench;
beforeEach(async () => {
  on = await six();
});
const list = (query: string) => on.call("GET", `/tasks?${query}`);

describe("listing tasks", () => {
  test("newest first, with what a page is made of", async () => {
    const answer = await list("");
    expect(ids(answer)).toEqual(["t5", "t4", "t3", "t2", "t1", "t0"]);
    expect(answer.body).toMatchObject({ total: 6, limit: 100, offset: 0, has_more: false });
    expect(answer.body).not.toHaveProperty("next_token");
  });

  test("pages by token, without a gap or a repeat when tasks arrive in between", async () => {
    const first = await list("limit=4");
    expect(ids(first)).toEqual(["t5", "t4", "t3", "t2"]);
    expect(first.body).toMatchObject({ total: 6, limit: 4, has_more: true });
    await create(on, { unique_id: "t6" });
    const second = await list(`limit=4&next_token=${first.body.next_token}`);
    expect(ids(second)).toEqual(["t1", "t0"]);
    expect(second.body).toMatchObject({ total: 7, has_more: false });
    expect(second.body).not.toHaveProperty("next_token");
  });

  test("a last page that is full says that there is no more", async () => {
    const answer = await list("limit=6");
    expect(answer.body.docs).toHaveLength(6);
    expect(answer.body.has_more).toBe(false);
  });

  test.each(["limit=0", "limit=101", "limit=-1", "limit=1.5", "limit=ten", "limit=1e1"])(
    "refuses %s",
    async (query) => {
      expectError(await list(query), 400, /"limit" must be an integer from 1 to 100/);
    },
  );

  test.each([
    ["next_token=nonsense", /next_token/],
    [`next_token=${Buffer.from("labelers:3").toString("base64url")}`, /next_token/],
    ["status=done", /"status" must be one of/],
    ["type=imageanotation", /"type" must be one of/],
    ["customer_review_status=good", /"customer_review_status"/],
    ["start_time=yesterday", /"start_time" must be a valid ISO 8601 date/],
    ["end_time=2026-02-30", /"end_time"/],
    ["include_attachment_url=maybe", /"include_attachment_url" must be a boolean/],
  ])("refuses %s", async (query, error) => {
    expectError(await list(query), 400, error);
  });

  test.each([
    ["project=p", ["t2", "t1", "t0"]],
    ["project=nowhere", []],
    ["batch=b", ["t2", "t1"]],
    ["project=q&batch=b", []],
    ["project=p&batch=b", ["t2", "t1"]],
    ["type=imageannotation", ["t5", "t4", "t3", "t2", "t1", "t0"]],
    ["type=textcollection", []],
    ["status=pending", ["t5", "t4"]],
    ["status=completed", ["t3", "t2", "t1", "t0"]],
    ["status=completed&status=pending&limit=1", ["t5"]],
    ["status=pending,completed&limit=2", ["t5", "t4"]],
    ["tags=red", ["t1", "t0"]],
    ["tags=blue", ["t5", "t1"]],
    ["tags=red&tags=blue", ["t1"]],
    ["tags=red,blue", ["t1"]],
    ["tags=a%2Cb", ["t3"]],
    ["unique_id=t4", ["t4"]],
    ["unique_id=t0&unique_id=t5&unique_id=none", ["t5", "t0"]],
    ["unique_id=t0,t5", ["t5", "t0"]],
    ["unique_id=t0&project=q", []],
    ["unique_id=t0&batch=b", []],
    ["start_time=2026-01-01T00:03:00.000Z", ["t5", "t4", "t3"]],
    ["start_time=2026-01-01%2000:03:00.000001", ["t5", "t4"]],
    ["end_time=2026-01-01T00:01:00Z", ["t1", "t0"]],
    ["end_time=2026-01-01T01:01:00%2B01:00", ["t1", "t0"]],
    ["end_time=2026-01-01", ["t0"]],
    ["start_time=20260101T000400Z", ["t5", "t4"]],
    ["start_time=2026-01-01T00:01Z&end_time=2026-01-01T00:02Z", ["t2", "t1"]],
    ["completed_after=2026-01-01T00:03:30Z", ["t3", "t2"]],
    ["completed_before=2026-01-01T00:01:30Z", ["t0"]],
    ["completed_after=2026-01-01T00:02:00Z&completed_before=2026-01-01T00:04:00Z&project=p", ["t2", "t1"]],
    ["updated_after=2026-01-01T00:04:30Z", ["t5", "t3"]],
    ["updated_before=2026-01-01T00:02:30Z", ["t1", "t0"]],
    ["status=completed&tags=red&start_time=2026-01-01T00:00:30Z", ["t1"]],
    ["status=&tags=", ["t5", "t4", "t3", "t2", "t1", "t0"]],
  ])("%s gives %j", async (query, expected) => {
    const answer = await list(query);
    expect(answer.status).toBe(200);
    expect(ids(answer)).toEqual(expected);
    if (!query.includes("limit")) expect(answer.body.total).toBe(expected.length);
  });

  test("an errored task is found by its status, and has no time of completion", async () => {
    on.clock.advance(60_000);
    expect(ids(await list("status=error"))).toEqual(["t4"]);
    expect(ids(await list("completed_after=2020-01-01"))).toEqual(["t3", "t2", "t1", "t0"]);
  });

  test("a review status joined by commas finds each of them", async () => {
    for (const [index, accepted] of [true, false].entries()) {
      const { task_id } = (await list(`unique_id=t${index}`)).body.docs[0];
      expect((await on.call("POST", `/task/${task_id}/audit`, { accepted })).text).toBe("OK");
    }
    expect(ids(await list("customer_review_status=accepted"))).toEqual(["t0"]);
    expect(ids(await list("customer_review_status=accepted,rejected"))).toEqual(["t1", "t0"]);
    expect(ids(await list("customer_review_status=fixed"))).toEqual([]);
  });

  describe("at 00:05:10, after", () => {
    /** Each of them changes t3, which was completed at 00:04:30, or t5, which is pending. */
    const changes: [string, string, string, string, unknown?][] = [
      ["new tags", "t3", "PUT", "/tags", ["new"]],
      ["other tags", "t3", "POST", "/tags", ["new"]],
      ["fewer tags", "t3", "DELETE", "/tags", ["a,b"]],
      ["metadata", "t3", "POST", "/setMetadata", { new: true }],
      ["another unique_id", "t3", "POST", "/unique_id", { unique_id: "new" }],
      ["no unique_id", "t3", "DELETE", "/unique_id"],
      ["an audit", "t3", "POST", "/audit", { accepted: true }],
      ["a cancel", "t5", "POST", "/cancel"],
    ];
    test.each(changes)(
      "%s a task is found by its new updated_at alone",
      async (_, name, method, path, body) => {
        const { task_id } = (await list(`unique_id=${name}`)).body.docs[0];
        on.clock.advance(10_000);
        expect((await on.call(method, `/task/${task_id}${path}`, body)).status).toBe(200);
        const [changed, ...others] = (await list("updated_after=2026-01-01T00:05:10Z")).body.docs;
        expect(changed.task_id).toBe(task_id);
        expect(others).toEqual([]);
        const before = (await list("updated_before=2026-01-01T00:05:09Z")).body;
        expect(before.total).toBe(5);
        expect(JSON.stringify(before)).not.toContain(task_id);
      },
    );
  });

  test("a task that is done is found by its new times and status", async () => {
    on.clock.advance(86_000); // t4 came to its end at 00:05:30, and t5 does at 00:06:30
    expect(ids(await list("completed_after=2026-01-01T00:05:00Z"))).toEqual([]);
    expect(ids(await list("updated_after=2026-01-01T00:05:30Z"))).toEqual(["t4"]);
    on.clock.advance(4_000);
    expect(ids(await list("completed_after=2026-01-01T00:06:30Z&status=completed"))).toEqual(["t5"]);
    expect(ids(await list("updated_after=2026-01-01T00:06:30Z"))).toEqual(["t5"]);
    expect(ids(await list("updated_before=2026-01-01T00:05:30Z&status=error,pending"))).toEqual(["t4"]);
  });

  test("a canceled task has no time of completion", async () => {
    const { task_id } = (await list("unique_id=t5")).body.docs[0];
    await on.call("POST", `/task/${task_id}/cancel`);
    on.clock.advance(3_600_000);
    expect(ids(await list("completed_after=2020-01-01"))).toEqual(["t3", "t2", "t1", "t0"]);
    expect(ids(await list("completed_before=2099-01-01"))).toEqual(["t3", "t2", "t1", "t0"]);
  });

  test("an audit is found by its last result alone", async () => {
    const { task_id } = (await list("unique_id=t0")).body.docs[0];
    await on.call("POST", `/task/${task_id}/audit`, { accepted: true });
    await on.call("POST", `/task/${task_id}/audit`, { accepted: false });
    expect(ids(await list("customer_review_status=accepted"))).toEqual([]);
    expect(ids(await list("customer_review_status=rejected"))).toEqual(["t0"]);
    const every = "customer_review_status=accepted,fixed,commented,rejected,pending";
    expect(ids(await list(every))).toEqual(["t0"]);
  });

  test("a tag that is taken from one task stays with the others", async () => {
    const { task_id } = (await list("unique_id=t0")).body.docs[0];
    await on.call("DELETE", `/task/${task_id}/tags`, ["red"]);
    expect(ids(await list("tags=red"))).toEqual(["t1"]);
    await on.call("PUT", `/task/${task_id}/tags`, ["blue"]);
    expect(ids(await list("tags=blue"))).toEqual(["t5", "t1", "t0"]);
  });

  test("a tag that a world names twice is gone when it is taken away", async () => {
    const task = { task_id: "5f0000000000000000000001", type: "imageannotation", status: "completed" };
    const params = { attachment: "https://images.example.com/a.jpg", geometries: { box: {} } };
    const world = { tasks: [{ ...task, params, created_at: START, tags: ["a", "a", "b"] }] };
    on = bench({ world });
    expect((await list("tags=a&tags=b")).body.total).toBe(1);
    await on.call("POST", `/task/${task.task_id}/tags`, ["b"]);
    expect((await list("tags=a")).body.total).toBe(0);
    expect((await list("tags=b")).body.total).toBe(1);
  });

  test("tasks are found by all that they had before there were thousands", async () => {
    const query =
      "project=p&batch=b&type=imageannotation&status=completed&start_time=2026-01-01&updated_after=2026-01-01&completed_after=2026-01-01&tags=red";
    for (let n = 0; n < 2_100; n += 1) await create(on);
    expect(ids(await list(query))).toEqual(["t1"]);
    expect((await list("start_time=2026-01-01T00:05:00Z")).body.total).toBe(2_101);
    on.clock.advance(90_000);
    expect((await list("completed_after=2026-01-01T00:06:30Z")).body.total).toBe(2_101);
  });

  test("filters and pages together", async () => {
    const first = await list("project=p&limit=2");
    expect(ids(first)).toEqual(["t2", "t1"]);
    const second = await list(`project=p&limit=2&next_token=${first.body.next_token}`);
    expect(ids(second)).toEqual(["t0"]);
    expect(second.body.total).toBe(3);
  });

  test("limited_response answers with a few fields only", async () => {
    const answer = await list("limited_response=True&unique_id=t0");
    expect(Object.keys(answer.body.docs[0]).sort()).toEqual(["metadata", "project", "status", "task_id"]);
  });

  test("include_attachment_url adds addresses, and only then", async () => {
    expect((await list("unique_id=t0")).body.docs[0]).not.toHaveProperty("attachment_urls");
    const [task] = (await list("unique_id=t0&include_attachment_url=true")).body.docs;
    expect(task.attachment_urls).toEqual([expect.stringContaining(task.task_id)]);
  });

  test("a parameter nobody knows is ignored, but not silently", async () => {
    expect(ids(await list(`created_after=${START}&limit=1`))).toEqual(["t5"]);
    expect(on.events).toContainEqual(expect.objectContaining({ level: "warn", name: "created_after" }));
  });
});
