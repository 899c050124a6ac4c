import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const tsc = join(root, "node_modules/typescript/bin/tsc");

/**
 * Writes the declarations that the entry points need, and no other, below `target`. Throws where one of them would
 * need a package, which whoever installs this has not.
 */
export function writeDeclarations(entries: readonly string[], target: string): void {
  const all = mkdtempSync(join(root, "node_modules/.declarations-"));
  try {
    const emit = [tsc, "-p", "tsconfig.build.json", "--outDir", all];
    execFileSync(process.execPath, emit, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    const wanted = entries.map((entry) => entry.replace(/\.ts$/, ".d.ts"));
    // The list grows while it is gone through.
    for (const file of wanted) {
      const text = readFileSync(join(all, file), "utf8");
      const own = text.replace(/(from|import\()\s*"([^"]+)"/g, (_, how: string, path: string) => {
        if (!path.startsWith(".")) throw new Error(`${file} needs the types of ${path}`);
        const imported = posix.join(posix.dirname(file), path.replace(/\.ts$/, ".d.ts"));
        if (!wanted.includes(imported)) wanted.push(imported);
        return `${how} "${path.replace(/\.ts$/, ".js")}"`.replace("import( ", "import(");
      });
      mkdirSync(dirname(join(target, file)), { recursive: true });
      writeFileSync(join(target, file), own);
    }
  } finally {
    rmSync(all, { recursive: true });
  }
}
