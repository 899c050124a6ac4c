import { randomFrom, seedOf, uuidFrom } from "../ids.ts";
import { isObject, type Obj, strings } from "../json.ts";
import type { Task } from "../records.ts";
import { attributeValues, finite, instanceLabels, leafLabels } from "./labels.ts";
import { type Color, png } from "./png.ts";
import { drawing } from "./shapes.ts";

/** A result that is too large to stand in the task and is fetched by its own address. */
export interface StoredResult {
  readonly uuid: string;
  readonly contentType: "application/json" | "image/png";
  readonly body: () => string | Buffer;
}

const MOST_FRAMES = 100;

export const storedUuid = (task: Task, name: string) => uuidFrom(`${task.id}/result/${name}`);

/** Source of what is stored: scale.com/docs/api-reference/secure-result-urls (segmentation, video, lidar). */
export function storedResults(task: Task): StoredResult[] {
  const json = (name: string, make: (task: Task) => unknown): StoredResult => ({
    uuid: storedUuid(task, name),
    contentType: "application/json",
    body: () => JSON.stringify(make(task)),
  });
  switch (task.type) {
    case "segmentannotation":
      return segmentImages(task);
    case "videoannotation":
      return [json("annotations", videoFrames)];
    case "videoplaybackannotation":
      return [json("annotations", (each) => [{ annotations: videoTracks(each) }]), json("events", events)];
    case "lidarannotation":
      return [json("annotations", cuboids)];
    case "lidarsegmentation":
      return [json("annotations", pointLabels)];
    default:
      return [];
  }
}

const colorOf = (label: string): Color => {
  const random = randomFrom(seedOf(label));
  const part = () => 40 + Math.floor(random() * 200);
  return [part(), part(), part()];
};

function segmentImages(task: Task): StoredResult[] {
  const colors = leafLabels(task.params.labels).map(colorOf);
  const image = (name: string, bands: readonly Color[]): StoredResult => ({
    uuid: storedUuid(task, name),
    contentType: "image/png",
    body: () => png(bands),
  });
  const labels = leafLabels(task.params.labels);
  return [
    image("combined", colors),
    image(
      "indexed",
      colors.map((_, index) => [index + 1, index + 1, index + 1]),
    ),
    // A number in three bytes, of which the lowest is enough here.
    image(
      "extended",
      colors.map((_, index) => [index + 1, 0, 0]),
    ),
    ...labels.map((label) => image(labeledName(label), [colorOf(label)])),
    image("unlabeled", [[0, 0, 0]]),
  ];
}

export const labeledName = (label: string) => `labeled/${label}`;

/** A value for each label, in a list where separate instances are asked for. */
export function byLabel<Value>(task: Task, make: (label: string, position: number) => Value): Obj {
  const instances = instanceLabels(task.params.labels);
  const entries = leafLabels(task.params.labels).map((label, position) => {
    const value = make(label, position);
    return [label, instances.has(label) ? [value] : value];
  });
  return Object.fromEntries(entries);
}

/** Which index and color each label has in the images. Source: scaleapi-ruby, cassette of a segmentation task. */
export const labelMapping = (task: Task): Obj =>
  byLabel(task, (label, position) => ({
    index: position + 1,
    color: `#${Buffer.from(colorOf(label)).toString("hex")}`,
  }));

/** The frames of a task: its images, or as many as its frame rate gives in its seconds. */
function frameCount(task: Task): number {
  const images = strings(task.params.attachments).length;
  if (images > 0) return Math.min(images, MOST_FRAMES);
  const span = Array.isArray(task.params.duration_time) ? task.params.duration_time : [];
  const seconds = Math.max(1, finite(span[1], 3) - finite(span[0], 0));
  return Math.min(Math.max(1, Math.floor(seconds * finite(task.params.frame_rate, 1))), MOST_FRAMES);
}

interface Track {
  readonly uuid: string;
  readonly label: string;
  readonly geometry: string;
  readonly attributes: Obj;
  readonly drawn: Obj;
}

/** One track for each label of each geometry; nothing moves. */
function tracksOf(task: Task): Track[] {
  const geometries = isObject(task.params.geometries) ? task.params.geometries : {};
  return Object.entries(geometries).flatMap(([geometry, settings]) => {
    const shape = isObject(settings) ? settings : {};
    return leafLabels(shape.objects_to_annotate).map((label): Track => {
      const uuid = uuidFrom(`${task.id}/${geometry}/${label}`);
      const attributes = attributeValues(task.params.annotation_attributes, randomFrom(seedOf(uuid)));
      return { uuid, label, geometry, attributes, drawn: drawing(geometry, shape, randomFrom(seedOf(uuid))) };
    });
  });
}

/** What is on each frame. Source of the shape: docs.scale.com/reference/videoannotation-callback-format. */
function videoFrames(task: Task): Obj[] {
  const annotations = tracksOf(task).map(({ uuid, label, geometry, attributes, drawn }) => ({
    uuid,
    type: geometry,
    label,
    attributes,
    ...drawn,
  }));
  return Array.from({ length: frameCount(task) }, () => ({ annotations }));
}

/** What is on the film, by uuid. Source of the shape: docs.scale.com/reference/callback-format. */
function videoTracks(task: Task): Obj {
  const rate = finite(task.params.frame_rate, 1);
  const tracks = tracksOf(task).map(({ uuid, label, geometry, attributes, drawn }) => {
    const frames = Array.from({ length: frameCount(task) }, (_, key) => ({
      key,
      timestamp: key / Math.max(rate, 1),
      attributes,
      ...drawn,
    }));
    return [uuid, { label, geometry, frames }];
  });
  return Object.fromEntries(tracks);
}

const events = (task: Task): Obj[] =>
  strings(task.params.events_to_annotate).map((label, index) => ({ label, start: index, end: index + 1 }));

/** Rate k labels the frames 1, k+1, 2k+1. Source: docs.scale.com/reference, lidar annotation. */
function labeledFrames(task: Task): number[] {
  const rate = Math.max(1, Math.floor(finite(task.params.labeling_sample_rate, 1)));
  return Array.from({ length: strings(task.params.attachments).length }, (_, frame) => frame).filter(
    (frame) => frame % rate === 0,
  );
}

/** Source of a cuboid's fields: docs.scale.com/reference, lidar annotation callback format. */
function cuboids(task: Task): Obj[] {
  return labeledFrames(task).map((frame) => ({
    cuboids: leafLabels(task.params.labels).map((label, index) => {
      const uuid = uuidFrom(`${task.id}/cuboid/${label}`);
      const random = randomFrom(seedOf(uuid));
      const x = 5 + 4 * index + frame * 0.5;
      return {
        uuid,
        label,
        position: { x, y: 2, z: 0.8 },
        dimensions: { x: 4.2, y: 1.8, z: 1.6 },
        yaw: 0,
        stationary: false,
        camera_used: 0,
        numberOfPoints: 50 + Math.floor(random() * 500),
        distance_to_device: Math.round(Math.hypot(x, 2, 0.8) * 100) / 100,
        attributes: attributeValues(task.params.annotation_attributes, random),
      };
    }),
  }));
}

const POINTS = 24;

/** A number for each point of each frame. Source: docs.scale.com/reference/lidar-segmentation-response. */
function pointLabels(task: Task): Obj {
  const labels = leafLabels(task.params.labels);
  return {
    objects: labels.map((label, index) => ({ index: index + 1, label })),
    point_objects: labeledFrames(task).map((frame) =>
      Array.from({ length: POINTS }, (_, point) =>
        labels.length === 0 ? 0 : 1 + ((point + frame) % labels.length),
      ),
    ),
  };
}
