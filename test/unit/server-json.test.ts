import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import packageJson from "../../package.json" with { type: "json" };
import lock from "../../package-lock.json" with { type: "json" };
import server from "../../server.json" with { type: "json" };
import { allOptions } from "../../src/options.ts";
import { version } from "../../src/version.ts";

/**
 * What the registry's schema demands of the parts that are used here. Source: modelcontextprotocol/registry,
 * docs/reference/server-json, schema of 2025-12-11.
 */
const exactVersion = z
  .string()
  .max(255)
  .regex(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
const Variable = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
  format: z.enum(["string", "number", "boolean", "filepath"]).optional(),
  default: z.string().optional(),
  placeholder: z.string().optional(),
});
const Server = z.strictObject({
  $schema: z.literal("https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"),
  name: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100).optional(),
  description: z.string().min(1).max(100),
  version: exactVersion,
  packages: z.array(
    z.strictObject({
      registryType: z.string(),
      registryBaseUrl: z.url().optional(),
      identifier: z.string(),
      version: exactVersion,
      runtimeHint: z.string().optional(),
      transport: z.strictObject({ type: z.literal("stdio") }),
      environmentVariables: z.array(Variable).optional(),
    }),
  ),
});

describe("server.json", () => {
  it("is what the registry takes", () => {
    expect(Server.parse(server)).toEqual(server);
  });

  it("names the package, which names it in turn", () => {
    expect(server.packages.map(({ identifier }) => identifier)).toEqual([packageJson.name]);
    expect(packageJson.mcpName).toBe(server.name);
  });

  it("names variables that there are, and only the key is a secret", () => {
    const variables = server.packages.flatMap(({ environmentVariables }) => environmentVariables);
    const known = allOptions.map(({ env }) => env);
    for (const { name } of variables) expect(known).toContain(name);
    const secrets = variables.filter((variable) => "isSecret" in variable).map(({ name }) => name);
    expect(secrets).toEqual(["SCALE_API_KEY"]);
  });
});

describe("the version", () => {
  it("is the same everywhere", () => {
    const versions = [
      version,
      lock.version,
      lock.packages[""].version,
      server.version,
      ...server.packages.map((each) => each.version),
    ];
    expect(new Set(versions)).toEqual(new Set([packageJson.version]));
  });

  it("has its place in the changelog, or all is yet unreleased", () => {
    const text = readFileSync(new URL("../../CHANGELOG.md", import.meta.url), "utf8");
    const [first, second] = [...text.matchAll(/^## \[(.+?)\](?: - \d{4}-\d\d-\d\d)?$/gm)].map(
      ([, name]) => name,
    );
    expect(first).toBe("Unreleased");
    if (second !== undefined) expect(second).toBe(packageJson.version);
  });
});
