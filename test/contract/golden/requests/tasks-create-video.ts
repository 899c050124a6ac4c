import type { GoldenRequest } from "../types.ts";
import { playback, video } from "./build.ts";

export const createVideoRequests: readonly GoldenRequest[] = [
  video("required only, for a video file: attachment_type video asks for attachment", {
    attachment: "https://videos.example.com/gate.mp4",
    geometries: { box: { objects_to_annotate: ["person"] } },
    attachment_type: "video",
  }),
  video("every parameter but attachments, with a video file", {
    tags: ["gate", "rain"],
    batch: "gate-2024-06",
    padding: 0,
    project: "gate",
    metadata: { camera: "north" },
    paddingX: 4,
    paddingY: 6,
    priority: 10,
    unique_id: "gate-2024-06-01T08",
    attachment: "s3://our-videos/gate/08.webm",
    frame_rate: 2,
    geometries: {
      box: { objects_to_annotate: ["person", "bicycle"], min_height: 6, min_width: 6 },
      line: { objects_to_annotate: ["barrier"], min_vertices: 2 },
    },
    instruction: "Follow each person from the first frame to the last.",
    callback_url: "https://hooks.example.com/video",
    attachment_type: "video",
    events_to_annotate: ["gate opens", "gate closes"],
    annotation_attributes: {
      carries: { type: "text", description: "What the person carries" },
      rides: {
        type: "linked",
        description: "The bicycle of this person",
        allowed_labels: ["bicycle"],
        conditions: { label_condition: { label: "person" } },
      },
    },
    clear_unique_id_on_error: true,
  }),
  video("frames as images: attachment_type image asks for attachments", {
    geometries: { polygon: { objects_to_annotate: ["ship"], min_vertices: 4, max_vertices: 40 } },
    attachments: [
      "https://images.example.com/ship/0001.jpg",
      "https://images.example.com/ship/0002.jpg",
      "https://images.example.com/ship/0003.jpg",
    ],
    attachment_type: "image",
  }),

  playback("required only", {
    attachment: "https://videos.example.com/match.mp4",
    geometries: { box: { objects_to_annotate: ["ball"] } },
  }),
  playback("every parameter but attachments", {
    tags: ["match"],
    batch: "matches",
    padding: 10,
    project: "sport",
    metadata: { half: 1 },
    paddingX: 20,
    paddingY: 0,
    priority: 20,
    unique_id: "match-77/1",
    attachment: "https://videos.example.com/match.ogg",
    frame_rate: 5,
    geometries: { box: { objects_to_annotate: ["ball", "player"], min_height: 3, min_width: 3 } },
    start_time: 30,
    instruction: "Zwei Fuß Abstand — ⚽ only the match ball",
    callback_url: "label-team@example.com",
    duration_time: [30, 90],
    attachment_type: "video",
    base_annotations: {
      "0": [{ label: "ball", type: "box", left: 5, top: 5, width: 9, height: 9 }],
      "25": [{ label: "ball", type: "box", left: 7, top: 6, width: 9, height: 9 }],
    },
    events_to_annotate: ["goal", "foul"],
    annotation_attributes: {
      in_play: { type: "category", description: "Is the ball in play?", choices: ["Yes", "No"] },
    },
    can_add_base_annotations: true,
    clear_unique_id_on_error: false,
    can_edit_base_annotations: true,
    can_delete_base_annotations: false,
  }),
  playback("frames as images: attachments beside the required attachment", {
    attachment: "https://images.example.com/match/0001.jpg",
    geometries: { box: { objects_to_annotate: ["ball"] } },
    attachments: ["https://images.example.com/match/0001.jpg", "https://images.example.com/match/0002.jpg"],
    attachment_type: "image",
  }),
];
