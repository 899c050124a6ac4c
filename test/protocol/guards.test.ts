import { afterEach, describe, expect, it } from "vitest";
import { type Connected, generations, type Reply, type Started } from "../support/clients.ts";
import { dataOf, failureOf, list, object } from "../support/envelope.ts";

describe.each(generations)("over stdio with $name", ({ connect }) => {
  let client: Connected | undefined;
  afterEach(async () => {
    await client?.close();
    client = undefined;
  });

  const start = async (args: readonly string[], onAsk?: Started["onAsk"]) => {
    client = await connect({ args: ["--sandbox", ...args], onAsk });
    return client;
  };
  const names = async (from: Connected) => (await from.listTools()).map(({ name }) => name);

  it("lists and calls only what is offered", async () => {
    const reader = await start(["--read-only", "--toolsets", "batches,team", "--tools", "get_task"]);
    expect(await names(reader)).toEqual([
      "SCALE_AI_GET_BATCH",
      "SCALE_AI_GET_BATCH_STATUS",
      "SCALE_AI_GET_TASK",
      "SCALE_AI_GET_TEAMS",
      "SCALE_AI_LIST_BATCHES",
    ]);
    expect(reader.instructions).toContain("read-only");
    failureOf((await reader.call("SCALE_AI_CREATE_BATCH")).structuredContent, "refused");
    failureOf((await reader.call("SCALE_AI_LIST_PROJECTS")).structuredContent, "refused");
    dataOf((await reader.call("SCALE_AI_LIST_BATCHES")).structuredContent);
  });

  it("tells the kind of its key before the first call", async () => {
    expect((await start([])).instructions).toContain("test key");
  });

  describe("with --confirm spend", () => {
    const image = {
      attachment: "https://images.example.com/a.jpg",
      geometries: { box: { objects_to_annotate: ["car"] } },
      unique_id: "asked-1",
    };
    const create = (asking: Connected) => asking.call("SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK", image);
    const made = async (asking: Connected) =>
      list(
        dataOf((await asking.call("SCALE_AI_LIST_TASKS", { unique_id: ["asked-1"] })).structuredContent).docs,
      );

    it("asks a person and creates once they agree", async () => {
      const heard: string[] = [];
      const asking = await start(["--confirm", "spend"], (message) => {
        heard.push(message);
        return { action: "accept", content: { agree: true } };
      });
      const data = dataOf((await create(asking)).structuredContent);
      expect(heard).toHaveLength(1);
      expect(heard[0]).toContain("Create Image Annotation Task");
      expect(await made(asking)).toMatchObject([{ task_id: data.task_id }]);
      dataOf(
        (await asking.call("SCALE_AI_ADD_TASK_TAGS", { task_id: data.task_id, tags: ["a"] }))
          .structuredContent,
      );
      expect(heard).toHaveLength(1);
    });

    it.each<[string, Reply]>([
      ["declines", { action: "decline" }],
      ["closes the form", { action: "cancel" }],
      ["sends it without a tick", { action: "accept", content: { agree: false } }],
    ])("sends nothing where the person %s", async (_what, reply) => {
      const asking = await start(["--confirm", "spend"], () => reply);
      const result = await create(asking);
      expect(result.isError).toBe(true);
      failureOf(result.structuredContent, "refused");
      expect(await made(asking)).toEqual([]);
    });

    it("refuses and says how to proceed where the client can't ask", async () => {
      const asking = await start(["--confirm", "spend"]);
      const failure = failureOf((await create(asking)).structuredContent, "refused");
      expect(failure.error).toContain("--confirm");
      expect(await made(asking)).toEqual([]);
    });
  });

  it("shows a write instead of sending it with --dry-run", async () => {
    const trying = await start(["--dry-run"]);
    const batch = { name: "never", project: "street-scenes" };
    const shown = dataOf((await trying.call("SCALE_AI_CREATE_BATCH", batch)).structuredContent);
    expect(shown.dry_run).toBe(true);
    expect(object(shown.request)).toMatchObject({ method: "POST", body: batch });
    failureOf(
      (await trying.call("SCALE_AI_GET_BATCH", { batch_name: "never" })).structuredContent,
      "not_found",
    );
  });
});
