import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { clockCheck, nodeCheck } from "../../src/cli/doctor.ts";
import { run } from "../../src/cli/program.ts";
import { list, object, text } from "../support/envelope.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";

let upstream: Upstream;
let out = "";
const directory = mkdtempSync(join(tmpdir(), "doctor-"));
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await upstream.close();
});
beforeEach(() => {
  out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((chunk, ...rest) => {
    out += String(chunk);
    for (const done of rest) if (typeof done === "function") done();
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const key = "test_0123456789abcdef";

async function examined(words: string[], env: Record<string, string> = {}) {
  const code = await run(["doctor", "--output", "json", "--api-url", `${upstream.origin}/v1`, ...words], env);
  const checks = list(object(JSON.parse(out)).checks).map((check) => object(check));
  const state = (name: string) => checks.filter((check) => check.name === name).map((check) => check.state);
  return { code, checks, state, advice: checks.map(({ advice = "" }) => text(advice)).join("\n") };
}

describe("doctor", () => {
  it("finds nothing wrong where nothing is, with one harmless read", async () => {
    upstream.script({ body: { docs: [], has_more: false } });
    const { code, state } = await examined([], { SCALE_API_KEY: key });
    expect([code, state("key"), state("reach"), state("clock")]).toEqual([0, ["ok"], ["ok"], ["ok"]]);
    expect(upstream.received.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("works with the sandbox, and reads as text", async () => {
    expect(await run(["doctor", "--sandbox"], {})).toBe(0);
    expect(out).toMatch(/^ok +reach: the sandbox/m);
  });

  it.each<[string, string[], Record<string, string>, string]>([
    ["no key", [], {}, "key"],
    ["a key that Scale refuses", [], { SCALE_API_KEY: key }, "reach"],
    [
      "an upload root that is none",
      ["--upload-root", join(directory, "none")],
      { SCALE_API_KEY: key },
      "upload roots",
    ],
    ["a setting that can't be used", ["--timeout", "soon"], { SCALE_API_KEY: key }, "settings"],
    ["tokens without tokens", ["--http", "--auth", "token"], { SCALE_API_KEY: key }, "settings"],
  ])("says what to do about %s", async (_what, words, env, name) => {
    upstream.script({ status: 401, body: { status_code: 401, error: "no" } });
    const { code, state, advice } = await examined(words, env);
    expect(code).toBe(1);
    expect(state(name)).toContain("fault");
    expect(advice).not.toBe("");
  });

  it("names no setting that a desktop client left unfilled", async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: so a host hands it over.
    const { state } = await examined(["--sandbox"], { SCALE_MCP_READ_ONLY: "${user_config.read_only}" });
    expect(state("setting")).toHaveLength(2);
  });

  it("sees that the port is taken", async () => {
    upstream.script({ body: { docs: [] } });
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const address = taken.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, state } = await examined(["--http", "--port", String(port)], { SCALE_API_KEY: key });
    expect([code, state("port")]).toEqual([1, ["fault"]]);
    taken.close();
  });

  it("warns of a key file that others can read, of a strange key and of a wrong clock", async () => {
    upstream.script({ headers: { date: "Mon, 01 Jan 2001 00:00:00 GMT" }, body: { docs: [] } });
    const file = join(directory, "key");
    writeFileSync(file, "strange-key-0123456789\n");
    chmodSync(file, 0o644);
    const { code, state } = await examined([], { SCALE_API_KEY_FILE: file });
    expect([code, state("key"), state("key file"), state("clock")]).toEqual([
      0,
      ["warning"],
      ["warning"],
      ["warning"],
    ]);
  });

  it("never shows the key, wherever it was put", async () => {
    upstream.script({ status: 500, body: `${key} and again ${key}` });
    const env = { SCALE_API_KEY: key, SCALE_MCP_TOKENS: `[{"name":"a","token":"${key}"}]` };
    await examined(["--log-level", key], env);
    expect(out).not.toContain(key);
    out = "";
    await examined(["--tools", key], env);
    expect(out).not.toContain(key);
    out = "";
    await run(["doctor", "--tools", key, "--timeout", "3", "--api-url", `${upstream.origin}/v1`], env);
    expect(out).toContain("--tools");
    expect(out).not.toContain(key);
  });
});

describe("one check", () => {
  it.each([
    ["20.18.0", "fault"],
    ["20.18.1", "ok"],
    ["18.20.8", "fault"],
    ["22.0.0", "ok"],
  ])("of Node %s is %s", (running, state) => {
    expect(nodeCheck(running).state).toBe(state);
  });

  it("of the clock leaves two minutes", () => {
    const theirs = "Mon, 01 Jan 2029 00:00:00 GMT";
    const at = (seconds: number) => clockCheck(theirs, Date.parse(theirs) + seconds * 1_000).state;
    expect([at(0), at(119), at(-119), at(121), at(-121)]).toEqual(["ok", "ok", "ok", "warning", "warning"]);
    expect(clockCheck(undefined, 0).state).toBe("ok");
  });
});
