import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Agent, request } from "undici";
import { list, object, text } from "../support/envelope.ts";

/**
 * Proves the topology of deploy/compose.yaml by processes on loopback: nginx with deploy/nginx.conf and TLS in front
 * of two replicas that share a rate limit in Redis and a directory for files, killed and started anew under load.
 * Run it with `npx tsx test/topology/run.ts` after `npm run build`; it needs nginx and redis-server (apt-get install).
 */
const root = fileURLToPath(new URL("../../", import.meta.url));
const main = join(root, "dist/main.js");
const directory = mkdtempSync(join(tmpdir(), "topology-"));
const started = new Set<ChildProcess>();
const rows: [claim: string, holds: boolean, seen: string][] = [];
const claim = (what: string, holds: boolean, seen: unknown) => void rows.push([what, holds, String(seen)]);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  child.stderr?.resume();
  started.add(child);
  child.once("exit", () => started.delete(child));
  return child;
}

async function until(holds: () => Promise<boolean>, ms = 15_000): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it did not come up in time");
}
const isUp = async (origin: string) => (await fetch(`${origin}/readyz`)).status === 200;

const key = "test_topology_0001";
/** Another caller, whose requests of the last minute are not counted yet. */
const fresh = "test_topology_0002";
const ports = {
  redis: await freePort(),
  sandbox: await freePort(),
  nginx: await freePort(),
  one: await freePort(),
  two: await freePort(),
};
const api = `http://127.0.0.1:${ports.sandbox}/v1`;
const replicas = new Map<number, ChildProcess>();

function replica(port: number, rateLimit = 1_000_000): ChildProcess {
  const child = run(
    process.execPath,
    [
      main,
      "serve",
      "--http",
      "--port",
      String(port),
      "--auth",
      "scale-key",
      "--behind-tls-proxy",
      "--redis",
      `redis://127.0.0.1:${ports.redis}`,
      "--file-dir",
      join(directory, "files"),
      "--rate-limit",
      String(rateLimit),
      "--log-level",
      "error",
    ],
    { SCALE_API_URL: api },
  );
  replicas.set(port, child);
  return child;
}

function nginx(): void {
  const cert = join(directory, "tls.crt");
  const certKey = join(directory, "tls.key");
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-keyout",
      certKey,
      "-out",
      cert,
      "-days",
      "2",
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=IP:127.0.0.1",
    ],
    { stdio: "ignore" },
  );
  const conf = readFileSync(join(root, "deploy/nginx.conf"), "utf8")
    .replace("replica1:3000", `127.0.0.1:${ports.one}`)
    .replace("replica2:3000", `127.0.0.1:${ports.two}`)
    .replace("listen 8443", `listen 127.0.0.1:${ports.nginx}`)
    .replace("/certs/tls.crt", cert)
    .replace("/certs/tls.key", certKey)
    // A socket, which the stderr of a child is, can't be opened by its path.
    .replace("/dev/stderr", join(directory, "nginx-error.log"))
    .replaceAll("/tmp/nginx", join(directory, "nginx"));
  writeFileSync(join(directory, "nginx.conf"), conf);
  run("nginx", ["-c", join(directory, "nginx.conf"), "-g", "daemon off;"]);
}

let agent = new Agent();
const origin = `https://127.0.0.1:${ports.nginx}`;
const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "topology", version: "0" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** One call through the proxy; gives its envelope, or the status where there is none. */
async function call(
  name: string,
  args: unknown,
  modern = true,
  as = key,
): Promise<{ status: number; envelope?: Record<string, unknown> }> {
  const { statusCode, body } = await request(`${origin}/mcp`, {
    method: "POST",
    dispatcher: agent,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "x-scale-api-key": as,
      ...(modern
        ? { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": `SCALE_AI_${name}` }
        : {}),
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: `SCALE_AI_${name}`, arguments: args, ...(modern ? { _meta: meta } : {}) },
    }),
  });
  const said = await body.text();
  const json = /\{.*\}/s.exec(said)?.[0];
  if (statusCode !== 200 || json === undefined) return { status: statusCode };
  return { status: statusCode, envelope: object(object(object(JSON.parse(json)).result).structuredContent) };
}

const calls = async (port: number) => {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return [...metrics.matchAll(/^scale_mcp_calls_total\{[^}]*\} (\d+)/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
};

/** Creates tasks, many at once, while `during` runs; tells what became of each. */
async function load(from: number, count: number, during: () => Promise<void>) {
  const made = new Set<string>();
  const lost: string[] = [];
  const failed: string[] = [];
  let next = from;
  const work = async () => {
    for (let n = next++; n < from + count; n = next++) {
      const unique_id = `topology-${n}`;
      const args = {
        attachment: `https://a.test/${n}.jpg`,
        geometries: { box: { objects_to_annotate: ["car"] } },
        unique_id,
      };
      try {
        const { status, envelope } = await call("CREATE_IMAGE_ANNOTATION_TASK", args);
        if (envelope?.successful === true) made.add(unique_id);
        else failed.push(`${status} ${JSON.stringify(envelope?.data ?? {}).slice(0, 80)}`);
      } catch (error) {
        lost.push(String(error));
      }
    }
  };
  await Promise.all([...Array.from({ length: 16 }, work), during()]);
  return { made, lost, failed };
}

/** Tasks in the sandbox by unique_id, asked of it directly. */
async function tasksThere(): Promise<Map<string, number>> {
  const there = new Map<string, number>();
  let token = "";
  for (let page = 0; page < 200; page++) {
    const response = await fetch(`${api}/tasks?limit=100${token === "" ? "" : `&next_token=${token}`}`, {
      headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` },
    });
    const { docs, next_token } = object(await response.json());
    for (const task of list(docs)) {
      const { unique_id } = object(task);
      if (typeof unique_id === "string") there.set(unique_id, (there.get(unique_id) ?? 0) + 1);
    }
    if (typeof next_token !== "string") break;
    token = next_token;
  }
  return there;
}

async function restart(port: number, signal: NodeJS.Signals): Promise<number | null> {
  const child = replicas.get(port);
  if (child === undefined) throw new Error("no such replica");
  const ended = once(child, "exit");
  child.kill(signal);
  const [code] = await ended;
  replica(port);
  await until(() => isUp(`http://127.0.0.1:${port}`));
  return typeof code === "number" ? code : null;
}

try {
  mkdirSync(join(directory, "files"), { mode: 0o700 });
  const redis = run("redis-server", [
    "--port",
    String(ports.redis),
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--appendonly",
    "no",
  ]);
  run(process.execPath, [
    main,
    "sandbox",
    "--port",
    String(ports.sandbox),
    "--complete-after",
    "3600000",
    "--log-level",
    "error",
  ]);
  for (const port of [ports.one, ports.two]) replica(port);
  nginx();
  for (const port of [ports.one, ports.two]) await until(() => isUp(`http://127.0.0.1:${port}`));
  agent = new Agent({ connections: 16, connect: { ca: readFileSync(join(directory, "tls.crt"), "utf8") } });
  await until(async () => (await request(`${origin}/nowhere`, { dispatcher: agent })).statusCode === 404);

  for (const modern of [false, true]) {
    const { envelope } = await call("LIST_PROJECTS", {}, modern);
    claim(
      `protocol ${modern ? "2026-07-28" : "2025-11-25"} works through the proxy`,
      envelope?.successful === true,
      envelope?.successful,
    );
  }
  for (let n = 0; n < 40; n++) await call("GET_TEAMS", {});
  const shares = await Promise.all([calls(ports.one), calls(ports.two)]);
  claim(
    "both replicas are used",
    shares.every((share) => share > 5),
    shares.join(" and "),
  );
  const inside = await Promise.all(
    ["/metrics", "/healthz", "/readyz"].map(
      async (path) => (await request(`${origin}${path}`, { dispatcher: agent })).statusCode,
    ),
  );
  claim(
    "metrics and health stay inside",
    inside.every((status) => status === 404),
    inside.join(", "),
  );

  const sent = await request(`${origin}/files?name=a.txt`, {
    method: "POST",
    dispatcher: agent,
    headers: { "x-scale-api-key": key, "content-type": "text/plain" },
    body: "shared",
  });
  const { s3key } = object(await sent.body.json());
  let used = 0;
  for (let n = 0; n < 6; n++)
    if ((await call("UPLOAD_FILE", { file: { s3key: text(s3key) } })).envelope?.successful === true) used++;
  claim("a file sent through one replica is usable through each", used === 6, `${used} of 6`);

  const gentle = await load(0, 1_500, async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const code = await restart(ports.one, "SIGTERM");
    claim("a replica that is told to end exits with 0", code === 0, code);
  });
  claim(
    "a rolling restart under load fails no call",
    gentle.made.size === 1_500,
    `${gentle.made.size} of 1,500 made, ${gentle.failed.length} failed, ${gentle.lost.length} lost ${gentle.failed[0] ?? gentle.lost[0] ?? ""}`,
  );

  const harsh = await load(1_500, 1_500, async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await restart(ports.two, "SIGKILL");
  });
  const there = await tasksThere();
  const twice = [...there].filter(([, count]) => count > 1);
  const missing = [...gentle.made, ...harsh.made].filter((id) => !there.has(id));
  claim(
    "a replica that is killed under load makes no task twice",
    twice.length === 0,
    `${twice.length} twice; ${harsh.failed.length} failed, ${harsh.lost.length} lost of 1,500`,
  );
  claim(
    "every task that was told is there",
    missing.length === 0,
    `${missing.length} missing of ${gentle.made.size + harsh.made.size}`,
  );

  for (const port of [ports.one, ports.two]) {
    const child = replicas.get(port);
    if (child === undefined) continue;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
    replica(port, 50);
    await until(() => isUp(`http://127.0.0.1:${port}`));
  }
  const statuses: number[] = [];
  for (let n = 0; n < 80; n++) statuses.push((await call("GET_TEAMS", {}, true, fresh)).status);
  const passed = statuses.filter((status) => status === 200).length;
  claim(
    "the rate limit of 50 counts for both together",
    passed >= 50 - 1 && passed <= 51 && statuses.includes(429),
    `${passed} of 80 passed`,
  );

  redis.kill("SIGKILL");
  await new Promise((resolve) => setTimeout(resolve, 300));
  const after: number[] = [];
  for (let n = 0; n < 20; n++) after.push((await call("GET_TEAMS", {})).status);
  claim(
    "calls go on without Redis, each replica counting for itself",
    after.every((status) => status === 200),
    `${after.filter((status) => status === 200).length} of 20`,
  );
} catch (error) {
  claim("the script came to its end", false, error instanceof Error ? error.stack : error);
} finally {
  for (const child of started) child.kill("SIGKILL");
  await agent.destroy();
  rmSync(directory, { recursive: true, force: true });
}
for (const [what, holds, seen] of rows)
  process.stdout.write(`${holds ? "holds " : "FAILS "} ${what}: ${seen}\n`);
process.exitCode = rows.every(([, holds]) => holds) ? 0 : 1;
