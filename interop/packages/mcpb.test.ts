import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { createInterface } from "node:readline";
import { getMcpConfigForManifest, unpackExtension, v0_3, validateManifest } from "@anthropic-ai/mcpb";
import { beforeAll, describe, expect, it } from "vitest";
import { emptyDirectory, nodes, root } from "./support.ts";

const directory = emptyDirectory();
const unpacked = join(directory, "unpacked");

beforeAll(async () => {
  const file = join(directory, "test.mcpb");
  const tsx = join(root, "node_modules/.bin/tsx");
  execFileSync(tsx, ["scripts/mcpb.ts", file], { cwd: root, stdio: "ignore" });
  await unpackExtension({ mcpbPath: file, outputDir: unpacked, silent: true });
}, 120_000);

const manifest = () =>
  v0_3.McpbManifestSchema.parse(JSON.parse(readFileSync(join(unpacked, "manifest.json"), "utf8")));

/** What a desktop client would start, with what the user has set. */
async function configured(userConfig: Record<string, string | boolean>) {
  const config = await getMcpConfigForManifest({
    manifest: manifest(),
    extensionPath: unpacked,
    systemDirs: {},
    userConfig,
    pathSeparator: sep,
  });
  if (config === undefined) throw new Error("nothing to start");
  return config;
}

interface Message {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
}

/** Starts the bundle as a host does, and asks one thing after the other. */
async function asked(
  node: string,
  { args = [], env = {} }: Awaited<ReturnType<typeof configured>>,
  requests: readonly object[],
) {
  const child = spawn(node, args, { cwd: directory, env: { ...env }, stdio: ["pipe", "pipe", "ignore"] });
  const results: Record<string, unknown>[] = [];
  const messages = [
    {
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "host", version: "0" } },
    },
    { method: "notifications/initialized" },
    ...requests.map((request, index) => ({ id: index + 2, ...request })),
  ];
  for (const message of messages) child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  for await (const line of createInterface(child.stdout)) {
    const { id, result }: Message = JSON.parse(line);
    if (id !== undefined && result !== undefined) results[id] = result;
    if (Object.keys(results).length === requests.length + 1) break;
  }
  child.kill();
  return results.slice(2);
}

const list = { method: "tools/list", params: {} };
const call = { method: "tools/call", params: { name: "SCALE_AI_LIST_PROJECTS", arguments: {} } };

describe("the bundle for desktop clients", () => {
  it("has a manifest that the format's own tools accept", () => {
    expect(validateManifest(join(unpacked, "manifest.json"))).toBe(true);
    expect(manifest().tools).toHaveLength(41);
    expect(manifest().user_config?.api_key?.sensitive).toBe(true);
  });

  it.each(nodes)("starts in the sandbox and does a call, on %s", async (_name, node) => {
    const [listed, called] = await asked(node, await configured({ sandbox: true }), [list, call]);
    expect(listed?.tools).toHaveLength(41);
    expect(called).toMatchObject({ structuredContent: { successful: true } });
  });

  it("starts with nothing set, and says how to set a key", async () => {
    const [listed, called] = await asked(process.execPath, await configured({}), [list, call]);
    expect(listed?.tools).toHaveLength(41);
    expect(called).toMatchObject({ structuredContent: { data: { code: "unauthorized" } } });
  });

  it("starts all the same where the host fills nothing in", async () => {
    const host = { ...(await configured({})), env: manifest().server.mcp_config.env };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder of the manifest.
    expect(host.env?.SCALE_MCP_READ_ONLY).toBe("${user_config.read_only}");
    const [listed] = await asked(process.execPath, host, [list]);
    expect(listed?.tools).toHaveLength(41);
  });

  it("hands over what was set", async () => {
    const settings = { api_key: "test_0123456789", upload_folder: directory, read_only: true };
    expect((await configured(settings)).env).toEqual({
      SCALE_API_KEY: "test_0123456789",
      SCALE_MCP_UPLOAD_ROOTS: directory,
      SCALE_MCP_READ_ONLY: "true",
      SCALE_MCP_SANDBOX: "false",
    });
    const [listed] = await asked(process.execPath, await configured(settings), [list]);
    expect(listed?.tools).toHaveLength(15);
  });
});
