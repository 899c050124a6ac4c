import * as z from "zod";
import type { Rule, RuleFault, ToolFacts } from "../define.ts";
import type { JsonObject } from "../json.ts";
import { get, post } from "../request.ts";
import { attachmentUrl, freeObject, httpUrl, jsonBytes, segment, text, texts, urlOrEmail } from "./common.ts";
import { settleTask } from "./settle-task.ts";

// Source of the limits: scaleapi-node, video requests (tags, metadata); docs.scale.com/reference.

/** Tags on a task. */
export const mostTags = 5;
/** Metadata on a task, in bytes of UTF-8 JSON. */
export const mostMetadataBytes = 10_240;

export const taskId = () => segment().describe("task_id (LIST_TASKS).");

export const batchName = () => segment().describe("Batch name (LIST_BATCHES).");

export const tags = () => texts(mostTags);

export const metadata = () =>
  freeObject().refine((value) => jsonBytes(value) <= mostMetadataBytes, {
    message: `an object of at most ${mostMetadataBytes} bytes as JSON`,
  });

export const batch = () => text().describe("Batch name (LIST_BATCHES); implies its project.");
export const project = () => text().describe("Project name (LIST_PROJECTS).");
export const instruction = () => text().describe("Markdown for the annotators.");
export const uniqueId = () =>
  text().describe(
    "Your own id, unique in the account: a second task with it is refused, so nothing is paid twice.",
  );
export const clearUniqueId = () => z.boolean().describe("Free unique_id if the task errors.");
export const callbackUrl = () => urlOrEmail().describe("URL or email told when done.");
export const callbackHttpUrl = () => httpUrl().describe("URL told when done.");

/** 10, 20 or 30, published as an enumeration of whole numbers. */
export const priority = () => z.literal([10, 20, 30]).meta({ type: "integer" }).describe("Higher is sooner.");

export const pixels = () => z.int();

export const imageUrl = () => attachmentUrl().describe("Image URL, or attachment_url of an uploaded file.");

/** What every create of a task is; `type` is the kind that Scale calls it. */
export const paidTask = <Type extends string>(type: Type) =>
  ({
    toolset: "tasks",
    effect: "create",
    destructive: false,
    idempotent: false,
    retry: "settle",
    keyed: true,
    spends: true,
    answer: "task",
    lookWith: "LIST_TASKS by unique_id, or by project or batch and start_time",
    request: (input: JsonObject) => post`/task/${type}`.json(input),
    settle: (input: JsonObject) => settleTask(type, input),
  }) as const satisfies Partial<ToolFacts> & { request: unknown; settle: unknown };

/** What every create of a task takes. */
export const common = () => ({
  tags: tags().optional(),
  batch: batch().optional(),
  project: project().optional(),
  metadata: metadata().optional(),
  unique_id: uniqueId().optional(),
});

interface Attachments {
  attachment?: string | undefined;
  attachments?: readonly string[] | undefined;
}

/** One of attachment and attachments is needed; source: docs.scale.com/reference/errors. */
export const someAttachment: Rule<Attachments> = {
  over: ["attachment", "attachments"],
  check: ({ attachment, attachments }) =>
    attachment === undefined && attachments === undefined
      ? [{ path: ["attachment"], allowed: "this, or attachments with a list of URLs", missing: true }]
      : [],
};

interface VideoSource extends Attachments {
  attachment_type?: "image" | "video" | undefined;
}

/** Video files come as one attachment, frames as a list of attachments; source: scaleapi-node, video requests. */
export function videoSource(input: VideoSource, fileRequired: boolean): RuleFault[] {
  const { attachment, attachments, attachment_type: type } = input;
  if (type === "image")
    return attachments === undefined
      ? [
          {
            path: ["attachments"],
            allowed: "the image URLs of the frames, since attachment_type is image",
            missing: true,
          },
        ]
      : [];
  const faults: RuleFault[] = [];
  if (attachment === undefined && !fileRequired && type === "video")
    faults.push({
      path: ["attachment"],
      allowed: "the video's URL, since attachment_type is video",
      missing: true,
    });
  if (attachments !== undefined)
    faults.push({
      path: ["attachments"],
      allowed: "absent unless attachment_type is image: a video comes as attachment",
    });
  return faults;
}

/** One task; two documented tools make this request. */
export const oneTask = ({ task_id }: { task_id: string }) => get`/task/${task_id}`;
