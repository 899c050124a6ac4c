import { describe, expect, test } from "vitest";
import { authorization, bench, expectError } from "./helpers.ts";

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

describe("authentication", () => {
  test.each(["test_sandbox", "test_0123456789abcdef", "0123456789abcdef|test"])(
    "accepts the test key %s",
    async (key) => {
      const { call } = bench();
      const answer = await call("GET", "/projects", undefined, { authorization: authorization(key) });
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual([]);
    },
  );

  test("accepts any case of the scheme", async () => {
    const { call } = bench();
    const answer = await call("GET", "/projects", undefined, {
      authorization: authorization("test_sandbox").replace("Basic", "bAsIc"),
    });
    expect(answer.status).toBe(200);
  });

  test.each(["live_0123456789abcdef", "0123456789|live"])(
    "never accepts the live key %s, and says so",
    async (key) => {
      const { call } = bench();
      expectError(
        await call("GET", "/projects", undefined, { authorization: authorization(key) }),
        401,
        /live API key/,
      );
    },
  );

  test.each([
    ["an empty header", ""],
    ["another scheme", "Bearer test_sandbox"],
    ["text that is not base64", "Basic ***"],
    ["no credentials", "Basic"],
    ["no colon", basic("test_sandbox")],
    ["a password", basic("test_sandbox:secret")],
    ["an unknown key", basic("dummy_api_key:")],
    ["the bare prefix", basic("test_:")],
    ["an empty key", basic(":")],
  ])("refuses %s", async (_, header) => {
    const { call } = bench();
    expectError(await call("GET", "/projects", undefined, { authorization: header }), 401, /.+/);
  });

  test("refuses before anything happens", async () => {
    const { call, sandbox } = bench();
    const answer = await call(
      "POST",
      "/projects",
      { name: "p", type: "imageannotation" },
      { authorization: basic("no:") },
    );
    expect(answer.status).toBe(401);
    expect(sandbox.store.projects.size).toBe(0);
  });

  test("marks every answer as the sandbox's, refusals too", async () => {
    const { call } = bench();
    for (const header of [authorization("test_sandbox"), "Basic no"]) {
      const answer = await call("GET", "/projects", undefined, { authorization: header });
      expect(answer.headers.get("x-sandbox")).toBe("scale-ai-mcp");
      expect(answer.headers.get("date")).toBe("Thu, 01 Jan 2026 00:00:00 GMT");
    }
  });
});
