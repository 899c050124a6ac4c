import type { GoldenRequest } from "../types.ts";
import { lidarAnnotation, lidarSegmentation } from "./build.ts";

export const createLidarRequests: readonly GoldenRequest[] = [
  lidarAnnotation("required only", {
    labels: ["car"],
    attachments: ["https://frames.example.com/drive/0.json"],
    attachment_type: "json",
  }),
  lidarAnnotation("every parameter", {
    tags: ["drive-9"],
    batch: "drives",
    labels: ["car", "pedestrian", "cyclist"],
    project: "driving",
    metadata: { vehicle: "αβγ", seconds: 4 },
    priority: 20,
    unique_id: "drive-9",
    attachments: [
      "s3://our-frames/drive-9/0.pb",
      "s3://our-frames/drive-9/1.pb",
      "s3://our-frames/drive-9/2.pb",
    ],
    instruction: "Cuboids around everything that moves.",
    callback_url: "https://hooks.example.com/lidar",
    attachment_type: "protobuf",
    meters_per_unit: 1,
    polygons_labels: ["crossing"],
    polygons_enabled: true,
    frames_per_second: 10,
    max_distance_meters: 80,
    labeling_sample_rate: 2,
    annotation_attributes: {
      moving: { type: "category", description: "Does it move?", choices: ["Yes", "No"] },
      rider_of: { type: "linked", description: "Whose bicycle", allowed_labels: ["pedestrian"] },
    },
  }),

  lidarSegmentation("as little as is allowed: the required ones and a batch", {
    batch: "drives",
    labels: ["road"],
    attachments: ["https://frames.example.com/drive/0.json"],
    attachment_type: "json",
  }),
  lidarSegmentation("as little as is allowed: the required ones and a project", {
    labels: ["road"],
    project: "driving",
    attachments: ["https://frames.example.com/drive/0.json"],
    attachment_type: "json",
  }),
  lidarSegmentation("every parameter", {
    tags: ["a", "b", "c", "d", "e"],
    batch: "drives",
    labels: ["road", "kerb", "vegetation"],
    project: "driving",
    metadata: { run: 3 },
    priority: 10,
    unique_id: "drive-9-seg",
    attachments: ["gs://our-frames/drive-9/0.json", "gs://our-frames/drive-9/1.json"],
    instruction: "Each point belongs to one class.",
    callback_url: "https://hooks.example.com/lidar",
    attachment_type: "json",
    annotation_attributes: { wet: { type: "category", description: "Is it wet?", choices: ["Yes", "No"] } },
    clear_unique_id_on_error: true,
  }),
];
