import { describe, expect, test } from "vitest";
import { type Bench, bench, create, expectError, image, type Json } from "./helpers.ts";

async function withProjects(): Promise<Bench> {
  const on = bench();
  await on.call("POST", "/projects", { name: "p", type: "imageannotation" });
  await on.call("POST", "/projects", { name: "r", type: "imageannotation", rapid: true });
  await on.call("POST", "/projects", { name: "s", type: "imageannotation", studio: true });
  return on;
}

const names = (answer: { body: { docs: Json[] } }) => answer.body.docs.map(({ name }) => name);

describe("creating a batch", () => {
  test.each([
    ["p", "in_progress"],
    ["r", "staging"],
    ["s", "staging"],
  ])("in project %s begins %s", async (project, status) => {
    const on = await withProjects();
    const answer = await on.call("POST", "/batches", { project, name: "b", metadata: { k: 1 } });
    expect(answer.body).toEqual({
      project,
      name: "b",
      status,
      created_at: "2026-01-01T00:00:00.000Z",
      metadata: { k: 1 },
    });
    expect((await on.call("GET", "/batches/b")).body).toEqual(answer.body);
  });

  test("refuses a name that is taken, in whatever project", async () => {
    const on = await withProjects();
    await on.call("POST", "/batches", { project: "p", name: "b" });
    expectError(await on.call("POST", "/batches", { project: "r", name: "b" }), 409, /"b"/);
  });

  test.each([
    [{ project: "p" }, 400, /"name" is required/],
    [{ name: "b" }, 400, /"project" is required/],
    [{ name: "b", project: "nowhere" }, 404, /"nowhere"/],
    [{ name: "b", project: "p", callback: "nonsense" }, 400, /"callback"/],
    [{ name: "b", project: "p", callback: 5 }, 400, /"callback"/],
    [{ name: "b", project: "p", calibration_batch: true }, 400, /Rapid/],
    [{ name: "b", project: "r", self_label_batch: "yes" }, 400, /"self_label_batch" must be a boolean/],
    [{ name: "b", project: "p", metadata: { k: "x".repeat(10_240) } }, 400, /10240/],
  ])("refuses %j", async (body, status, error) => {
    const on = await withProjects();
    expectError(await on.call("POST", "/batches", body), status, error);
  });

  test.each([
    ["GET", ""],
    ["GET", "/status"],
    ["POST", "/finalize"],
    ["POST", "/setMetadata"],
  ])("an unknown name is not found by %s %s", async (method, path) => {
    expectError(await bench().call(method, `/batches/no%2Fbatch${path}`), 404, /"no\/batch"/);
  });

  test.each(["a b/c", "100%", "ü?#&", "%2F", "..", "status"])(
    "the name %j travels in the path",
    async (name) => {
      const on = await withProjects();
      await on.call("POST", "/batches", { project: "p", name });
      // A path of dots never leaves the client as it is: nobody can ask for that batch alone.
      if (name !== "..")
        expect((await on.call("GET", `/batches/${encodeURIComponent(name)}`)).body.name).toBe(name);
      expect(names(await on.call("GET", "/batches"))).toEqual([name]);
    },
  );
});

describe("the life of a batch", () => {
  test("staging, in_progress, completed; zero counts are left out", async () => {
    const on = await withProjects();
    await on.call("POST", "/batches", { project: "s", name: "b" });
    const status = async () => (await on.call("GET", "/batches/b/status")).body;
    expect(await status()).toEqual({ status: "staging" });
    await create(on, { batch: "b" });
    await create(on, { batch: "b" });
    await create(on, { batch: "b", attachment: "https://x.example.com/broken.jpg" });
    on.clock.advance(60_000);
    expect(await status()).toEqual({ status: "staging", pending: 3 });
    expect((await on.call("POST", "/batches/b/finalize")).body.status).toBe("in_progress");
    on.clock.advance(1999);
    expect(await status()).toEqual({ status: "in_progress", pending: 3 });
    on.clock.advance(1);
    expect(await status()).toEqual({ status: "completed", completed: 2, error: 1 });
    const [task] = (await on.call("GET", "/tasks?status=completed")).body.docs;
    expect(task.completed_at).toBe("2026-01-01T00:01:02.000Z");
  });

  test("takes no task after finalize in Rapid and Studio projects", async () => {
    const on = await withProjects();
    await on.call("POST", "/batches", { project: "r", name: "b" });
    await create(on, { batch: "b" });
    for (let time = 0; time < 2; time += 1) {
      expect((await on.call("POST", "/batches/b/finalize")).status).toBe(200);
      expectError(await on.call("POST", "/task/imageannotation", image({ batch: "b" })), 400, /finalized/);
    }
  });

  test("finalize does nothing elsewhere, and a completed batch opens again for new work", async () => {
    const on = await withProjects();
    await on.call("POST", "/batches", { project: "p", name: "b" });
    expect((await on.call("POST", "/batches/b/finalize")).body.status).toBe("in_progress");
    await create(on, { batch: "b" });
    on.clock.advance(2000);
    expect((await on.call("GET", "/batches/b")).body.status).toBe("completed");
    await create(on, { batch: "b" });
    expect((await on.call("GET", "/batches/b/status")).body).toEqual({
      status: "in_progress",
      pending: 1,
      completed: 1,
    });
  });

  test("completes when its last task is canceled", async () => {
    const on = await withProjects();
    await on.call("POST", "/batches", { project: "p", name: "b" });
    const { task_id } = await create(on, { batch: "b" });
    await on.call("POST", `/task/${task_id}/cancel`);
    expect((await on.call("GET", "/batches/b/status")).body).toEqual({ status: "completed", canceled: 1 });
  });

  test("its metadata can be replaced", async () => {
    const on = await withProjects();
    await on.call("POST", "/batches", { project: "p", name: "b", metadata: { old: 1 } });
    expect((await on.call("POST", "/batches/b/setMetadata", { new: 2 })).body.metadata).toEqual({ new: 2 });
  });
});

describe("listing batches", () => {
  async function five() {
    const on = await withProjects();
    for (const [index, project] of ["p", "p", "r", "p", "s"].entries()) {
      await on.call("POST", "/batches", { project, name: `b${index}` });
      on.clock.advance(60_000);
    }
    await create(on, { batch: "b0" });
    on.clock.advance(2000);
    await create(on, { batch: "b1" });
    return on;
  }

  test("pages by offset, newest first, with the total under both names", async () => {
    const on = await five();
    const first = await on.call("GET", "/batches?limit=2");
    expect(names(first)).toEqual(["b4", "b3"]);
    expect(first.body).toMatchObject({ totalDocs: 5, total: 5, limit: 2, offset: 0, has_more: true });
    const last = await on.call("GET", "/batches?limit=2&offset=4");
    expect(names(last)).toEqual(["b0"]);
    expect(last.body).toMatchObject({ totalDocs: 5, offset: 4, has_more: false });
    expect((await on.call("GET", "/batches?offset=9")).body).toMatchObject({ docs: [], has_more: false });
    expect((await on.call("GET", "/batches?limit=1&offset=4")).body.has_more).toBe(false);
  });

  test.each([
    ["project=p", ["b3", "b1", "b0"]],
    ["project=nowhere", []],
    ["status=staging", ["b4", "b2"]],
    ["status=completed", ["b0"]],
    ["status=in_progress&project=p", ["b3", "b1"]],
    ["start_time=2026-01-01T00:03:00Z", ["b4", "b3"]],
    ["end_time=2026-01-01 00:01:00", ["b1", "b0"]],
    ["start_time=2026-01-01T00:01:00Z&end_time=2026-01-01T00:02:00Z", ["b2", "b1"]],
    ["completed_after=2026-01-01", ["b0"]],
    ["exclude_archived=True", ["b4", "b3", "b2", "b1", "b0"]],
  ])("%s gives %j", async (query, expected) => {
    expect(names(await (await five()).call("GET", `/batches?${query}`))).toEqual(expected);
  });

  test("detailed adds the progress", async () => {
    const on = await five();
    expect((await on.call("GET", "/batches?status=completed")).body.docs[0]).not.toHaveProperty("completed");
    expect((await on.call("GET", "/batches?status=completed&detailed=true")).body.docs[0]).toMatchObject({
      completed: 1,
    });
  });

  test.each([
    "limit=0",
    "limit=101",
    "offset=-1",
    "offset=x",
    "status=done",
    "start_time=soon",
    "detailed=x",
  ])("refuses %s", async (query) => {
    expectError(await bench().call("GET", `/batches?${query}`), 400, new RegExp(`"${query.split("=")[0]}"`));
  });
});
