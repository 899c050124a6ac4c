import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { allOptions } from "../../src/options.ts";
import { tools } from "../../tools/index.ts";

const root = resolve(import.meta.dirname, "../..");
const pages = ["", "docs", "docs/decisions", "interop", "bench", "guides"]
  .map((folder) => join(root, folder))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((file) => file.endsWith(".md"))
  .map((file) => [relative(root, file), readFileSync(file, "utf8")] as const);

/** The anchor that a heading gets on the web. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[`*]/g, "")
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");

const anchorsIn = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

describe.each(pages)("%s", (name, text) => {
  it("leads nowhere that is not there", () => {
    const prose = text.replace(/^```[\s\S]*?^```/gm, "");
    for (const [, link = ""] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z-]+:/.test(link)) continue;
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? join(root, name) : resolve(root, dirname(name), path);
      expect(existsSync(target), link).toBe(true);
      if (anchor !== undefined) expect(anchorsIn(readFileSync(target, "utf8")), link).toContain(anchor);
    }
  });

  it("names only tools that there are", () => {
    const names = tools.map((tool) => tool.name);
    for (const [found] of text.matchAll(/SCALE_AI_[A-Z0-9_]+[A-Z0-9]/g)) expect(names).toContain(found);
  });

  it("names only variables that there are", () => {
    const variables = [...allOptions.map(({ env }) => env), "SCALE_API_KEY"];
    for (const [found] of text.matchAll(/SCALE_(?:API|MCP)_[A-Z_]+[A-Z]/g))
      expect(variables).toContain(found);
  });
});
