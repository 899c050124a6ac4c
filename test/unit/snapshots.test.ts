import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import published from "../../src/generated/tools.json" with { type: "json" };
import { publish } from "../../src/publish.ts";
import { tools } from "../../tools/index.ts";

const directory = new URL("../snapshots/tools/", import.meta.url);

describe("published definitions", () => {
  it("are generated from the declarations as they are now (npm run generate)", () => {
    // As text, so that the order of the keys, which a model reads, counts as well.
    expect(JSON.stringify(published, null, 1)).toBe(JSON.stringify(tools.map(publish), null, 1));
  });

  it.each(tools.map((tool) => [tool.name, tool] as const))("%s is as reviewed", async (name, tool) => {
    await expect(`${JSON.stringify(publish(tool), null, 2)}\n`).toMatchFileSnapshot(
      `../snapshots/tools/${name}.json`,
    );
  });

  it("have a snapshot each, and none is left of a tool that is gone", () => {
    expect(readdirSync(directory).sort()).toEqual(tools.map(({ name }) => `${name}.json`).sort());
  });
});
