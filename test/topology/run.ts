import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import { createServer } from "node:net";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Agent, request, setGlobalDispatcher } from "undici";
import { httpGenerations } from "../support/clients.ts";
import { list, object, text } from "../support/envelope.ts";

/**
 * Proves the topology of deploy/compose.yaml by processes on loopback: nginx with deploy/nginx.conf and TLS in front
 * of two replicas that share a rate limit in Redis and a directory for files, ended and killed under load.
 * `npx tsx test/topology/run.ts` builds and runs it; exit code 1 where a claim fails.
 */
const root = fileURLToPath(new URL("../../", import.meta.url));

const programs = [
  { program: "nginx", versionFlag: "-v", from: "nginx" },
  { program: "redis-server", versionFlag: "--version", from: "redis-server" },
  { program: "openssl", versionFlag: "version", from: "openssl" },
] as const;

/** What is installed, by its version; ends the process where something is missing. */
function versions(): string[] {
  const asked = programs.map((each) => ({
    ...each,
    answer: spawnSync(each.program, [each.versionFlag], { encoding: "utf8" }),
  }));
  const missing = asked.filter(({ answer }) => answer.error !== undefined).map(({ from }) => from);
  if (missing.length > 0) {
    process.stderr.write(`Missing: apt-get update && apt-get install -y ${missing.join(" ")}\n`);
    process.exit(1);
  }
  return asked.map(({ program, answer }) => {
    const [version = "?"] = /\d+\.\d+\.\d+/.exec(`${answer.stdout}${answer.stderr}`) ?? [];
    return `${program} ${version}`;
  });
}

/** What the proxy is asked for; the certificate is made out to it. */
const host = "mcp.example.com";
/** In the certificate too, so that it is the server that refuses it. */
const stranger = "evil.example";
const key = "test_topology_0001";
const directory = fs.mkdtempSync(join(tmpdir(), "topology-"));
const at = (...names: string[]) => join(directory, ...names);

const rows: { claim: string; holds: boolean; seen: string }[] = [];
const claim = (what: string, holds: boolean, seen: string) => void rows.push({ claim: what, holds, seen });
const note = (what: string) => void process.stderr.write(`${what}\n`);

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Ends the whole run where a step hangs. */
async function step(name: string, seconds: number, work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} took more than ${seconds} s`)), seconds * 1_000);
  });
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
    note(`${name}: ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  }
}

async function until(what: string, holds: () => Promise<boolean>, ms = 15_000): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    if (await holds().catch(() => false)) return;
    await pause(25);
  }
  throw new Error(`${what} did not come in time`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

const started = new Set<ChildProcess>();

/** A process in a group of its own, since the workers of an nginx that is killed would live on. */
function run(name: string, command: string, args: readonly string[], env: Record<string, string> = {}) {
  const log = fs.openSync(at(`${name}.log`), "a");
  const child = spawn(command, args, {
    cwd: directory,
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "ignore", log],
    detached: true,
  });
  fs.closeSync(log);
  started.add(child);
  child.once("exit", () => started.delete(child));
  return child;
}

function killAll(): void {
  for (const { pid } of started) {
    if (pid === undefined) continue;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

const ports = {
  redis: await freePort(),
  sandbox: await freePort(),
  nginx: await freePort(),
  one: await freePort(),
  two: await freePort(),
};
const origin = `https://${host}:${ports.nginx}`;
const api = `http://127.0.0.1:${ports.sandbox}/v1`;

/** One of the two servers, which is ended and started anew. */
interface Replica {
  readonly name: "one" | "two";
  readonly port: number;
  child: ChildProcess | undefined;
}
const one: Replica = { name: "one", port: ports.one, child: undefined };
const two: Replica = { name: "two", port: ports.two, child: undefined };
const replicas = [one, two];

/** The files of the image, where nothing but them can be imported. */
function install(): void {
  execFileSync("npm", ["run", "build"], { cwd: root, stdio: "ignore", timeout: 120_000 });
  fs.cpSync(join(root, "dist"), at("app/dist"), { recursive: true });
  fs.copyFileSync(join(root, "package.json"), at("app/package.json"));
  fs.mkdirSync(at("app/node_modules"));
  fs.symlinkSync(join(root, "node_modules/ioredis"), at("app/node_modules/ioredis"));
}

async function startReplica(replica: Replica, rateLimit: number): Promise<void> {
  const flags = {
    host: "127.0.0.1",
    port: replica.port,
    auth: "scale-key",
    "allowed-hosts": host,
    redis: `redis://127.0.0.1:${ports.redis}`,
    "file-dir": at("files/store"),
    "rate-limit": rateLimit,
  };
  const given = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  replica.child = run(
    replica.name,
    process.execPath,
    [at("app/dist/main.js"), "serve", "--http", "--behind-tls-proxy", ...given],
    { SCALE_API_URL: api },
  );
  await until(
    `replica ${replica.name}`,
    async () => (await fetch(`http://127.0.0.1:${replica.port}/readyz`)).ok,
  );
}

async function endReplica({ child }: Replica, signal: NodeJS.Signals) {
  if (child === undefined) throw new Error("the replica does not run");
  const began = performance.now();
  const ended = once(child, "exit");
  child.kill(signal);
  const [code] = await ended;
  return { code: String(code ?? signal), ms: Math.round(performance.now() - began) };
}

/** Lines of the log are written after a second at the latest. */
const logged = () => pause(1_500);

/** Its log tells by their ids which requests it answered. */
const answeredBy = ({ name }: Replica): Set<string> =>
  new Set(
    [...fs.readFileSync(at(`${name}.log`), "utf8").matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id ?? ""),
  );

function startRedis() {
  return run("redis", "redis-server", [
    ...["--port", String(ports.redis), "--bind", "127.0.0.1"],
    ...["--save", "", "--appendonly", "no"],
  ]);
}

function startProxy(): void {
  execFileSync(
    "openssl",
    [
      ...[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
      ],
      ...["-keyout", at("tls.key"), "-out", at("tls.crt")],
      ...["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host},DNS:${stranger}`],
    ],
    { stdio: "ignore" },
  );
  const substitutions = {
    "replica1:3000": `127.0.0.1:${ports.one}`,
    "replica2:3000": `127.0.0.1:${ports.two}`,
    "listen 8443": `listen 127.0.0.1:${ports.nginx}`,
    "/certs/tls": at("tls"),
    "/tmp/nginx": at("nginx"),
    "/dev/stderr": at("nginx-error.log"),
  };
  let configuration = fs.readFileSync(join(root, "deploy/nginx.conf"), "utf8");
  for (const [shipped, here] of Object.entries(substitutions)) {
    if (!configuration.includes(shipped)) throw new Error(`deploy/nginx.conf has no ${shipped}`);
    configuration = configuration.replaceAll(shipped, here);
  }
  fs.writeFileSync(at("nginx.conf"), configuration);
  run("nginx", "nginx", ["-c", at("nginx.conf"), "-g", "daemon off;"]);
}

/** Trusts the certificate and finds the host on loopback, also for the official clients, which use fetch. */
function trust(): Agent {
  const agent = new Agent({
    connections: 32,
    connect: {
      ca: fs.readFileSync(at("tls.crt"), "utf8"),
      lookup: (_name, { all }, found) =>
        all === true ? found(null, [{ address: "127.0.0.1", family: 4 }]) : found(null, "127.0.0.1", 4),
    },
  });
  setGlobalDispatcher(agent);
  return agent;
}

const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "topology", version: "0" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

interface Called {
  readonly id: string;
  readonly status: number;
  /** Undefined where no envelope came. */
  readonly envelope: Record<string, unknown> | undefined;
}

/** One call through the proxy. It is not repeated. */
async function call(name: string, args: unknown = {}, as = key): Promise<Called> {
  const id = randomUUID();
  const { statusCode, body } = await request(`${origin}/mcp`, {
    method: "POST",
    headersTimeout: 60_000,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "x-scale-api-key": as,
      "x-request-id": id,
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": `SCALE_AI_${name}`,
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: `SCALE_AI_${name}`, arguments: args, _meta: meta },
    }),
  });
  const said = await body.text();
  const json = /\{.*\}/s.exec(said)?.[0];
  if (statusCode !== 200 || json === undefined) return { id, status: statusCode, envelope: undefined };
  return { id, status: 200, envelope: object(object(object(JSON.parse(json)).result).structuredContent) };
}

const statusOf = async (url: string, headers: Record<string, string> = {}) => {
  const { statusCode, body } = await request(url, { headers });
  await body.dump();
  return statusCode;
};

/** Its id is in the metadata, which Scale does not compare: without a unique_id a repeated request makes a second task. */
const taskFor = (id: string, withUniqueId: boolean) => ({
  attachment: `https://a.test/${id}.jpg`,
  geometries: { box: { objects_to_annotate: ["car"] } },
  metadata: { topology: id },
  ...(withUniqueId ? { unique_id: id } : {}),
});

interface Load {
  calls: number;
  /** Ids of tasks whose making was told. */
  readonly told: Set<string>;
  /** Ids of tasks whose making was not told, and whether they have a unique_id. */
  readonly untold: Map<string, boolean>;
  /** How often each kind of failure was met. */
  readonly failures: Map<string, number>;
  slowestMs: number;
}

/** At least so many calls, 16 at once, until `during` is over too: half reads, half creates. */
async function underLoad(prefix: string, least: number, during: () => Promise<void>): Promise<Load> {
  const load: Load = {
    calls: 0,
    told: new Set(),
    untold: new Map(),
    failures: new Map(),
    slowestMs: 0,
  };
  let over = false;
  const work = async () => {
    while (!over || load.calls < least) {
      const n = load.calls++;
      const id = `${prefix}-${n}`;
      const creates = n % 2 === 0;
      const withUniqueId = n % 4 === 0;
      const began = performance.now();
      const { status, envelope } = await (creates
        ? call("CREATE_IMAGE_ANNOTATION_TASK", taskFor(id, withUniqueId))
        : call("GET_TEAMS")
      ).catch((error: unknown) => ({ status: String(error), envelope: undefined }));
      load.slowestMs = Math.max(load.slowestMs, performance.now() - began);
      const succeeded = envelope?.successful === true;
      if (creates && succeeded) load.told.add(id);
      if (creates && !succeeded) load.untold.set(id, withUniqueId);
      if (succeeded) continue;
      const failure = envelope === undefined ? String(status) : String(object(envelope.data).code);
      load.failures.set(failure, (load.failures.get(failure) ?? 0) + 1);
    }
  };
  const disturbance = during().finally(() => {
    over = true;
  });
  await Promise.all([...Array.from({ length: 16 }, work), disturbance]);
  return load;
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, each) => all + each, 0);

/** Tasks in the sandbox by the id in their metadata, asked of it directly. */
async function tasksThere(): Promise<Map<string, number>> {
  const there = new Map<string, number>();
  let token: unknown;
  do {
    const query = typeof token === "string" ? `&next_token=${encodeURIComponent(token)}` : "";
    const response = await fetch(`${api}/tasks?limit=100${query}`, {
      headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` },
    });
    const { docs, next_token } = object(await response.json());
    for (const task of list(docs)) {
      const { topology } = object(object(task).metadata ?? {});
      if (typeof topology === "string") there.set(topology, (there.get(topology) ?? 0) + 1);
    }
    token = next_token;
  } while (typeof token === "string");
  return there;
}

/** What the sandbox has to say of a load that is over. */
async function judge(what: string, { told, untold }: Load): Promise<void> {
  const there = await tasksThere();
  const ids = [...told, ...untold.keys()];
  const twice = ids.filter((id) => (there.get(id) ?? 0) > 1).length;
  const missing = [...told].filter((id) => !there.has(id)).length;
  const done = [...untold.keys()].filter((id) => there.has(id)).length;
  claim(`${what}: no create made two tasks`, twice === 0, `${twice} of ${ids.length} creates`);
  claim(`${what}: every task that was told is there`, missing === 0, `${missing} of ${told.size} missing`);
  if (untold.size === 0) return;

  const again = [...untold].filter(([, withUniqueId]) => withUniqueId).map(([id]) => id);
  for (const id of again) await call("CREATE_IMAGE_ANNOTATION_TASK", taskFor(id, true));
  const after = await tasksThere();
  const single = again.filter((id) => after.get(id) === 1).length;
  claim(
    `${what}: a failed create with a unique_id, called again, is there once`,
    single === again.length,
    `${single} of ${again.length}; ${done} of ${untold.size} failed creates had made their task`,
  );
}

const tell = ({ calls, failures, slowestMs }: Load) =>
  `${sum(failures.values())} of ${calls} calls failed${[...failures].map(([what, count]) => ` (${count} × ${what})`).join("")}, the slowest took ${Math.round(slowestMs)} ms`;

async function passing(count: number, as: string) {
  const statuses: number[] = [];
  for (let n = 0; n < count; n++) statuses.push((await call("GET_TEAMS", {}, as)).status);
  return statuses.filter((status) => status === 200).length;
}

let redis: ChildProcess | undefined;
let agent: Agent | undefined;

async function prove(): Promise<void> {
  await step("build", 120, async () => install());

  await step("start", 40, async () => {
    fs.chmodSync(directory, 0o711);
    fs.mkdirSync(at("files"), { mode: 0o700 });
    redis = startRedis();
    run("sandbox", process.execPath, [
      ...[at("app/dist/main.js"), "sandbox", "--port", String(ports.sandbox), "--complete-after", "3600000"],
      // Where answers take a while, calls are under way when a replica ends.
      ...["--faults", "seed=7,latency=0.3:200", "--log-level", "error"],
    ]);
    startProxy();
    agent = trust();
    for (const replica of replicas) await startReplica(replica, 1_000_000);
    await until("the proxy", async () => (await statusOf(`${origin}/nowhere`)) === 404);
  });

  await step("clients", 40, async () => {
    for (const { name, connect } of httpGenerations) {
      const client = await connect({ url: `${origin}/mcp`, headers: { "x-scale-api-key": key } });
      const tools = await client.listTools();
      const { isError } = await client.call("SCALE_AI_LIST_PROJECTS");
      await client.close();
      claim(
        `through the proxy: ${name}`,
        tools.length === 41 && isError !== true,
        `${tools.length} tools, a call ${isError === true ? "failed" : "succeeded"}`,
      );
    }
  });

  await step("proxy", 40, async () => {
    const ids: string[] = [];
    for (let n = 0; n < 40; n++) ids.push((await call("GET_TEAMS")).id);
    await logged();
    const shares = replicas.map((replica) => {
      const answered = answeredBy(replica);
      return ids.filter((id) => answered.has(id)).length;
    });
    claim(
      "both replicas answer, under the caller's X-Request-Id",
      sum(shares) === 40 && shares.every((share) => share > 5),
      shares.join(" and "),
    );

    const inside = ["/metrics", "/healthz", "/readyz", "//metrics", "/%6detrics"];
    const outside = await Promise.all(inside.map((path) => statusOf(`${origin}${path}`)));
    claim(
      "metrics and health stay inside",
      outside.every((status) => status === 404),
      outside.join(", "),
    );

    const direct = `http://127.0.0.1:${one.port}`;
    const asPod = { host: "10.1.2.3:3000" };
    const probes = await Promise.all(
      ["/healthz", "/readyz", "/mcp"].map((path) => statusOf(`${direct}${path}`, asPod)),
    );
    claim(
      "probes with a pod's address as Host are answered, calls are not",
      probes.join() === "200,200,403",
      probes.join(", "),
    );
    const strange = await statusOf(`${origin}/mcp`, { host: stranger });
    claim("the proxy passes on for which host a request is", strange === 403, String(strange));

    const large = await call("CREATE_IMAGE_ANNOTATION_TASK", {
      ...taskFor("large", true),
      instruction: "x".repeat(1_000_000),
    });
    claim("a message of 1 MB passes", large.envelope?.successful === true, String(large.status));

    const denied: number[] = [];
    for (let n = 0; n < 70; n++)
      denied.push(await statusOf(`${origin}/mcp`, { "x-forwarded-for": `10.9.8.${n}` }));
    const let60 = denied.filter((status) => status === 401).length;
    claim(
      "a made-up X-Forwarded-For gives no fresh count",
      let60 === 60,
      `${let60} of 70 got 401, the others 429`,
    );
  });

  await step("files", 60, async () => {
    const sent = await request(`${origin}/files?name=a.bin`, {
      method: "POST",
      headers: { "x-scale-api-key": key, "x-request-id": "topology-file", "content-type": "image/jpeg" },
      body: randomBytes(40 * 1024 * 1024),
    });
    const { s3key } = object(await sent.body.json());
    await logged();
    const taker = replicas.find((replica) => answeredBy(replica).has("topology-file"));
    const uploads: Called[] = [];
    for (let n = 0; n < 8; n++) uploads.push(await call("UPLOAD_FILE", { file: { s3key: text(s3key) } }));
    await logged();
    const other = replicas.find((replica) => replica !== taker) ?? two;
    const succeeded = uploads.filter(({ envelope }) => envelope?.successful === true);
    const byOther = answeredBy(other);
    const elsewhere = succeeded.filter(({ id }) => byOther.has(id)).length;
    claim(
      "a file of 40 MB sent to one replica is usable through both",
      succeeded.length === 8 && elsewhere > 0 && elsewhere < 8,
      `sent to ${taker?.name ?? "none"}; ${succeeded.length} of 8 uploads, ${elsewhere} of them by ${other.name}`,
    );
  });

  await step("SIGTERM under load", 240, async () => {
    const exits: { code: string; ms: number }[] = [];
    const load = await underLoad("term", 2_000, async () => {
      for (const replica of [...replicas, ...replicas, ...replicas]) {
        await pause(1_500);
        exits.push(await endReplica(replica, "SIGTERM"));
        await startReplica(replica, 1_000_000);
      }
    });
    claim("SIGTERM, six times under load: no call fails", load.failures.size === 0, tell(load));
    claim(
      "SIGTERM: exit code 0, each time within the drain of 25 s",
      exits.every(({ code, ms }) => code === "0" && ms < 25_000),
      exits.map(({ code, ms }) => `${code} in ${ms} ms`).join(", "),
    );
    await judge("SIGTERM", load);
  });

  await step("SIGKILL under load", 120, async () => {
    const load = await underLoad("kill", 2_000, async () => {
      for (const replica of [two, one]) {
        await pause(1_500);
        await endReplica(replica, "SIGKILL");
        await startReplica(replica, 1_000_000);
      }
    });
    // What is on its way to one replica, of 16 at once.
    claim(
      "SIGKILL, twice under load: only calls under way fail",
      sum(load.failures.values()) <= 32,
      tell(load),
    );
    await judge("SIGKILL", load);
  });

  await step("rate limit", 90, async () => {
    for (const replica of replicas) {
      await endReplica(replica, "SIGTERM");
      await startReplica(replica, 50);
    }
    const passed = await passing(80, "test_topology_0002");
    claim("a rate limit of 50 counts for both replicas together", passed === 50, `${passed} of 80 passed`);
  });

  await step("Redis", 120, async () => {
    if (redis === undefined) throw new Error("Redis does not run");
    redis.kill("SIGSTOP");
    const hung = await Promise.race([call("GET_TEAMS").then(({ status }) => String(status)), pause(10_000)]);
    redis.kill("SIGCONT");
    claim("Redis hangs: a call is answered within 10 s", hung === "200", hung ?? "no answer in 10 s");

    const ended = once(redis, "exit");
    redis.kill("SIGKILL");
    await ended;
    const alone = await passing(120, "test_topology_0003");
    claim(
      "Redis is killed: calls go on, each replica counting for itself",
      alone === 100,
      `${alone} of 120 passed, 50 for each replica`,
    );
    redis = startRedis();
    await pause(5_000);
    const joined = await passing(80, "test_topology_0004");
    claim(
      "Redis is back: replicas count together again",
      joined >= 50 && joined <= 52,
      `${joined} of 80 passed`,
    );
  });
}

const found = versions();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    killAll();
    fs.rmSync(directory, { recursive: true, force: true });
    process.exit(1);
  });
try {
  await prove();
} catch (error) {
  claim("the script came to its end", false, error instanceof Error ? (error.stack ?? "") : String(error));
} finally {
  killAll();
  await agent?.destroy();
  if (process.env.TOPOLOGY_KEEP === undefined) fs.rmSync(directory, { recursive: true, force: true });
}
process.stdout.write(`${process.version}, ${cpus().length} cores, ${found.join(", ")}\n\n`);
process.stdout.write("|  | claim | seen |\n|---|---|---|\n");
for (const { claim: what, holds, seen } of rows)
  process.stdout.write(`| ${holds ? "holds" : "FAILS"} | ${what} | ${seen} |\n`);
process.exit(rows.every(({ holds }) => holds) ? 0 : 1);
