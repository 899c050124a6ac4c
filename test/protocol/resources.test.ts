import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { guideNames } from "../../src/choices.ts";
import { type Connected, generations, httpGenerations } from "../support/clients.ts";
import { dataOf, object, text } from "../support/envelope.ts";
import { type Serving, serving } from "../support/serving.ts";

let server: Serving;
beforeAll(async () => {
  server = await serving(["--sandbox"]);
});
afterAll(() => server.end());

let client: Connected | undefined;
afterEach(async () => {
  await client?.close();
  client = undefined;
});

const guides = guideNames.map((name) => `scale-ai://guide/${name}`);
const task = "scale-ai://task/681500005ca1e0f000000001";

describe.each([
  ...generations.map(({ name, connect }) => ({ name: `over stdio with ${name}`, connect: () => connect() })),
  ...httpGenerations.map(({ name, connect }) => ({
    name: `over HTTP with ${name}`,
    connect: () => connect({ url: server.url }),
  })),
])("$name", ({ name, connect }) => {
  it("lists the guides and what else can be read, and reads a guide", async () => {
    client = await connect();
    const kept = name.startsWith("over HTTP") ? ["scale-ai://result/{key}"] : [];
    const objects = ["scale-ai://task/{id}", "scale-ai://batch/{name}"];
    expect(await client.listResources()).toEqual([...guides, ...kept, ...objects]);
    const { contents } = await client.readResource("scale-ai://guide/geometries");
    expect(contents[0]?.mimeType).toBe("text/markdown");
    expect(text(contents[0]?.text)).toMatch(/^# Geometries\n/);
  });

  it("reads a task and a batch as the tools do", async () => {
    client = await connect();
    const { contents } = await client.readResource(task);
    expect(dataOf(JSON.parse(text(contents[0]?.text))).unique_id).toBe("sign-001");
    const name = `odd / name ç? ${Math.random()}`;
    await client.call("SCALE_AI_CREATE_BATCH", { project: "street-signs", name });
    const batch = await client.readResource(`scale-ai://batch/${encodeURIComponent(name)}`);
    expect(dataOf(JSON.parse(text(batch.contents[0]?.text))).project).toBe("street-signs");
  });

  it.each([
    "scale-ai://guide/none",
    "scale-ai://task/nobody",
    "scale-ai://task/",
    "scale-ai://task/%",
    "scale-ai://batch/..",
    "scale-ai://result/nothing",
    "file:///etc/passwd",
  ])("has nothing at %s", async (uri) => {
    client = await connect();
    await expect(client.readResource(uri)).rejects.toThrow();
  });

  it("offers prompts, with what they were given in them", async () => {
    client = await connect();
    expect(await client.listPrompts()).toEqual(["launch_batch", "triage_errors", "weekly_quality"]);
    const said = await client.getPrompt("launch_batch", { project: "street-signs", goal: "find every sign" });
    expect(said).toContain("find every sign");
    await expect(client.getPrompt("launch_batch", { project: "street-signs" })).rejects.toThrow("goal");
    await expect(client.getPrompt("none")).rejects.toThrow("launch_batch");
  });

  it("completes the names of projects and batches", async () => {
    client = await connect();
    const launch = { type: "ref/prompt", name: "launch_batch" } as const;
    expect(await client.complete(launch, "project", "STREET")).toEqual(["street-signs"]);
    expect((await client.complete(launch, "project", "")).length).toBeGreaterThan(5);
    expect(await client.complete(launch, "goal", "a")).toEqual([]);
    const batch = { type: "ref/resource", uri: "scale-ai://batch/{name}" } as const;
    expect(await client.complete(batch, "name", "signs-2025-0")).toEqual(["signs-2025-05", "signs-2025-04"]);
  });
});

describe("what the policy does not offer", () => {
  it("can't be read as a resource either", async () => {
    const [, , modern] = httpGenerations;
    client = await modern?.connect({ url: `${server.url}?toolsets=team` });
    expect(await client?.listResources()).toEqual([...guides, "scale-ai://result/{key}"]);
    await expect(client?.readResource(task)).rejects.toThrow();
    expect(await client?.complete({ type: "ref/prompt", name: "launch_batch" }, "project", "")).toEqual([]);
  });
});

describe("without guides", () => {
  it.each(generations)("only tools are offered, to $name", async ({ connect }) => {
    client = await connect({ args: ["--sandbox", "--no-guides"] });
    expect(await client.listTools()).toHaveLength(41);
    const offered = await Promise.allSettled([client.listResources(), client.listPrompts()]);
    const empty = offered.map((each) => each.status === "rejected" || each.value.length === 0);
    expect(empty).toEqual([true, true]);
    await expect(client.readResource("scale-ai://guide/geometries")).rejects.toThrow();
    expect(object(await client.call("SCALE_AI_GET_TEAMS")).isError).toBeFalsy();
  });
});
