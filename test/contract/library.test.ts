import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createScaleTools, ScaleToolError, type ScaleTools, unwrap } from "../../src/index.ts";
import { methodName } from "../../src/names.ts";
import { tools } from "../../tools/index.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";

const image = "681500005ca1e0f000000003";

describe("the tools as functions", () => {
  let scale: ScaleTools;
  beforeAll(async () => {
    scale = await createScaleTools({ sandbox: true });
  });
  afterAll(() => scale.close());

  it("are there for each of the 41, and as definitions", () => {
    const methods = tools.map(({ name }) => Reflect.get(scale, methodName(name)));
    expect(methods.map((method) => typeof method)).toEqual(tools.map(() => "function"));
    expect(scale.definitions.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
  });

  it("answer with the envelope, whose data is that of the tool", async () => {
    const batch = await scale.createBatch({ project: "street-signs", name: "library" });
    expect(batch.successful && batch.data.name).toBe("library");
    const same = await scale.call("SCALE_AI_GET_BATCH", { batch_name: "library" });
    expect(same.successful && same.data.project).toBe("street-signs");
    const short: string = "get_batch";
    expect(unwrap(await scale.call(short, { batch_name: "library" })).name).toBe("library");
  });

  it("tell failures as values, which unwrap throws", async () => {
    const missing = await scale.getTask({ task_id: "nobody" });
    expect(missing).toMatchObject({ successful: false, data: { code: "not_found", status_code: 404 } });
    expect(() => unwrap(missing)).toThrow(ScaleToolError);
    let thrown: unknown;
    try {
      unwrap(missing);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      code: "not_found",
      statusCode: 404,
      retryable: false,
      message: missing.error,
      data: { code: "not_found" },
    });
    // @ts-expect-error: an id is text; a number is taken as such.
    expect(await scale.getTask({ task_id: 7 })).toMatchObject({ data: { code: "not_found" } });
    // @ts-expect-error: a name is missing.
    expect(await scale.createBatch({ project: "street-signs" })).toMatchObject({
      data: { code: "invalid_arguments" },
    });
  });

  it("give the bytes of a file beside the envelope", async () => {
    const files: { mimeType: string; base64: string }[] = [];
    const input = { task_id: "681500005ca1e0f00000000c", uuid: "d8084fbf-537b-4511-a99a-490befeaac43" };
    const answer = await scale.getV1TaskResponseUrl(input, { onFile: (file) => files.push(file) });
    expect(answer.successful).toBe(true);
    expect(files.map(({ mimeType }) => mimeType)).toEqual(["image/png"]);
    expect(
      Buffer.from(files[0]?.base64 ?? "", "base64")
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
  });

  it("leave nothing out unless they are told to", async () => {
    const metadata = { text: "x".repeat(9_000) };
    for (const task_id of [image, "681500005ca1e0f000000004"])
      unwrap(await scale.setTaskMetadata({ task_id, metadata }));
    const whole = unwrap(await scale.listTasks({}));
    expect(JSON.stringify(whole).length).toBeGreaterThan(18_000);
    const fitted = unwrap(await scale.listTasks({}, { maxResultBytes: 5_000 }));
    expect(JSON.stringify(fitted).length).toBeLessThanOrEqual(5_000);
    expect(fitted).toHaveProperty("_scale_mcp.omitted");
  });

  it("end when their signal says so", async () => {
    const answer = await scale.listProjects({}, { signal: AbortSignal.abort() });
    expect(answer).toMatchObject({ successful: false, data: { code: "cancelled" } });
  });
});

describe("lists, an item at a time", () => {
  let upstream: Upstream;
  let scale: ScaleTools;
  beforeAll(async () => {
    upstream = await startUpstream();
    scale = await createScaleTools({ apiUrl: `${upstream.origin}/v1`, apiKey: "test_0123456789" });
  });
  afterAll(async () => {
    await scale.close();
    await upstream.close();
  });

  const queries = () =>
    upstream.received.map(({ target }) => Object.fromEntries(new URL(target, upstream.origin).searchParams));
  const tasks = (...ids: string[]) => ids.map((task_id) => ({ task_id }));

  it("go from page to page by the token", async () => {
    upstream.script(
      { body: { docs: tasks("a", "b"), has_more: true, next_token: "n1" } },
      { body: { docs: tasks("c"), has_more: false, next_token: "n2" } },
    );
    const found: unknown[] = [];
    for await (const { task_id } of scale.each.listTasks({ project: "p" })) found.push(task_id);
    expect(found).toEqual(["a", "b", "c"]);
    expect(queries()).toEqual([{ project: "p" }, { project: "p", next_token: "n1" }]);
  });

  it("go on by the rows that came, from where they were told to begin", async () => {
    upstream.script(
      { body: { docs: [{ name: "a" }, { name: "b" }], has_more: true } },
      { body: { docs: [{ name: "c" }], has_more: true } },
      { body: { docs: [], has_more: true } },
    );
    const found: unknown[] = [];
    for await (const { name } of scale.each.listBatches({ offset: 4 })) found.push(name);
    expect(found).toEqual(["a", "b", "c"]);
    expect(queries().map(({ offset }) => offset)).toEqual(["4", "6", "7"]);
  });

  it("know a bare list, and end where a cursor comes again", async () => {
    upstream.script({ body: [{ id: 1 }, 2] });
    const bare: unknown[] = [];
    for await (const asset of scale.each.getAssets({ project: "p" })) bare.push(asset);
    expect(bare).toEqual([{ id: 1 }, { value: 2 }]);
    upstream.script({ body: { docs: [{ id: 1 }], next_cursor: "same" } });
    const looping: unknown[] = [];
    for await (const asset of scale.each.getAssets({ project: "p" })) looping.push(asset);
    expect(looping).toHaveLength(2);
  });

  it("ask for no page that nobody wants", async () => {
    const page = { body: { docs: tasks("a", "b"), has_more: true, next_token: "n" } };
    upstream.script(page);
    const found: unknown[] = [];
    for await (const task of scale.each.listTasks({}, { most: 2 })) found.push(task);
    expect([found.length, upstream.received.length]).toEqual([2, 1]);
    upstream.script(page);
    for await (const _task of scale.each.listTasks({})) break;
    expect(upstream.received).toHaveLength(1);
    upstream.script(page);
    for await (const _task of scale.each.listTasks({}, { most: 0 })) expect.fail("an item too many");
    expect(upstream.received).toHaveLength(0);
  });

  it("throw what a page fails with, after the items before it", async () => {
    upstream.script(
      { body: { docs: tasks("a"), has_more: true, next_token: "n" } },
      { status: 401, body: { status_code: 401, error: "no" } },
    );
    const found: unknown[] = [];
    const all = async () => {
      for await (const task of scale.each.listTasks({})) found.push(task);
    };
    await expect(all()).rejects.toMatchObject({ name: "ScaleToolError", code: "unauthorized" });
    expect(found).toHaveLength(1);
  });

  it("end with the signal", async () => {
    const controller = new AbortController();
    upstream.script({ body: { docs: tasks("a"), has_more: true, next_token: "n" } });
    const all = async () => {
      for await (const _task of scale.each.listTasks({}, { signal: controller.signal })) controller.abort();
    };
    await expect(all()).rejects.toMatchObject({ code: "cancelled" });
    expect(upstream.received).toHaveLength(1);
  });
});

describe("the guards", () => {
  let scale: ScaleTools | undefined;
  afterEach(() => scale?.close());

  it("offer what is selected, and refuse the rest", async () => {
    scale = await createScaleTools({ sandbox: true, toolsets: ["team"], readOnly: true, shortNames: true });
    expect(scale.definitions.map(({ name }) => name)).toEqual(["get_teams"]);
    const input = { emails: ["mia@example.com"], team_role: "labeler" } as const;
    expect(await scale.inviteTeamMember(input)).toMatchObject({ data: { code: "refused" } });
  });

  it("show a write instead of sending it", async () => {
    scale = await createScaleTools({ sandbox: true, dryRun: true });
    const shown = await scale.finalizeBatch({ batch_name: "orchard-june" });
    expect(shown).toMatchObject({ successful: true, data: { request: { method: "POST" } } });
  });

  it.each([
    [true, true],
    [false, false],
  ])("ask before what loses something, and do as they are told: %s", async (agrees, successful) => {
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return agrees;
    };
    scale = await createScaleTools({ sandbox: true, confirm: "destructive", ask });
    expect((await scale.finalizeBatch({ batch_name: "orchard-june" })).successful).toBe(successful);
    expect(asked).toHaveLength(1);
    unwrap(await scale.addTaskTags({ task_id: image, tags: ["a"] }));
    expect(asked).toHaveLength(1);
  });

  it("refuse what is to be asked about where nobody can be", async () => {
    scale = await createScaleTools({ sandbox: true, confirm: "all" });
    expect(await scale.finalizeBatch({ batch_name: "orchard-june" })).toMatchObject({
      data: { code: "refused" },
    });
  });

  it.each<[string, Parameters<typeof createScaleTools>[0]]>([
    ["a tool that there is not", { tools: ["CREATE_BACH"] }],
    ["an address without encryption", { apiUrl: "http://api.example.com/v1" }],
    ["no time", { timeoutMs: 0 }],
    ["too little room", { maxResultBytes: 10 }],
    ["a fault that there is not", { sandbox: { faults: "gremlins=1" } }],
  ])("refuse to be made with %s", async (_what, options) => {
    await expect(createScaleTools(options)).rejects.toThrow();
  });

  it("take the key from where they are told, and nothing else from the environment", async () => {
    const upstream = await startUpstream();
    const apiUrl = `${upstream.origin}/v1`;
    const env = { SCALE_API_KEY: "test_env_0123456789", SCALE_MCP_READ_ONLY: "true" };
    const logged: string[] = [];
    const onLog = (...line: unknown[]) => void logged.push(JSON.stringify(line));
    scale = await createScaleTools({ apiUrl, env, onLog });
    upstream.script({ status: 500, body: "test_env_0123456789" }, { body: { task_id: "t" } });
    unwrap(await scale.addTaskTags({ task_id: "t", tags: ["a"] }));
    const basic = Buffer.from("test_env_0123456789:").toString("base64");
    expect(upstream.received[0]?.headers.authorization).toBe(`Basic ${basic}`);
    expect(logged.join()).toContain("tried again");
    expect(logged.join()).not.toContain("test_env_0123456789");
    const none = await createScaleTools({ apiUrl, env: {} });
    expect(await none.listProjects()).toMatchObject({ data: { code: "unauthorized" } });
    await none.close();
    await upstream.close();
  });
});
