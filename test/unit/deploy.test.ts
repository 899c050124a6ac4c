import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { allOptions, httpOptions } from "../../src/options.ts";

const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const dockerfile = file("Dockerfile");
const compose = file("deploy/compose.yaml");
const kubernetes = file("deploy/kubernetes.yaml");
const nginx = file("deploy/nginx.conf");

const flags = new Map(allOptions.map(({ flag, ...option }) => [flag, option]));

/** What an option's description gives as its default. */
function defaultOf(key: (typeof httpOptions)[number]["key"]): number {
  const option = httpOptions.find((each) => each.key === key);
  return Number(/\(default: (\d+)\)/.exec(option?.description ?? "")?.[1]);
}

const numberIn = (content: string, pattern: RegExp) => Number(pattern.exec(content)?.[1]);

/** The lists that start the server: the other programs in these files have flags of their own. */
const starts = {
  Dockerfile: [...(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? "").matchAll(/"([^"]+)"/g)],
  "deploy/compose.yaml": [...(/ command:\n((?: +- .*\n)+)/.exec(compose)?.[1] ?? "").matchAll(/- (\S+)/g)],
  "deploy/kubernetes.yaml": [
    ...(/ args:\n((?: +(?:- |# ).*\n)+)/.exec(kubernetes)?.[1] ?? "").matchAll(/- (\S+)/g),
  ],
};

describe.each(Object.entries(starts))("the start in %s", (_, found) => {
  const [command, ...given] = found.map(([, word]) => word ?? "");

  it("serves over HTTP behind a proxy with TLS, for those who are asked for their key", () => {
    expect(command).toBe("serve");
    for (const flag of ["--http", "--host", "--auth", "--behind-tls-proxy"])
      expect(given.map((word) => word.split("=")[0])).toContain(flag);
  });

  it("passes only flags that there are, with a value where they take one", () => {
    given.forEach((word, index) => {
      if (!word.startsWith("--")) return;
      const [flag = "", value] = word.split("=");
      const next = given[index + 1];
      const hasValue = value !== undefined || (next !== undefined && !next.startsWith("--"));
      expect([...flags.keys()]).toContain(flag);
      expect(hasValue, word).toBe(flags.get(flag)?.argument !== undefined);
    });
  });
});

describe("the files of a deployment", () => {
  it.each(Object.entries({ dockerfile, compose, kubernetes, nginx }))(
    "say that they were not run where they were written: %s",
    (_, content) => {
      expect(content.split("\n")[0]).toMatch(
        /^# Not (?:built|run|applied|run in a container) where it was written, /,
      );
    },
  );

  it("agree on the port", () => {
    const port = defaultOf("port");
    expect(numberIn(dockerfile, /^EXPOSE (\d+)$/m)).toBe(port);
    expect(numberIn(kubernetes, /containerPort: (\d+)/)).toBe(port);
    const asked = [dockerfile, compose].flatMap((content) => [
      ...content.matchAll(/http:\/\/127\.0\.0\.1:(\d+)/g),
    ]);
    const proxied = [...nginx.matchAll(/server replica\d:(\d+)/g)];
    expect(asked).toHaveLength(2);
    expect(proxied).toHaveLength(2);
    for (const [, found] of [...asked, ...proxied]) expect(Number(found)).toBe(port);
    expect(compose).toContain(`"443:${numberIn(nginx, /listen (\d+) ssl/)}"`);
  });

  it("give calls and the writes after them time to end", () => {
    const writes = 5;
    const drain = defaultOf("drain") + writes;
    expect(drain).toBeGreaterThan(writes);
    expect(numberIn(compose, /stop_grace_period: (\d+)s/)).toBeGreaterThan(drain);
    const sleep = numberIn(kubernetes, /\["sleep", "(\d+)"\]/);
    expect(sleep).toBeGreaterThan(0);
    expect(numberIn(kubernetes, /terminationGracePeriodSeconds: (\d+)/)).toBeGreaterThan(drain + sleep);
    for (const content of [compose, kubernetes])
      expect(numberIn(content, /--drain=(\d+)/)).toBe(defaultOf("drain"));
  });

  it("have one user in the image and in the cluster", () => {
    const user = numberIn(dockerfile, /^USER (\d+):\d+$/m);
    expect(user).toBeGreaterThan(0);
    expect(numberIn(kubernetes, /runAsUser: (\d+)/)).toBe(user);
  });

  it("install the optional peer, which is to be found where the image looks for it", () => {
    expect(packageJson.devDependencies).toHaveProperty("ioredis");
    expect(dockerfile).toContain("dependencies.ioredis=$(npm pkg get devDependencies.ioredis");
  });
});

describe("the proxy", () => {
  it("passes nothing but the server's own paths on, and its metrics to nobody", () => {
    const passed = [...nginx.matchAll(/location (\S+(?: \S+)?) \{\s+proxy_pass/g)].map(([, path]) => path);
    expect(passed).toEqual(["= /mcp", "= /files", "/.well-known/"]);
  });

  it("never sends a request twice, since a write may have happened", () => {
    expect(nginx.match(/proxy_next_upstream [^;]+;/g)).toEqual(["proxy_next_upstream error timeout;"]);
  });

  it("sets the address that the server believes", () => {
    expect(nginx).toContain("proxy_set_header X-Forwarded-For $remote_addr;");
    expect(nginx).not.toContain("$proxy_add_x_forwarded_for");
  });

  it("waits longer than the longest call, and lets whole files and streams through", () => {
    expect(numberIn(nginx, /proxy_read_timeout (\d+)s;/)).toBeGreaterThan(45 * 10);
    expect(nginx).toContain("client_max_body_size 81m;");
    expect(nginx).toContain("proxy_buffering off;");
  });
});
