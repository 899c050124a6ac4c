import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonSchemaTools } from "../../src/adapters/json-schema.ts";
import type { ScaleTools } from "../../src/index.ts";
import { expectDone, nextCall, text } from "./job.ts";
import { endless, sandboxTools } from "./source.ts";

describe("the tools as JSON Schema", () => {
  let scale: ScaleTools;
  beforeAll(async () => {
    scale = await sandboxTools();
  });
  afterAll(() => scale.close());

  it("have schemas that a strict validator compiles and that tell right from wrong", () => {
    const ajv = new Ajv({ strict: true, strictTypes: false });
    const tools = jsonSchemaTools(scale);
    expect(tools).toHaveLength(41);
    for (const { parameters } of tools) expect(ajv.compile(parameters)({ no_such: 1 })).toBe(false);
    const batch = tools.find(({ name }) => name === "SCALE_AI_CREATE_BATCH");
    const validate = ajv.compile(batch?.parameters ?? {});
    expect(validate({ name: "a", project: "b" })).toBe(true);
    expect(validate({ name: "a" })).toBe(false);
  });

  it("do a job to its end", async () => {
    const tools = new Map(jsonSchemaTools(scale).map((tool) => [tool.name, tool]));
    const read: string[] = [];
    for (let next = nextCall(read); next !== undefined; next = nextCall(read))
      read.push(text(await tools.get(next.name)?.run(next.input)));
    await expectDone(scale, read);
  });

  it("answer what is no object", async () => {
    const [tool] = jsonSchemaTools(scale);
    expect(JSON.parse(text(await tool?.run('{"name": ')))).toMatchObject({
      successful: false,
      data: { code: "invalid_arguments" },
    });
  });

  it("keep an answer within its size", async () => {
    for (const unique_id of ["long-1", "long-2", "long-3"]) {
      const task = await scale.call("SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK", {
        attachment: "https://images.example.com/long.jpg",
        geometries: { box: { objects_to_annotate: ["product"] } },
        instruction: "Look closely. ".repeat(2_000),
        unique_id,
      });
      expect(task).toMatchObject({ successful: true });
    }
    const list = (maxResultBytes?: number) =>
      jsonSchemaTools(scale, { maxResultBytes })
        .find(({ name }) => name === "SCALE_AI_LIST_TASKS")
        ?.run({});
    const whole = Buffer.byteLength(text(await list(1_000_000)));
    expect(whole).toBeGreaterThan(40_000);
    expect(Buffer.byteLength(text(await list()))).toBeLessThanOrEqual(40_000);
    const least = text(await list(4_000));
    expect(Buffer.byteLength(least)).toBeLessThanOrEqual(4_000);
    expect(least).toContain("omitted");
  });

  it("hand a file to the application, or tell the model that nobody has it", async () => {
    const tasks = await scale.call("SCALE_AI_LIST_TASKS", {
      type: "segmentannotation",
      status: ["completed"],
    });
    const found = /"task_id":"(\w+)".*?response_url\/([^"?]+)/.exec(JSON.stringify(tasks));
    const input = { task_id: text(found?.[1]), uuid: text(found?.[2]) };
    const answer = (onFile?: () => void) =>
      jsonSchemaTools(scale, { onFile })
        .find(({ name }) => name === "SCALE_AI_GET_V1_TASK_RESPONSE_URL")
        ?.run(input);
    let files = 0;
    const taken = await answer(() => {
      files++;
    });
    expect(files).toBe(1);
    expect(taken).not.toContain("omitted");
    expect(JSON.parse(text(await answer()))).toMatchObject({
      successful: true,
      data: { content_type: "image/png", _scale_mcp: { omitted: { files: 1 } } },
    });
  });

  it("end with their signal", async () => {
    const source = endless(scale);
    const [tool] = jsonSchemaTools(source);
    const controller = new AbortController();
    const answer = tool?.run({}, { signal: controller.signal });
    controller.abort();
    expect((await source.called).aborted).toBe(true);
    expect(await answer).toContain("cancelled");
  });
});
