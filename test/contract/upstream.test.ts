import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authorization } from "../../src/scale/credential.ts";
import { dataOf, failureOf, object, scaleDataOf } from "../support/envelope.ts";
import {
  type Answer,
  type ConnectOptions,
  connect,
  startUpstream,
  type Upstream,
} from "../support/upstream.ts";

const key = "abc/def+0123456789|test";
const keyForms = [key, encodeURIComponent(key), Buffer.from(key).toString("base64").replace(/=+$/, "")];
const task_id = "5f0000000000000000000001";
const other = "5f0000000000000000000002";

let upstream: Upstream;
let elsewhere: Upstream;
beforeAll(async () => {
  [upstream, elsewhere] = await Promise.all([startUpstream(), startUpstream()]);
});
afterAll(() => Promise.all([upstream.close(), elsewhere.close()]));

interface Call {
  readonly tool: string;
  readonly args?: Record<string, unknown>;
}
const readCall: Call = { tool: "GET_TASK", args: { task_id } };
const writeCall: Call = { tool: "CREATE_BATCH", args: { name: "b1", project: "streets" } };

/** One call by a client of its own, to this upstream unless told. */
async function ask(
  { tool, args = {} }: Call,
  {
    signal,
    to = upstream,
    ...options
  }: { signal?: AbortSignal; to?: Pick<Upstream, "origin">; apiKey?: string } & ConnectOptions = {},
) {
  const { apiKey = key, ...limits } = options;
  const connection = connect(to, apiKey, limits);
  try {
    const outcome = await connection.call(tool, args, signal === undefined ? {} : { signal });
    expect(JSON.parse(outcome.text)).toEqual(outcome.envelope);
    for (const form of keyForms) expect(outcome.text).not.toContain(form);
    return outcome;
  } finally {
    await connection.close();
  }
}

const said = (status: number, error: string): Answer => ({ status, body: { status_code: status, error } });

describe("an error of Scale's", () => {
  const documented: [status: number, sentence: string, code: string, retryable: boolean][] = [
    [400, "Please provide a valid attachment.", "invalid_arguments", false],
    [401, "Unauthorized", "unauthorized", false],
    [
      402,
      "Not enabled. Please contact sales@scale.com before creating this type of task.",
      "not_enabled",
      false,
    ],
    [403, "Forbidden", "unauthorized", false],
    [404, "Task with that id not found.", "not_found", false],
    [409, "A batch already exists with the name b1", "conflict", false],
    [413, "Payload too large", "too_large", false],
    [429, "Too Many Requests", "rate_limited", true],
    [500, "Something went wrong on our end.", "scale_error", true],
    [503, "Service unavailable", "scale_error", true],
    [504, "Gateway timeout", "scale_error", true],
  ];
  describe.each([readCall, writeCall])("to $tool", (call) => {
    it.each(documented)(
      "%i is told as its code with its sentence",
      async (status, sentence, code, retryable) => {
        upstream.script(said(status, sentence));
        // After a fault of Scale's own the create may have worked.
        const inDoubt = call === writeCall && status >= 500;
        const { envelope } = await ask(call);
        const { error, ...data } = failureOf(envelope, inDoubt ? "outcome_unknown" : code);
        const again = retryable && !inDoubt;
        expect(data).toMatchObject({ status_code: status, retryable: again, scale_error: sentence });
        expect(error).toContain(sentence);
        expect(data.hint).toMatch(/\w/);
        const alike = upstream.received.filter(({ method }) => (method === "POST") === (call === writeCall));
        expect(alike).toHaveLength(retryable ? 5 : 1);
        expect(data.attempts).toBe(retryable ? 5 : undefined);
      },
    );
  });

  it.each([
    ["test_0123456789abcdef", "test"],
    ["live_0123456789abcdef", "live"],
    ["abcdef0123456789|test", "test"],
    ["abcdef0123456789", "unknown"],
  ])("401 says what kind of key %s is, not the key", async (apiKey, kind) => {
    upstream.script(said(401, `Invalid key ${apiKey}`));
    const { envelope, text } = await ask(readCall, { apiKey });
    expect(failureOf(envelope, "unauthorized").error).toContain(kind);
    expect(text).not.toContain(apiKey);
  });

  it.each([
    [`A task with unique_id u already exists (${other})`, other],
    ["The name is in use", undefined],
    ["The name (b1) is in use", undefined],
  ])("409 %j names the task that exists: %s", async (sentence, existing) => {
    upstream.script(said(409, sentence));
    const data = failureOf((await ask(writeCall)).envelope, "conflict");
    expect(data.existing_task_id).toBe(existing);
  });

  it.each([
    ["7", 7],
    ["0", 0],
    ["Thu, 01 Jan 1970 00:00:00 GMT", undefined],
    ["soon", undefined],
    [undefined, undefined],
  ])("429 with Retry-After %s waits %s", async (after, seconds) => {
    upstream.script({ status: 429, headers: after === undefined ? {} : { "retry-after": after }, body: {} });
    const data = failureOf((await ask(readCall)).envelope, "rate_limited");
    expect(data.retry_after_seconds).toBe(seconds);
  });

  it("400 stands beside what is known of the parameter that it names", async () => {
    upstream.script(said(400, "project is invalid"));
    const data = failureOf((await ask(writeCall)).envelope, "invalid_arguments");
    expect(Object.keys(object(data.parameters))).toEqual(["project"]);
  });

  it("within a 200 counts as its own status", async () => {
    upstream.script({ body: { status_code: 404, error: "Batch not found" } });
    const data = failureOf((await ask(readCall)).envelope, "not_found");
    expect(data).toMatchObject({ status_code: 404, scale_error: "Batch not found" });
  });

  it("as a web page is told by its title", async () => {
    upstream.script({ status: 502, body: "<html><head><title>502 Bad Gateway</title></head></html>" });
    const { error, ...data } = failureOf((await ask(readCall)).envelope, "scale_error");
    expect(error).toContain("502 Bad Gateway");
    expect(error).not.toContain("<");
    expect(data).toMatchObject({ status_code: 502, retryable: true });
  });
});

describe("an answer", () => {
  it.each([
    [200, { name: "b1", ü: [1] }, { name: "b1", ü: [1] }],
    [201, { name: "b1" }, { name: "b1" }],
    [200, "OK", { message: "OK" }],
    [200, "", {}],
  ])("%i %j to a write succeeds", async (status, body, expected) => {
    upstream.script({ status, body });
    expect(scaleDataOf((await ask(writeCall)).envelope)).toEqual(expected);
  });

  const odd: [what: string, answer: Answer, read: string][] = [
    ["a web page with 200", { body: "<!doctype html><title>Log in</title>" }, "scale_error"],
    ["damaged JSON", { headers: { "content-type": "application/json" }, body: '{"a":' }, "scale_error"],
    ["an unexpected status", { status: 302, headers: { location: "/x" } }, "scale_error"],
    [
      "a truncated body",
      (response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write('{"a":1', () => response.destroy());
      },
      "network",
    ],
    ["a connection that is reset", (response) => response.socket?.resetAndDestroy(), "network"],
    ["a connection that ends without an answer", (response) => response.socket?.end(), "network"],
  ];
  it.each(odd)("%s to a read may be asked again", async (_what, answer, code) => {
    upstream.script(answer);
    expect(failureOf((await ask(readCall)).envelope, code).retryable).toBe(true);
  });
  it.each(odd)("%s to a write leaves its outcome unknown", async (_what, answer) => {
    upstream.script(answer);
    expect(failureOf((await ask(writeCall)).envelope, "outcome_unknown").retryable).toBe(false);
  });

  it("that is empty to a read is told", async () => {
    upstream.script({ body: "" });
    expect(failureOf((await ask(readCall)).envelope, "scale_error").error).toContain("empty");
  });

  it("that repeats the key has it hidden, in names, values and sentences", async () => {
    const echo = { [key]: key, header: authorization(key), url: `https://${encodeURIComponent(key)}@a.test` };
    upstream.script(
      { body: { echo, list: [JSON.stringify(echo)] } },
      said(400, `Bad ${authorization(key)} ${key}`),
    );
    expect((await ask(readCall)).text).toContain("[key hidden]");
    expect((await ask(readCall)).text).toContain("[key hidden]");
  });
});

describe("no answer", () => {
  /** A port that nobody listens on any more. */
  async function closedPort() {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    await new Promise((resolve) => server.close(resolve));
    return { origin: `http://127.0.0.1:${port}` };
  }

  it.each([readCall, writeCall])("since nobody listens: $tool may be called again", async (call) => {
    const { envelope } = await ask(call, { to: await closedPort() });
    expect(failureOf(envelope, "network").retryable).toBe(true);
  });

  const silent: Answer = () => {};
  it("in time: a read may be called again, a write's outcome is unknown", async () => {
    upstream.script(silent);
    const read = failureOf((await ask(readCall, { callMs: 50 })).envelope, "timeout");
    expect(read.retryable).toBe(true);
    const write = failureOf((await ask(writeCall, { callMs: 50 })).envelope, "outcome_unknown");
    expect(write.retryable).toBe(false);
  });

  it("in whole in time counts as none", async () => {
    upstream.script((response) => {
      response.writeHead(200, { "content-length": "10" }).write("{");
    });
    failureOf((await ask(readCall, { callMs: 50 })).envelope, "timeout");
  });

  it.each([
    [readCall, "cancelled"],
    [writeCall, "outcome_unknown"],
  ])("since the call was cancelled under way: $tool", async (call, code) => {
    const abort = new AbortController();
    upstream.script(() => abort.abort());
    const data = failureOf((await ask(call, { signal: abort.signal, callMs: 300 })).envelope, code);
    expect(data.retryable).toBe(false);
    expect(upstream.received).toHaveLength(1);
  });

  it.each([readCall, writeCall])("since the call was cancelled before: $tool", async (call) => {
    upstream.script({ body: {} });
    failureOf((await ask(call, { signal: AbortSignal.abort() })).envelope, "cancelled");
    expect(upstream.received).toEqual([]);
  });
});

describe("a stored result", () => {
  const content: Call = { tool: "GET_V1_TASK_RESPONSE_URL", args: { task_id, uuid: "u 1" } };
  const mega = 1_048_576;
  const file = (type: string, body: string | Buffer): Answer => ({ headers: { "content-type": type }, body });

  it.each([
    ["an object", "application/json", '{"a":1}', { a: 1 }],
    ["a list", "application/json", "[1]", { value: [1] }],
    ["an object under another type", "binary/octet-stream", ' {"a":1}', { a: 1 }],
  ])("that is JSON of %s is data", async (_what, type, body, expected) => {
    upstream.script(file(type, body));
    const { envelope, contents } = await ask(content);
    expect(dataOf(envelope)).toEqual(expected);
    expect(contents).toEqual([]);
    const [request] = upstream.received;
    expect(request?.target).toBe(`/v1/task/${task_id}/response_url/u%201`);
    expect(request?.headers.authorization).toBe(authorization(key));
  });

  it.each([
    ["an image", "image/png", 100, "image"],
    ["an image that just fits", "image/jpeg; x=y", 29_800, "image"],
    ["an image that does not fit as base64", "image/png", 30_000, undefined],
    ["bytes", "application/zip", 100, "resource"],
    ["bytes that do not fit", "application/zip", 20 * mega, undefined],
  ])("that is %s (%s, %i bytes) goes beside as %s", async (_what, type, size, kind) => {
    const bytes = Buffer.alloc(size, 0x89);
    upstream.script(file(type, bytes));
    const { envelope, contents } = await ask(content, { mostBytes: 40_000 });
    const mimeType = type.split(";")[0];
    const { _scale_mcp: remarks, ...data } = dataOf(envelope);
    expect(data).toEqual({ content_type: mimeType, size });
    expect(remarks === undefined).toBe(kind !== undefined);
    expect(contents.map((item) => [item.kind, item.mimeType])).toEqual(
      kind === undefined ? [] : [[kind, mimeType]],
    );
    for (const { base64 } of contents) expect(Buffer.from(base64, "base64").equals(bytes)).toBe(true);
  });

  it.each([
    ["that says its length", true],
    ["that comes in chunks", false],
  ])("above 20 MB %s is too large", async (_what, announced) => {
    const size = 20 * mega + 1;
    upstream.script((response) => {
      response.on("error", () => {});
      response.writeHead(200, {
        "content-type": "image/png",
        ...(announced ? { "content-length": size } : {}),
      });
      response.end(Buffer.alloc(size));
    });
    const { envelope, contents } = await ask(content);
    expect(failureOf(envelope, "too_large").size).toBe(announced ? size : undefined);
    expect(contents).toEqual([]);
  });

  it.each([
    ["nothing", { body: "" }, "scale_error"],
    ["a task that is missing", said(404, "Task with that id not found."), "not_found"],
    ["an error of the store", { status: 403, body: "<Error/>" }, "unauthorized"],
  ])("that is %s is an error", async (_what, answer, code) => {
    upstream.script(answer);
    failureOf((await ask(content)).envelope, code);
  });

  const to = (location: string): Answer => ({ status: 302, headers: { location } });

  it.each([301, 302, 303, 307, 308])(
    "is followed where a %i leads, without the key to others",
    async (status) => {
      upstream.script({ status, headers: { location: `${elsewhere.origin}/bucket/f?sig=a%2Fb` } });
      elsewhere.script({ body: { a: 1 } });
      expect(dataOf((await ask(content)).envelope)).toEqual({ a: 1 });
      const [request] = elsewhere.received;
      expect(request?.target).toBe("/bucket/f?sig=a%2Fb");
      expect(request?.headers).not.toHaveProperty("authorization");
      expect(JSON.stringify(elsewhere.received)).not.toContain(authorization(key));
      expect(upstream.received).toHaveLength(1);
    },
  );

  it("keeps the key on its own origin and gets it back when it returns there", async () => {
    upstream.script(to("/v1/next"), to(`${elsewhere.origin}/away`), { body: { a: 1 } });
    elsewhere.script(to(`${upstream.origin}/v1/back`));
    expect(dataOf((await ask(content)).envelope)).toEqual({ a: 1 });
    expect(upstream.received.map(({ headers }) => headers.authorization)).toEqual(
      Array(3).fill(authorization(key)),
    );
    expect(upstream.received.map(({ target }) => target).slice(1)).toEqual(["/v1/next", "/v1/back"]);
    expect(elsewhere.received.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it("is followed three times, not four", async () => {
    upstream.script(to("/1"), to("/2"), to("/3"), { body: { a: 1 } });
    dataOf((await ask(content)).envelope);
    upstream.script(to("/1"), to("/2"), to("/3"), to("/4"), { body: { a: 1 } });
    failureOf((await ask(content)).envelope, "scale_error");
    expect(upstream.received).toHaveLength(4);
  });

  it.each(["file:///etc/passwd", "ftp://127.0.0.1/x", "http://[", "data:,x"])(
    "is not followed to %s",
    async (where) => {
      upstream.script(to(where), { body: { a: 1 } });
      failureOf((await ask(content)).envelope, "scale_error");
      expect(upstream.received).toHaveLength(1);
    },
  );
});

describe("a request whose path is a guess", () => {
  const noPath = said(404, "Cannot find this path");
  const guesses = [
    {
      tool: "POST_V1_TASK_SEND_CALLBACK",
      args: { task_id },
      paths: [`/v1/task/${task_id}/send_callback`, `/v1/task/${task_id}/send-callback`],
    },
    { tool: "GET_ASSETS", args: { project: "p" }, paths: ["/v1/files?project=p", "/v1/assets?project=p"] },
  ];
  const targets = () => upstream.received.map(({ target }) => target);

  describe.each(guesses)("$tool", ({ tool, args, paths }) => {
    const [first, second] = paths;

    it("tries the second on 404 and remembers it", async () => {
      const connection = connect(upstream, key);
      upstream.script(noPath, { body: { a: 1 } });
      expect(scaleDataOf((await connection.call(tool, args)).envelope)).toEqual({ a: 1 });
      expect(targets()).toEqual([first, second]);
      dataOf((await connection.call(tool, args)).envelope);
      expect(targets()).toEqual([first, second, second]);
      await connection.close();
    });

    it("learns nothing of the paths from a refusal that comes before them", async () => {
      const connection = connect(upstream, key);
      upstream.script(said(401, "Who?"), noPath, { body: { a: 1 } });
      failureOf((await connection.call(tool, args)).envelope, "unauthorized");
      expect(scaleDataOf((await connection.call(tool, args)).envelope)).toEqual({ a: 1 });
      expect(targets()).toEqual([first, first, second]);
      await connection.close();
    });

    it("stays with the first where it works", async () => {
      const connection = connect(upstream, key);
      upstream.script({ body: {} }, noPath);
      dataOf((await connection.call(tool, args)).envelope);
      failureOf((await connection.call(tool, args)).envelope, "not_found");
      expect(targets()).toEqual([first, first]);
      await connection.close();
    });

    it("says that both are guesses where none works, and forgets neither", async () => {
      const connection = connect(upstream, key);
      upstream.script(noPath);
      const data = failureOf((await connection.call(tool, args)).envelope, "not_found");
      expect(data.hint).toMatch(/guess/);
      await connection.call(tool, args);
      expect(targets()).toEqual([first, second, first, second]);
      await connection.close();
    });

    it("does not try the second where the task is missing, or nothing came back", async () => {
      upstream.script(said(404, "Task with that id not found."));
      failureOf((await ask({ tool, args })).envelope, "not_found");
      expect(targets()).toEqual([first]);
      upstream.script((response) => response.destroy());
      expect((await ask({ tool, args })).envelope.successful).toBe(false);
      expect(new Set(targets())).toEqual(new Set([first]));
    });
  });
});

describe("what is not sent", () => {
  it.each([
    ["GET_TASK", {}, "invalid_arguments"],
    ["GET_TASK", { task_id: ".." }, "invalid_arguments"],
    ["GET_TSAK", { task_id }, "unknown_tool"],
  ])("%s %j", async (tool, args, code) => {
    upstream.script({ body: {} });
    failureOf((await ask({ tool, args })).envelope, code);
    expect(upstream.received).toEqual([]);
  });
});

describe("a stored result", () => {
  const stored: Call = { tool: "GET_V1_TASK_RESPONSE_URL", args: { task_id, uuid: "u-1" } };

  it("is an error where its 200 says so", async () => {
    upstream.script({ status: 200, body: { status_code: 404, error: "Not found" } });
    expect(failureOf((await ask(stored)).envelope, "not_found").status_code).toBe(404);
  });

  it("shows no key inside its bytes", async () => {
    upstream.script({ status: 200, headers: { "content-type": "text/plain" }, body: `echo ${key}` });
    const { contents } = await ask(stored);
    const bytes = contents.map(({ base64 }) => Buffer.from(base64, "base64").toString());
    expect(bytes).toHaveLength(1);
    expect(bytes[0]).toMatch(/^echo /);
    expect(bytes[0]).not.toContain(key);
  });
});
