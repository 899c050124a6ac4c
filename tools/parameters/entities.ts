import * as z from "zod";
import { checkedObjects, text } from "./common.ts";
import { documented, fault, repeats } from "./documented.ts";

// Source: docs.scale.com/reference, named entity recognition; scaleapi-python-client, tests/test_client.py.

interface EntityLabel {
  name: string;
  description?: string | undefined;
  display_name?: string | undefined;
  children?: EntityLabel[] | undefined;
  attributes?: unknown;
  [key: string]: unknown;
}

const entityLabel: z.ZodType<EntityLabel> = z.lazy(() =>
  documented({
    name: text(),
    description: z.string().optional(),
    display_name: z.string().optional(),
    children: z.array(entityLabel).optional(),
    attributes: z.unknown().optional(),
  }),
);

export const entityLabels = () =>
  checkedObjects(() => z.array(entityLabel).min(1)).describe("Kinds of entity: [{name, description}].");

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
    z.array(relationship()).superRefine((value, context) => {
      const named = value.some((item) => item.name !== undefined || item.display_name !== undefined);
      value.forEach((item, index) => {
        if (!named) return;
        for (const key of ["name", "display_name"] as const) {
          if (item[key] === undefined)
            fault(
              context,
              [index, key],
              "given, since relationships are all named (name and display_name) or all unnamed",
            );
        }
      });
      for (const index of repeats(value.map((item) => item.name)))
        fault(context, [index, "name"], "a name that no other relationship has");
    }),
  ).describe(
    "[{name, display_name, is_directed, source_label, target_label}], all with name and display_name or none.",
  );
