import { defineTool } from "../define.ts";
import { isObject } from "../json.ts";
import { checkedObjects, text } from "../parameters/common.ts";
import { documented, fault, repeats } from "../parameters/documented.ts";
import { listOf } from "../parameters/many.ts";
import { post } from "../request.ts";

/** Source: scaleapi-python-client, `set_studio_batches_priorities`. */
export const setBatchPriorities = defineTool({
  name: "SCALE_AI_SET_BATCH_PRIORITIES",
  title: "Set Batch Priorities",
  toolset: "studio",
  effect: "update",
  destructive: true,
  idempotent: true,
  retry: "safe",
  answer: "batches",
  description:
    "Order Studio's pending batches, first is most urgent. List every batch of GET_STUDIO_BATCHES, re-ordered; a partial list is refused. Replaces the old order.",
  example: {
    batches: [{ name: "receipts-week-23" }, { name: "orchard-june" }, { name: "orchard-calibration" }],
  },
  input: () => ({
    batches: checkedObjects(() =>
      listOf(documented({ name: text() }))
        .min(1)
        .superRefine((value: readonly unknown[], context) => {
          for (const index of repeats(value.map((item) => (isObject(item) ? item.name : undefined))))
            fault(context, [index, "name"], "a batch that is not in the list already");
        }),
    ).describe("[{name}] in the new order."),
  }),
  request: (input) => post`/studio/batches/set_priorities`.json(input),
});
