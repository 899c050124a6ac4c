import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createScaleTools } from "../../src/index.ts";
import { tools } from "../../tools/index.ts";

const root = resolve(import.meta.dirname, "../..");
/** Within the project, so that its compiler finds the project's types. */
const directory = mkdtempSync(join(root, "test/answers-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** The compiler's complaints about a file; empty where it is right. */
function complaintsAbout(text: string): string {
  writeFileSync(join(directory, "answers.ts"), text);
  const config = { extends: "../../tsconfig.json", include: ["answers.ts"] };
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  try {
    execFileSync(process.execPath, [tsc, "-p", directory, "--noUnusedLocals", "false"], {
      encoding: "utf8",
      timeout: 60_000,
    });
    return "";
  } catch (error) {
    if (error instanceof Error && "stdout" in error) return String(error.stdout);
    throw error;
  }
}

const imports = 'import { type Answers, isCompleted } from "../../src/index.ts";\n';

describe("the types of the answers", () => {
  const answers = new Map<string, string>();
  beforeAll(async () => {
    for (const { name, example } of tools) {
      const scale = await createScaleTools({ sandbox: true });
      const { data } = await scale.call(name, example);
      answers.set(name, JSON.stringify(data));
      await scale.close();
    }
  });

  it("are true of what the sandbox answers, for each of the 41", () => {
    const lines = [...answers].map(
      ([name, data]) => `export const ${name}: Answers["${name}"] = ${data} as const;\n`,
    );
    expect(lines).toHaveLength(41);
    expect(complaintsAbout(imports + lines.join(""))).toBe("");
  });

  it("refuse what they know to be otherwise", () => {
    const wrong: readonly [name: string, field: string, value: string][] = [
      ["SCALE_AI_GET_TASK", "task_id", "7"],
      ["SCALE_AI_GET_TASK", "tags", '"night"'],
      ["SCALE_AI_GET_BATCH", "status", "true"],
      ["SCALE_AI_GET_BATCH_STATUS", "pending", '"2"'],
      ["SCALE_AI_LIST_TASKS", "docs", "[{}]"],
      ["SCALE_AI_LIST_PROJECTS", "projects", '["a"]'],
      ["SCALE_AI_GET_TEAMS", "teammates", "[{ email: 1 }]"],
      ["SCALE_AI_UPLOAD_FILE", "attachment_url", "null"],
    ];
    const lines = wrong.map(
      ([name, field, value], index) =>
        `// @ts-expect-error\nexport const a${index}: Answers["${name}"] = { ...${answers.get(name)}, ${field}: ${value} };\n`,
    );
    expect(complaintsAbout(imports + lines.join(""))).toBe("");
  });

  it("lead to what is known, and leave open what is not", () => {
    const use = `
      export function use(list: Answers["SCALE_AI_LIST_TASKS"]): unknown[] {
        return list.docs.flatMap((task) => {
          task.task_id.toUpperCase();
          const open: unknown = task.something_new;
          // @ts-expect-error: what is open is unknown, not any.
          task.something_new.length;
          if (!isCompleted(task, "imageannotation")) return [open];
          return (task.response?.annotations ?? []).map(({ label, left }) => [label?.trim(), left?.toFixed()]);
        });
      }`;
    expect(complaintsAbout(imports + use)).toBe("");
  });
});
