import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import packageJson from "../package.json" with { type: "json" };
import published from "../src/generated/tools.json" with { type: "json" };

// Makes scale-ai-mcp.mcpb, which desktop clients install with a click, or the file that is named.
// Needs a build, and the packer in interop/.

const root = fileURLToPath(new URL("..", import.meta.url));
const packer = join(root, "interop/node_modules/@anthropic-ai/mcpb/dist/cli/cli.js");
const target = resolve(process.argv[2] ?? join(root, "scale-ai-mcp.mcpb"));

const { version, description, license, engines } = packageJson;

/**
 * What a host asks for. Everything has a default, since hosts leave the placeholder of a setting without a value as it
 * stands; empty texts count as not given.
 */
const settings = {
  api_key: {
    type: "string",
    title: "Scale API key",
    description: "From your Scale dashboard. Not needed for the sandbox.",
    sensitive: true,
    default: "",
  },
  upload_folder: {
    type: "directory",
    title: "Upload folder",
    description: "Files may be uploaded from this folder only.",
    default: "",
  },
  read_only: {
    type: "boolean",
    title: "Read-only",
    description: "Offer only the tools that read.",
    default: false,
  },
  sandbox: {
    type: "boolean",
    title: "Sandbox",
    description: "Use the built-in emulator of Scale instead of your account.",
    default: false,
  },
};

const manifest = {
  manifest_version: "0.3",
  name: packageJson.name,
  display_name: "Scale AI",
  version,
  description,
  author: { name: "The scale-ai-mcp authors" },
  license,
  server: {
    type: "node",
    entry_point: "dist/main.js",
    mcp_config: {
      command: "node",
      // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the host fills these in.
      args: ["${__dirname}/dist/main.js"],
      env: {
        SCALE_API_KEY: "${user_config.api_key}",
        SCALE_MCP_UPLOAD_ROOTS: "${user_config.upload_folder}",
        SCALE_MCP_READ_ONLY: "${user_config.read_only}",
        SCALE_MCP_SANDBOX: "${user_config.sandbox}",
      },
      // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the host fills these in.
    },
  },
  tools: published.map(({ name, description }) => ({ name, description })),
  compatibility: { platforms: ["darwin", "linux", "win32"], runtimes: { node: engines.node } },
  user_config: settings,
};

const directory = mkdtempSync(join(tmpdir(), "scale-ai-mcp-mcpb-"));
try {
  // The library's types and the maps are of no use in a bundle.
  const isOfUse = (path: string) => !path.endsWith(".map") && basename(path) !== "types";
  for (const name of ["dist", "LICENSE", "THIRD_PARTY_NOTICES", "README.md"])
    cpSync(join(root, name), join(directory, name), { recursive: true, filter: isOfUse });
  writeFileSync(
    join(directory, "package.json"),
    `${JSON.stringify({ name: packageJson.name, version, type: "module" })}\n`,
  );
  writeFileSync(join(directory, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  const run = (...args: string[]) => execFileSync(process.execPath, [packer, ...args], { stdio: "inherit" });
  run("validate", join(directory, "manifest.json"));
  run("pack", directory, target);
} finally {
  rmSync(directory, { recursive: true });
}
