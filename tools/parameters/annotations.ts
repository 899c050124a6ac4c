import * as z from "zod";
import type { RuleFault } from "../define.ts";
import { mostFaults } from "../faults.ts";
import { isObject, type JsonObject } from "../json.ts";
import { attachmentUrl, checkedObject, checkedObjects } from "./common.ts";
import { adopt, documented } from "./documented.ts";
import { strangeLabels } from "./labels.ts";
import { listOf, mapOf } from "./many.ts";

/**
 * Annotations given with a task: a hypothesis, base annotations or a layer. Their items mirror the task's
 * response, so what is documented of them is only that they are lists of objects.
 */
const items = () => listOf(z.custom<JsonObject>(isObject, "an object"));

/** `{annotations: [...]}`, or a file of them as `{annotations: {url}}`; source: scaleapi-node, video requests. */
const response = () =>
  documented({ annotations: z.union([items(), z.looseObject({})], "a list of annotations").optional() });

export const hypothesis = () =>
  checkedObject(response).describe("Pre-labels in the form of this task's response.");

export const anyBaseAnnotations = () =>
  z
    .unknown()
    .superRefine((value, context) => {
      if (isObject(value)) adopt(context, response(), value);
    })
    .describe("Pre-drawn annotations to edit, {annotations: [...]} as in the response.");

/** Keyed by frame, or `{annotations}`: the documents have both, so neither is demanded. */
export const frameAnnotations = () =>
  checkedObject(() => z.looseObject({})).describe("Pre-drawn annotations: frame → list.");

const list = () => items().optional();

/** Source: docs.scale.com/reference, layers. */
export const layer = () =>
  checkedObject(() =>
    documented({ boxes: list(), lines: list(), cuboids: list(), polygons: list() }),
  ).describe("Read-only drawings: {boxes, lines, cuboids, polygons}.");

/** Source: scaleapi-node, Links. */
export const links = () =>
  checkedObject(() =>
    mapOf(
      documented({
        is_bidirectional: z.boolean().optional(),
        from_allowed_labels: listOf(z.string()).optional(),
        to_allowed_labels: listOf(z.string()).optional(),
      }),
    ),
  ).describe("Name → {is_bidirectional, from_allowed_labels, to_allowed_labels}.");

export const contextAttachments = () =>
  checkedObjects(() => listOf(documented({ attachment: attachmentUrl() }))).describe(
    "Images to look at only: [{attachment: url}], not the task's own.",
  );

/** Context attachments must not repeat the task's own attachment. */
export function contextFaults(
  context: readonly { attachment?: unknown }[] | undefined,
  own: string | undefined,
): RuleFault[] {
  const faults: RuleFault[] = [];
  for (const [index, { attachment }] of (context ?? []).entries()) {
    if (own === undefined || faults.length >= mostFaults) break;
    if (attachment === own)
      faults.push({
        path: ["context_attachments", index, "attachment"],
        allowed: "another image than the task's attachment",
      });
  }
  return faults;
}

/** Links must name labels that the task has. */
export function linkFaults(value: unknown, labels: readonly string[]): RuleFault[] {
  if (!isObject(value) || labels.length === 0) return [];
  const lists = Object.entries(value).flatMap(([name, link]) =>
    (["from_allowed_labels", "to_allowed_labels"] as const).map((side) => ({
      named: isObject(link) ? link[side] : undefined,
      path: ["links", name, side],
    })),
  );
  return strangeLabels(lists, labels);
}

interface Annotation {
  readonly annotation: JsonObject;
  readonly path: RuleFault["path"];
}

/** The annotations in a hypothesis or in base annotations, which come as a list, as `annotations` or by frame. */
function* listed(value: unknown, ...path: RuleFault["path"]): Generator<Annotation> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      if (isObject(item)) yield { annotation: item, path: [...path, index] };
  } else if (isObject(value)) {
    for (const key of Object.keys(value))
      if (Array.isArray(value[key])) yield* listed(value[key], ...path, key);
  }
}

/** Nobody reads more warnings of one kind. */
const mostStrangers = 10;

/** What pre-drawn annotations use and the task doesn't offer: told, not refused, as Scale's documents are unsure. */
export function strangers(
  name: string,
  value: unknown,
  geometries: unknown,
  labels: readonly string[],
): RuleFault[] {
  const shapes = isObject(geometries) ? new Set(Object.keys(geometries)) : undefined;
  const choices = labels.length === 0 ? undefined : new Set(labels);
  const odd: RuleFault[] = [];
  for (const { annotation, path } of listed(value, name)) {
    if (odd.length >= mostStrangers) break;
    const { type, label } = annotation;
    if (typeof type === "string" && shapes?.has(type) === false)
      odd.push({ path: [...path, "type"], allowed: `the geometries offer no ${JSON.stringify(type)}` });
    if (typeof label === "string" && choices?.has(label) === false)
      odd.push({ path: [...path, "label"], allowed: `the task offers no label ${JSON.stringify(label)}` });
  }
  return odd.slice(0, mostStrangers);
}
