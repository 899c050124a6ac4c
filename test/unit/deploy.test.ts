import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { allOptions } from "../../src/options.ts";

const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const flags = new Set(allOptions.map(({ flag }) => flag));

/** What docker, compose and kubernetes are told; the only things of ours in them are flags, ports and times. */
describe.each(["Dockerfile", "deploy/compose.yaml", "deploy/kubernetes.yaml"])("%s", (name) => {
  const content = file(name);

  it("passes only flags that there are", () => {
    const passed = [...content.matchAll(/(?:- |")(--[a-z-]+)/g)].map(([, flag]) => flag ?? "");
    const ours = passed.filter(
      (flag) => !["--save", "--appendonly", "--maxmemory", "--maxmemory-policy"].includes(flag),
    );
    expect(ours.length).toBeGreaterThan(3);
    for (const flag of ours) expect(flags, flag).toContain(flag);
  });

  it("says that it was not built or run where it was written", () => {
    expect(content.split("\n")[0]).toMatch(/^# Written where there is no /);
    expect(content).not.toContain("\t");
  });
});

describe("what is deployed", () => {
  it("has time to end", () => {
    const drain = 25 + 5;
    const grace = (name: string, pattern: RegExp) => Number(pattern.exec(file(name))?.[1]);
    expect(grace("deploy/compose.yaml", /stop_grace_period: (\d+)s/)).toBeGreaterThan(drain);
    expect(grace("deploy/kubernetes.yaml", /terminationGracePeriodSeconds: (\d+)/)).toBeGreaterThan(
      drain + 5,
    );
  });

  it("installs the optional peer that was tested", () => {
    expect(file("Dockerfile")).toContain(`ioredis@${packageJson.devDependencies.ioredis}`);
  });

  it("never sends a request twice, and lets whole files through", () => {
    const nginx = file("deploy/nginx.conf");
    expect(nginx).toMatch(/proxy_next_upstream error;/);
    expect(nginx).not.toMatch(/non_idempotent/);
    expect(nginx).toContain("client_max_body_size 81m;");
  });
});
