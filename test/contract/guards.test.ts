import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openAuditLog, type WriteRecord } from "../../src/audit.ts";
import { type Confirmation, confirmations } from "../../src/choices.ts";
import type { Consent } from "../../src/consent.ts";
import type { Policy } from "../../src/policy.ts";
import { authorization } from "../../src/scale/credential.ts";
import { tools } from "../../tools/index.ts";
import { dataOf, failureOf, object, scaleDataOf, text } from "../support/envelope.ts";
import { connect, startUpstream, type Upstream } from "../support/upstream.ts";
import { minimalArgs } from "./golden/minimal.ts";

const key = "test_0123456789abcdef";
const task_id = "5f0000000000000000000001";

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());
beforeEach(() => upstream.script({ body: {} }));

const short = (name: string) => name.replace("SCALE_AI_", "");
const writes = tools.filter(({ effect }) => effect !== "read");
const reads = tools.filter(({ effect }) => effect === "read");

interface Asked {
  readonly policy?: Partial<Policy>;
  readonly apiKey?: string;
  readonly consent?: Consent;
  readonly onWrite?: (record: WriteRecord) => void;
}

async function ask(
  tool: string,
  args: unknown = minimalArgs[`SCALE_AI_${tool}`],
  { apiKey = key, consent, ...options }: Asked = {},
) {
  const connection = connect(upstream, apiKey, { ...options, uploadRoots: [import.meta.dirname] });
  try {
    return await connection.call(tool, object(args), { consent });
  } finally {
    await connection.close();
  }
}

describe("what is offered", () => {
  /** The tools that a policy lets through, by the calls that are not refused. */
  async function offered(policy: Partial<Policy>) {
    const connection = connect(upstream, key, { policy });
    const names: string[] = [];
    for (const { name } of tools) {
      const { envelope } = await connection.call(short(name), {});
      if (envelope.data.code !== "refused") names.push(name);
    }
    await connection.close();
    return names;
  }
  const named = (some: readonly { name: string }[]) => some.map(({ name }) => name);

  it("is everything without a policy", async () => {
    expect(await offered({})).toEqual(named(tools));
  });

  it("is what reads, where that is all", async () => {
    expect(await offered({ readOnly: true })).toEqual(named(reads));
  });

  const [create, tag] = ["SCALE_AI_CREATE_BATCH", "SCALE_AI_ADD_TASK_TAGS"];
  it.each<[string, Partial<Policy>, (tool: (typeof tools)[number]) => boolean]>([
    [
      "toolsets",
      { selections: [{ toolsets: ["batches", "team"] }] },
      ({ toolset }) => /batches|team/.test(toolset),
    ],
    ["tools", { selections: [{ tools: [create] }] }, ({ name }) => name === create],
    [
      "both",
      { selections: [{ toolsets: ["team"], tools: [create] }] },
      ({ name, toolset }) => toolset === "team" || name === create,
    ],
    ["all but some", { excludeTools: [tag] }, ({ name }) => name !== tag],
    [
      "exclusions over names",
      { selections: [{ tools: [create, tag] }], excludeTools: [tag] },
      ({ name }) => name === create,
    ],
    [
      "exclusions over toolsets",
      { selections: [{ toolsets: ["tasks"] }], excludeTools: [tag] },
      ({ name, toolset }) => toolset === "tasks" && name !== tag,
    ],
    [
      "read-only over names",
      { selections: [{ tools: [create, "SCALE_AI_GET_BATCH"] }], readOnly: true },
      ({ name }) => name === "SCALE_AI_GET_BATCH",
    ],
    ["nothing", { selections: [{ tools: [] }] }, () => false],
    [
      "what each of several selects",
      { selections: [{ toolsets: ["tasks"] }, {}, { tools: [create, tag] }] },
      ({ name }) => name === tag,
    ],
  ])("is selected by %s", async (_what, policy, selected) => {
    expect(await offered(policy)).toEqual(named(tools.filter(selected)));
  });

  it("is decided before anything else is looked at, and nothing else is sent", async () => {
    const { envelope } = await ask(
      "CREATE_BATCH",
      { wrong: 1 },
      { policy: { readOnly: true }, apiKey: "live_x" },
    );
    failureOf(envelope, "refused");
    expect(upstream.received).toEqual([]);
  });
});

describe("a dry run", () => {
  it.each(writes.map(({ name }) => short(name)))(
    "of %s shows what would be sent, and sends nothing",
    async (tool) => {
      const { envelope, text: shown } = await ask(tool, undefined, {
        policy: { dryRun: true, confirm: "all" },
      });
      const { dry_run, request } = scaleDataOf(envelope);
      expect(dry_run).toBe(true);
      expect(upstream.received).toEqual([]);
      expect(shown).not.toContain(key);
      expect(shown).not.toContain(authorization(key));

      dataOf((await ask(tool)).envelope);
      const [sent] = upstream.received;
      const { method, url, headers, body } = object(request);
      expect([method, url]).toEqual([sent?.method, `${upstream.origin}${sent?.target}`]);
      expect(object(headers)["content-type"]?.toString().split(";")[0]).toBe(
        sent?.headers["content-type"]?.split(";")[0],
      );
      expect(object(headers)["idempotency-key"] === undefined).toBe(
        sent?.headers["idempotency-key"] === undefined,
      );
      if (sent?.headers["content-type"] === "application/json")
        expect(body).toEqual(JSON.parse(sent.body.toString()));
      else if (tool === "UPLOAD_FILE") expect(object(body).file).toHaveProperty("bytes");
      else expect(body).toBeUndefined();
    },
  );

  it("lets reads through, and still finds what is wrong", async () => {
    const policy = { dryRun: true };
    dataOf((await ask("GET_TASK", undefined, { policy })).envelope);
    expect(upstream.received).toHaveLength(1);
    failureOf((await ask("CREATE_BATCH", { name: 1 }, { policy })).envelope, "invalid_arguments");
    const missing = { file: {}, file_path: "/nowhere/at/all" };
    failureOf((await ask("UPLOAD_FILE", missing, { policy })).envelope, "refused");
  });
});

describe("the kind of the key", () => {
  it.each([
    ["live_0123456789", "live"],
    ["test_0123456789", "test"],
    ["0123456789|test", "test"],
    ["0123456789abcd", "unknown"],
  ])("of %s is told with each write, and never with a read", async (apiKey, kind) => {
    const written = await ask("CREATE_BATCH", undefined, { apiKey });
    expect(dataOf(written.envelope)._scale_mcp).toEqual({ key: kind });
    upstream.script({ status: 400, body: {} });
    const failed = await ask("CREATE_BATCH", undefined, { apiKey });
    expect(object(failed.envelope.data)._scale_mcp).toEqual({ key: kind });
    upstream.script({ body: {} });
    expect(dataOf((await ask("GET_TASK", undefined, { apiKey })).envelope)).toEqual({});
  });

  it.each([
    ["live_0123456789", true],
    ["0123456789abcd", true],
    ["test_0123456789", false],
  ])("%s: writes are refused where no live ones are allowed: %s", async (apiKey, refused) => {
    const policy = { noLiveWrites: true };
    const { envelope } = await ask("CREATE_BATCH", undefined, { apiKey, policy });
    if (refused) failureOf(envelope, "refused");
    else dataOf(envelope);
    expect(upstream.received).toHaveLength(refused ? 0 : 1);
    dataOf((await ask("GET_TASK", undefined, { apiKey, policy })).envelope);
  });
});

describe("a person is asked", () => {
  const asked: Record<Confirmation, (tool: (typeof tools)[number]) => boolean> = {
    never: () => false,
    destructive: ({ destructive }) => destructive,
    spend: ({ name }) => /CREATE_\w+_TASK$|FINALIZE_BATCH$/.test(name),
    all: ({ effect }) => effect !== "read",
  };

  it.each(confirmations)("before the calls of %s", async (confirm) => {
    const connection = connect(upstream, key, { policy: { confirm }, uploadRoots: [import.meta.dirname] });
    for (const tool of tools) {
      const args = object(minimalArgs[tool.name]);
      const { question, envelope } = await connection.call(short(tool.name), args, {
        consent: { kind: "unasked" },
      });
      expect(question !== undefined, tool.name).toBe(asked[confirm](tool));
      if (question !== undefined) failureOf(envelope, "refused");
    }
    await connection.close();
  });

  const policy = { confirm: "all" as const };
  const image = object(minimalArgs.SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK);
  const create = (consent: Consent, args = image) =>
    ask("CREATE_IMAGE_ANNOTATION_TASK", args, { policy, consent });

  it("in words that say what will happen, without the key or anything that steers a terminal", async () => {
    const args = { ...image, instruction: `a\u001b[31m ${key} \u202e` };
    const { question } = await create({ kind: "unasked" }, args);
    const message = text(question?.message);
    for (const said of ["Create Image Annotation Task", "test key", "Costs money", text(image.attachment)])
      expect(message).toContain(said);
    expect(message).not.toContain(key);
    expect(message.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(upstream.received).toEqual([]);
  });

  it("once, and the call then carries the key that was promised", async () => {
    const { question } = await create({ kind: "unasked" });
    if (question === undefined) throw new Error("nobody was asked");
    dataOf((await create({ kind: "given", to: question.agreed })).envelope);
    expect(upstream.received.map(({ headers }) => headers["idempotency-key"])).toEqual([
      question.agreed.idempotencyKey,
    ]);
    // The same agreement again is the same task, which Scale knows by the key.
    await create({ kind: "given", to: question.agreed });
    expect(upstream.received[1]?.headers["idempotency-key"]).toBe(question.agreed.idempotencyKey);
  });

  it("again where the arguments are others", async () => {
    const { question } = await create({ kind: "unasked" });
    if (question === undefined) throw new Error("nobody was asked");
    const changed = await create({ kind: "given", to: question.agreed }, { ...image, priority: 30 });
    expect(changed.question).toBeDefined();
    const other = await ask("FINALIZE_BATCH", undefined, {
      policy,
      consent: { kind: "given", to: question.agreed },
    });
    expect(other.question).toBeDefined();
    expect(upstream.received).toEqual([]);
  });

  it.each(["declined", "unable"] as const)("and %s sends nothing", async (kind) => {
    const { envelope, question } = await create({ kind });
    expect(failureOf(envelope, "refused").hint).toMatch(/\w/);
    expect(question).toBeUndefined();
    expect(upstream.received).toEqual([]);
  });

  it("only about arguments that are sound", async () => {
    const { question, envelope } = await create({ kind: "unasked" }, { attachment: 1 });
    expect(question).toBeUndefined();
    failureOf(envelope, "invalid_arguments");
  });
});

describe("the audit log", () => {
  const records: WriteRecord[] = [];
  const onWrite = (record: WriteRecord) => void records.push(record);
  beforeEach(() => void records.splice(0));

  it("has a record of each write with its ids, of no read, and nothing of what was written", async () => {
    const secret = "a sentence of the customer";
    upstream.script({ body: { task_id, project: "streets", instruction: secret } });
    await ask(
      "CREATE_IMAGE_ANNOTATION_TASK",
      { ...object(minimalArgs.SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK), instruction: secret },
      { onWrite },
    );
    await ask("GET_TASK", undefined, { onWrite });
    expect(records).toEqual([
      {
        tool: "SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK",
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        outcome: "success",
        ids: { task_id, project: "streets" },
        abandoned: false,
      },
    ]);
    expect(JSON.stringify(records)).not.toContain(secret);
  });

  it("tells what became of each", async () => {
    await ask("CREATE_BATCH", {}, { onWrite });
    await ask("CREATE_BATCH", undefined, { onWrite, policy: { readOnly: true } });
    await ask("CREATE_BATCH", undefined, { onWrite, policy: { dryRun: true } });
    await ask("CREATE_BATCH", undefined, {
      onWrite,
      policy: { confirm: "all" },
      consent: { kind: "declined" },
    });
    upstream.script({ status: 409, body: { status_code: 409, error: "Exists" } });
    await ask("CREATE_BATCH", { name: "b1", project: "p" }, { onWrite });
    expect(records.map(({ outcome }) => outcome)).toEqual([
      "invalid_arguments",
      "refused",
      "dry_run",
      "refused",
      "conflict",
    ]);
    expect(records.at(-1)?.ids).toEqual({ name: "b1", project: "p" });
  });

  it("hides a key that stands where an id belongs", async () => {
    await ask("FINALIZE_BATCH", { batch_name: key }, { onWrite });
    expect(records[0]?.ids.batch_name).toBe("[key hidden]");
  });

  it("is a private file whose lines are whole, however many write at once", async () => {
    const directory = mkdtempSync(join(tmpdir(), "audit-"));
    const path = join(directory, "audit.jsonl");
    const faults: unknown[] = [];
    const logs = await Promise.all([1, 2, 3].map(() => openAuditLog(path, (error) => faults.push(error))));
    const record = { tool: "T", outcome: "success", ids: { task_id: "x".repeat(180) }, abandoned: false };
    for (let n = 0; n < 300; n++) logs[n % 3]?.append({ ...record, digest: String(n) });
    await Promise.all(logs.map((log) => log.close()));
    const lines = readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => object(JSON.parse(line)));
    expect(new Set(lines.map(({ digest }) => digest)).size).toBe(300);
    expect(Object.keys(lines[0] ?? {})).toEqual(["time", "tool", "outcome", "ids", "digest"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(faults).toEqual([]);
    await expect(openAuditLog(directory, () => {})).rejects.toThrow();
    rmSync(directory, { recursive: true });
  });
});
