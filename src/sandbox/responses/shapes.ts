import { randomFrom, seedOf, uuidFrom } from "../ids.ts";
import { compact, isObject, type Obj } from "../json.ts";
import type { Task } from "../records.ts";
import { attributeValues, finite, leafLabels } from "./labels.ts";

export const IMAGE = { width: 1280, height: 720 };

interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * One annotation for each label of each geometry.
 * Source of the shapes: docs.scale.com/reference, image annotation callback format.
 */
export function annotations(task: Task): Obj[] {
  const geometries = isObject(task.params.geometries) ? task.params.geometries : {};
  return Object.entries(geometries).flatMap(([type, settings]) => {
    const shape = isObject(settings) ? settings : {};
    return leafLabels(shape.objects_to_annotate).map((label) => {
      const uuid = uuidFrom(`${task.id}/${type}/${label}`);
      const random = randomFrom(seedOf(uuid));
      return {
        uuid,
        type,
        label,
        attributes: attributeValues(task.params.annotation_attributes, random),
        ...drawing(type, shape, random),
      };
    });
  });
}

/** The numbers that describe one shape of a geometry. */
export function drawing(type: string, shape: Obj, random: () => number): Obj {
  const area = place(shape, random);
  switch (type) {
    case "box":
      return shape.can_rotate === true ? { ...area, rotation: 0, vertices: corners(area) } : { ...area };
    case "point":
      return { x: area.left, y: area.top };
    case "polygon":
    case "line":
      return { vertices: outline(area, vertexCount(type, shape)) };
    default:
      return { vertices: corners(area) };
  }
}

function place(shape: Obj, random: () => number): Area {
  const width = Math.max(finite(shape.min_width, 0), 40 + Math.floor(random() * 200));
  const height = Math.max(finite(shape.min_height, 0), 40 + Math.floor(random() * 160));
  return {
    left: Math.floor(random() * Math.max(1, IMAGE.width - width)),
    top: Math.floor(random() * Math.max(1, IMAGE.height - height)),
    width,
    height,
  };
}

function vertexCount(type: string, shape: Obj): number {
  const least = Math.max(type === "line" ? 2 : 3, finite(shape.min_vertices, 1));
  const most = Math.max(least, finite(shape.max_vertices, Number.POSITIVE_INFINITY));
  return Math.min(Math.max(least, type === "line" ? 2 : 4), most, 1000);
}

function outline(area: Area, count: number): Obj[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count;
    return {
      x: Math.round(area.left + (area.width / 2) * (1 + Math.cos(angle))),
      y: Math.round(area.top + (area.height / 2) * (1 + Math.sin(angle))),
    };
  });
}

export function corners({ left, top, width, height }: Area): Obj[] {
  return [
    { x: left, y: top },
    { x: left + width, y: top },
    { x: left + width, y: top + height },
    { x: left, y: top + height },
  ];
}

/** The place of a passage on a page. */
export function passage(geometry: unknown, index: number): Obj {
  const area = { left: 80, top: 60 + (index % 20) * 45, width: 320, height: 30 };
  return geometry === "polygon"
    ? compact({ type: "polygon", vertices: corners(area) })
    : { type: "box", ...area };
}
