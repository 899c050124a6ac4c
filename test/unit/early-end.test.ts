import { describe, expect, it } from "vitest";
import published from "../../src/generated/tools.json" with { type: "json" };
import type { Prepared } from "../../tools/define.ts";
import { mostFaults } from "../../tools/faults.ts";
import { tools } from "../../tools/index.ts";

const prepare = (name: string, args: unknown): Prepared => {
  const tool = tools.find((one) => one.name === `SCALE_AI_${name}`);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return tool.prepare(args);
};

function refused(name: string, args: unknown) {
  const prepared = prepare(name, args);
  if (prepared.ok) throw new Error(`${name} took it`);
  return prepared;
}

const attachment = "https://images.example.com/street.jpg";
const geometries = { box: { objects_to_annotate: ["car"] } };
const instruction = "Look.";
const image = "CREATE_IMAGE_ANNOTATION_TASK";
const segmentation = "CREATE_SEGMENTATION_ANNOTATION_TASK";
const collection = "CREATE_TEXT_COLLECTION_TASK";
const entities = "CREATE_NAMED_ENTITY_RECOGNITION_TASK";
const playback = "CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK";
const lidar = "CREATE_LIDAR_ANNOTATION_TASK";

const boxes = (args: object) => ({ attachment, geometries, ...args });
const classes = (args: object) => ({ attachment, labels: ["sky"], ...args });
const asked = (attribute: object) => classes({ annotation_attributes: { attribute } });
const spotted = (args: object) => ({ text: "Ada", labels: [{ name: "person" }], instruction, ...args });
const scanned = (args: object) => ({
  labels: ["car"],
  attachments: ["https://frames.example.com/0.json"],
  attachment_type: "json",
  ...args,
});
const category = (choices: unknown) => ({
  fields: [{ type: "category", field_id: "kind", title: "Kind", choices }],
  instruction,
});
const mapped = (list: readonly unknown[]) =>
  Object.fromEntries(list.map((item, index) => [`n${index}`, item]));

type Place = [what: string, tool: string, args: (list: readonly unknown[]) => unknown];

/** Where lists and maps of objects stand, each with an object that is wrong there. */
const objects: [...Place, wrong: object][] = [
  ["subchoices", segmentation, (subchoices) => classes({ labels: [{ choice: "a", subchoices }] }), {}],
  ["labels of a shape", image, (list) => boxes({ geometries: { box: { objects_to_annotate: list } } }), {}],
  [
    "connections",
    image,
    (connections) => boxes({ geometries: { point: { objects_to_annotate: ["a"], connections } } }),
    {},
  ],
  ["attributes", image, (list) => boxes({ annotation_attributes: mapped(list) }), { type: "colour" }],
  ["choices of an attribute", segmentation, (choices) => asked({ choices }), {}],
  ["conditions", segmentation, (conditions) => asked({ conditions }), { label_condition: 7 }],
  ["links", image, (list) => boxes({ links: mapped(list) }), { is_bidirectional: 7 }],
  ["images to look at", segmentation, (list) => classes({ context_attachments: list }), {}],
  ["fields", collection, (fields) => ({ fields, instruction }), {}],
  [
    "fields of a field set",
    collection,
    (fields) => ({ fields: [{ type: "field_set", field_id: "set", title: "Set", fields }], instruction }),
    {},
  ],
  ["choices of a field", collection, category, {}],
  ["subchoices of a field", collection, (list) => category([{ label: "a", value: 1, subchoices: list }]), {}],
  [
    "attachments of a text collection",
    collection,
    (attachments) => ({ ...category([{ label: "a", value: 1 }]), attachments }),
    {},
  ],
  ["kinds of entity", entities, (labels) => spotted({ labels }), {}],
  ["children", entities, (children) => spotted({ labels: [{ name: "a", children }] }), {}],
  ["relationships", entities, (relationships) => spotted({ relationships }), { name: "" }],
  [
    "features",
    "CREATE_DOCUMENT_TRANSCRIPTION_TASK",
    (features) => ({ attachment, instruction, features }),
    {},
  ],
];

/** Where lists of other things stand; a number is wrong in each. */
const others: Place[] = [
  ["names of one label", segmentation, (label) => asked({ conditions: { label_condition: { label } } })],
  ["answers of a condition", segmentation, (list) => asked({ conditions: { attribute_conditions: list } })],
  ["allowed labels", segmentation, (allowed_labels) => asked({ allowed_labels })],
  ["ends of a link", image, (from_allowed_labels) => boxes({ links: { a: { from_allowed_labels } } })],
  ["a hypothesis", image, (annotations) => boxes({ hypothesis: { annotations } })],
  ["base annotations", image, (annotations) => boxes({ base_annotations: { annotations } })],
  ["a layer", image, (list) => boxes({ layer: { boxes: list } })],
  ["flags", "CREATE_DOCUMENT_TRANSCRIPTION_TASK", (flags) => features([{ type: "text", label: "a", flags }])],
  ["frames", lidar, (attachments) => scanned({ attachments })],
  ["labels of polygons", lidar, (polygons_labels) => scanned({ polygons_labels })],
  ["images of a video", playback, (attachments) => boxes({ attachment_type: "image", attachments })],
  ["events", playback, (events_to_annotate) => boxes({ events_to_annotate })],
  ["tags to delete", "DELETE_TASK_TAGS", (tags) => ({ task_id: "t", tags })],
  ["an ontology", "SET_PROJECT_ONTOLOGY", (ontology) => ({ project_name: "p", ontology })],
  ["projects", "ADD_STUDIO_ASSIGNMENTS", (projects) => ({ emails: ["ada@example.com"], projects })],
];

const features = (list: readonly unknown[]) => ({ attachment, instruction, features: list });

/** So many that zod, which hands each fault on as an argument, would exhaust the stack. */
const tooManyForTheStack = 190_000;

describe("the search for faults ends when enough are found", () => {
  it.each(objects)("among %s, with most of them never looked at", (_what, tool, args, wrong) => {
    const looked = new Set<number>();
    const watch = (_item: unknown, index: number) => {
      const look = <Result>(result: Result): Result => {
        looked.add(index);
        return result;
      };
      return new Proxy(wrong, {
        get: (target, key) => look(Reflect.get(target, key)),
        has: (target, key) => look(Reflect.has(target, key)),
        ownKeys: (target) => look(Reflect.ownKeys(target)),
      });
    };
    const { total } = refused(tool, args(Array.from({ length: 3_000 }, watch)));
    expect(total).toBe(mostFaults);
    expect(looked.size).toBeLessThanOrEqual(mostFaults);
  });

  const places = [...others, ...objects.map(([what, tool, args]): Place => [what, tool, args])];
  it.each(places)("among very many %s", (_what, tool, args) => {
    const { faults, total } = refused(tool, args(Array(tooManyForTheStack).fill(7)));
    expect(total).toBe(mostFaults);
    expect(faults).toHaveLength(mostFaults);
  });

  it("among labels in labels, on each level", () => {
    const level = (inner: unknown[]) => [
      { choice: "a", subchoices: [...Array(900).fill({ choise: 1 }), ...inner] },
    ];
    let labels = level([]);
    for (let depth = 0; depth < 80; depth++) labels = level(labels);
    expect(refused(segmentation, classes({ labels })).total).toBe(mostFaults);
  });

  it("among keys that are slips of documented ones", () => {
    const slips = Array.from({ length: tooManyForTheStack }, (_, n) => [
      `sub${String.fromCodePoint(0x4e00 + n)}hoices`,
      1,
    ]);
    const label = { choice: "a", ...Object.fromEntries(slips) };
    expect(refused(segmentation, classes({ labels: [label] })).total).toBe(mostFaults);
  });

  it("among conditions of attributes, each with many faults", () => {
    const wrong = Object.fromEntries(
      Array.from({ length: 100 }, (_, n) => [`label_conditio${String.fromCodePoint(0x4e00 + n)}`, 1]),
    );
    const attribute = { conditions: { ...wrong, label_condition: 7 } };
    const annotation_attributes = mapped(Array(100).fill(attribute));
    expect(refused(segmentation, classes({ annotation_attributes })).total).toBe(mostFaults);
  });

  it.each([
    ["shapes", image, (names: object) => ({ attachment, geometries: names })],
    ["parameters", "GET_TASK", (names: object) => ({ task_id: "t", ...names })],
  ])("among names of %s", (_what, tool, args) => {
    const names = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`name_${index}`, 1]));
    expect(refused(tool, args(names)).total).toBe(mostFaults);
  });

  it.each([
    [
      "fields with one id",
      collection,
      (list: unknown[]) => ({ fields: list, instruction }),
      { type: "text", field_id: "f", title: "T" },
    ],
    [
      "relationships of one name",
      entities,
      (list: unknown[]) => spotted({ relationships: list }),
      { name: "n", display_name: "N" },
    ],
    [
      "an ontology of one name",
      "SET_PROJECT_ONTOLOGY",
      (list: unknown[]) => ({ project_name: "p", ontology: list }),
      "car",
    ],
    [
      "images that are the task's own",
      image,
      (list: unknown[]) => boxes({ context_attachments: list }),
      { attachment },
    ],
  ])("among %s", (_what, tool, args, item) => {
    expect(refused(tool, args(Array(3_000).fill(item))).total).toBe(mostFaults);
  });
});

describe("the search for faults ends in every list of every tool", () => {
  const lists = published.flatMap(({ name, inputSchema }) =>
    Object.entries(inputSchema.properties)
      .filter(([, { type }]) => type === "array")
      .map(([list]): [string, string] => [name.replace("SCALE_AI_", ""), list]),
  );
  it.each(lists)("%s %s", (tool, list) => {
    const { faults, total } = refused(tool, { [list]: Array(3_000).fill(true) });
    const inList = faults.filter(({ path }) => path[0] === list);
    expect(inList.length).toBeGreaterThan(0);
    // What is required and absent comes on top.
    expect(total).toBeLessThan(mostFaults + 10);
  });
});

describe("a list that is too long", () => {
  it.each<Place>([
    ["labels of a segmentation", segmentation, (labels) => classes({ labels })],
    [
      "a connection",
      image,
      (pair) => boxes({ geometries: { point: { objects_to_annotate: ["a"], connections: [{ pair }] } } }),
    ],
    ["tags", "ADD_TASK_TAGS", (tags) => ({ task_id: "t", tags })],
    ["a time", playback, (duration_time) => boxes({ duration_time })],
  ])("is refused for its length alone: %s", (_what, tool, args) => {
    const { faults } = refused(tool, args(Array(51).fill({})));
    expect(faults.map(({ allowed }) => allowed)).toEqual([
      expect.stringMatching(/^a list of at most \d+ items$/),
    ]);
  });
});

describe("faults over many labels", () => {
  const names = (count: number, start: string) =>
    Array.from({ length: count }, (_, index) => `${start} ${index}`);
  const labelled = (args: object) =>
    boxes({ geometries: { box: { objects_to_annotate: names(3_000, "a label") } }, ...args });

  it.each([
    ["allowed labels", labelled({ annotation_attributes: { a: { allowed_labels: names(3_000, "other") } } })],
    ["ends of links", labelled({ links: { a: { to_allowed_labels: names(3_000, "other") } } })],
    [
      "conditions",
      boxes({
        annotation_attributes: {
          ...Object.fromEntries(names(3_000, "an attribute").map((name) => [name, {}])),
          a: { conditions: { attribute_conditions: names(3_000, "other").map((name) => ({ [name]: 1 })) } },
        },
      }),
    ],
  ])("each name a few of them: %s", (_what, args) => {
    const { faults, total } = refused(image, args);
    expect(total).toBe(mostFaults);
    for (const { allowed } of faults) expect(allowed.length).toBeLessThanOrEqual(1_100);
  });

  // Ten times what it takes; comparing each with each takes longer than that.
  it("are looked for in one pass", { timeout: 3_000 }, () => {
    const label = names(100_000, "a label");
    const annotations = label.slice(-40_000).map((name) => ({ label: name }));
    const args = boxes({
      geometries: { box: { objects_to_annotate: label } },
      annotation_attributes: { a: { allowed_labels: label.slice(-19_000) } },
      base_annotations: { annotations },
    });
    expect(prepare(image, args)).toMatchObject({ ok: true, warnings: [] });
  });
});
