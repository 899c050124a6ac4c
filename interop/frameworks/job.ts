import { expect } from "vitest";
import published from "../../src/generated/tools.json" with { type: "json" };
import type { ToolSource } from "../../src/index.ts";

type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object, or a failed test. */
export function object(value: unknown): JsonObject {
  if (!isObject(value)) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return value;
}

/** The objects of a list, or a failed test. */
export function objects(value: unknown): JsonObject[] {
  if (!Array.isArray(value)) throw new Error(`not a list: ${JSON.stringify(value)}`);
  return value.map(object);
}

/** Text, or a failed test. */
export function text(value: unknown): string {
  if (typeof value !== "string") throw new Error(`not text: ${JSON.stringify(value)}`);
  return value;
}

/** A result as a model reads it: text, which is JSON wherever the tools wrote it. */
export type Read = string;

/** The data of a result that must be a success. */
function dataOf(read: Read | undefined): JsonObject {
  const { data, successful } = object(JSON.parse(text(read)));
  expect(successful, read).toBe(true);
  return object(data);
}

/** What the model calls, in order: each call from what it has read so far. */
interface Step {
  readonly name: string;
  readonly input: (read: readonly Read[]) => JsonObject;
}

const names = { batch: "shelves, spring", uniqueId: "shelf-7" };

function projectIn(read: Read | undefined): string {
  const fitting = objects(dataOf(read).projects).find(
    ({ type, archived }) => type === "imageannotation" && archived === false,
  );
  return text(fitting?.name);
}

const steps: readonly Step[] = [
  { name: "SCALE_AI_LIST_PROJECTS", input: () => ({}) },
  // Without its project, which is required.
  { name: "SCALE_AI_CREATE_BATCH", input: () => ({ name: names.batch }) },
  {
    name: "SCALE_AI_CREATE_BATCH",
    input: ([projects]) => ({ name: names.batch, project: projectIn(projects) }),
  },
  {
    name: "SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK",
    input: ([, , batch]) => ({
      batch: dataOf(batch).name,
      unique_id: names.uniqueId,
      instruction: "Draw a box around every product.",
      attachment: "https://images.example.com/shelf.jpg",
      geometries: { box: { objects_to_annotate: ["product"] } },
      metadata: { shelf: 7, nested: { open: true } },
    }),
  },
  // The schema allows it, and Scale has none.
  { name: "SCALE_AI_GET_BATCH_STATUS", input: () => ({ batch_name: "no such batch" }) },
  { name: "SCALE_AI_FINALIZE_BATCH", input: ([, , batch]) => ({ batch_name: dataOf(batch).name }) },
  { name: "SCALE_AI_GET_TASK", input: ([, , , task]) => ({ task_id: dataOf(task).task_id }) },
];

/** How many calls the job takes. */
export const callsInAll = steps.length;

/** A call that a model makes, with the id that its result comes back under. */
export interface ModelCall {
  readonly id: string;
  readonly name: string;
  readonly input: JsonObject;
}

/** What the stand-in model does next, having read these results: its next call, or undefined where it is done. */
export function nextCall(read: readonly Read[]): ModelCall | undefined {
  const step = steps[read.length];
  return step && { id: `call_${read.length}`, name: step.name, input: step.input(read) };
}

/** What the model says at the end. */
export const lastWords = "The batch is on its way.";

/** Checks what the model read, and what the sandbox has after the job. */
export async function expectDone(scale: ToolSource, read: readonly Read[]): Promise<void> {
  expect(read).toHaveLength(callsInAll);
  expect(read[1]).toMatch(/project/);
  expect(read[1]).toMatch(/required/);
  expect(JSON.parse(text(read[4]))).toMatchObject({ successful: false, data: { code: "not_found" } });

  const inSandbox = async (name: string, input: JsonObject) =>
    dataOf(JSON.stringify(await scale.call(name, input)));
  const project = projectIn(read[0]);
  expect(await inSandbox("SCALE_AI_GET_BATCH", { batch_name: names.batch })).toMatchObject({
    project,
    status: "in_progress",
  });
  const { docs } = await inSandbox("SCALE_AI_LIST_TASKS", { batch: names.batch });
  const [task, ...others] = objects(docs);
  expect(others).toEqual([]);
  expect(task).toMatchObject({
    unique_id: names.uniqueId,
    batch: names.batch,
    metadata: { shelf: 7, nested: { open: true } },
  });
  expect(dataOf(read[6]).task_id).toBe(task?.task_id);
  // No framework changed what all share.
  expect(scale.definitions).toEqual(published);
}
