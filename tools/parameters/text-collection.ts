import * as z from "zod";
import { isObject } from "../json.ts";
import { once } from "../once.ts";
import { attachmentUrl, checkedObjects, text } from "./common.ts";
import { documented, fault, isEnough } from "./documented.ts";
import { formed } from "./form.ts";
import { listOf } from "./many.ts";

// Source: docs.scale.com/reference, text collection; scale.com/docs/api-reference/generative-ai.

export const unitFieldTypes = [
  "text",
  "boolean",
  "number",
  "datetime",
  "category",
  "select",
  "time_range",
] as const;
const fieldTypes = [...unitFieldTypes, "field_set", "form"] as const;

interface Choice {
  label: string;
  value: string | number | boolean;
  hint?: string | undefined;
  subchoices?: Choice[] | undefined;
  [key: string]: unknown;
}

const choice = once(
  (): z.ZodType<Choice> =>
    formed(
      z.lazy(() =>
        documented({
          label: text(),
          value: z.union([z.string(), z.number(), z.boolean()], "text, a number, or true or false"),
          hint: z.string().optional(),
          subchoices: listOf(choice()).optional(),
        }),
      ),
      { typeName: "FieldChoice" },
    ),
);

const count = () => z.int().min(1);

const described = once(() => ({
  field_id: text(),
  title: text(),
  description: z.string().optional(),
  hint: z.string().optional(),
  required: z.boolean().optional(),
  min_responses_required: count().optional(),
  max_responses_required: count().max(100).optional(),
  conditions: z.array(z.unknown()).optional(),
}));

interface Bounds {
  readonly [key: string]: unknown;
}

/** The first of each pair must not exceed the second; absent means 1. */
function boundFaults(
  value: Bounds,
  context: z.core.$RefinementCtx,
  pairs: readonly (readonly [string, string])[],
): void {
  for (const [least, most] of pairs) {
    const [low, high] = [value[least] ?? 1, value[most] ?? 1];
    if (value[least] === undefined && value[most] === undefined) continue;
    if (typeof low === "number" && typeof high === "number" && low > high)
      fault(
        context,
        value[most] === undefined ? [least] : [most],
        value[most] === undefined ? `at most ${most} (1)` : `at least ${least} (${low})`,
      );
  }
}

const responses = [["min_responses_required", "max_responses_required"]] as const;

const unit = (type: Exclude<(typeof unitFieldTypes)[number], "category" | "text">) =>
  documented({ type: z.literal(type), ...described() }).superRefine((value, context) =>
    boundFaults(value, context, responses),
  );

const textField = () =>
  documented({ type: z.literal("text"), ...described(), max_characters: count().optional() }).superRefine(
    (value, context) => boundFaults(value, context, responses),
  );

const category = () =>
  documented({
    type: z.literal("category"),
    ...described(),
    choices: listOf(choice()).min(1),
    min_choices: z.int().min(0).optional(),
    max_choices: count().optional(),
  }).superRefine((value, context) =>
    boundFaults(value, context, [...responses, ["min_choices", "max_choices"]]),
  );

const inlineTypes: readonly unknown[] = ["text", "number"];

const fieldSet = () =>
  documented({
    type: z.literal("field_set"),
    ...described(),
    fields: listOf(z.lazy(field)).min(2),
    inline: z.boolean().optional(),
  }).superRefine((value, context) => {
    boundFaults(value, context, responses);
    const fields: readonly unknown[] = value.fields;
    const fits =
      fields.length <= 2 && fields.every((item) => isObject(item) && inlineTypes.includes(item.type));
    if (value.inline === true && !fits)
      fault(
        context,
        ["inline"],
        "false or absent unless there are at most two fields, of type text or number",
      );
  });

/** A kind that the documents name and don't describe: only its own name is checked. */
const form = () => z.looseObject({ type: z.literal("form") });

const field = once(
  (): z.ZodType =>
    formed(
      z.discriminatedUnion(
        "type",
        [
          textField(),
          unit("boolean"),
          unit("number"),
          unit("datetime"),
          category(),
          unit("select"),
          unit("time_range"),
          fieldSet(),
          form(),
        ],
        {
          error: (issue) =>
            issue.code === "invalid_union" ? `a field with type one of ${fieldTypes.join(", ")}` : undefined,
        },
      ),
      { typeName: "Field" },
    ),
);

/** Reports fields with an id that another one has, those inside field sets too; `path` leads to the list. */
function reportRepeats(
  context: z.core.$RefinementCtx,
  list: readonly unknown[],
  path: readonly (string | number)[] = [],
  seen = new Set<unknown>(),
): void {
  for (const [index, item] of list.entries()) {
    if (isEnough(context)) return;
    if (!isObject(item)) continue;
    const { field_id: id, fields: inner } = item;
    if (id !== undefined && seen.has(id))
      fault(context, [...path, index, "field_id"], "an id that no other field has");
    seen.add(id);
    if (Array.isArray(inner)) reportRepeats(context, inner, [...path, index, "fields"], seen);
  }
}

export const fields = () =>
  checkedObjects(() =>
    listOf(field())
      .min(1)
      .superRefine((value, context) => reportRepeats(context, value)),
  ).describe(
    "Questions in order: [{type: text, boolean, number, datetime, category, select or time_range; field_id; title; description; hint; required; min_responses_required; max_responses_required}]; category adds choices [{label, value}], min_choices, max_choices; {type: field_set, field_id, title, fields: [two or more]} groups them.",
  );

const attachmentTypes = ["pdf", "image", "text", "video", "website", "audio"] as const;

const attachment = () => {
  const url = attachmentUrl();
  return documented({
    type: z.enum(attachmentTypes),
    content: text(),
    forms: z.array(z.unknown()).optional(),
  }).superRefine((value, context) => {
    if (value.type !== "text" && !url.safeParse(value.content).success)
      fault(context, ["content"], "an http, https, s3, gs or scaledata URL");
  });
};

export const typedAttachments = () =>
  checkedObjects(() => listOf(attachment())).describe(
    "What to read: [{type: pdf, image, text, video, website or audio; content: URL or text}].",
  );
