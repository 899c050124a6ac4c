import { describe, expect, it } from "vitest";
import { createConfig } from "../../src/config.ts";
import { ConfigError } from "../../src/config-error.ts";
import type { Flags } from "../../src/given.ts";
import { createRegistry } from "../../src/registry.ts";
import { policyFrom } from "../../src/selection.ts";

const registry = createRegistry();
const policy = (flags: Flags) => policyFrom(createConfig(flags, {}), registry);

describe("what an operator selects", () => {
  it("is everything by default", () =>
    expect(policy({})).toEqual({
      readOnly: false,
      selections: [{}],
      excludeTools: [],
      confirm: "never",
      dryRun: false,
      noLiveWrites: false,
    }));

  it.each(["SCALE_AI_GET_TASK", "GET_TASK", "get_task", "scale_ai_get_task"])("names a tool as %s", (name) =>
    expect(policy({ tools: name, excludeTools: name })).toMatchObject({
      selections: [{ tools: ["SCALE_AI_GET_TASK"] }],
      excludeTools: ["SCALE_AI_GET_TASK"],
    }),
  );

  it("names toolsets in any case", () =>
    expect(policy({ toolsets: "Tasks,batches" }).selections).toEqual([{ toolsets: ["tasks", "batches"] }]));

  it.each<[Flags, string]>([
    [{ tools: "GET_TSAK" }, "SCALE_AI_GET_TASK"],
    [{ excludeTools: "CREATE_BATCHES" }, "SCALE_AI_CREATE_BATCH"],
    [{ toolsets: "task" }, "tasks"],
    [{ toolsets: "everything" }, "quality"],
  ])("%j does not start, and tells %s", (flags, told) => {
    expect(() => policy(flags)).toThrow(ConfigError);
    expect(() => policy(flags)).toThrow(told);
  });
});
