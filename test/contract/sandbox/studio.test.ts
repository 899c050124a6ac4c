import { describe, expect, test } from "vitest";
import { bench, create, expectError, type Json } from "./helpers.ts";

const world = {
  projects: [
    { name: "s", type: "imageannotation", kind: "studio", created_at: "2025-01-01T00:00:00Z" },
    { name: "p", type: "imageannotation", created_at: "2025-01-01T00:00:00Z" },
  ],
  batches: [
    { name: "old", project: "s", status: "staging", created_at: "2025-01-02T00:00:00Z" },
    { name: "new", project: "s", status: "staging", created_at: "2025-01-03T00:00:00Z" },
    {
      name: "cal",
      project: "s",
      status: "staging",
      created_at: "2025-01-04T00:00:00Z",
      calibration_batch: true,
    },
    { name: "other", project: "p", status: "in_progress", created_at: "2025-01-05T00:00:00Z" },
  ],
  teammates: [
    { email: "ada@example.com", role: "admin", firstName: "Ada" },
    { email: "lee@example.com", role: "labeler" },
    { email: "new@example.com", role: "labeler", expiry: "2027-01-01T00:00:00Z" },
    { email: "off@example.com", role: "labeler", disabled: true },
  ],
  assignments: { "lee@example.com": ["s", "p"] },
};
const names = (answer: { body: Json[] }) => answer.body.map(({ name }) => name);

describe("studio batches", () => {
  test("are a bare array of the pending ones, calibration first, then the older", async () => {
    const on = bench({ world });
    const answer = await on.call("GET", "/studio/batches");
    expect(names(answer)).toEqual(["cal", "old", "new"]);
    expect(answer.body[1]).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      name: "old",
      projectId: expect.stringMatching(/^[0-9a-f]{24}$/),
      projectName: "s",
      batchType: "Production",
      total: 0,
      completed: 0,
      groups: [],
    });
    expect(answer.body[0].batchType).toBe("Calibration");
  });

  test("a completed one is pending no more", async () => {
    const on = bench({ world });
    await create(on, { batch: "old" });
    await on.call("POST", "/batches/old/finalize");
    expect(names(await on.call("GET", "/studio/batches"))).toContain("old");
    on.clock.advance(2000);
    expect(names(await on.call("GET", "/studio/batches"))).toEqual(["cal", "new"]);
  });

  test("take the priorities of a complete list and lose them by a reset", async () => {
    const on = bench({ world });
    const all = (await on.call("GET", "/studio/batches")).body;
    const answer = await on.call("POST", "/studio/batches/set_priorities", { batches: [...all].reverse() });
    expect(answer.body.map(({ name, studioPriority }: Json) => [name, studioPriority])).toEqual([
      ["new", 1],
      ["old", 2],
      ["cal", 3],
    ]);
    expect(names(await on.call("GET", "/studio/batches"))).toEqual(["new", "old", "cal"]);
    const reset = await on.call("POST", "/studio/batches/reset_priorities", { groups: "anything" });
    expect(names(reset)).toEqual(["cal", "old", "new"]);
    expect(reset.body[0]).not.toHaveProperty("studioPriority");
  });

  test.each([
    [["new", "old"], /missing: "cal"/],
    [["new", "old", "cal", "other"], /"other" is not a pending/],
    [["new", "old", "cal", "new"], /twice/],
    [[], /at least 1/],
  ])("the order %j is refused and changes nothing", async (order, error) => {
    const on = bench({ world });
    const body = { batches: order.map((name) => ({ name })) };
    expectError(await on.call("POST", "/studio/batches/set_priorities", body), 400, error);
    expect(names(await on.call("GET", "/studio/batches"))).toEqual(["cal", "old", "new"]);
  });

  test("a list of bare names is refused", async () => {
    const on = bench({ world });
    expectError(await on.call("POST", "/studio/batches/set_priorities", { batches: ["cal"] }), 400, /object/);
    expectError(
      await on.call("POST", "/studio/batches/set_priorities", { groups: [] }),
      400,
      /"batches" is required/,
    );
  });
});

describe("assignments", () => {
  test("map every active person to project names", async () => {
    const answer = await bench({ world }).call("GET", "/studio/assignments");
    expect(answer.body).toEqual({ "ada@example.com": [], "lee@example.com": ["s", "p"] });
  });

  test("are added once and really removed; without projects all of them go", async () => {
    const on = bench({ world });
    const add = await on.call("POST", "/studio/assignments/add", {
      emails: ["ada@example.com"],
      projects: ["s", "s"],
    });
    expect(add.body["ada@example.com"]).toEqual(["s"]);
    const remove = (body: Json) => on.call("POST", "/studio/assignments/remove", body);
    expect((await remove({ emails: ["lee@example.com"], projects: ["s"] })).body).toEqual({
      "ada@example.com": ["s"],
      "lee@example.com": ["p"],
    });
    expect((await remove({ emails: ["lee@example.com"], projects: [] })).body["lee@example.com"]).toEqual([
      "p",
    ]);
    expect((await remove({ emails: ["lee@example.com"] })).body).toEqual({
      "ada@example.com": ["s"],
      "lee@example.com": [],
    });
    expect((await on.call("GET", "/studio/assignments")).body["lee@example.com"]).toEqual([]);
  });

  test.each(["add", "remove"])("%s refuses strangers", async (verb) => {
    const on = bench({ world });
    const path = `/studio/assignments/${verb}`;
    expectError(
      await on.call("POST", path, { emails: ["x@example.com"], projects: ["s"] }),
      400,
      /x@example.com/,
    );
    expectError(
      await on.call("POST", path, { emails: ["lee@example.com"], projects: ["none"] }),
      400,
      /"none"/,
    );
    expectError(await on.call("POST", path, { projects: ["s"] }), 400, /"emails" is required/);
    expectError(await on.call("POST", path, { emails: [], projects: ["s"] }), 400, /"emails" must contain/);
  });

  test("add wants projects", async () => {
    const body = { emails: ["lee@example.com"] };
    expectError(
      await bench({ world }).call("POST", "/studio/assignments/add", body),
      400,
      /"projects" is required/,
    );
  });
});

describe("the team", () => {
  test("is a bare array; what is not known of a person is absent", async () => {
    const answer = await bench({ world }).call("GET", "/teams");
    expect(answer.body).toEqual([
      {
        email: "ada@example.com",
        role: "admin",
        firstName: "Ada",
        isStudioLabeler: false,
        disableRapidEmails: false,
      },
      { email: "lee@example.com", role: "labeler", isStudioLabeler: true, disableRapidEmails: false },
      {
        email: "new@example.com",
        role: "labeler",
        isStudioLabeler: true,
        disableRapidEmails: false,
        expiry: "2027-01-01T00:00:00Z",
      },
    ]);
  });

  test("grows by invitations, which have an end and change nobody who is there", async () => {
    const on = bench({ world });
    const invite = (body: Json) => on.call("POST", "/teams/invite", body);
    const answer = await invite({ emails: ["kim@example.com", "ada@example.com"], team_role: "manager" });
    expect(answer.body).toHaveLength(4);
    expect(answer.body[3]).toMatchObject({
      email: "kim@example.com",
      role: "manager",
      expiry: "2026-01-08T00:00:00.000Z",
    });
    expect(answer.body[0].role).toBe("admin");
    expectError(await invite({ emails: ["kim@example.com"], team_role: "admin" }), 400, /"team_role"/);
    expectError(await invite({ emails: ["kim"], team_role: "member" }), 400, /"kim"/);
    expectError(await invite({ emails: [], team_role: "member" }), 400, /"emails"/);
    expectError(await invite({ emails: ["kim@example.com"] }), 400, /"team_role" is required/);
  });
});
