import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { list, object } from "../../support/envelope.ts";
import { authorization, type Bench, bench, create, expectError, type Json } from "./helpers.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Creates a task, lets it finish and returns it. */
async function finished(on: Bench, type: string, more: Json) {
  const { task_id } = await create(on, more, type);
  on.clock.advance(2000);
  const answer = await on.call("GET", `/task/${task_id}`);
  expect(answer.body.status).toBe("completed");
  return answer.body;
}

const pathOf = (url: string) => new URL(url).pathname.replace("/v1", "");

describe("the life of a task", () => {
  test("is pending for two seconds, then completed at that very moment, however late one asks", async () => {
    const on = bench();
    const { task_id } = await create(on);
    on.clock.advance(1999);
    const before = (await on.call("GET", `/task/${task_id}`)).body;
    expect(before).toMatchObject({ status: "pending", updated_at: "2026-01-01T00:00:00.000Z" });
    expect(before).not.toHaveProperty("response");
    on.clock.advance(3_600_000);
    expect((await on.call("GET", `/task/${task_id}`)).body).toMatchObject({
      status: "completed",
      completed_at: "2026-01-01T00:00:02.000Z",
      updated_at: "2026-01-01T00:00:02.000Z",
      response: { annotations: [expect.anything()] },
    });
  });

  test("takes as long as told; zero completes at once", async () => {
    expect(await create(bench({ completeAfterMs: 0 }))).toMatchObject({ status: "completed" });
  });

  test("needs no timer when nobody waits for a callback", async () => {
    const on = bench();
    await create(on, { callback_url: "https://hooks.example.com/x" });
    expect(on.clock.waiting).toBe(0);
    await create(on, { callback_url: "http://127.0.0.1:1/x" });
    expect(on.clock.waiting).toBe(1);
    on.sandbox.close();
    expect(on.clock.waiting).toBe(0);
  });

  test("the same task has the same result each time", async () => {
    const on = bench();
    const task = await finished(on, "imageannotation", {});
    expect((await on.call("GET", `/task/${task.task_id}`)).body).toEqual(task);
    expect((await on.call("GET", "/tasks")).body.docs[0]).toEqual(task);
  });
});

describe("a bad attachment", () => {
  test("makes the task an error that names it", async () => {
    const on = bench();
    const url = "https://images.example.com/broken.jpg?size=1";
    const { task_id } = await create(on, { attachment: url, unique_id: "u" });
    on.clock.advance(2000);
    const task = (await on.call("GET", `/task/${task_id}`)).body;
    expect(task).toMatchObject({
      status: "error",
      unique_id: "u",
      response: { error: expect.any(String), attachments: [{ statusCode: 404, url }] },
    });
    expect(task).not.toHaveProperty("completed_at");
  });

  test("in a list of frames names the frame", async () => {
    const on = bench();
    const bad = "https://lidar.example.com/broken.json";
    const { task_id } = await create(
      on,
      { attachments: ["https://lidar.example.com/0.json", bad] },
      "lidarannotation",
    );
    on.clock.advance(2000);
    const { response } = (await on.call("GET", `/task/${task_id}`)).body;
    expect(response.frames).toEqual([{ frame: 1, message: expect.any(String), attachment: bad }]);
  });

  test("frees the unique_id when the task says so", async () => {
    const on = bench();
    const wanted = {
      attachment: "https://x.example.com/broken.png",
      unique_id: "u",
      clear_unique_id_on_error: true,
    };
    const { task_id } = await create(on, wanted);
    on.clock.advance(2000);
    expect((await on.call("GET", `/task/${task_id}`)).body).not.toHaveProperty("unique_id");
    expect((await create(on, { unique_id: "u" })).unique_id).toBe("u");
  });
});

describe("results", () => {
  test("imageannotation: one shape for each label of each geometry", async () => {
    const geometries = {
      box: {
        objects_to_annotate: ["cat", { choice: "dog", subchoices: ["poodle", { choice: "husky" }] }],
        min_width: 500,
      },
      polygon: { objects_to_annotate: ["roof"], min_vertices: 6 },
      line: { objects_to_annotate: ["wire"], max_vertices: 2 },
      point: { objects_to_annotate: ["eye"] },
      cuboid: { objects_to_annotate: ["crate"] },
      ellipse: { objects_to_annotate: ["plate"] },
    };
    const annotation_attributes = {
      color: { type: "category", description: "Color", choices: ["red", "blue"] },
      tricks: {
        type: "category",
        allow_multiple: true,
        choices: [{ choice: "sit", subchoices: ["low", "high"] }],
      },
      count: { type: "number", min: 3, max: 5 },
      heading: { type: "angle" },
      note: { type: "text" },
    };
    const { response } = await finished(bench(), "imageannotation", { geometries, annotation_attributes });
    const shapes = response.annotations as Json[];
    expect(shapes.map(({ type, label }) => `${type} ${label}`)).toEqual([
      "box cat",
      "box poodle",
      "box husky",
      "polygon roof",
      "line wire",
      "point eye",
      "cuboid crate",
      "ellipse plate",
    ]);
    expect(new Set(shapes.map(({ uuid }) => uuid)).size).toBe(8);
    for (const shape of shapes) {
      expect(shape.uuid).toMatch(UUID);
      const attributes = shape.attributes as Json;
      expect(["red", "blue"]).toContain(attributes.color);
      expect([["low"], ["high"]]).toContainEqual(attributes.tricks);
      expect([3, 4, 5]).toContain(attributes.count);
      expect(attributes.heading).toBeLessThan(360);
      expect(attributes.note).toEqual(expect.any(String));
    }
    const [cat, , , roof, wire, eye] = shapes;
    expect(cat?.width).toBeGreaterThanOrEqual(500);
    expect(roof?.vertices).toHaveLength(6);
    expect(wire?.vertices).toHaveLength(2);
    expect(eye).toMatchObject({ x: expect.any(Number), y: expect.any(Number) });
  });

  test("segmentannotation: images to fetch and the mapping of labels", async () => {
    const on = bench();
    const labels = [
      "sky",
      { choice: "thing", subchoices: ["car", { choice: "person", instance_label: true }] },
    ];
    const { response, task_id } = await finished(on, "segmentannotation", { labels });
    expect(Object.keys(response.labelMapping)).toEqual(["sky", "car", "person"]);
    expect(response.labelMapping.car).toEqual({ index: 2, color: expect.stringMatching(/^#[0-9a-f]{6}$/) });
    const { combined, labeled, unlabeled } = response.annotations;
    expect(Object.keys(combined)).toEqual(["image", "indexedImage", "extendedIndexedImage"]);
    expect(Object.keys(labeled)).toEqual(["sky", "car", "person"]);
    expect(labeled.person).toEqual([expect.any(String)]);
    for (const url of [...Object.values<string>(combined), labeled.sky, labeled.person[0], unlabeled]) {
      const answer = await on.sandbox.fetch(
        new Request(url, { headers: { authorization: authorization("test_x") } }),
      );
      expect(answer.headers.get("content-type")).toBe("image/png");
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.subarray(1, 4).toString()).toBe("PNG");
      expect([bytes[24], bytes[25]], "8 bits of red, green and blue").toEqual([8, 2]);
      const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
      const data = bytes.subarray(41, 41 + bytes.readUInt32BE(33));
      expect(inflateSync(data)).toHaveLength(height * (1 + width * 3));
    }
    expect(combined.image).toContain(`/v1/task/${task_id}/response_url/`);
  });

  test("videoplaybackannotation: tracks by uuid, and events, each behind an address", async () => {
    const on = bench();
    const more = { events_to_annotate: ["door opens"], frame_rate: 2 };
    const { response } = await finished(on, "videoplaybackannotation", more);
    expect((await on.call("GET", pathOf(response.events.url))).body).toMatchObject([{ label: "door opens" }]);
    const [film] = (await on.call("GET", pathOf(response.annotations.url))).body;
    const [[uuid, track] = []] = Object.entries(film.annotations) as [string, Json][];
    expect(uuid).toMatch(UUID);
    expect(track).toMatchObject({ label: "car", geometry: "box" });
    const times = list(track?.frames).map((frame) => object(frame).timestamp);
    expect(times).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
  });

  test("videoannotation: the annotations of each frame behind an address, with one uuid through all", async () => {
    const on = bench();
    const { response } = await finished(on, "videoannotation", { frame_rate: 2 });
    expect(response).not.toHaveProperty("events");
    const frames: Json[] = (await on.call("GET", pathOf(response.annotations.url))).body;
    const seen = frames.map((frame) => {
      const { uuid, type, label } = object(list(frame.annotations)[0]);
      return { uuid, type, label };
    });
    expect(seen).toEqual(Array(2).fill({ uuid: expect.stringMatching(UUID), type: "box", label: "car" }));
    expect(new Set(seen.map(({ uuid }) => uuid)).size).toBe(1);
  });

  test("lidarannotation: cuboids in the labeled frames only", async () => {
    const on = bench();
    const attachments = [0, 1, 2, 3, 4].map((frame) => `https://lidar.example.com/${frame}.json`);
    const more = { attachments, labels: ["car", "bus"], labeling_sample_rate: 2 };
    const { response } = await finished(on, "lidarannotation", more);
    const frames = (await on.call("GET", pathOf(response.annotations.url))).body;
    const firsts = list(frames).map((frame) => object(list(object(frame).cuboids)[0]));
    expect(firsts.map(({ position }) => object(position).x)).toEqual([5, 6, 7]);
    expect(frames[0].cuboids.map(({ label }: Json) => label)).toEqual(["car", "bus"]);
    expect(frames[0].cuboids[0]).toMatchObject({
      position: { x: 5 },
      dimensions: {},
      yaw: 0,
      numberOfPoints: expect.any(Number),
    });
  });

  test("lidarsegmentation: a label for every point", async () => {
    const on = bench();
    await on.call("POST", "/projects", { name: "lidar", type: "lidarsegmentation" });
    const { response } = await finished(on, "lidarsegmentation", {});
    const result = (await on.call("GET", pathOf(response.point_segmentations.url))).body;
    expect(result.objects.map(({ label }: Json) => label)).toEqual(["tree", "ground"]);
    expect(new Set(result.point_objects[0])).toEqual(new Set([1, 2]));
  });

  test("namedentityrecognition: true offsets, also after characters outside the basic plane", async () => {
    const text = "🦊 Zoë met Otto\nin Riga — twice.";
    const labels = [{ name: "person" }, { name: "group", children: [{ name: "place" }] }, { name: "thing" }];
    const relationships = [{ name: "in", display_name: "In", source_label: "person", target_label: "place" }];
    const { response } = await finished(bench(), "namedentityrecognition", { text, labels, relationships });
    expect(response.annotations).toHaveLength(3);
    expect(response.annotations.map(({ label }: Json) => label)).toEqual(["person", "place", "thing"]);
    for (const annotation of response.annotations) {
      expect(annotation.text).not.toBe("");
      expect(text.slice(annotation.start, annotation.end)).toBe(annotation.text);
    }
    const words = ["Zoë", "Otto", "Riga", "met", "in", "twice"];
    for (const annotation of response.annotations) expect(words).toContain(annotation.text);
    const [source, target] = response.annotations;
    expect(response.relationships).toMatchObject([
      { source_ref: source.id, target_ref: target.id, name: "in" },
    ]);
  });

  test("namedentityrecognition: no more annotations than words", async () => {
    const more = { text: "…", labels: [{ name: "person" }] };
    expect((await finished(bench(), "namedentityrecognition", more)).response.annotations).toEqual([]);
  });

  test("textcollection: an answer for each field_id, of the field's own kind", async () => {
    const choices = [
      { label: "Yes", value: "yes" },
      { label: "No", value: "no" },
    ];
    const fields = [
      { type: "category", field_id: "c", title: "C", choices, min_choices: 2 },
      { type: "text", field_id: "t", title: "T", min_responses_required: 2, max_responses_required: 3 },
      { type: "boolean", field_id: "b", title: "B" },
      { type: "number", field_id: "n", title: "N" },
      {
        type: "field_set",
        field_id: "s",
        title: "S",
        fields: [
          { type: "text", field_id: "s1", title: "S1" },
          { type: "datetime", field_id: "s2", title: "S2" },
        ],
      },
    ];
    const { annotations } = (await finished(bench(), "textcollection", { fields })).response;
    expect(Object.keys(annotations)).toEqual(["c", "t", "b", "n", "s"]);
    expect(annotations).toEqual({
      c: ["yes", "no"],
      t: [expect.any(String), expect.any(String)],
      b: true,
      n: expect.any(Number),
      s: { s1: expect.any(String), s2: expect.any(String) },
    });
  });

  test("documenttranscription: what the features ask for, on the pages there are", async () => {
    const features = [
      { type: "block", label: "shop" },
      { type: "text", label: "total", flags: ["money"] },
      { type: "group", title: "Line", children: [{ type: "text", label: "day", flags: ["date"] }] },
    ];
    const attachments = ["https://x.example.com/1.png", "https://x.example.com/2.png"];
    const { response, document_pages } = await finished(bench(), "documenttranscription", {
      features,
      attachments,
      geometry: "polygon",
    });
    expect(response.annotations.map(({ label, page }: Json) => [label, page])).toEqual([
      ["shop", 0],
      ["total", 1],
      ["day", 0],
    ]);
    expect(response.annotations[0].location).toMatchObject({ type: "polygon" });
    expect(response.annotations[0]).not.toHaveProperty("money");
    expect(response.annotations[1]).toHaveProperty("money");
    expect(response.annotations[2]).toHaveProperty("date");
    expect(document_pages).toHaveLength(2);
  });
});

describe("response_url", () => {
  test("answers 302 for redirect, 404 for another uuid and for a task without a result", async () => {
    const on = bench();
    const { task_id, response } = await finished(on, "lidarannotation", {});
    const redirect = await on.call("GET", `/task/${task_id}/response_url/redirect`);
    expect(redirect.status).toBe(302);
    expect(redirect.headers.get("location")).toBe(response.annotations.url);
    expectError(await on.call("GET", `/task/${task_id}/response_url/other`), 404, /UUID/);
    const pending = await create(on, {}, "lidarannotation");
    expectError(await on.call("GET", `/task/${pending.task_id}/response_url/redirect`), 404, /UUID/);
  });
});
