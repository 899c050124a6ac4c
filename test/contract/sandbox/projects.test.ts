import { describe, expect, test } from "vitest";
import { bench, create, expectError, image, type Json } from "./helpers.ts";

describe("projects", () => {
  test("are created without parameters, or with a first version of them", async () => {
    const on = bench();
    const bare = await on.call("POST", "/projects", {
      name: "a/b c",
      type: "imageannotation",
      params: null,
      datasetId: null,
    });
    expect(bare.body).toMatchObject({ name: "a/b c", type: "imageannotation", param_history: [] });
    expect((await on.call("GET", "/projects/a%2Fb%20c")).body).toEqual(bare.body);
    const full = await on.call("POST", "/projects", {
      name: "p",
      type: "imageannotation",
      params: { padding: 1 },
    });
    expect(full.body.param_history).toEqual([
      { padding: 1, version: 0, created_at: "2026-01-01T00:00:00.000Z" },
    ]);
  });

  test.each([
    [{ type: "imageannotation" }, /"name" is required/],
    [{ name: "p" }, /"type" is required/],
    [{ name: "p", type: "nonsense" }, /"type" is not a task type/],
    [{ name: "p", type: "imageannotation", params: [] }, /"params" must be an object/],
    [{ name: "p", type: "imageannotation", rapid: true, studio: true }, /not both/],
  ])("%j is refused", async (body, error) => {
    expectError(await bench().call("POST", "/projects", body), 400, error);
  });

  test("have a name of their own", async () => {
    const on = bench();
    await on.call("POST", "/projects", { name: "p", type: "imageannotation" });
    expectError(await on.call("POST", "/projects", { name: "p", type: "textcollection" }), 409, /"p"/);
  });

  test.each([
    ["GET", ""],
    ["POST", "/setParams"],
    ["POST", "/setOntology"],
    ["GET", "/taskTemplates"],
  ])("an unknown name is not found by %s %s", async (method, path) => {
    expectError(await bench().call(method, `/projects/none${path}`), 404, /"none"/);
  });

  test("are listed as a bare array, all or by archived", async () => {
    const on = bench({ world: undefined });
    const list = async (query: string) =>
      (await on.call("GET", `/projects${query}`)).body.map(({ name }: Json) => name);
    const all = await list("");
    expect(await list("?archived=true")).toEqual(["old-billboards"]);
    expect(await list("?archived=False")).toEqual(all.filter((name: string) => name !== "old-billboards"));
    expectError(await on.call("GET", "/projects?archived=maybe"), 400, /"archived"/);
  });
});

describe("project parameters", () => {
  test("keep their history; patch merges, otherwise they are replaced", async () => {
    const on = bench();
    await on.call("POST", "/projects", { name: "p", type: "imageannotation" });
    const set = async (body: Json) =>
      (await on.call("POST", "/projects/p/setParams", body)).body.param_history;
    expect(await set({ instruction: "one", padding: 1 })).toMatchObject([
      { version: 0, instruction: "one", padding: 1 },
    ]);
    const patched = await set({ patch: true, padding: 2 });
    expect(patched).toHaveLength(2);
    expect(patched[1]).toMatchObject({ version: 1, instruction: "one", padding: 2 });
    expect(patched[1]).not.toHaveProperty("patch");
    const replaced = await set({ padding: 3, patch: false });
    expect(replaced[2]).toEqual({ padding: 3, version: 2, created_at: "2026-01-01T00:00:00.000Z" });
    expect(replaced[1]).toEqual(patched[1]);
    expectError(
      await on.call("POST", "/projects/p/setParams", { patch: "yes" }),
      400,
      /"patch" must be a boolean/,
    );
  });

  test("are inherited by later tasks only; the task's own win and the instructions are combined", async () => {
    const on = bench();
    await on.call("POST", "/projects", { name: "p", type: "imageannotation" });
    const before = await create(on, { project: "p" });
    const geometries = { polygon: { objects_to_annotate: ["roof"] } };
    await on.call("POST", "/projects/p/setParams", {
      instruction: "Project.",
      padding: 5,
      priority: 10,
      geometries,
    });
    const after = await on.call("POST", "/task/imageannotation", {
      project: "p",
      attachment: "https://x.example.com/a.jpg",
      instruction: "Task.",
      padding: 7,
    });
    expect(after.body).toMatchObject({
      instruction: "Project.\n\nTask.",
      priority: 10,
      project_param_version: 0,
      params: { padding: 7, geometries },
    });
    const alone = await on.call("POST", "/task/imageannotation", image({ project: "p" }));
    expect(alone.body).toMatchObject({ instruction: "Project.", params: { padding: 5 } });
    const unchanged = (await on.call("GET", `/task/${before.task_id}`)).body;
    expect(unchanged.params).not.toHaveProperty("padding");
    expect(unchanged).not.toHaveProperty("instruction");
    await on.call("POST", "/projects/p/setParams", { padding: 9 });
    expect((await on.call("GET", `/task/${alone.body.task_id}`)).body.params.padding).toBe(5);
  });

  test("can be pinned to a version, or left out with -1", async () => {
    const on = bench();
    await on.call("POST", "/projects", { name: "p", type: "imageannotation", params: { padding: 1 } });
    await on.call("POST", "/projects/p/setParams", { padding: 2 });
    const padding = async (more: Json) =>
      ((await create(on, { project: "p", ...more })).params as Json).padding;
    expect(await padding({})).toBe(2);
    expect(await padding({ project_version: 0 })).toBe(1);
    expect(await padding({ project_version: -1 })).toBeUndefined();
    const wrong = image({ project: "p", project_version: 7 });
    expectError(await on.call("POST", "/task/imageannotation", wrong), 400, /project_version/);
  });
});

describe("ontologies", () => {
  test("are kept by version and answered with nothing", async () => {
    const on = bench();
    await on.call("POST", "/projects", { name: "p", type: "imageannotation" });
    const ontology = ["a", { choice: "b", subchoices: ["c"] }];
    const answer = await on.call("POST", "/projects/p/setOntology", { ontology, name: "first" });
    expect([answer.status, answer.text]).toEqual([200, ""]);
    await on.call("POST", "/projects/p/setOntology", { ontology: ["d"] });
    expect((await on.call("GET", "/projects/p")).body.ontology_history).toMatchObject([
      { version: 0, name: "first", ontology },
      { version: 1, ontology: ["d"] },
    ]);
  });

  test.each([
    [{}, /"ontology" is required/],
    [{ ontology: [] }, /"ontology" must contain/],
    [{ ontology: ["a", "a"] }, /repeats the choice "a"/],
    [{ ontology: ["a", { choice: "b", subchoices: ["a"] }] }, /repeats the choice "a"/],
    [{ ontology: [5] }, /"ontology\[0\]"/],
  ])("%j is refused", async (body, error) => {
    const on = bench();
    await on.call("POST", "/projects", { name: "p", type: "imageannotation" });
    expectError(await on.call("POST", "/projects/p/setOntology", body), 400, error);
  });
});
