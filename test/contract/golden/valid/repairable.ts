import type { RepairableInput } from "../types.ts";

const task_id = "5f0000000000000000000001";
const attachment = "https://images.example.com/cow.jpg";
const geometries = { box: { objects_to_annotate: ["cow"], min_height: 10 } };

const repairable = (
  name: string,
  args: Record<string, unknown>,
  repaired: Record<string, unknown>,
): RepairableInput => ({ tool: `SCALE_AI_${name}`, args, repaired });

export const repairableInputs: readonly RepairableInput[] = [
  // JSON text where an object or a list belongs
  repairable(
    "CREATE_IMAGE_ANNOTATION_TASK",
    { attachment, geometries: '{"box":{"objects_to_annotate":["cow"],"min_height":10}}' },
    { attachment, geometries },
  ),
  repairable(
    "CREATE_IMAGE_ANNOTATION_TASK",
    { metadata: '{"n":"10","t":"true","ü":null}', attachment, geometries },
    { metadata: { n: "10", t: "true", ü: null }, attachment, geometries },
  ),
  repairable(
    "CREATE_IMAGE_ANNOTATION_TASK",
    { attachment, geometries, context_attachments: '[{"attachment":"https://images.example.com/barn.jpg"}]' },
    { attachment, geometries, context_attachments: [{ attachment: "https://images.example.com/barn.jpg" }] },
  ),
  repairable(
    "SET_TASK_METADATA",
    { task_id, metadata: ' { "a": [1, 2] } ' },
    { task_id, metadata: { a: [1, 2] } },
  ),
  repairable("ADD_TASK_TAGS", { tags: '["night", "rain"]', task_id }, { tags: ["night", "rain"], task_id }),
  repairable(
    "SET_BATCH_PRIORITIES",
    { batches: '[{"name":"b2"},{"name":"b1"}]' },
    { batches: [{ name: "b2" }, { name: "b1" }] },
  ),
  repairable(
    "CREATE_TEXT_COLLECTION_TASK",
    { fields: '[{"type":"text","field_id":"summary","title":"Summary"}]', instruction: "Summarise." },
    { fields: [{ type: "text", field_id: "summary", title: "Summary" }], instruction: "Summarise." },
  ),
  repairable(
    "CREATE_SEGMENTATION_ANNOTATION_TASK",
    { labels: '["sky",{"choice":"cow","instance_label":true}]', attachment },
    { labels: ["sky", { choice: "cow", instance_label: true }], attachment },
  ),
  repairable(
    "CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK",
    { attachment: "https://videos.example.com/a.mp4", geometries, duration_time: "[30, 90]" },
    { attachment: "https://videos.example.com/a.mp4", geometries, duration_time: [30, 90] },
  ),
  repairable(
    "SET_PROJECT_PARAMS",
    { name: "streets", params: '{"padding": 4}' },
    { name: "streets", params: { padding: 4 } },
  ),
  repairable(
    "UPLOAD_FILE",
    { file: '{"name":"a.txt","content_base64":"cGxhaW4K"}' },
    { file: { name: "a.txt", content_base64: "cGxhaW4K" } },
  ),

  // numbers as text, and text as numbers
  repairable(
    "CREATE_IMAGE_ANNOTATION_TASK",
    { padding: "16", priority: "30", attachment, geometries },
    { padding: 16, priority: 30, attachment, geometries },
  ),
  repairable("LIST_BATCHES", { limit: "10", offset: "0" }, { limit: 10, offset: 0 }),
  repairable("LIST_TASKS", { limit: 10 }, { limit: "10" }),
  repairable("GET_BATCH", { batch_name: 2024 }, { batch_name: "2024" }),
  repairable(
    "UPDATE_TASK_UNIQUE_ID",
    { task_id, unique_id: 9007199254740991 },
    { task_id, unique_id: "9007199254740991" },
  ),

  // booleans as text
  repairable("LIST_PROJECTS", { archived: "false" }, { archived: false }),
  repairable("LIST_TASKS", { include_attachment_url: "true" }, { include_attachment_url: true }),
  repairable(
    "CREATE_BATCH",
    { name: "b1", project: "streets", calibration_batch: "true" },
    { name: "b1", project: "streets", calibration_batch: true },
  ),

  // one string for a list of strings
  repairable("ADD_TASK_TAGS", { tags: "night", task_id }, { tags: ["night"], task_id }),
  repairable("LIST_TASKS", { status: "completed" }, { status: ["completed"] }),
  repairable("LIST_TASKS", { unique_id: "street-1" }, { unique_id: ["street-1"] }),
  repairable("LIST_TASKS", { customer_review_status: "accepted" }, { customer_review_status: ["accepted"] }),
  repairable(
    "INVITE_TEAM_MEMBER",
    { emails: "ada@example.com", team_role: "member" },
    { emails: ["ada@example.com"], team_role: "member" },
  ),
  repairable(
    "GET_QUALITY_LABELERS",
    { labeler_emails: "ada@example.com" },
    { labeler_emails: ["ada@example.com"] },
  ),
  repairable(
    "SET_PROJECT_ONTOLOGY",
    { ontology: "car", project_name: "streets" },
    { ontology: ["car"], project_name: "streets" },
  ),

  // null for an optional parameter that is absent
  repairable("LIST_TASKS", { tags: null, limit: null, include_attachment_url: null }, {}),
  repairable("LIST_BATCHES", { status: null, project: "streets" }, { project: "streets" }),
  repairable(
    "CREATE_IMAGE_ANNOTATION_TASK",
    { batch: null, metadata: null, priority: null, attachment, geometries, hypothesis: null },
    { attachment, geometries },
  ),
  repairable(
    "REMOVE_STUDIO_ASSIGNMENTS",
    { emails: ["ada@example.com"], projects: null },
    { emails: ["ada@example.com"] },
  ),
  repairable("RESET_BATCH_PRIORITIES", { groups: null }, {}),

  // several at once
  repairable(
    "CREATE_VIDEO_ANNOTATION_TASK",
    {
      tags: "gate",
      batch: null,
      priority: "10",
      attachment: "https://videos.example.com/gate.mp4",
      geometries: '{"box":{"objects_to_annotate":["person"]}}',
      attachment_type: "video",
      clear_unique_id_on_error: "false",
    },
    {
      tags: ["gate"],
      priority: 10,
      attachment: "https://videos.example.com/gate.mp4",
      geometries: { box: { objects_to_annotate: ["person"] } },
      attachment_type: "video",
      clear_unique_id_on_error: false,
    },
  ),
];
