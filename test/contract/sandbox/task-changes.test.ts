import { describe, expect, test } from "vitest";
import { bench, create, expectError } from "./helpers.ts";

const UNKNOWN = "5f0000000000000000000001";

describe("a task that does not exist", () => {
  test.each([
    ["GET", ""],
    ["POST", "/cancel"],
    ["POST", "/audit"],
    ["PUT", "/tags"],
    ["POST", "/tags"],
    ["DELETE", "/tags"],
    ["POST", "/setMetadata"],
    ["POST", "/unique_id"],
    ["DELETE", "/unique_id"],
    ["POST", "/send_callback"],
    ["GET", "/response_url/x"],
  ])("is not found by %s %s", async (method, path) => {
    const on = bench();
    for (const id of [UNKNOWN, "fake_id_qwertyuiop"]) {
      const answer = await on.call(method, `/task/${id}${path}`, method === "GET" ? undefined : ["a"]);
      expect(answer.body).toEqual({ status_code: 404, error: "Task with that ID not found." });
    }
  });
});

describe("tags", () => {
  test("PUT adds, POST replaces, DELETE removes, and all of them may be repeated", async () => {
    const on = bench();
    const { task_id } = await create(on, { tags: ["a"] });
    const path = `/task/${task_id}/tags`;
    for (let time = 0; time < 2; time += 1) {
      expect((await on.call("PUT", path, ["b", "a"])).body.tags).toEqual(["a", "b"]);
    }
    expect((await on.call("DELETE", path, ["a", "zzz"])).body.tags).toEqual(["b"]);
    expect((await on.call("POST", path, ["x", "y"])).body.tags).toEqual(["x", "y"]);
    expect((await on.call("DELETE", path, ["x", "y"])).body).not.toHaveProperty("tags");
    expect((await on.call("GET", `/task/${task_id}`)).body).not.toHaveProperty("tags");
  });

  test("are a bare array of at most five non-empty strings", async () => {
    const on = bench();
    const { task_id } = await create(on, { tags: ["1", "2", "3"] });
    const path = `/task/${task_id}/tags`;
    for (const body of [{ tags: ["a"] }, '"a"', [1], [""], [null]]) {
      expectError(await on.call("PUT", path, body), 400, /"tags" must be an array of non-empty strings/);
    }
    expectError(await on.call("PUT", path, ["4", "5", "6"]), 400, /at most 5/);
    expectError(await on.call("DELETE", path), 400, /"tags"/);
    expect((await on.call("GET", `/task/${task_id}`)).body.tags).toEqual(["1", "2", "3"]);
  });

  test("change updated_at", async () => {
    const on = bench();
    const { task_id } = await create(on);
    on.clock.advance(500);
    expect((await on.call("PUT", `/task/${task_id}/tags`, ["a"])).body.updated_at).toBe(
      "2026-01-01T00:00:00.500Z",
    );
  });
});

describe("metadata", () => {
  test("is replaced by the body itself; no body empties it", async () => {
    const on = bench();
    const { task_id } = await create(on, { metadata: { old: true } });
    const path = `/task/${task_id}/setMetadata`;
    expect((await on.call("POST", path, { metadata: { a: 1 } })).body.metadata).toEqual({
      metadata: { a: 1 },
    });
    expect((await on.call("POST", path, { a: 1 })).body.metadata).toEqual({ a: 1 });
    expect((await on.call("POST", path)).body.metadata).toEqual({});
  });

  test("is an object of at most 10,240 bytes", async () => {
    const on = bench();
    const { task_id } = await create(on);
    const path = `/task/${task_id}/setMetadata`;
    expectError(await on.call("POST", path, [1]), 400, /JSON object/);
    expectError(await on.call("POST", path, { k: "x".repeat(10_240) }), 400, /10240 bytes/);
  });
});

describe("unique_id", () => {
  test("can be set, moved and freed", async () => {
    const on = bench();
    const first = await create(on, { unique_id: "u" });
    const second = await create(on);
    const path = `/task/${second.task_id}/unique_id`;
    expectError(
      await on.call("POST", path, { unique_id: "u" }),
      409,
      `The unique_id \\("u"\\) is already used for a different task \\(${first.task_id}\\)\\.`,
    );
    expectError(await on.call("POST", path, {}), 400, /"unique_id" is required/);
    expect((await on.call("DELETE", `/task/${first.task_id}/unique_id`)).body).not.toHaveProperty(
      "unique_id",
    );
    expect((await on.call("POST", path, { unique_id: "u" })).body.unique_id).toBe("u");
    expect((await on.call("POST", path, { unique_id: "u" })).status).toBe(200);
    expect((await on.call("DELETE", `/task/${first.task_id}/unique_id`)).status).toBe(200);
    expect((await on.call("GET", "/tasks?unique_id=u")).body.docs[0].task_id).toBe(second.task_id);
  });
});

describe("cancel", () => {
  test("stops a pending task for good, may be repeated, and frees the unique_id only when told", async () => {
    const on = bench();
    const kept = await create(on, { unique_id: "kept" });
    const freed = await create(on, { unique_id: "freed" });
    expect((await on.call("POST", `/task/${kept.task_id}/cancel`)).body).toMatchObject({
      status: "canceled",
      unique_id: "kept",
    });
    expect((await on.call("POST", `/task/${kept.task_id}/cancel`)).status).toBe(200);
    const answer = await on.call("POST", `/task/${freed.task_id}/cancel?clear_unique_id=true`);
    expect(answer.body.status).toBe("canceled");
    expect(answer.body).not.toHaveProperty("unique_id");
    on.clock.advance(10_000);
    expect((await on.call("GET", `/task/${kept.task_id}`)).body.status).toBe("canceled");
  });

  test("is refused for a completed task", async () => {
    const on = bench();
    const { task_id } = await create(on);
    on.clock.advance(2000);
    expectError(await on.call("POST", `/task/${task_id}/cancel`), 400, /completed/);
  });
});

describe("audit", () => {
  test("records the verdict on a completed task and answers OK", async () => {
    const on = bench();
    const { task_id } = await create(on);
    expectError(await on.call("POST", `/task/${task_id}/audit`, { accepted: true }), 400, /completed/);
    on.clock.advance(2000);
    expectError(await on.call("POST", `/task/${task_id}/audit`, {}), 400, /"accepted" is required/);
    expect((await on.call("POST", `/task/${task_id}/audit`, { accepted: false, comments: "No." })).text).toBe(
      "OK",
    );
    expect((await on.call("GET", `/task/${task_id}`)).body).toMatchObject({
      customer_review_status: "rejected",
      audits: [{ audit_result: "rejected", comments: "No.", audited_at: "2026-01-01T00:00:02.000Z" }],
    });
  });
});
