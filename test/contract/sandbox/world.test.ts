import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { bench, expectError, type Json } from "./helpers.ts";

const project = { name: "p", type: "imageannotation", created_at: "2025-01-01T00:00:00Z" };
const batch = { name: "b", project: "p", status: "in_progress", created_at: "2025-01-02T00:00:00Z" };
const task = {
  type: "imageannotation",
  status: "pending",
  created_at: "2025-01-03T00:00:00Z",
  params: { attachment: "https://x.example.com/a.jpg", geometries: { box: { objects_to_annotate: ["a"] } } },
};
const id = "5f0000000000000000000001";

describe("the world of the sandbox itself", () => {
  test("holds a bit of everything", async () => {
    const on = bench({ world: undefined });
    const tasks = (await on.call("GET", "/tasks")).body;
    expect(tasks.total).toBeGreaterThan(10);
    expect(new Set(tasks.docs.map(({ status }: Json) => status))).toEqual(
      new Set(["pending", "completed", "canceled", "error"]),
    );
    const created = tasks.docs.map(({ created_at }: Json) => created_at);
    expect(created).toEqual([...created].sort().reverse());
    expect((await on.call("GET", "/projects")).body.length).toBeGreaterThan(7);
    expect((await on.call("GET", "/batches/signs-2025-05/status")).body).toEqual({
      status: "in_progress",
      pending: 2,
      completed: 1,
      error: 1,
      canceled: 1,
    });
    expect((await on.call("GET", "/studio/batches")).body.length).toBeGreaterThanOrEqual(2);
    expect(new Set((await on.call("GET", "/teams")).body.map(({ role }: Json) => role))).toEqual(
      new Set(["admin", "manager", "member", "labeler"]),
    );
    expect((await on.call("GET", "/studio/assignments")).body["lee@example.com"]).toContain("receipts");
    expect((await on.call("GET", "/files?project=receipts")).body.docs).toHaveLength(2);
  });

  test("every completed task of it has a result, and every address in it is an example", async () => {
    const on = bench({ world: undefined });
    const answer = await on.call("GET", "/tasks?status=completed");
    for (const { response } of answer.body.docs) expect(Object.keys(response).length).toBeGreaterThan(0);
    const hosts = [...answer.text.matchAll(/https?:\/\/([^/":]+)/g)].map(([, host]) => host);
    for (const host of hosts) expect(host).toMatch(/^(127\.0\.0\.1|[a-z]+\.example\.com)$/);
  });
});

describe("a world of one's own", () => {
  test("replaces it altogether", async () => {
    const world = { projects: [project], batches: [batch], tasks: [{ ...task, task_id: id, batch: "b" }] };
    const on = bench({ world });
    expect((await on.call("GET", "/tasks")).body).toMatchObject({
      total: 1,
      docs: [{ task_id: id, project: "p" }],
    });
    on.clock.advance(100_000);
    expect((await on.call("GET", `/task/${id}`)).body.status).toBe("pending");
  });

  test("is brought into the order of creation", async () => {
    const at = (unique_id: string, created_at: string) => ({ ...task, unique_id, created_at });
    const tasks = [
      at("b", "2025-02-02T00:00:00Z"),
      at("a", "2025-02-01T00:00:00Z"),
      at("c", "2025-02-03T00:00:00Z"),
    ];
    const { docs } = (await bench({ world: { tasks } }).call("GET", "/tasks")).body;
    expect(docs.map(({ unique_id }: Json) => unique_id)).toEqual(["c", "b", "a"]);
  });

  test.each<[string, unknown, RegExp]>([
    ["no object", [], /\(the whole file\): .*object/],
    ["an unknown key", { project: [] }, /"project"/],
    ["a wrong type", { projects: [project, { ...project, type: "cats" }] }, /projects\[1\]\.type: /],
    ["a bad time", { batches: [{ ...batch, created_at: "yesterday" }] }, /batches\[0\]\.created_at: /],
    [
      "a bad id",
      { tasks: [{ ...task, task_id: "1" }] },
      /tasks\[0\]\.task_id: must be 24 hexadecimal digits/,
    ],
    ["an unknown project", { batches: [batch] }, /batches\[0\]\.project: there is no "p"/],
    ["an unknown batch", { tasks: [{ ...task, batch: "x" }] }, /tasks\[0\]\.batch: there is no "x"/],
    ["a name used twice", { projects: [project, project] }, /projects\[1\]\.name: "p" is used twice/],
    [
      "a unique_id used twice",
      {
        tasks: [
          { ...task, unique_id: "u" },
          { ...task, unique_id: "u" },
        ],
      },
      /tasks\[1\]\.unique_id: "u" is used twice/,
    ],
    [
      "a task without what it needs",
      { tasks: [{ ...task, params: {} }] },
      /tasks\[0\]\.params: Please include/,
    ],
    [
      "a task of another type than its project",
      { projects: [{ ...project, type: "textcollection" }], tasks: [{ ...task, project: "p" }] },
      /tasks\[0\]\.type: project "p" is for textcollection/,
    ],
    [
      "a staging batch outside Rapid and Studio",
      { projects: [project], batches: [{ ...batch, status: "staging" }] },
      /batches\[0\]\.status: /,
    ],
    [
      "a batch that its tasks contradict",
      { projects: [project], batches: [{ ...batch, status: "completed" }], tasks: [{ ...task, batch: "b" }] },
      /batches\[0\]\.status: its tasks make it in_progress/,
    ],
    [
      "an assignment of a stranger",
      { projects: [project], assignments: { "x@example.com": ["p"] } },
      /x@example\.com/,
    ],
    [
      "an audit of no task",
      { audits: [{ id: "a", task_id: id, created_at: task.created_at }] },
      /audits\[0\]\.task_id/,
    ],
  ])("with %s is refused by its path", (_, world, error) => {
    expect(() => createSandbox({ world })).toThrow(error);
  });

  test("is told all its faults at once", () => {
    const world = { batches: [batch, { ...batch, name: "c" }] };
    expect(() => createSandbox({ world })).toThrow(/batches\[0\].*\n.*batches\[1\]/s);
  });

  test("may be empty", async () => {
    expectError(await bench({ world: {} }).call("GET", "/projects/p"), 404, /"p"/);
  });
});
