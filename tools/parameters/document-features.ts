import * as z from "zod";
import { checkedObjects, text } from "./common.ts";
import { documented } from "./documented.ts";
import { formed } from "./form.ts";
import { listOf } from "./many.ts";

// Source: docs.scale.com/reference, document transcription (content flags).
const flags = [
  "line",
  "key",
  "value",
  "thead",
  "tbody",
  "date",
  "money",
  "checkbox",
  "region",
  "query",
  "span",
] as const;

const flagged = () => ({ flags: listOf(z.enum(flags)).optional() });

const feature = () =>
  formed(
    z.discriminatedUnion(
      "type",
      [
        documented({ type: z.literal("text"), label: text(), ...flagged() }),
        documented({ type: z.literal("block"), label: text(), ...flagged() }),
        // The members of a group are not documented: they pass.
        documented({ type: z.literal("group"), title: text(), ...flagged() }),
      ],
      {
        error: (issue) =>
          issue.code === "invalid_union" ? "a feature with type text, block or group" : undefined,
      },
    ),
    { typeName: "DocumentFeature" },
  );

export const features = () =>
  checkedObjects(() => listOf(feature())).describe(
    "What to transcribe: [{type: text or block, label, flags}] or {type: group, title}.",
  );
