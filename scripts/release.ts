import { readFileSync, writeFileSync } from "node:fs";
import packageJson from "../package.json" with { type: "json" };

// `npm version` runs this between raising the version in package.json and committing: the other files follow.

const { version } = packageJson;
const fileAt = (path: string) => new URL(`../${path}`, import.meta.url);

function rewrite(path: string, change: (text: string) => string): void {
  const before = readFileSync(fileAt(path), "utf8");
  const after = change(before);
  if (after === before) throw new Error(`${path} has nothing to change for ${version}`);
  writeFileSync(fileAt(path), after);
}

const today = new Date().toISOString().slice(0, 10);

rewrite("CHANGELOG.md", (text) =>
  text.replace(/^## \[Unreleased\]\n/m, `## [Unreleased]\n\n## [${version}] - ${today}\n`),
);
rewrite("server.json", (text) => text.replace(/("version": )"[^"]+"/g, `$1"${version}"`));
