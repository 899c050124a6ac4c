import * as z from "zod";
import { isObject } from "../json.ts";
import { once } from "../once.ts";
import { checkedObjects, text } from "./common.ts";
import { documented, fault, isEnough, repeats } from "./documented.ts";
import { formed } from "./form.ts";
import { listOf } from "./many.ts";

// Source: docs.scale.com/reference, named entity recognition; scaleapi-python-client, tests/test_client.py.

interface EntityLabel {
  name: string;
  description?: string | undefined;
  display_name?: string | undefined;
  children?: EntityLabel[] | undefined;
  attributes?: unknown;
  [key: string]: unknown;
}

const entityLabel = once(
  (): z.ZodType<EntityLabel> =>
    formed(
      z.lazy(() =>
        documented({
          name: text(),
          description: z.string().optional(),
          display_name: z.string().optional(),
          children: listOf(entityLabel()).optional(),
          attributes: z.unknown().optional(),
        }),
      ),
      { typeName: "EntityLabel" },
    ),
);

export const entityLabels = () =>
  checkedObjects(() => listOf(entityLabel()).min(1)).describe("Kinds of entity: [{name, description}].");

const relationship = () =>
  documented({
    name: text().optional(),
    display_name: text().optional(),
    is_directed: z.boolean().optional(),
    source_label: z.string().optional(),
    target_label: z.string().optional(),
  });

/** Relationships have a name and a display name, or neither; the two kinds never mix. */
export const relationships = () =>
  checkedObjects(() =>
    listOf(relationship()).superRefine((value: readonly unknown[], context) => {
      if (isEnough(context)) return;
      // Items that are no objects are refused already.
      const items = value.map((item) => (isObject(item) ? item : undefined));
      const named = items.some((item) => item?.name !== undefined || item?.display_name !== undefined);
      for (const [index, item] of items.entries()) {
        if (!named || isEnough(context)) break;
        for (const key of ["name", "display_name"] as const) {
          if (item !== undefined && item[key] === undefined)
            fault(
              context,
              [index, key],
              "given, since relationships are all named (name and display_name) or all unnamed",
            );
        }
      }
      for (const index of repeats(items.map((item) => item?.name)))
        fault(context, [index, "name"], "a name that no other relationship has");
    }),
  ).describe(
    "[{name, display_name, is_directed, source_label, target_label}], all with name and display_name or none.",
  );
