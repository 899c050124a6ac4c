import { describe, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import { createConfig } from "../../src/config.ts";
import type { Observer } from "../../src/observe.ts";

const silent = { log: () => {}, flush: async () => {} };

describe("a server's own sandbox", () => {
  it("begins with the first call and is gone after the end", async () => {
    const origins: string[] = [];
    const observer: Observer = {
      call: (_tool, _carrier, run) => run(),
      exchange(_tool, request, run) {
        origins.push(request.origin);
        return run(request);
      },
    };
    const config = createConfig({ sandbox: true }, {});
    const { dispatcher, caller, close } = await createApp(config, silent, { kind: "direct", observer });
    const list = () => dispatcher.call("SCALE_AI_LIST_PROJECTS", {}, { caller });
    expect((await list()).envelope.successful).toBe(true);
    const [origin = ""] = origins;
    expect((await fetch(`${origin}/v1/projects`)).status).toBe(401);

    await close();
    await expect(fetch(`${origin}/v1/projects`)).rejects.toThrow();
    expect((await list()).envelope).toMatchObject({ successful: false, data: { code: "cancelled" } });
  });

  it("does not begin for a call after the end", async () => {
    const app = await createApp(createConfig({ sandbox: true }, {}), silent, { kind: "direct" });
    await app.close();
    const { envelope } = await app.dispatcher.call("SCALE_AI_LIST_PROJECTS", {}, { caller: app.caller });
    expect(envelope).toMatchObject({ successful: false, data: { code: "cancelled" } });
  });
});
