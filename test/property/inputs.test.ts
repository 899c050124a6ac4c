import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDispatcher } from "../../src/dispatcher.ts";
import { openPolicy } from "../../src/policy.ts";
import { createRegistry } from "../../src/registry.ts";
import { repair } from "../../src/repair.ts";
import { longestReport, report } from "../../src/report.ts";
import type { Fault, Path } from "../../tools/faults.ts";
import { goldenRequests } from "../contract/golden/requests.ts";
import { repairableInputs, validInputs } from "../contract/golden/valid-inputs.ts";
import { failureOf } from "../support/envelope.ts";

const registry = createRegistry();

function entryOf(tool: string) {
  const entry = registry.find(tool);
  if (entry === undefined) throw new Error(`no tool ${tool}`);
  return entry;
}

const pool = [...validInputs, ...goldenRequests].map(({ tool, note, args }) => {
  const { tool: declared, published } = entryOf(tool);
  return { name: `${tool}: ${note}`, args, declared, schema: published.inputSchema };
});
type Input = (typeof pool)[number];
const anyInput = fc.constantFrom(...pool);

/** Repairs and prepares; the top-level names of the faults, or what was repaired. */
function outcome({ declared, schema }: Input, args: unknown) {
  const { args: mended, repairs } = repair(args, schema);
  const prepared = declared.prepare(mended);
  return { repairs, prepared, faulty: prepared.ok ? [] : prepared.faults.map(({ path }) => path[0]) };
}

describe("a valid input", () => {
  it.each(pool.map((input) => [input.name, input] as const))("%s passes unchanged", (_name, input) => {
    const before = structuredClone(input.args);
    expect(repair(input.args, input.schema)).toEqual({ args: before, repairs: [] });
    const prepared = input.declared.prepare(input.args);
    if (!prepared.ok) throw new Error(JSON.stringify(prepared.faults));
    expect(input.args).toStrictEqual(before);
    if (/_CREATE_.*_TASK$/.test(input.declared.name))
      expect(prepared.request.body).toStrictEqual({ kind: "json", value: before });
  });

  it("is not a small pool", () => expect(pool.length).toBeGreaterThan(150));
});

describe("repair", () => {
  const scalar = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      "true",
      "10",
      "[",
      '["a"]',
      '{"a":"1"}',
      '["{\\"a\\":1}",2]',
      "text",
      "",
      7,
      1.5,
      true,
    ),
    fc.json({ maxDepth: 3 }),
    fc.jsonValue({ maxDepth: 3 }),
  );

  it("is the same twice as once, whatever is given, and changes nothing in place", () => {
    const mangled = anyInput.chain((input) =>
      fc
        .dictionary(
          fc.oneof(fc.constantFrom("__proto__", ...Object.keys(input.schema.properties)), fc.string()),
          scalar,
        )
        .map((values) => ({ input, args: { ...input.args, ...values } })),
    );
    fc.assert(
      fc.property(mangled, ({ input, args }) => {
        const before = structuredClone(args);
        const once = repair(args, input.schema);
        expect(args).toEqual(before);
        expect(repair(once.args, input.schema)).toEqual({ args: once.args, repairs: [] });
      }),
      { numRuns: 400 },
    );
  });

  it.each(
    repairableInputs.map(
      (input) => [`${input.tool} ${JSON.stringify(input.args).slice(0, 60)}`, input] as const,
    ),
  )("%s", (_name, { tool, args, repaired }) => {
    const { published } = entryOf(tool);
    const once = repair(args, published.inputSchema);
    expect(once.args).toEqual(repaired);
    expect(once.repairs.length).toBeGreaterThan(0);
    expect(repair(once.args, published.inputSchema).repairs).toEqual([]);
  });
});

/** A value that no repair makes fit, by the type that is published; undefined where any value fits. */
const misfits: Readonly<Record<string, unknown>> = {
  string: { not: "text" },
  integer: "many",
  number: "many",
  boolean: "perhaps",
  array: 7,
  object: 7,
};

describe("one change to a valid input", () => {
  it("that drops a required parameter is refused with its name", () => {
    for (const input of pool)
      for (const dropped of input.schema.required ?? []) {
        const args = Object.fromEntries(Object.entries(input.args).filter(([name]) => name !== dropped));
        expect(outcome(input, args).faulty, `${input.name} without ${dropped}`).toContain(dropped);
      }
  });

  it("that gives a parameter another type is refused with its name", () => {
    for (const input of pool)
      for (const name of Object.keys(input.args)) {
        const { type } = input.schema.properties[name] ?? {};
        if (type === undefined) continue;
        const { faulty } = outcome(input, { ...input.args, [name]: misfits[type] });
        expect(faulty, `${input.name} with ${name}`).toContain(name);
      }
  });

  it("that makes text of a parameter's JSON is repaired with a warning", () => {
    for (const input of pool)
      for (const [name, value] of Object.entries(input.args)) {
        const { type } = input.schema.properties[name] ?? {};
        if (type !== "array" && type !== "object") continue;
        const { prepared, repairs } = outcome(input, { ...input.args, [name]: JSON.stringify(value) });
        expect(prepared.ok, `${input.name} with ${name}`).toBe(true);
        expect(repairs.join(), input.name).toContain(name);
      }
  });

  it("that misspells a name by one edit is refused with that name, and the right one told", () => {
    const misspelled = anyInput
      .filter(({ args }) => Object.keys(args).length > 0)
      .chain((input) =>
        fc
          .tuple(
            fc.constantFrom(...Object.keys(input.args)),
            fc.nat(),
            fc.constantFrom("drop", "double", "swap", "change"),
          )
          .map(([name, place, edit]) => ({ input, name, typo: edited(name, place % name.length, edit) })),
      )
      .filter(({ input, typo }) => typo !== "" && !Object.hasOwn(input.schema.properties, typo));
    fc.assert(
      fc.property(misspelled, ({ input, name, typo }) => {
        const { [name]: value, ...others } = input.args;
        const { prepared } = outcome(input, { ...others, [typo]: value });
        if (prepared.ok) throw new Error(`${input.name} with ${typo} passed`);
        const fault = prepared.faults.find(({ path }) => path[0] === typo);
        expect(fault).toMatchObject({ kind: "unknown", path: [typo] });
        expect(fault?.near).toBeTypeOf("string");
        expect(fault?.allowed).toContain(name);
      }),
      { numRuns: 400 },
    );
  });
});

function edited(name: string, at: number, edit: string): string {
  const [before, here, after] = [name.slice(0, at), name.charAt(at), name.slice(at + 1)];
  if (edit === "drop") return before + after;
  if (edit === "double") return before + here + here + after;
  if (edit === "change") return `${before}Q${after}`;
  return before + after.charAt(0) + here + after.slice(1);
}

describe("the report", () => {
  const path = fc.array(fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.nat()), { maxLength: 8 });
  const fault = fc.record({
    path: path.map((keys): Path => keys),
    kind: fc.constantFrom<Fault["kind"]>("missing", "unknown", "wrong"),
    allowed: fc.string({ maxLength: 1_000 }),
  });

  it("is one well-formed envelope within its limit, whatever is wrong", () => {
    fc.assert(
      fc.property(fc.array(fault, { minLength: 1, maxLength: 40 }), fc.jsonValue(), (faults, args) => {
        const tool = "SCALE_AI_GET_TASK";
        const envelope = report(tool, { faults, total: faults.length }, args, (text) => text);
        const json = JSON.stringify(envelope);
        expect(json.length).toBeLessThanOrEqual(longestReport);
        expect(json.isWellFormed()).toBe(true);
        expect(failureOf(envelope, "invalid_arguments").error).not.toBe("");
      }),
      { numRuns: 300 },
    );
  });
});

describe("an input out of all proportion", () => {
  const sent: string[] = [];
  const dispatcher = createDispatcher({
    registry,
    client: {
      send: async ({ tool }) => {
        sent.push(tool.name);
        return { envelope: { data: {}, successful: true }, contents: [] };
      },
      describe: async () => {
        throw new Error("not a dry run");
      },
      close: async () => {},
    },
    mostBytes: 40_000,
    onFault: (_tool, error) => {
      throw error;
    },
  });
  const caller = { credential: { kind: "key" as const, key: "test_0123456789" }, policy: openPolicy };
  const nested = (levels: number, open: string, close: string) =>
    `${open.repeat(levels)}1${close.repeat(levels)}`;
  const task_id = "5f0000000000000000000001";
  const big = () => ({ k: "x".repeat(10_000_000) });
  const wide = () => Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`key_${n}`, n]));

  const inputs: [what: string, tool: string, args: () => Record<string, unknown>][] = [
    [
      "1,000 levels of metadata",
      "SET_TASK_METADATA",
      () => ({ task_id, metadata: JSON.parse(nested(1_000, '{"a":', "}")) }),
    ],
    [
      "1,000 levels as JSON text",
      "SET_TASK_METADATA",
      () => ({ task_id, metadata: nested(1_000, '{"a":', "}") }),
    ],
    [
      "100,000 levels of lists",
      "ADD_TASK_TAGS",
      () => ({ task_id, tags: JSON.parse(nested(100_000, "[", "]")) }),
    ],
    [
      "1,000 levels of labels",
      "CREATE_SEGMENTATION_ANNOTATION_TASK",
      () => ({
        attachment: "https://a.test/a.jpg",
        labels: JSON.parse(nested(1_000, '[{"choice":"a","subchoices":', "}]")),
      }),
    ],
    ["10 MB of metadata", "SET_TASK_METADATA", () => ({ task_id, metadata: big() })],
    [
      "10 MB of metadata as JSON text",
      "SET_TASK_METADATA",
      () => ({ task_id, metadata: JSON.stringify(big()) }),
    ],
    [
      "seven million values as JSON text for a value of any type",
      "CREATE_IMAGE_ANNOTATION_TASK",
      () => ({
        attachment: "https://a.test/a.jpg",
        geometries: { box: { objects_to_annotate: ["car"] } },
        base_annotations: `[${"1,".repeat(7_000_000)}1]`,
      }),
    ],
    ["fifty thousand keys", "SET_TASK_METADATA", () => ({ task_id, metadata: wide() })],
    ["fifty thousand parameters", "GET_TASK", () => ({ task_id, ...wide() })],
  ];
  it.each(inputs)("%s: is refused in few words and not sent", async (_what, tool, args) => {
    sent.length = 0;
    const { envelope, text } = await dispatcher.call(`SCALE_AI_${tool}`, args(), { caller });
    failureOf(envelope, "invalid_arguments");
    expect(text.length).toBeLessThanOrEqual(longestReport);
    expect(sent).toEqual([]);
  });
});
