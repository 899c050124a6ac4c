import { describe, expect, test } from "vitest";
import { bench, expectError, type Json } from "./helpers.ts";

const AUDITED = "681500005ca1e0f000000001";
const ids = (docs: Json[]) => docs.map(({ id }) => id);

describe("fixless audits", () => {
  test("are a list: those of a task, or the one with an id", async () => {
    const on = bench({ world: undefined });
    const ofTask = await on.call("GET", `/audits?task_id=${AUDITED}`);
    expect(ids(ofTask.body)).toEqual(["audit-1", "audit-2"]);
    expect(ofTask.body[0]).toMatchObject({
      task_id: AUDITED,
      audit_result: "rejected",
      feedback_items: [{ type: "error" }],
    });
    expect(ids((await on.call("GET", "/audits?id=audit-2")).body)).toEqual(["audit-2"]);
    expect(ids((await on.call("GET", `/audits?id=audit-2&task_id=${AUDITED}`)).body)).toEqual(["audit-2"]);
    expect((await on.call("GET", "/audits?task_id=681500005ca1e0f000000002")).body).toEqual([]);
  });

  test.each([
    ["/audits", 400, /task_id or id/],
    ["/audits?task_id=none", 404, "Task with that ID not found."],
    ["/audits?id=none", 404, /Audit/],
  ])("%s is refused", async (path, status, error) => {
    expectError(await bench({ world: undefined }).call("GET", path), status, error);
  });
});

describe("quality labelers", () => {
  const list = (query: string) => bench({ world: undefined }).call("GET", `/quality/labelers?${query}`);

  test.each([
    ["quality_task_ids=quality-1", ["attempt-1", "attempt-2"]],
    ["quality_task_ids=quality-1&quality_task_ids=quality-2", ["attempt-1", "attempt-2", "attempt-3"]],
    ["quality_task_ids=quality-1,quality-2&labeler_emails=lee@example.com", ["attempt-1", "attempt-3"]],
    ["labeler_emails=noor@example.com", ["attempt-2"]],
    ["labeler_emails=nobody@example.com", []],
  ])("%s gives %j", async (query, expected) => {
    expect(ids((await list(query)).body.docs)).toEqual(expected);
  });

  test("page by token", async () => {
    const first = await list("labeler_emails=lee@example.com&limit=1");
    expect(first.body).toMatchObject({ docs: [{ id: "attempt-1" }], total: 2, has_more: true });
    const second = await list(`labeler_emails=lee@example.com&limit=1&next_token=${first.body.next_token}`);
    expect(second.body).toMatchObject({ docs: [{ id: "attempt-3" }], has_more: false });
    expect(second.body).not.toHaveProperty("next_token");
  });

  test.each(["", "limit=5", "labeler_emails=a&limit=0", "labeler_emails=a&next_token=x"])(
    "%j is refused",
    async (query) => {
      expectError(await list(query), 400, /.+/);
    },
  );
});

describe("training and evaluation tasks", () => {
  test.each(["training_tasks", "evaluation_tasks"])("%s are made in Rapid projects", async (kind) => {
    const on = bench({ world: undefined });
    const body = { project: "kitchen-clips", expected_response: { annotations: {} } };
    const answer = await on.call("POST", `/${kind}/videoplaybackannotation`, body);
    expect(answer.body).toMatchObject({ id: expect.any(String), expected_response: { annotations: {} } });
    expectError(await on.call("POST", `/${kind}/nonsense`, body), 404, /nonsense/);
    expectError(
      await on.call("POST", `/${kind}/imageannotation`, { ...body, project: "street-signs" }),
      400,
      /Rapid/,
    );
    expectError(
      await on.call("POST", `/${kind}/imageannotation`, { project: "kitchen-clips" }),
      400,
      /expected_response/,
    );
  });
});
