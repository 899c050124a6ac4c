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
    case "videoplaybackannotation":
      return [json("annotations", videoTracks)];
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
  return [
    image("combined", colors),
    image("labeled", [...colors].reverse()),
    image("unlabeled", [[0, 0, 0]]),
  ];
}

/** Which index and color each label has in the images. Source: scaleapi-ruby, cassette of a segmentation task. */
export function labelMapping(task: Task): Obj {
  const instances = instanceLabels(task.params.labels);
  return Object.fromEntries(
    leafLabels(task.params.labels).map((label, position) => {
      const color = `#${Buffer.from(colorOf(label)).toString("hex")}`;
      const entry = { index: position + 1, color };
      return [label, instances.has(label) ? [entry] : entry];
    }),
  );
}

/** The frames of a task: its images, or as many as its frame rate gives in its seconds. */
function frameCount(task: Task): number {
  const images = strings(task.params.attachments).length;
  if (images > 0) return Math.min(images, MOST_FRAMES);
  const span = Array.isArray(task.params.duration_time) ? task.params.duration_time : [];
  const seconds = Math.max(1, finite(span[1], 3) - finite(span[0], 0));
  return Math.min(Math.max(1, Math.floor(seconds * finite(task.params.frame_rate, 1))), MOST_FRAMES);
}

/** Source of the shape: docs.scale.com/reference, video playback callback format. */
function videoTracks(task: Task): Obj {
  const geometries = isObject(task.params.geometries) ? task.params.geometries : {};
  const frames = frameCount(task);
  const tracks = Object.entries(geometries).flatMap(([geometry, settings]) => {
    const shape = isObject(settings) ? settings : {};
    return leafLabels(shape.objects_to_annotate).map((label) => {
      const uuid = uuidFrom(`${task.id}/${geometry}/${label}`);
      const random = randomFrom(seedOf(uuid));
      const attributes = attributeValues(task.params.annotation_attributes, random);
      return [
        uuid,
        {
          label,
          geometry,
          frames: Array.from({ length: frames }, (_, key) => ({
            key,
            attributes,
            ...drawing(geometry, shape, randomFrom(seedOf(uuid))),
          })),
        },
      ];
    });
  });
  return Object.fromEntries(tracks);
}

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
    frame,
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

function pointLabels(task: Task): Obj {
  const labels = leafLabels(task.params.labels);
  return {
    labels,
    point_segmentations: labeledFrames(task).map((frame) => ({
      frame,
      label_indices: Array.from(
        { length: POINTS },
        (_, point) => (point + frame) % Math.max(1, labels.length),
      ),
    })),
  };
}
