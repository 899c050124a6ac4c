import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");

const filesIn = (folder: string) =>
  readdirSync(resolve(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => resolve(root, folder, file));

/** The project's own files that a file imports, from the root. */
function importsOf(file: string): string[] {
  const found = readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
  return [...found].map(([, path = ""]) => relative(root, resolve(dirname(file), path)));
}

const layers: readonly [folder: string, mayImport: RegExp][] = [
  ["tools", /^tools\//],
  // An emulator that shares the client's code or schemas can't find their faults.
  ["src/sandbox", /^src\/sandbox\//],
  ["src/scale", /^(?:src\/scale\/|src\/envelope\.ts|tools\/)/],
];

describe.each(layers)("%s", (folder, mayImport) => {
  it.each(filesIn(folder).map((file) => [relative(root, file), file] as const))(
    "%s imports only downward",
    (_name, file) => {
      for (const imported of importsOf(file)) expect(imported).toMatch(mayImport);
    },
  );
});

describe("stdout", () => {
  const writers = filesIn("src").filter((file) =>
    /process\.stdout|console\./.test(readFileSync(file, "utf8")),
  );
  it("is touched by the transport and by the commands' output only", () => {
    expect(writers.map((file) => relative(root, file)).sort()).toEqual([
      "src/cli/output.ts",
      "src/transport/stdio.ts",
    ]);
  });
});
