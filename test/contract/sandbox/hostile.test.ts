import { connect } from "node:net";
import { beforeEach, describe, expect, test } from "vitest";
import { type RunningSandbox, SandboxClockManual, startSandbox } from "../../../src/sandbox/index.ts";
import { answerOf, authorization, expectError, image, whenDone } from "./helpers.ts";

const events: { level: string; message: string }[] = [];
let running: RunningSandbox;

beforeEach(async () => {
  events.length = 0;
  running = await startSandbox({ clock: new SandboxClockManual(), log: (event) => void events.push(event) });
  whenDone(() => running.close());
});

const key = { authorization: authorization("test_x") };
const json = { ...key, "content-type": "application/json" };
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

describe("hostile requests get an answer of Scale's kind", () => {
  test.each<[string, string, string, Record<string, string>, RequestInit["body"], number]>([
    ["malformed JSON", "POST", "/batches", json, "{", 400],
    ["JSON that is no object", "POST", "/batches", json, "[]", 400],
    ["JSON null", "POST", "/batches", json, "null", 400],
    ["no body at all", "POST", "/batches", key, undefined, 400],
    ["an empty body with a content type", "POST", "/task/imageannotation", json, "", 400],
    ["bytes that are not UTF-8", "POST", "/batches", json, Uint8Array.of(0x22, 0xff, 0x22), 400],
    ["the wrong content type", "POST", "/batches", { ...key, "content-type": "text/plain" }, "{}", 400],
    ["a form", "POST", "/batches", key, new URLSearchParams({ name: "b" }), 400],
    ["a body of 17 MB", "POST", "/batches", json, `"${"x".repeat(17 * 2 ** 20)}"`, 413],
    ["a broken percent-encoding", "GET", "/task/%zz", key, undefined, 400],
    ["a percent-encoding that is not UTF-8", "GET", "/batches/%ff", key, undefined, 400],
    ["a broken percent-encoding in the query", "GET", "/tasks?status=%zz", key, undefined, 400],
    ["a NUL in a name", "GET", "/batches/a%00b", key, undefined, 404],
    ["a very long id", "GET", `/task/${"a".repeat(8000)}`, key, undefined, 404],
    ["an unknown path", "GET", "/nowhere", key, undefined, 404],
    ["the API without a resource", "GET", "", key, undefined, 404],
    ["a slash too many", "GET", "/tasks/", key, undefined, 404],
    ["an unknown method", "PATCH", "/tasks", key, undefined, 404],
    ["OPTIONS", "OPTIONS", "/tasks", key, undefined, 404],
    ["a prototype's name for a task", "GET", "/task/__proto__", key, undefined, 404],
    ["a prototype's name for a project", "GET", "/projects/constructor", key, undefined, 404],
    ["a huge number", "GET", "/batches?offset=99999999999999999999", key, undefined, 400],
    ["numbers where text belongs", "POST", "/projects", json, '{"name":1e999,"type":[]}', 400],
    [
      "an object where a list belongs",
      "POST",
      "/teams/invite",
      json,
      '{"emails":{"length":1},"team_role":"member"}',
      400,
    ],
    ["a broken Authorization", "GET", "/tasks", { authorization: "Basic %%%" }, undefined, 401],
    ["no Authorization", "GET", "/nowhere", {}, undefined, 401],
    [
      "multipart without an end",
      "POST",
      "/files/upload",
      { ...key, "content-type": "multipart/form-data; boundary=x" },
      "--x",
      400,
    ],
  ])("%s", async (_, method, path, headers, body, status) => {
    const init: RequestInit = { method, headers, ...(body === undefined ? {} : { body }) };
    const answer = await answerOf(await fetch(running.apiUrl + path, init));
    expect(answer.body).toEqual({ status_code: status, error: expect.any(String) });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("x-sandbox")).toBe("scale-ai-mcp");
    expect(events).not.toContainEqual(expect.objectContaining({ message: "fault of the sandbox" }));
    // The world still works.
    expect((await fetch(`${running.apiUrl}/projects`, { headers: key })).status).toBe(200);
  });

  test.each([
    ["metadata", 200],
    ["hypothesis", 100_000],
  ])("a task whose %s is %i levels deep", async (name, depth) => {
    const body = `${JSON.stringify(image()).slice(0, -1)},"${name}":{"a":${nested(depth)}}}`;
    const made = await fetch(`${running.apiUrl}/task/imageannotation`, {
      method: "POST",
      headers: json,
      body,
    });
    expectError(await answerOf(made), 400, /nested deeper than 100 levels/);
  });

  test("a prototype's name is an ordinary key", async () => {
    const body = `{"attachment":"https://x.example.com/a.jpg","labels":["__proto__","constructor"],"metadata":{"__proto__":{"a":1}},"__proto__":{"labels":[]}}`;
    const made = await answerOf(
      await fetch(`${running.apiUrl}/task/segmentannotation`, { method: "POST", headers: json, body }),
    );
    expect(made.status).toBe(200);
    expect(made.text).toContain(`"metadata":{"__proto__":{"a":1}}`);
    expect(Object.hasOwn(Object.prototype, "a")).toBe(false);
  });

  test.each([
    ["no Host", "GET /v1/tasks HTTP/1.1\r\n\r\n"],
    ["a bad Host", "GET /v1/tasks HTTP/1.1\r\nHost: a b\r\n\r\n"],
    ["TRACE", "TRACE /v1/tasks HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["no path", "GET * HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["no HTTP", "hello\r\n\r\n"],
  ])("%s on the wire is refused with 4xx", async (_, text) => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(running.port, "127.0.0.1", () => socket.end(text));
      let seen = "";
      socket.on("data", (data) => {
        seen += data.toString();
      });
      socket.on("close", () => resolve(seen));
      socket.on("error", reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  test("a client that goes away in the middle of its body is no fault of the sandbox", async () => {
    await new Promise<void>((done, reject) => {
      const head = `POST /v1/batches HTTP/1.1\r\nHost: x\r\nAuthorization: ${key.authorization}\r\n`;
      const socket = connect(running.port, "127.0.0.1", () => {
        socket.write(`${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"`, () =>
          socket.destroy(),
        );
      });
      socket.on("close", () => done());
      socket.on("error", reject);
    });
    await expect.poll(() => events.some(({ message }) => message === "request")).toBe(true);
    expect(events).not.toContainEqual(expect.objectContaining({ level: "error" }));
  });

  test("an unknown path is logged loudly, with what was asked", async () => {
    await fetch(`${running.apiUrl}/taks`, { headers: key });
    expect(events).toContainEqual(
      expect.objectContaining({ level: "error", message: "no such path", method: "GET", path: "/v1/taks" }),
    );
    expect(JSON.stringify(events)).not.toContain(key.authorization);
  });
});
