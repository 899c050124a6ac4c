import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { beforeAll, describe, expect, it } from "vitest";
import { emptyDirectory, nodes, root } from "./support.ts";

const packed = emptyDirectory();
const project = emptyDirectory();
const installed = join(project, "node_modules/scale-ai-mcp");
let tarball = "";

beforeAll(() => {
  execFileSync("npm", ["pack", "--pack-destination", packed], { cwd: root, stdio: "ignore" });
  const [name = ""] = readdirSync(packed);
  tarball = join(packed, name);
  writeFileSync(join(project, "package.json"), '{ "name": "somebody", "private": true, "type": "module" }\n');
  execFileSync("npm", ["install", "--no-audit", "--no-fund", tarball], { cwd: project, stdio: "ignore" });
}, 120_000);

const bytesBelow = (directory: string): number =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => statSync(join(directory, name)))
    .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);

describe("the tarball, in an empty directory", () => {
  it("brings no other package, and few bytes", () => {
    const packages = readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."));
    expect(packages).toEqual(["scale-ai-mcp"]);
    expect(bytesBelow(join(project, "node_modules"))).toBeLessThan(4 * 1024 * 1024);
  });

  it("holds what it should, and nothing else", () => {
    expect(readdirSync(installed).sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "THIRD_PARTY_NOTICES",
      "dist",
      "mcp.json",
      "package.json",
    ]);
  });

  it("satisfies publint", async () => {
    const { messages } = await publint({ pkgDir: installed, strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  it("has types that resolve wherever the package does", () => {
    const attw = join(root, "interop/node_modules/.bin/attw");
    const { status, stdout } = spawnSync(attw, [tarball, "--profile", "esm-only"], { encoding: "utf8" });
    expect(status, stdout).toBe(0);
  });
});

describe.each(nodes)("the command, on %s", (_name, node) => {
  const command = (...args: string[]) =>
    execFileSync(node, [join(installed, "dist/main.js"), ...args], {
      cwd: project,
      encoding: "utf8",
      env: { PATH: process.env.PATH ?? "" },
    });

  it("says its version", () => {
    const { version } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    expect(command("--version").trim()).toBe(version);
  });

  it("does a call against the sandbox", () => {
    expect(JSON.parse(command("call", "list_projects", "--sandbox"))).toMatchObject({ successful: true });
  });

  it("is found by npx", () => {
    const path = execFileSync("npx", ["--no-install", "scale-ai-mcp", "--version"], {
      cwd: project,
      encoding: "utf8",
    });
    expect(path.trim()).toMatch(/^\d+\.\d+\.\d+/);
  });
});

/** A user's program, with what the documents promise of the library. */
const program = `
import { createScaleTools, isCompleted, ScaleToolError, unwrap } from "scale-ai-mcp";
import { anthropicTools } from "scale-ai-mcp/anthropic";
import { jsonSchemaTools } from "scale-ai-mcp/json-schema";
import { langchainTools } from "scale-ai-mcp/langchain";
import { mastraTools } from "scale-ai-mcp/mastra";
import { openaiTools } from "scale-ai-mcp/openai";
import { vercelTools } from "scale-ai-mcp/vercel";

const scale = await createScaleTools({ sandbox: true });
const batch = await scale.createBatch({ project: "street-signs", name: "from the library" });
if (!batch.successful) throw new Error(\`\${batch.data.code}: \${batch.error}\`);
const name: string = batch.data.name;
// @ts-expect-error: there is no such parameter.
const wrong = await scale.getBatch({ batch: name });
if (wrong.successful) throw new Error("a wrong call was successful");
const hint: string | undefined = wrong.data.hint;
let boxes = 0;
for await (const task of scale.each.listTasks({ project: "street-signs", status: ["completed"] }, { most: 2 }))
  if (isCompleted(task, "imageannotation")) boxes += task.response?.annotations?.length ?? 0;
try {
  unwrap(await scale.call("SCALE_AI_GET_TASK", { task_id: "nobody" }));
} catch (error) {
  if (!(error instanceof ScaleToolError) || error.code !== "not_found") throw error;
}
const adapters = [anthropicTools, langchainTools, mastraTools, vercelTools].length;
const offered = [openaiTools(scale).tools.length, jsonSchemaTools(scale).length];
await scale.close();
export const seen = JSON.stringify({ name, hint: hint ?? null, boxes, adapters, offered });
`;

describe("the library, in a strict project of somebody else", () => {
  const options = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    target: "es2022",
    types: [],
    lib: ["es2022", "dom"],
    noEmit: true,
  };

  it.each([
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])("type-checks with module %s and resolution %s", (module, moduleResolution) => {
    writeFileSync(join(project, "program.ts"), program);
    const compilerOptions = { ...options, module, moduleResolution };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));
    const tsc = join(root, "interop/node_modules/.bin/tsc");
    const { status, stdout } = spawnSync(tsc, ["-p", project], { encoding: "utf8" });
    expect(status, stdout).toBe(0);
  });

  it("does what the first example in the documents says", () => {
    const page = readFileSync(join(root, "docs/library.md"), "utf8");
    const [, example = ""] = /^```ts\n([\s\S]*?)^```/m.exec(page) ?? [];
    writeFileSync(join(project, "example.ts"), example.replaceAll("console.", "globalThis.console."));
    writeFileSync(
      join(project, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { ...options, module: "nodenext" }, files: ["example.ts"] }),
    );
    const tsc = join(root, "interop/node_modules/.bin/tsc");
    const { status, stdout } = spawnSync(tsc, ["-p", project], { encoding: "utf8" });
    expect(status, stdout).toBe(0);
    writeFileSync(join(project, "example.mjs"), example);
    const printed = execFileSync(process.execPath, ["example.mjs"], { cwd: project, encoding: "utf8" });
    expect(printed.split("\n").length).toBeGreaterThan(5);
  });

  it.each(nodes)("does what the README says, and ends by itself, on %s", (_name, node) => {
    const [, example = ""] =
      /^```ts\n([\s\S]*?)^```/m.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
    writeFileSync(join(project, "readme.mjs"), `${example}\nconsole.log(projects.length);\n`);
    const { status, stdout } = spawnSync(node, ["readme.mjs"], {
      cwd: project,
      encoding: "utf8",
      timeout: 20_000,
    });
    expect([status, stdout]).toEqual([0, "11\n"]);
  });

  it.each(nodes)("runs on %s", (_name, node) => {
    // Without what only the compiler reads.
    const plain = program.replaceAll(/^(const \w+): [\w| ]+ =/gm, "$1 =");
    writeFileSync(join(project, "program.mjs"), `${plain}\nconsole.log(seen);\n`);
    const seen = execFileSync(node, ["program.mjs"], { cwd: project, encoding: "utf8" });
    expect(JSON.parse(seen)).toMatchObject({ name: "from the library", adapters: 4, offered: [41, 41] });
  });
});
