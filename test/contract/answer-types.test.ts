import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createScaleTools, unwrap } from "../../src/index.ts";
import { tools } from "../../tools/index.ts";
import { bench, SAMPLES } from "./sandbox/helpers.ts";

const root = resolve(import.meta.dirname, "../..");
const cache = join(root, "node_modules/.cache");
mkdirSync(cache, { recursive: true });
/** Within the project, so that its compiler finds the project's types. */
const directory = mkdtempSync(join(cache, "answers-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** The compiler's complaints about a text; empty where it is right. */
function complaintsAbout(text: string): string {
  writeFileSync(join(directory, "answers.mts"), text);
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: { noUnusedLocals: false },
    files: ["answers.mts"],
    include: [],
  };
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const run = spawnSync(process.execPath, [tsc, "-p", directory], { encoding: "utf8", timeout: 25_000 });
  if (run.error !== undefined) throw run.error;
  return `${run.stdout}${run.stderr}`;
}

const types = join(root, "src/index.ts");
const imports = `
  import { type Answers, type CompletedTask, type ErrorResponse, isCompleted, type Task } from "${types}";
`;

/** A task of each type at its end, as the sandbox answers it. */
async function finishedTasks(): Promise<string[]> {
  const { call } = bench({ completeAfterMs: 0 });
  await call("POST", "/projects", { name: "lidar", type: "lidarsegmentation" });
  const lines = Object.entries(SAMPLES).map(async ([type, sample]) => {
    const { text } = await call("POST", `/task/${type}`, sample);
    return `export const ${type}: CompletedTask<"${type}"> = ${text};`;
  });
  const attachments = ["https://lidar.example.com/broken.json"];
  const { text } = await call("POST", "/task/lidarannotation", { ...SAMPLES.lidarannotation, attachments });
  return [...(await Promise.all(lines)), `export const failed: Task<ErrorResponse> = ${text};`];
}

const wrong: readonly [name: string, field: string, value: string][] = [
  ["SCALE_AI_GET_TASK", "task_id", "7"],
  ["SCALE_AI_GET_TASK", "status", "undefined"],
  ["SCALE_AI_GET_TASK", "tags", '"night"'],
  ["SCALE_AI_GET_TASK", "unique_id", "null"],
  ["SCALE_AI_GET_TASK", "_scale_mcp", "{ warnings: true }"],
  ["SCALE_AI_GET_BATCH", "status", "true"],
  ["SCALE_AI_GET_BATCH_STATUS", "pending", '"2"'],
  ["SCALE_AI_GET_PROJECT", "param_history", "[{ version: 0 }]"],
  ["SCALE_AI_GET_STUDIO_ASSIGNMENTS", '"a@example.com"', '"receipts"'],
  ["SCALE_AI_GET_STUDIO_BATCHES", "batches", '[{ name: "b" }]'],
  ["SCALE_AI_GET_TEAMS", "teammates", "[{ email: 1 }]"],
  ["SCALE_AI_LIST_BATCHES", "has_more", '"yes"'],
  ["SCALE_AI_LIST_PROJECTS", "projects", '["a"]'],
  ["SCALE_AI_LIST_TASKS", "docs", "[{}]"],
  ["SCALE_AI_UPLOAD_FILE", "attachment_url", "null"],
];

const use = `
  export function use(list: Answers["SCALE_AI_LIST_TASKS"], teams: Answers["SCALE_AI_GET_STUDIO_ASSIGNMENTS"]) {
    const projects: readonly string[] = teams["ada@example.com"] ?? [];
    for (const task of list.docs) {
      task.task_id.toUpperCase();
      const open: unknown = task.something_new;
      // @ts-expect-error: what is open is unknown, not any.
      task.something_new.length;
      // @ts-expect-error: what a response holds depends on the task's type.
      task.response?.annotations.length;
      if (isCompleted(task, "imageannotation"))
        task.response?.annotations.map(({ label, left }) => [label?.trim(), left?.toFixed(), open, projects]);
    }
  }
`;

describe("the types of the answers", () => {
  const answers = new Map<string, string>();
  beforeAll(async () => {
    for (const { name, example } of tools) {
      const scale = await createScaleTools({ sandbox: true });
      answers.set(name, JSON.stringify(unwrap(await scale.call(name, example))));
      await scale.close();
    }
  });

  it("are true of what the sandbox answers to each of the 41, and of nothing else", async () => {
    const names = tools.map(({ name }) => `${name}: 0`);
    expect(names).toHaveLength(41);
    const complaints = complaintsAbout(
      [
        imports,
        `export const names: Record<keyof Answers, 0> = { ${names.join()} };`,
        ...[...answers].map(([name, data]) => `export const ${name}: Answers["${name}"] = ${data};`),
        ...(await finishedTasks()),
        ...wrong.map(
          ([name, field, value], index) =>
            `// @ts-expect-error\nexport const wrong${index}: Answers["${name}"] = { ...${name}, ${field}: ${value} };`,
        ),
        use,
      ].join("\n"),
    );
    expect(complaints).toBe("");
  });
});
