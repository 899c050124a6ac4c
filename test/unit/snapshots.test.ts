import { describe, expect, it } from "vitest";
import published from "../../src/generated/tools.json" with { type: "json" };
import { publish } from "../../src/publish.ts";
import { tools } from "../../tools/index.ts";

describe("published definitions", () => {
  it("are generated from the declarations as they are now", () => {
    expect(published).toEqual(tools.map(publish));
  });

  it.each(tools.map((tool) => [tool.name, tool] as const))("%s is as reviewed", async (name, tool) => {
    await expect(`${JSON.stringify(publish(tool), null, 2)}\n`).toMatchFileSnapshot(
      `../snapshots/${name}.json`,
    );
  });
});
