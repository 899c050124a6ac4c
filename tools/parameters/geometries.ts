import * as z from "zod";
import { isObject, type JsonObject } from "../json.ts";
import { slipOf } from "../nearest.ts";
import { checkedObject, text } from "./common.ts";
import { adopt, documented, fault, isEnough } from "./documented.ts";
import { formed } from "./form.ts";
import { choicesOf, label, namesOf } from "./labels.ts";
import { listOf } from "./many.ts";

// Source of the shapes and their options: docs.scale.com/reference, geometries; scaleapi-node, Geometries.

const labels = () => listOf(label());
const size = () => z.number().min(0);

const box = () =>
  documented({
    objects_to_annotate: labels().optional(),
    min_height: size().optional(),
    min_width: size().optional(),
    can_rotate: z.boolean().optional(),
    integer_pixels: z.boolean().optional(),
  }).superRefine((value, context) => {
    if (value.can_rotate === true && value.integer_pixels === true)
      fault(context, ["integer_pixels"], "false or absent where can_rotate is true");
  });

/** Polygons and lines: corners, at least one, and no upper bound where `max_vertices` is null. */
const path = () =>
  documented({
    objects_to_annotate: labels().optional(),
    min_vertices: z.int().min(1).optional(),
    max_vertices: z.int().min(1).nullable().optional(),
  }).superRefine((value, context) => {
    const least = value.min_vertices ?? 1;
    if (typeof value.max_vertices === "number" && typeof least === "number" && value.max_vertices < least)
      fault(context, ["max_vertices"], `at least min_vertices (${least})`);
  });

const point = () =>
  documented({
    objects_to_annotate: labels(),
    connections: listOf(
      documented({ pair: listOf(text(), 2).min(2), connection_attribute: z.string().optional() }),
    ).optional(),
    x: z.number().optional(),
    y: z.number().optional(),
  });

const ellipse = () =>
  documented({ objects_to_annotate: labels().optional(), vertices: z.array(z.unknown()).optional() });

const cuboid = () =>
  documented({
    objects_to_annotate: labels().optional(),
    min_height: size().optional(),
    min_width: size().optional(),
    camera_intrinsics: documented({
      fx: z.number(),
      fy: z.number(),
      cx: z.number(),
      cy: z.number(),
      skew: z.number().optional(),
      scalefactor: z.number().optional(),
    }).optional(),
    camera_rotation_quaternion: documented({
      w: z.number(),
      x: z.number(),
      y: z.number(),
      z: z.number(),
    }).optional(),
    camera_height: z.number().optional(),
  });

const shapes = () => ({
  box: box(),
  polygon: path(),
  line: path(),
  point: point(),
  ellipse: ellipse(),
  cuboid: cuboid(),
});
export const shapeNames = ["box", "polygon", "line", "point", "cuboid", "ellipse"] as const;

const schema = () => {
  const known = z.object(shapes()).partial();
  const open = formed(z.custom<JsonObject>(isObject, "an object"), {
    full: () => known.strict(),
    typeName: "Geometries",
  });
  return open.superRefine((value, context) => {
    const names = Object.keys(value);
    for (const name of names) {
      if (isEnough(context)) return;
      if (Object.hasOwn(known.shape, name)) continue;
      const near = slipOf(name, shapeNames);
      const params = { unknown: true, known: shapeNames, ...(near === undefined ? {} : { near }) };
      context.addIssue({ code: "custom", path: [name], params, message: "" });
    }
    if (names.length === 0) fault(context, [], `an object with at least one of ${shapeNames.join(", ")}`);
    adopt(context, known, value);
  });
};

/** The shapes that annotators may draw; the names of shapes are closed. */
export const geometries = () =>
  checkedObject(schema).describe(
    "One or more of box, polygon, line, point, cuboid, ellipse, each {objects_to_annotate: [label or {choice, subchoices, display}]}. Box adds min_height, min_width, can_rotate or integer_pixels; polygon, line: min_vertices, max_vertices; point: connections [{pair: [label, label]}]; cuboid: min_height, min_width, camera_intrinsics.",
  );

const configs = (value: unknown): unknown[] => (isObject(value) ? Object.values(value) : []);
const listed = (config: unknown) => (isObject(config) ? config.objects_to_annotate : undefined);

/** Labels that the geometries let annotators choose. */
export const geometryChoices = (value: unknown) =>
  configs(value).flatMap((config) => choicesOf(listed(config)));

/** Labels that the geometries name, headings too. */
export const geometryNames = (value: unknown) => configs(value).flatMap((config) => namesOf(listed(config)));
