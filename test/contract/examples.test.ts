import { describe, expect, it } from "vitest";
import { createScaleTools } from "../../src/index.ts";
import { tools } from "../../tools/index.ts";

describe("the example of each tool", () => {
  it.each(tools)("works in the sandbox as it is: $name", async ({ name, example }) => {
    // Each in a world of its own: one finalizes what another adds to.
    const scale = await createScaleTools({ sandbox: true });
    try {
      const { data, error, successful } = await scale.call(name, example);
      expect(error).toBeUndefined();
      expect(successful).toBe(true);
      expect(data).not.toHaveProperty("_scale_mcp.warnings");
    } finally {
      await scale.close();
    }
  });
});
