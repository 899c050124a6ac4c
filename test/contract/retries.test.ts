import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { WriteRecord } from "../../src/audit.ts";
import { mostAtOnce } from "../../src/scale/accounts.ts";
import { rememberMs } from "../../src/scale/repeats.ts";
import { dataOf, failureOf, object } from "../support/envelope.ts";
import {
  type Answer,
  type ConnectOptions,
  connect,
  impatient,
  startUpstream,
  type Upstream,
} from "../support/upstream.ts";
import { minimalArgs } from "./golden/minimal.ts";

const key = "test_0123456789abcdef";
const task_id = "5f0000000000000000000001";
const older = "5f0000000000000000000002";

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());
beforeEach(() => upstream.script({ body: {} }));

const said = (status: number, error: string): Answer => ({ status, body: { status_code: status, error } });
const reset: Answer = (response) => response.socket?.resetAndDestroy();

/** Runs with a client of its own. */
async function using<Value>(
  run: (connection: ReturnType<typeof connect>) => Promise<Value>,
  options: ConnectOptions = {},
): Promise<Value> {
  const connection = connect(upstream, key, options);
  try {
    return await run(connection);
  } finally {
    await connection.close(0);
  }
}

const ask = (tool: string, args: Record<string, unknown>, options?: ConnectOptions) =>
  using(async (connection) => (await connection.call(tool, args)).envelope, options);

const image = {
  attachment: "https://a.test/a.jpg",
  geometries: { box: { objects_to_annotate: ["car"] } },
  project: "streets",
  metadata: { row: 7 },
};
const create = "CREATE_IMAGE_ANNOTATION_TASK";

/** The task as Scale would give it back. */
const taskOf = (changes: Record<string, unknown> = {}) => ({
  task_id,
  type: "imageannotation",
  status: "pending",
  created_at: new Date().toISOString(),
  project: "streets",
  metadata: { row: 7 },
  params: {
    attachment: image.attachment,
    geometries: { box: { objects_to_annotate: ["car"], min_width: 0 } },
  },
  ...changes,
});

const posts = () => upstream.received.filter(({ method }) => method === "POST");
const keys = () => posts().map(({ headers }) => headers["idempotency-key"]);

describe("what is tried again", () => {
  const calls = [
    { policy: "read", tool: "GET_TASK", args: { task_id } },
    { policy: "safe write", tool: "ADD_TASK_TAGS", args: { task_id, tags: ["a"] } },
    { policy: "settle", tool: create, args: image },
    { policy: "never", tool: "INVITE_TEAM_MEMBER", args: { emails: ["a@b.test"], team_role: "member" } },
  ] as const;
  const faults: [what: string, answer: Answer, tried: Record<(typeof calls)[number]["policy"], number>][] = [
    ["429", said(429, "Slow down"), { read: 5, "safe write": 5, settle: 5, never: 5 }],
    ["408", said(408, "Timeout"), { read: 5, "safe write": 5, settle: 5, never: 1 }],
    ["500", said(500, "Oops"), { read: 5, "safe write": 5, settle: 5, never: 1 }],
    ["503", said(503, "Busy"), { read: 5, "safe write": 5, settle: 5, never: 1 }],
    ["a reset", reset, { read: 5, "safe write": 5, settle: 5, never: 1 }],
    ["a web page", { body: "<html>Log in</html>" }, { read: 1, "safe write": 5, settle: 5, never: 1 }],
    ["400", said(400, "No"), { read: 1, "safe write": 1, settle: 1, never: 1 }],
    ["401", said(401, "Who?"), { read: 1, "safe write": 1, settle: 1, never: 1 }],
    ["404", said(404, "Task with that ID not found."), { read: 1, "safe write": 1, settle: 1, never: 1 }],
    ["409", said(409, "Exists"), { read: 1, "safe write": 1, settle: 1, never: 1 }],
  ];
  const table = faults.flatMap(([what, answer, tried]) =>
    calls.map((call) => ({ what, answer, ...call, times: tried[call.policy] })),
  );

  it.each(table)("$what to a $policy: $times", async ({ answer, tool, args, times }) => {
    upstream.script(answer);
    const envelope = await ask(tool, args);
    expect(envelope.successful).toBe(false);
    expect(upstream.received).toHaveLength(times);
    expect(object(envelope.data).attempts).toBe(times > 1 ? times : undefined);
  });

  it.each(calls)("a $policy succeeds once the fault is over", async ({ tool, args }) => {
    upstream.script(said(429, "Slow down"), said(429, "Slow down"), { body: { a: 1 } });
    expect(dataOf(await ask(tool, args)).a).toBe(1);
    expect(upstream.received).toHaveLength(3);
  });

  it("a write of which nobody knows is told as unknown, also after an answer that refuses", async () => {
    upstream.script(reset, said(400, "No such batch"));
    const data = failureOf(await ask(create, image), "outcome_unknown");
    expect(data).toMatchObject({ retryable: true, status_code: 400, scale_error: "No such batch" });
  });

  it.each(["INVITE_TEAM_MEMBER", "IMPORT_FILE", "SET_PROJECT_PARAMS", "SET_PROJECT_ONTOLOGY"])(
    "%s in doubt names what to look with",
    async (tool) => {
      upstream.script(said(502, "Bad gateway"));
      const data = failureOf(await ask(tool, object(minimalArgs[`SCALE_AI_${tool}`])), "outcome_unknown");
      expect(data.retryable).toBe(false);
      expect(data.hint).toMatch(/GET_/);
    },
  );

  it("an attempt that hears nothing leaves time for another", async () => {
    upstream.script(() => {}, { body: { a: 1 } });
    const timing = { ...impatient, random: () => 0 };
    expect(dataOf(await ask("GET_TASK", { task_id }, { callMs: 600, timing })).a).toBe(1);
  });

  it("a deadline ends attempts", async () => {
    upstream.script(() => {});
    const started = performance.now();
    failureOf(await ask("GET_TASK", { task_id }, { callMs: 200 }), "timeout");
    expect(performance.now() - started).toBeLessThan(2_000);
    // Two thirds of the time for the first, and the wait of the second is longer than what is left.
    expect(upstream.received).toHaveLength(1);
  });
});

describe("the wait between attempts", () => {
  /** Notes how long it would have waited. */
  function watch(random: number) {
    const waits: number[] = [];
    const sleep = async (ms: number) => void waits.push(ms);
    return { waits, timing: { ...impatient, random: () => random, sleep } };
  }

  it("doubles, by chance anything from nothing to that", async () => {
    upstream.script(said(503, "Busy"));
    for (const random of [0, 0.999_999]) {
      const { waits, timing } = watch(random);
      await ask("GET_TASK", { task_id }, { timing, callMs: 60_000 });
      expect(waits.map(Math.round)).toEqual(random === 0 ? [0, 0, 0, 0] : [500, 1_000, 2_000, 4_000]);
    }
  });

  it.each([
    ["3", 3_000],
    ["0", 0],
    [() => new Date(Date.now() + 5_000).toUTCString(), 4_500],
  ])("is what Retry-After says: %s", async (given, atLeast) => {
    const after = typeof given === "string" ? given : given();
    upstream.script({ status: 429, headers: { "retry-after": after }, body: {} }, { body: {} });
    const { waits, timing } = watch(0);
    dataOf(await ask("GET_TASK", { task_id }, { timing, callMs: 60_000 }));
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThanOrEqual(atLeast - 1_000);
    expect(waits[0]).toBeLessThanOrEqual(atLeast + 1_000);
  });

  it.each([
    [60, 45_000],
    [9, 9_300],
  ])("is not begun where after %i seconds too little of %i ms is left", async (after, callMs) => {
    upstream.script({ status: 429, headers: { "retry-after": String(after) }, body: {} });
    const { waits, timing } = watch(0);
    const data = failureOf(await ask("GET_TASK", { task_id }, { timing, callMs }), "rate_limited");
    expect(data.retry_after_seconds).toBe(after);
    expect(waits).toEqual([]);
  });
});

describe("what the calls of one key share", () => {
  it("a budget that a failing Scale uses up and a working one fills again", async () => {
    await using(async ({ call }) => {
      upstream.script(said(503, "Busy"));
      for (let n = 0; n < 25; n++) await call("GET_TASK", { task_id });
      expect(upstream.received).toHaveLength(125);
      await call("GET_TASK", { task_id });
      expect(upstream.received).toHaveLength(126);
      upstream.script({ body: {} }, { body: {} }, said(503, "Busy"));
      for (let n = 0; n < 3; n++) await call("GET_TASK", { task_id });
      expect(upstream.received).toHaveLength(5);
    });
  });

  it("a number of requests at once", async () => {
    const waiting: (() => void)[] = [];
    upstream.script((response) => void waiting.push(() => response.end("{}")));
    await using(async ({ call }) => {
      const ask = (count: number) => Array.from({ length: count }, () => call("GET_TASK", { task_id }));
      const calls = ask(mostAtOnce + 20);
      let answered = 0;
      let most = 0;
      for (let turns = 0; answered < calls.length && turns < 500; turns++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        most = Math.max(most, waiting.length);
        answered += waiting.length;
        for (const answer of waiting.splice(0)) answer();
        // Places that were handed on are taken, also for those who come later.
        if (calls.length < 4 * mostAtOnce) calls.push(...ask(20));
      }
      expect(most).toBe(mostAtOnce);
      for (const { envelope } of await Promise.all(calls)) dataOf(envelope);
    });
  });
});

describe("a task create", () => {
  it("carries one key through all its attempts, and the next call another", async () => {
    await using(async ({ call }) => {
      upstream.script(said(503, "Busy"), reset, { body: taskOf() });
      const data = dataOf((await call(create, image)).envelope);
      expect(data._scale_mcp).toEqual({ key: "test" });
      dataOf((await call(create, image)).envelope);
      const [first, second, third, next] = keys();
      expect(first).toMatch(/^[0-9a-f-]{36}$/);
      expect([second, third]).toEqual([first, first]);
      expect(next).not.toBe(first);
    });
  });

  it("called again after its outcome stayed unknown carries the same key, whatever the order of its arguments", async () => {
    await using(async ({ call }) => {
      upstream.script(reset);
      failureOf((await call(create, image)).envelope, "outcome_unknown");
      const [first] = keys();
      upstream.script({ body: taskOf() });
      const { attachment, ...rest } = image;
      dataOf((await call(create, { ...rest, attachment })).envelope);
      expect(keys()).toEqual([first]);
      dataOf((await call(create, image)).envelope);
      expect(keys()[1]).not.toBe(first);
    });
  });

  it("called again with other arguments, or after a quarter of an hour, carries another", async () => {
    let now = 0;
    const timing = { ...impatient, now: () => now };
    await using(
      async ({ call }) => {
        upstream.script(reset);
        await call(create, image);
        const [first] = keys();
        upstream.script({ body: taskOf() });
        await call(create, { ...image, metadata: { row: 8 } });
        now += rememberMs + 1;
        await call(create, image);
        expect(keys()).not.toContain(first);
      },
      { timing },
    );
  });

  it("after a refusal is a new one", async () => {
    await using(async ({ call }) => {
      upstream.script(said(400, "No"), { body: taskOf() });
      failureOf((await call(create, image)).envelope, "invalid_arguments");
      dataOf((await call(create, image)).envelope);
      expect(new Set(keys()).size).toBe(2);
    });
  });

  it("is joined by the same call while it runs", async () => {
    await using(async ({ call }) => {
      let answer = () => {};
      const arrived = new Promise<void>((resolve) => {
        upstream.script((response) => {
          answer = () => response.setHeader("content-type", "application/json").end(JSON.stringify(taskOf()));
          resolve();
        });
      });
      const first = call(create, image);
      await arrived;
      const second = call(create, image);
      const other = call(create, { ...image, metadata: { row: 9 } });
      answer();
      expect(dataOf((await first).envelope).task_id).toBe(task_id);
      expect(dataOf((await second).envelope)).toMatchObject({ task_id, _scale_mcp: { recovered: true } });
      while (posts().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      answer();
      await other;
      expect(posts()).toHaveLength(2);
    });
  });
});

describe("a conflict", () => {
  const conflict = said(409, `The unique_id ("u") is already used for a different task (${task_id}).`);
  const args = { ...image, unique_id: "u", batch: "b1" };
  const ours = taskOf({ unique_id: "u", batch: "b1" });

  it("on the first attempt is one", async () => {
    upstream.script(conflict);
    expect(failureOf(await ask(create, args), "conflict").existing_task_id).toBe(task_id);
    expect(upstream.received).toHaveLength(1);
  });

  it("after an attempt of our own is a success where the task is ours", async () => {
    upstream.script(reset, conflict, { body: ours });
    const data = dataOf(await ask(create, args));
    expect(data).toMatchObject({ task_id, _scale_mcp: { recovered: true, key: "test" } });
    expect(upstream.received.map(({ method, target }) => `${method} ${target}`).at(-1)).toBe(
      `GET /v1/task/${task_id}`,
    );
    expect(upstream.received.at(-1)?.headers).not.toHaveProperty("idempotency-key");
  });

  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const differing: [what: string, changes: Record<string, unknown>][] = [
    ["older than the call", { created_at: minutesAgo(3) }],
    ["of another type", { type: "videoannotation" }],
    ["with another unique_id", { unique_id: "v" }],
    ["of another project", { project: "farms" }],
    ["of another batch", { batch: "b2" }],
    ["with other metadata", { metadata: { row: 8 } }],
    ["with more metadata", { metadata: { row: 7, more: 1 } }],
    ["with another attachment", { params: { attachment: "https://a.test/b.jpg" } }],
  ];
  it.each(differing)("after an attempt of our own stays one where the task is %s", async (_what, changes) => {
    upstream.script(reset, conflict, { body: { ...ours, ...changes, task_id: older } });
    const data = failureOf(await ask(create, args), "conflict");
    expect(data.existing_task_id).toBe(task_id);
  });

  it.each([
    ["metadata", { metadata: { row: 7 } }],
    ["a unique_id", { unique_id: "x" }],
    ["a batch", { batch: "b9" }],
  ])(
    "after an attempt of our own stays one where the task has %s that nobody asked for",
    async (_what, more) => {
      const { metadata: _metadata, ...plain } = image;
      upstream.script(reset, conflict, { body: taskOf({ metadata: {}, ...more }) });
      failureOf(await ask(create, plain), "conflict");
      upstream.script(reset, conflict, { body: taskOf({ metadata: {} }) });
      dataOf(await ask(create, plain));
    },
  );

  it("reads the age of a task by Scale's own clock", async () => {
    const hoursOff = (hours: number) => new Date(Date.now() + hours * 3_600_000);
    const dated = (created: Date, now: Date): Answer => ({
      headers: { date: now.toUTCString() },
      body: { ...ours, created_at: created.toISOString() },
    });
    upstream.script(reset, conflict, dated(hoursOff(-5), hoursOff(-5)));
    dataOf(await ask(create, args));
    upstream.script(reset, conflict, dated(hoursOff(0), hoursOff(5)));
    failureOf(await ask(create, args), "conflict");
  });

  it.each([
    ["the task can't be read", [said(500, "Oops")], args],
    ["the task is gone", [said(404, "Task with that ID not found.")], args],
    ["the task has no age", [{ body: { ...ours, created_at: undefined } }], args],
  ] as [string, Answer[], object][])("of which %s leaves the outcome unknown", async (_what, answers) => {
    upstream.script(reset, conflict, ...answers);
    const data = failureOf(await ask(create, args), "outcome_unknown");
    expect(data.existing_task_id).toBe(task_id);
  });

  it("that names no task is looked up by unique_id", async () => {
    const bare = said(409, "Duplicate");
    upstream.script(reset, bare, { body: { docs: [ours], total: 1 } });
    expect(dataOf(await ask(create, args)).task_id).toBe(task_id);
    expect(upstream.received.at(-1)?.target).toBe("/v1/tasks?unique_id=u");
    upstream.script(reset, bare, { body: { docs: [], total: 0 } });
    failureOf(await ask(create, args), "outcome_unknown");
    upstream.script(reset, bare);
    failureOf(await ask(create, image), "outcome_unknown");
  });

  it("in the call that repeats an unknown one is a success where the task is ours", async () => {
    await using(async ({ call }) => {
      upstream.script(reset);
      failureOf((await call(create, image)).envelope, "outcome_unknown");
      upstream.script(conflict, { body: taskOf() });
      expect(dataOf((await call(create, image)).envelope)).toMatchObject({
        task_id,
        _scale_mcp: { recovered: true },
      });
    });
  });
});

describe("an outcome in doubt is settled by a look", () => {
  const fails = [reset, reset, reset, reset, reset];
  const batch = (changes = {}) => ({
    name: "b1",
    project: "streets",
    status: "staging",
    created_at: new Date().toISOString(),
    ...changes,
  });
  const byUniqueId = { ...image, unique_id: "u" };
  const exists = (docs: unknown[]): Answer => ({ body: { docs, total: docs.length } });
  const settled: [
    what: string,
    tool: string,
    args: Record<string, unknown>,
    look: Answer,
    code: string | null,
  ][] = [
    ["a task that is ours", create, byUniqueId, exists([taskOf({ unique_id: "u" })]), null],
    ["a task of another", create, byUniqueId, exists([taskOf({ unique_id: "u", project: "x" })]), "conflict"],
    ["no task", create, byUniqueId, exists([]), "outcome_unknown"],
    ["an error", create, byUniqueId, said(500, "Oops"), "outcome_unknown"],
    ["our batch", "CREATE_BATCH", { name: "b1", project: "streets" }, { body: batch() }, null],
    [
      "a batch of another project",
      "CREATE_BATCH",
      { name: "b1", project: "farms" },
      { body: batch() },
      "conflict",
    ],
    [
      "an older batch",
      "CREATE_BATCH",
      { name: "b1", project: "streets" },
      { body: batch({ created_at: "2020-01-01T00:00:00Z" }) },
      "conflict",
    ],
    [
      "no batch",
      "CREATE_BATCH",
      { name: "b1", project: "streets" },
      said(404, "Not found"),
      "outcome_unknown",
    ],
    [
      "a batch on its way",
      "FINALIZE_BATCH",
      { batch_name: "b1" },
      { body: batch({ status: "in_progress" }) },
      null,
    ],
    [
      "a batch that still waits",
      "FINALIZE_BATCH",
      { batch_name: "b1" },
      { body: batch() },
      "outcome_unknown",
    ],
    [
      "the new unique_id",
      "UPDATE_TASK_UNIQUE_ID",
      { task_id, unique_id: "u" },
      { body: taskOf({ unique_id: "u" }) },
      null,
    ],
    [
      "the old unique_id",
      "UPDATE_TASK_UNIQUE_ID",
      { task_id, unique_id: "u" },
      { body: taskOf({ unique_id: "t" }) },
      "outcome_unknown",
    ],
    ["no unique_id", "DELETE_TASK_UNIQUE_ID", { task_id }, { body: taskOf() }, null],
    [
      "a unique_id still",
      "DELETE_TASK_UNIQUE_ID",
      { task_id },
      { body: taskOf({ unique_id: "t" }) },
      "outcome_unknown",
    ],
  ];
  it.each(settled)("%s: %s", async (_what, tool, args, look, code) => {
    upstream.script(...fails, look);
    const envelope = await ask(tool, args);
    if (code === null) expect(object(dataOf(envelope)._scale_mcp).recovered).toBe(true);
    else failureOf(envelope, code);
    expect(upstream.received[5]?.method).toBe("GET");
  });

  it("a refusal that follows stands where the look shows nothing", async () => {
    upstream.script(reset, said(400, "No such label"), exists([]));
    failureOf(await ask(create, byUniqueId), "invalid_arguments");
    upstream.script(reset, said(409, "In use"), { body: taskOf({ unique_id: "t" }) });
    failureOf(await ask("UPDATE_TASK_UNIQUE_ID", { task_id, unique_id: "u" }), "conflict");
  });
});

describe("cancellation", () => {
  /** Resolves when a request has come, which then stays without an answer until told. */
  function held(body: unknown) {
    let answer = () => {};
    const arrived = new Promise<void>((resolve) => {
      upstream.script((response) => {
        answer = () => response.setHeader("content-type", "application/json").end(JSON.stringify(body));
        resolve();
      });
    });
    return { arrived, answer: () => answer() };
  }

  /** Resolves when a request has come, whose connection can then be broken. */
  function broken() {
    let held: ServerResponse | undefined;
    const arrived = new Promise<void>((resolve) => {
      upstream.script((response) => {
        held = response;
        resolve();
      });
    });
    const response = () => {
      if (held === undefined) throw new Error("nothing has come");
      return held;
    };
    return { arrived, response };
  }

  it("ends a read at once", async () => {
    const { arrived } = held({});
    const abort = new AbortController();
    await using(async ({ call }) => {
      const running = call("GET_TASK", { task_id }, { signal: abort.signal });
      await arrived;
      abort.abort();
      failureOf((await running).envelope, "cancelled");
    });
  });

  it("lets a write on the wire run to its answer, and keeps a record of it", async () => {
    const { arrived, answer } = held(taskOf());
    const abort = new AbortController();
    const writes: WriteRecord[] = [];
    await using(
      async ({ call }) => {
        const running = call(create, image, { signal: abort.signal });
        await arrived;
        abort.abort();
        answer();
        expect(dataOf((await running).envelope).task_id).toBe(task_id);
        expect(writes).toMatchObject([
          { outcome: "success", abandoned: true, ids: { task_id, project: "streets" } },
        ]);
        // Whoever calls again gets that task, and no second one is made.
        const again = dataOf((await call(create, image)).envelope);
        expect(again).toMatchObject({ task_id, _scale_mcp: { recovered: true } });
        expect(posts()).toHaveLength(1);
        upstream.script({ body: taskOf({ task_id: older }) });
        expect(dataOf((await call(create, image)).envelope).task_id).toBe(older);
      },
      { onWrite: (record) => writes.push(record) },
    );
  });

  it("ends the wait for another attempt, and the next call carries the same key", async () => {
    const abort = new AbortController();
    const sleep = async () => abort.abort();
    await using(
      async ({ call }) => {
        upstream.script(reset);
        const { envelope } = await call(create, image, { signal: abort.signal });
        failureOf(envelope, "outcome_unknown");
        const [first] = keys();
        upstream.script({ body: taskOf() });
        dataOf((await call(create, image)).envelope);
        expect(keys()).toEqual([first]);
      },
      { timing: { ...impatient, sleep } },
    );
  });

  it("of one caller leaves a call that another has joined", async () => {
    const { arrived, answer } = held(taskOf());
    const abort = new AbortController();
    await using(async ({ call }) => {
      const first = call(create, image, { signal: abort.signal });
      await arrived;
      const second = call(create, image);
      abort.abort();
      answer();
      await first;
      expect(dataOf((await second).envelope).task_id).toBe(task_id);
      upstream.script({ body: taskOf({ task_id: older }) });
      // It was told to somebody, so the same arguments now mean a second task.
      expect(dataOf((await call(create, image)).envelope).task_id).toBe(older);
    });
  });

  it("of one caller leaves the next attempt to another who has joined", async () => {
    const abort = new AbortController();
    const { arrived, response } = broken();
    const sleep = async () => abort.abort();
    await using(
      async ({ call }) => {
        const first = call(create, image, { signal: abort.signal });
        await arrived;
        const second = call(create, image);
        upstream.script({ body: taskOf() });
        response().socket?.resetAndDestroy();
        await first;
        expect(dataOf((await second).envelope).task_id).toBe(task_id);
      },
      { timing: { ...impatient, sleep } },
    );
  });

  it("of a call that then is lost leaves its key to one that waited for it", async () => {
    const abort = new AbortController();
    const { arrived, response } = broken();
    await using(async ({ call }) => {
      const first = call(create, image, { signal: abort.signal });
      await arrived;
      const [id] = keys();
      abort.abort();
      const second = call(create, image);
      upstream.script({ body: taskOf() });
      response().socket?.resetAndDestroy();
      failureOf((await first).envelope, "outcome_unknown");
      expect(dataOf((await second).envelope).task_id).toBe(task_id);
      expect(keys()).toEqual([id]);
    });
  });

  it("at the end of the process gives writes on the wire a while, and tells of one that is cut off", async () => {
    const writes: WriteRecord[] = [];
    const connection = connect(upstream, key, { onWrite: (record) => writes.push(record) });
    let both = () => {};
    const arrived = new Promise<void>((resolve) => {
      both = resolve;
    });
    upstream.script(() => upstream.received.length === 2 && both());
    const write = connection.call(create, image);
    const read = connection.call("GET_TASK", { task_id });
    await arrived;
    // The clock of the tests does not wait.
    await connection.close(5_000);
    failureOf((await write).envelope, "outcome_unknown");
    failureOf((await read).envelope, "cancelled");
    expect(writes).toMatchObject([{ outcome: "outcome_unknown" }]);
  });

  it.each([
    ["a write", create, image, "outcome_unknown"],
    ["a read", "GET_TASK", { task_id }, "scale_error"],
  ] as const)(
    "at the end of the process ends the wait of %s for another attempt",
    async (_what, tool, args, code) => {
      let waits = () => {};
      const waiting = new Promise<void>((resolve) => {
        waits = resolve;
      });
      // Nothing but the end of the process ends this wait.
      const sleep = (_ms: number, signal: AbortSignal) =>
        new Promise<void>((resolve) => {
          waits();
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
      const connection = connect(upstream, key, { timing: { ...impatient, sleep } });
      upstream.script(said(503, "Busy"));
      const call = connection.call(tool, args);
      await waiting;
      await connection.close(5_000);
      failureOf((await call).envelope, code);
      expect(upstream.received.length).toBe(1);
    },
  );

  it("at the end of the process takes the answer that still comes", async () => {
    const { arrived, answer } = held(taskOf());
    let over = () => {};
    const sleep = (_ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        over = resolve;
        signal.addEventListener("abort", () => resolve());
      });
    const connection = connect(upstream, key, { timing: { ...impatient, sleep } });
    const write = connection.call(create, image);
    await arrived;
    const closed = connection.close(5_000);
    answer();
    expect(dataOf((await write).envelope).task_id).toBe(task_id);
    await closed;
    over();
  });
});
