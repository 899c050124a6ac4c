import * as z from "zod";
import type { RuleFault } from "../define.ts";
import { isObject, type JsonObject } from "../json.ts";
import { attachmentUrl, checkedObject, checkedObjects } from "./common.ts";
import { adopt, documented } from "./documented.ts";
import { strangeLabels } from "./labels.ts";

/**
 * Annotations given with a task: a hypothesis, base annotations or a layer. Their items mirror the task's
 * response, so what is documented of them is only that they are lists of objects.
 */
const items = () => z.array(z.custom<JsonObject>(isObject, "an object"));

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
    z.record(
      z.string(),
      documented({
        is_bidirectional: z.boolean().optional(),
        from_allowed_labels: z.array(z.string()).optional(),
        to_allowed_labels: z.array(z.string()).optional(),
      }),
    ),
  ).describe("Name → {is_bidirectional, from_allowed_labels, to_allowed_labels}.");

export const contextAttachments = () =>
  checkedObjects(() => z.array(documented({ attachment: attachmentUrl() }))).describe(
    "Images to look at only: [{attachment: url}], not the task's own.",
  );

/** Context attachments must not repeat the task's own attachment. */
export function contextFaults(
  context: readonly { attachment?: unknown }[] | undefined,
  own: string | undefined,
): RuleFault[] {
  return (context ?? []).flatMap((item, index) =>
    own !== undefined && item.attachment === own
      ? [
          {
            path: ["context_attachments", index, "attachment"],
            allowed: "another image than the task's attachment",
          },
        ]
      : [],
  );
}

/** Links must name labels that the task has. */
export function linkFaults(value: unknown, labels: readonly string[]): RuleFault[] {
  if (!isObject(value) || labels.length === 0) return [];
  return Object.entries(value).flatMap(([name, link]) =>
    (["from_allowed_labels", "to_allowed_labels"] as const).flatMap((side) =>
      strangeLabels(isObject(link) ? link[side] : undefined, labels, ["links", name, side]),
    ),
  );
}

/** The annotations in a hypothesis or in base annotations, which come as a list, as `annotations` or by frame. */
function listed(
  value: unknown,
  path: RuleFault["path"],
): { annotation: JsonObject; path: RuleFault["path"] }[] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) =>
      isObject(item) ? [{ annotation: item, path: [...path, index] }] : [],
    );
  return isObject(value)
    ? Object.entries(value).flatMap(([key, inner]) =>
        Array.isArray(inner) ? listed(inner, [...path, key]) : [],
      )
    : [];
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
  const offered = isObject(geometries) ? Object.keys(geometries) : undefined;
  const odd = listed(value, [name]).flatMap(({ annotation: { type, label }, path }) => [
    ...(offered !== undefined && typeof type === "string" && !offered.includes(type)
      ? [{ path: [...path, "type"], allowed: `the geometries offer no ${JSON.stringify(type)}` }]
      : []),
    ...(labels.length > 0 && typeof label === "string" && !labels.includes(label)
      ? [{ path: [...path, "label"], allowed: `the task offers no label ${JSON.stringify(label)}` }]
      : []),
  ]);
  return odd.slice(0, mostStrangers);
}
