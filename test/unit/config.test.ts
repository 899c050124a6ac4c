import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { apiBase, createConfig, credentialFrom, defaultApiUrl } from "../../src/config.ts";
import { ConfigError } from "../../src/config-error.ts";
import type { Environment, Flags } from "../../src/given.ts";

const directory = mkdtempSync(join(tmpdir(), "config-"));
afterAll(() => rmSync(directory, { recursive: true }));

const file = (name: string, content: string) => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

describe("configuration", () => {
  it("has defaults and is frozen", () => {
    const config = createConfig({}, {});
    expect(config).toMatchObject({
      sandbox: false,
      apiUrl: defaultApiUrl,
      uploadRoots: [],
      timeoutMs: 45_000,
      readOnly: false,
      excludeTools: [],
      confirm: "never",
      dryRun: false,
      noLiveWrites: false,
      logLevel: "warn",
      credential: { kind: "missing" },
    });
    for (const key of ["toolsets", "tools", "maxResultBytes", "spillDir", "auditLog", "seed", "faults"])
      expect(config).not.toHaveProperty(key);
    expect(Object.isFrozen(config)).toBe(true);
  });

  const both: [key: string, flags: Flags, env: Environment, byFlag: unknown, byEnv: unknown][] = [
    ["sandbox", { sandbox: true }, { SCALE_MCP_SANDBOX: "0" }, true, false],
    [
      "apiUrl",
      { apiUrl: "https://a.test/v1" },
      { SCALE_API_URL: "https://b.test/v2" },
      "https://a.test/v1",
      "https://b.test/v2",
    ],
    [
      "uploadRoots",
      { uploadRoots: ["/a", "/b"] },
      { SCALE_MCP_UPLOAD_ROOTS: `/c${delimiter}${delimiter}/d` },
      ["/a", "/b"],
      ["/c", "/d"],
    ],
    ["timeoutMs", { timeout: "1.5" }, { SCALE_MCP_TIMEOUT: "60" }, 1_500, 60_000],
    ["readOnly", { readOnly: true }, { SCALE_MCP_READ_ONLY: "0" }, true, false],
    ["dryRun", { dryRun: true }, { SCALE_MCP_DRY_RUN: "no" }, true, false],
    ["noLiveWrites", { noLiveWrites: true }, { SCALE_MCP_NO_LIVE_WRITES: "off" }, true, false],
    [
      "toolsets",
      { toolsets: "tasks, batches," },
      { SCALE_MCP_TOOLSETS: "team" },
      ["tasks", "batches"],
      ["team"],
    ],
    ["tools", { tools: "GET_TASK" }, { SCALE_MCP_TOOLS: "a,b" }, ["GET_TASK"], ["a", "b"]],
    ["excludeTools", { excludeTools: "x" }, { SCALE_MCP_EXCLUDE_TOOLS: "y" }, ["x"], ["y"]],
    ["confirm", { confirm: "all" }, { SCALE_MCP_CONFIRM: "spend" }, "all", "spend"],
    ["maxResultBytes", { maxResultBytes: "4000" }, { SCALE_MCP_MAX_RESULT_BYTES: "90000" }, 4_000, 90_000],
    ["spillDir", { spillDir: "none" }, { SCALE_MCP_SPILL_DIR: "/tmp" }, "none", "/tmp"],
    ["auditLog", { auditLog: "a.jsonl" }, { SCALE_MCP_AUDIT_LOG: "b.jsonl" }, "a.jsonl", "b.jsonl"],
    ["logLevel", { logLevel: "debug" }, { SCALE_MCP_LOG_LEVEL: "silent" }, "debug", "silent"],
    ["seed", { seed: "a.json" }, { SCALE_MCP_SEED: "b.json" }, "a.json", "b.json"],
  ];
  it.each(both)("%s: the flag wins over the environment", (key, flags, env, byFlag, byEnv) => {
    expect(createConfig(flags, env)).toHaveProperty(key, byFlag);
    expect(createConfig({}, env)).toHaveProperty(key, byEnv);
  });

  it.each([
    ["1", true],
    ["TRUE", true],
    ["yes", true],
    ["on", true],
    ["0", false],
    ["no", false],
    ["", false],
  ])("SCALE_MCP_SANDBOX=%s is %s", (value, sandbox) =>
    expect(createConfig({}, { SCALE_MCP_SANDBOX: value }).sandbox).toBe(sandbox),
  );

  it("takes a setting of a desktop bundle that nobody filled in for not given", () => {
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: so a host hands it over.
    const env = {
      SCALE_MCP_READ_ONLY: "${user_config.read_only}",
      SCALE_MCP_SANDBOX: "${user_config.sandbox}",
      SCALE_MCP_UPLOAD_ROOTS: "${user_config.upload_folder}",
      SCALE_MCP_TIMEOUT: "${user_config.timeout}",
    };
    expect(createConfig({}, env)).toEqual(createConfig({}, {}));
    const parts = ["/a", "${user_config.b}"];
    expect(createConfig({}, { SCALE_MCP_UPLOAD_ROOTS: parts.join(delimiter) }).uploadRoots).toEqual(parts);
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: so a host hands it over.
  });

  const refused: [flags: Flags, env: Environment][] = [
    [{}, { SCALE_MCP_SANDBOX: "maybe" }],
    [{ logLevel: "loud" }, {}],
    [{ timeout: "0" }, {}],
    [{ timeout: "-1" }, {}],
    [{ timeout: "soon" }, {}],
    [{ timeout: "3601" }, {}],
    [{ apiUrl: "nonsense" }, {}],
    [{ confirm: "sometimes" }, {}],
    [{ maxResultBytes: "3999" }, {}],
    [{ maxResultBytes: "1e9" }, {}],
    [{ maxResultBytes: "many" }, {}],
    [{}, { SCALE_MCP_READ_ONLY: "perhaps" }],
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: no more than a bundle's own form is forgiven.
    [{}, { SCALE_MCP_READ_ONLY: "${READ_ONLY}" }],
    [{}, { SCALE_MCP_READ_ONLY: "${user_config.read_only} " }],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: no more than a bundle's own form is forgiven.
  ];
  it.each(refused)("refuses %j %j", (flags, env) => {
    expect(() => createConfig(flags, env)).toThrow(ConfigError);
  });
});

describe("the API's base", () => {
  it.each([
    ["https://api.scale.com/v1", "https://api.scale.com/v1"],
    ["https://api.scale.com/v1///", "https://api.scale.com/v1"],
    ["https://proxy.test:8443/some/prefix/v1/", "https://proxy.test:8443/some/prefix/v1"],
    ["https://api.scale.com", "https://api.scale.com"],
    ["http://127.0.0.1:4010/v1", "http://127.0.0.1:4010/v1"],
    ["http://127.1.2.3/v1", "http://127.1.2.3/v1"],
    ["http://localhost:4010/v1", "http://localhost:4010/v1"],
    ["http://[::1]:4010/v1", "http://[::1]:4010/v1"],
  ])("%s becomes %s", (given, base) => expect(apiBase(given)).toBe(base));

  it.each([
    "api.scale.com/v1",
    "http://api.scale.com/v1",
    "http://localhost.evil.test/v1",
    "http://127.0.0.1.evil.test/v1",
    "http://10.0.0.1/v1",
    "ftp://127.0.0.1/v1",
    "file:///etc/passwd",
    "https://user@api.scale.com/v1",
    "https://:secret@api.scale.com/v1",
    "https://api.scale.com/v1?key=1",
    "https://api.scale.com/v1#x",
    "",
  ])("%j is refused", (given) => expect(() => apiBase(given)).toThrow(ConfigError));

  it("does not repeat a password that stood in it", () => {
    expect(() => apiBase("https://u:hush@api.scale.com/v1")).toThrow(/^(?!.*hush)/s);
  });
});

describe("the key", () => {
  const key = "test_0123456789";
  const found: [what: string, env: Environment][] = [
    ["the environment", { SCALE_API_KEY: key }],
    ["the environment, with spaces around", { SCALE_API_KEY: `  ${key}\n` }],
    ["a file that ends in a newline", { SCALE_API_KEY_FILE: file("key", `${key}\r\n`) }],
    ["a file, the variable being blank", { SCALE_API_KEY: " ", SCALE_API_KEY_FILE: file("key2", key) }],
    [
      "the environment rather than a file",
      { SCALE_API_KEY: key, SCALE_API_KEY_FILE: file("other", "other") },
    ],
  ];
  it.each(found)("comes from %s", (_what, env) => expect(credentialFrom(env)).toEqual({ kind: "key", key }));

  const missing: [what: string, env: Environment][] = [
    ["nothing set", {}],
    ["an inner space", { SCALE_API_KEY: "test_01 23" }],
    ["two lines", { SCALE_API_KEY: "test_01\r\nx-injected: 1" }],
    ["a colon", { SCALE_API_KEY: "test_01:pass" }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: so it comes from a client that can't expand it.
    ["a placeholder", { SCALE_API_KEY: "${SCALE_API_KEY}" }],
    ["a placeholder without braces", { SCALE_API_KEY: "$SCALE_API_KEY" }],
    ["a letter beyond ASCII", { SCALE_API_KEY: "test_é" }],
    ["an empty file", { SCALE_API_KEY_FILE: file("empty", "\n") }],
    ["no such file", { SCALE_API_KEY_FILE: join(directory, "none") }],
    ["a directory", { SCALE_API_KEY_FILE: directory }],
  ];
  it.each(missing)("is missing with a reason for %s", (_what, env) => {
    const credential = credentialFrom(env);
    if (credential.kind !== "missing") throw new Error("a key was found");
    expect(credential.reason).toContain("SCALE_API_KEY");
    expect(credential.reason).not.toMatch(/test_|injected/);
  });
});
