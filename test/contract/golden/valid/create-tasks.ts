import type { ValidInput } from "../types.ts";

const cow = "https://images.example.com/cow.jpg";
const video = "https://videos.example.com/gate.mp4";
const frame = "https://frames.example.com/drive/0.json";

const tool = (name: string) => {
  return (note: string, args: Record<string, unknown>): ValidInput => ({
    tool: `SCALE_AI_${name}`,
    note,
    args,
  });
};
const image = tool("CREATE_IMAGE_ANNOTATION_TASK");
const segmentation = tool("CREATE_SEGMENTATION_ANNOTATION_TASK");
const videoTask = tool("CREATE_VIDEO_ANNOTATION_TASK");
const playback = tool("CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK");
const lidar = tool("CREATE_LIDAR_ANNOTATION_TASK");
const lidarSegmentation = tool("CREATE_LIDAR_SEGMENTATION_TASK");
const document = tool("CREATE_DOCUMENT_TRANSCRIPTION_TASK");
const ner = tool("CREATE_NAMED_ENTITY_RECOGNITION_TASK");
const collection = tool("CREATE_TEXT_COLLECTION_TASK");

const box = { box: { objects_to_annotate: ["Calf", "Cow"], min_height: 10, min_width: 10 } };

/** JSON of exactly this many bytes of UTF-8. */
const metadataOf = (bytes: number) => ({ k: "x".repeat(bytes - '{"k":""}'.length) });

export const validCreateInputs: readonly ValidInput[] = [
  image("what Scale's Python client sends in most of its tests", {
    instruction: "Draw a box around each calf and each cow.",
    attachment: cow,
    geometries: box,
    callback_url: "http://hooks.example.com/callback",
  }),
  image("the same with a unique id and a batch", {
    batch: "farm-1",
    unique_id: "2f1f36e2-6f64-4d0c-bd1f-9a8f1a1d7a0e",
    attachment: cow,
    geometries: box,
    instruction: "Draw a box around each calf and each cow.",
    callback_url: "http://hooks.example.com/callback",
  }),
  image("the same with a project", {
    project: "farm",
    unique_id: "c0w",
    attachment: cow,
    geometries: box,
    instruction: "Draw a box around each calf and each cow.",
  }),
  image("an uploaded file", {
    attachment: "scaledata://5f0000000000000000000009/8ac09a90-c143-4154-9a9b-6c35121396d1",
    geometries: box,
  }),
  image("exactly five tags, exactly 10 KB of metadata", {
    tags: ["a", "b", "c", "d", "e"],
    metadata: metadataOf(10_240),
    attachment: cow,
    geometries: box,
  }),
  image("metadata of 10 KB counted in bytes", {
    metadata: { k: "é".repeat(5_116) },
    attachment: cow,
    geometries: box,
  }),
  image("equal bounds are no reversed bounds", {
    attachment: cow,
    geometries: { polygon: { objects_to_annotate: ["leaf"], min_vertices: 4, max_vertices: 4 } },
    annotation_attributes: { n: { type: "number", description: "How many?", min: 3, max: 3 } },
  }),
  image("rotation, with whole pixels said to be off", {
    attachment: cow,
    geometries: { box: { can_rotate: true, integer_pixels: false } },
  }),
  image("whole pixels, with rotation said to be off", {
    attachment: cow,
    geometries: { box: { can_rotate: false, integer_pixels: true } },
  }),
  image("unknown keys far from known ones", {
    attachment: cow,
    geometries: { box: { objects_to_annotate: ["cow"], drawing_colour_preference: "red" } },
    annotation_attributes: {
      size: { type: "category", description: "Size", choices: ["big"], shown_to_reviewers_only: true },
    },
    links: {
      feeds: { from_allowed_labels: ["cow"], to_allowed_labels: ["cow"], our_ticket_reference: "T-1" },
    },
    context_attachments: [{ attachment: "https://images.example.com/barn.jpg", photographer: "Ada" }],
    layer: { boxes: [{ left: 1, top: 1, width: 2, height: 2, drawn_by_machine: true }], comment_for_us: "x" },
  }),
  image("an attribute linked to a label among subchoices", {
    attachment: cow,
    geometries: {
      box: {
        objects_to_annotate: [{ choice: "animal", subchoices: ["cow", { choice: "calf", display: "Calf" }] }],
      },
    },
    annotation_attributes: { mother: { type: "linked", description: "Its mother", allowed_labels: ["cow"] } },
  }),
  image("an attribute linked to a label of another geometry", {
    attachment: cow,
    geometries: { box: { objects_to_annotate: ["cow"] }, point: { objects_to_annotate: ["ear tag"] } },
    annotation_attributes: { tag: { type: "linked", description: "Its tag", allowed_labels: ["ear tag"] } },
  }),
  image("attribute conditions on attributes that come later", {
    attachment: cow,
    geometries: box,
    annotation_attributes: {
      door: {
        type: "category",
        description: "The door",
        choices: ["open", "closed"],
        conditions: { attribute_conditions: [{ parked: "Yes" }] },
      },
      parked: { type: "category", description: "Is it parked?", choices: ["Yes", "No"] },
    },
  }),
  image("several sets of conditions: the documents show one object and speak of several", {
    attachment: cow,
    geometries: box,
    annotation_attributes: {
      age: {
        type: "number",
        description: "Age in years",
        conditions: [{ label_condition: { label: "Cow" } }, { label_condition: { label: ["Calf"] } }],
      },
    },
  }),
  image("a hypothesis with a label and a shape that are not offered is only a warning", {
    attachment: cow,
    geometries: box,
    hypothesis: { annotations: [{ type: "polygon", label: "Bull", vertices: [{ x: 1, y: 1 }] }] },
  }),
  image("base annotations as a list", {
    attachment: cow,
    geometries: box,
    base_annotations: [{ type: "box", label: "Cow", left: 1, top: 1, width: 5, height: 5 }],
  }),
  image("flags for base annotations without any", {
    attachment: cow,
    geometries: box,
    can_edit_base_annotations: true,
    can_delete_base_annotations: true,
  }),
  image("free-form objects stay as they are", {
    metadata: { "10": "10", min_heigth: "true", nested: { null: null, list: ["1", 2], "": false } },
    attachment: cow,
    geometries: box,
    image_metadata: { lens: { maker: "Zeiß", f: "1.8" } },
  }),
  image("a point needs no more than its labels", {
    attachment: cow,
    geometries: { point: { objects_to_annotate: ["left eye", "right eye"] } },
  }),

  segmentation("a grid of label kinds", {
    labels: ["sky", { choice: "animal", subchoices: ["cow", { choice: "horse", instance_label: true }] }],
    attachment: "https://images.example.com/field.png",
    allow_unlabeled: true,
  }),
  segmentation("exactly 50 labels", {
    labels: Array.from({ length: 50 }, (_, index) => `label ${index + 1}`),
    attachment: "https://images.example.com/field.png",
  }),
  segmentation("a label description with an unknown key far from known ones", {
    labels: [{ choice: "cow", colour_for_display: "#aa0000" }],
    attachment: "https://images.example.com/field.png",
  }),

  videoTask("a video with events", {
    attachment: video,
    frame_rate: 1,
    geometries: { box: { objects_to_annotate: ["person"] } },
    attachment_type: "video",
    events_to_annotate: ["gate opens"],
  }),
  videoTask("images", {
    geometries: { line: { objects_to_annotate: ["rope"] } },
    attachments: ["https://images.example.com/1.jpg"],
    attachment_type: "image",
  }),
  playback("in a batch, as Rapid wants it", {
    batch: "matches",
    attachment: video,
    geometries: { box: { objects_to_annotate: ["person"] } },
  }),
  playback("base annotations by frame", {
    attachment: video,
    geometries: { box: { objects_to_annotate: ["person"] } },
    duration_time: [0, 12],
    base_annotations: { "0": [], "24": [{ label: "person", left: 1, top: 2, width: 3, height: 4 }] },
    can_add_base_annotations: false,
  }),
  playback("base annotations as the other reading has them", {
    attachment: video,
    geometries: { box: { objects_to_annotate: ["person"] } },
    base_annotations: { annotations: { url: "https://results.example.com/base.json" } },
  }),

  lidar("exactly 50 labels, polygons", {
    labels: Array.from({ length: 50 }, (_, index) => `label ${index + 1}`),
    attachments: [frame, "https://frames.example.com/drive/1.json"],
    attachment_type: "json",
    polygons_labels: ["crossing"],
    polygons_enabled: true,
  }),
  lidarSegmentation("batch and project", {
    batch: "drives",
    labels: ["road"],
    project: "driving",
    attachments: [frame],
    attachment_type: "protobuf",
  }),

  document("the Python client's test", {
    features: [{ type: "block", label: "barcode" }],
    attachment: "http://documents.example.com/receipt-1.jpg",
    instruction: "Transcribe this receipt.",
  }),
  document("a group, flags and an unknown key far from known ones", {
    features: [
      { type: "group", title: "Line items", children: ["price", "name"] },
      { type: "text", label: "price", flags: ["money", "value"], printed_in_bold: true },
    ],
    attachments: ["s3://our-documents/1.png", "s3://our-documents/2.png"],
    instruction: "All line items.",
  }),
  document("a priority between the tens", {
    priority: 37,
    attachment: "https://documents.example.com/receipt.jpg",
    instruction: "Transcribe.",
  }),

  ner("the Python client's test", {
    text: "A text to label with the tool for named entities",
    labels: [{ name: "Label_A", description: "the first label" }],
    instruction: "Is there a pattern?",
    callback_url: "http://hooks.example.com/callback",
  }),
  ner("labels with keys that the documents don't tell", {
    text: "Ada",
    labels: [{ name: "person", children: [{ name: "poet" }], keyboard_shortcut: "p" }],
    instruction: "Mark people.",
    relationships: [],
  }),
  ner("two unnamed relationships", {
    text: "Ada and Charles",
    labels: [{ name: "person", description: "A person's name" }],
    instruction: "Mark people.",
    relationships: [
      { is_directed: true, source_label: "person", target_label: "person" },
      { is_directed: false },
    ],
  }),

  collection("the example of Scale's page on generative AI, in our words", {
    tags: ["pilot"],
    title: "Which shop?",
    fields: [
      {
        type: "category",
        field_id: "shop_kind",
        title: "Kind of shop",
        description: "Pick one",
        choices: [
          { label: "Bakery", value: "bakery" },
          { label: "Bookshop", value: "books" },
        ],
      },
    ],
    priority: 30,
    unique_id: "shop-2",
    attachments: [{ type: "website", content: "https://shop.example.com" }],
    description: "Look at the page",
    instruction: "Which kind of shop is it?",
    responses_required: 1,
    clear_unique_id_on_error: true,
  }),
  collection("bounds that are just allowed", {
    fields: [
      {
        type: "text",
        field_id: "names",
        title: "Names",
        min_responses_required: 100,
        max_responses_required: 100,
      },
      {
        type: "category",
        field_id: "kinds",
        title: "Kinds",
        choices: [
          { label: "A", value: "a" },
          { label: "B", value: "b" },
        ],
        min_choices: 2,
        max_choices: 2,
      },
    ],
    priority: 10,
    instruction: "Name up to a hundred.",
  }),
  collection("a field set of three that is not inline", {
    fields: [
      {
        type: "field_set",
        field_id: "address",
        title: "Address",
        fields: [
          { type: "text", field_id: "street", title: "Street" },
          { type: "number", field_id: "number", title: "Number" },
          { type: "boolean", field_id: "private", title: "Private?" },
        ],
      },
    ],
    instruction: "Fill in the address.",
  }),
  collection("a form field, of which the documents don't tell the shape", {
    fields: [{ type: "form", field_id: "f1", title: "Form", layout_of_questions: { rows: 2 } }],
    instruction: "Fill in the form.",
  }),
  collection("unknown keys far from known ones", {
    fields: [{ type: "text", field_id: "f1", title: "Name", shown_to_reviewers_only: true }],
    attachments: [{ type: "text", content: "Some text", language_of_the_text: "en" }],
    instruction: "Name it.",
  }),
];
