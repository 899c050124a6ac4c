import type { WrongInput } from "./build.ts";
import { createTools, notUrls, wrong, wrongWithout } from "./build.ts";

const each = (
  short: string,
  name: string,
  why: string,
  values: readonly unknown[],
  names: readonly string[] = [name],
): WrongInput[] =>
  values.map((value) => wrong(short, `${name}: ${why}: ${JSON.stringify(value)}`, { [name]: value }, names));

const priorities: readonly WrongInput[] = [
  ...[
    "CREATE_IMAGE_ANNOTATION_TASK",
    "CREATE_LIDAR_ANNOTATION_TASK",
    "CREATE_LIDAR_SEGMENTATION_TASK",
    "CREATE_VIDEO_ANNOTATION_TASK",
    "CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK",
  ].flatMap((short) => each(short, "priority", "only 10, 20 and 30", [0, 15, 40, 100, -10])),
  ...each("CREATE_TEXT_COLLECTION_TASK", "priority", "only 10 to 50 in tens", [0, 5, 35, 60]),
  ...each("CREATE_DOCUMENT_TRANSCRIPTION_TASK", "priority", "0 to 100", [-1, 101, 1000]),
];

const enumerations: readonly WrongInput[] = [
  ...each("CREATE_DOCUMENT_TRANSCRIPTION_TASK", "geometry", "box or polygon", ["line", "Box", "", "boxes"]),
  ...["CREATE_LIDAR_ANNOTATION_TASK", "CREATE_LIDAR_SEGMENTATION_TASK"].flatMap((short) =>
    each(short, "attachment_type", "json or protobuf", ["image", "JSON", "pcd", ""]),
  ),
  ...each("CREATE_SEGMENTATION_ANNOTATION_TASK", "attachment_type", "only image", ["video", "png"]),
  ...["CREATE_VIDEO_ANNOTATION_TASK", "CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK"].flatMap((short) =>
    each(short, "attachment_type", "image or video", ["images", "mp4", "json"]),
  ),
];

const tags: readonly WrongInput[] = [...createTools, "ADD_TASK_TAGS"].map((short) =>
  wrong(short, "a task has at most 5 tags", { tags: ["a", "b", "c", "d", "e", "f"] }, ["tags"]),
);

/** JSON of `{"k":"…"}` with exactly this many bytes. */
const metadataOf = (bytes: number) => ({ k: "x".repeat(bytes - '{"k":""}'.length) });

const metadata: readonly WrongInput[] = [...createTools, "SET_TASK_METADATA"].flatMap((short) => [
  wrong(short, "one byte more than 10 KB of metadata", { metadata: metadataOf(10_241) }, ["metadata"]),
  wrong(short, "more than 10 KB in UTF-8, though fewer characters", { metadata: { k: "é".repeat(5_200) } }, [
    "metadata",
  ]),
  wrong(short, "metadata is a list", { metadata: [{ k: "v" }] }, ["metadata"]),
]);

const fiftyOne = Array.from({ length: 51 }, (_, index) => `label ${index + 1}`);
const labels: readonly WrongInput[] = [
  ...["CREATE_LIDAR_ANNOTATION_TASK", "CREATE_SEGMENTATION_ANNOTATION_TASK"].map((short) =>
    wrong(short, "at most 50 labels", { labels: fiftyOne }, ["labels"]),
  ),
  wrong(
    "CREATE_SEGMENTATION_ANNOTATION_TASK",
    "a label description without choice",
    {
      labels: ["sky", { display: "Road" }],
    },
    ["labels", "choice"],
  ),
  wrong(
    "CREATE_SEGMENTATION_ANNOTATION_TASK",
    "a nested label description without choice",
    {
      labels: [{ choice: "crop", subchoices: [{ display: "Wheat" }] }],
    },
    ["labels", "choice"],
  ),
  wrong(
    "CREATE_SEGMENTATION_ANNOTATION_TASK",
    "a list in the list of labels",
    { labels: [["sky", "road"]] },
    ["labels"],
  ),
  wrong(
    "CREATE_SEGMENTATION_ANNOTATION_TASK",
    "subchoices that are no list",
    {
      labels: [{ choice: "crop", subchoices: { first: "wheat" } }],
    },
    ["labels", "subchoices"],
  ),
  wrong(
    "CREATE_SEGMENTATION_ANNOTATION_TASK",
    "a misspelt key of a label",
    {
      labels: [{ choice: "cow", instance_lable: true }],
    },
    ["labels", "instance_lable", "instance_label"],
  ),
  wrong(
    "CREATE_SEGMENTATION_ANNOTATION_TASK",
    "a misspelt key of a nested label",
    {
      labels: [{ choice: "crop", subchoices: [{ choice: "maize", dispaly: "Corn" }] }],
    },
    ["labels", "dispaly", "display"],
  ),
];

const urls: readonly WrongInput[] = [
  ...[
    "CREATE_DOCUMENT_TRANSCRIPTION_TASK",
    "CREATE_IMAGE_ANNOTATION_TASK",
    "CREATE_SEGMENTATION_ANNOTATION_TASK",
    "CREATE_VIDEO_ANNOTATION_TASK",
    "CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK",
  ].flatMap((short) => each(short, "attachment", "no URL that Scale can fetch", notUrls)),
  ...["CREATE_LIDAR_ANNOTATION_TASK", "CREATE_LIDAR_SEGMENTATION_TASK"].flatMap((short) =>
    notUrls.map((url) =>
      wrong(
        short,
        `attachments: the second is no URL that Scale can fetch: ${JSON.stringify(url)}`,
        { attachments: ["https://frames.example.com/0.json", url] },
        ["attachments"],
      ),
    ),
  ),
  wrongWithout(
    "CREATE_DOCUMENT_TRANSCRIPTION_TASK",
    "attachments: not a URL among them",
    "attachment",
    ["attachments"],
    { attachments: ["https://documents.example.com/1.png", "2.png"] },
  ),
  ...createTools.flatMap((short) =>
    each(short, "callback_url", "neither a URL with its scheme nor a mail address", [
      "",
      "call me",
      "hooks.example.com/scale",
      "ftp://hooks.example.com/scale",
      "s3://our-bucket/callbacks",
      "@example.com",
    ]),
  ),
  ...["CREATE_IMAGE_ANNOTATION_TASK", "CREATE_SEGMENTATION_ANNOTATION_TASK"].flatMap((short) => [
    wrong(
      short,
      "a context attachment that is no URL",
      { context_attachments: [{ attachment: "before.jpg" }] },
      ["context_attachments", "attachment"],
    ),
    wrong(short, "a context attachment without its URL", { context_attachments: [{ title: "before" }] }, [
      "context_attachments",
      "attachment",
    ]),
    wrong(
      short,
      "context attachments are objects",
      { context_attachments: ["https://images.example.com/before.jpg"] },
      ["context_attachments"],
    ),
    wrong(
      short,
      "a misspelt key of a context attachment",
      {
        context_attachments: [
          {
            attachment: "https://images.example.com/before.jpg",
            atachment: "https://images.example.com/after.jpg",
          },
        ],
      },
      ["context_attachments", "atachment", "attachment"],
    ),
  ]),
  wrong(
    "CREATE_IMAGE_ANNOTATION_TASK",
    "a context attachment is the task's own attachment",
    { context_attachments: [{ attachment: "https://images.example.com/street.jpg" }] },
    ["context_attachments"],
  ),
  wrong(
    "CREATE_SEGMENTATION_ANNOTATION_TASK",
    "one of two context attachments is the task's own attachment",
    {
      context_attachments: [
        { attachment: "https://images.example.com/field-before.png" },
        { attachment: "https://images.example.com/field.png" },
      ],
    },
    ["context_attachments"],
  ),
];

const acrossFields: readonly WrongInput[] = [
  wrongWithout("CREATE_DOCUMENT_TRANSCRIPTION_TASK", "neither attachment nor attachments", "attachment", [
    "attachment",
    "attachments",
  ]),
  wrongWithout(
    "CREATE_DOCUMENT_TRANSCRIPTION_TASK",
    "no attachment, and attachments without any",
    "attachment",
    ["attachments"],
    { attachments: [] },
  ),
  wrongWithout("CREATE_LIDAR_SEGMENTATION_TASK", "neither batch nor project", "project", [
    "batch",
    "project",
  ]),
  wrongWithout("CREATE_VIDEO_ANNOTATION_TASK", "a video without attachment", "attachment", ["attachment"]),
  wrong("CREATE_VIDEO_ANNOTATION_TASK", "images without attachments", { attachment_type: "image" }, [
    "attachments",
  ]),
  wrong(
    "CREATE_VIDEO_ANNOTATION_TASK",
    "a video with attachments, which must be omitted",
    { attachments: ["https://images.example.com/1.jpg"] },
    ["attachments"],
  ),
  wrongWithout("CREATE_VIDEO_ANNOTATION_TASK", "a video given as attachments", "attachment", ["attachment"], {
    attachments: ["https://images.example.com/1.jpg"],
  }),
  wrong("CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK", "images without attachments", { attachment_type: "image" }, [
    "attachments",
  ]),
  ...each("CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK", "duration_time", "two whole numbers in order", [
    [30, 10],
    [5],
    [],
    [1, 2, 3],
    [1.5, 2.5],
    ["start", "end"],
    30,
  ]),
  ...each("CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK", "start_time", "whole seconds", ["0:30", 1.25]),
];

const links: readonly WrongInput[] = [
  wrong("CREATE_IMAGE_ANNOTATION_TASK", "a link that is no object", { links: { tows: "truck" } }, [
    "links.tows",
  ]),
  wrong(
    "CREATE_IMAGE_ANNOTATION_TASK",
    "is_bidirectional is no boolean",
    {
      links: { tows: { is_bidirectional: "both", from_allowed_labels: ["car"], to_allowed_labels: ["car"] } },
    },
    ["links.tows.is_bidirectional"],
  ),
  wrong(
    "CREATE_IMAGE_ANNOTATION_TASK",
    "from_allowed_labels is no list",
    {
      links: { tows: { from_allowed_labels: { first: "car" }, to_allowed_labels: ["car"] } },
    },
    ["links.tows.from_allowed_labels"],
  ),
  wrong(
    "CREATE_IMAGE_ANNOTATION_TASK",
    "a misspelt key of a link",
    {
      links: { tows: { is_bidirectonal: true, from_allowed_labels: ["car"], to_allowed_labels: ["car"] } },
    },
    ["links.tows", "is_bidirectonal", "is_bidirectional"],
  ),
  wrong(
    "CREATE_IMAGE_ANNOTATION_TASK",
    "another misspelt key of a link",
    {
      links: { tows: { from_allowed_labels: ["car"], to_allowed_label: ["car"] } },
    },
    ["links.tows", "to_allowed_label", "to_allowed_labels"],
  ),
];

const lists: readonly WrongInput[] = [
  ...createTools.flatMap((short) =>
    each(short, "tags", "not a list of strings", [[{ tag: "night" }], [["night"]], [null]]),
  ),
  ...["CREATE_LIDAR_ANNOTATION_TASK", "CREATE_LIDAR_SEGMENTATION_TASK"].flatMap((short) =>
    each(short, "labels", "not a list of strings", [[{ choice: "car" }], [null]]),
  ),
  ...["CREATE_VIDEO_ANNOTATION_TASK", "CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK"].flatMap((short) =>
    each(short, "events_to_annotate", "not a list of strings", [[{ event: "goal" }]]),
  ),
];

export const taskValueInputs: readonly WrongInput[] = [
  ...priorities,
  ...enumerations,
  ...tags,
  ...metadata,
  ...labels,
  ...urls,
  ...acrossFields,
  ...links,
  ...lists,
];
