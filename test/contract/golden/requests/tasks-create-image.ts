import type { GoldenRequest } from "../types.ts";
import { imageAnnotation, segmentation } from "./build.ts";

export const createImageRequests: readonly GoldenRequest[] = [
  imageAnnotation("required only", {
    attachment: "https://images.example.com/street.jpg",
    geometries: { box: {} },
  }),
  imageAnnotation("every parameter, all six geometries, every kind of attribute", {
    tags: ["street", "night shift", "été", "2024-06", "🚗"],
    batch: "streets 7/8",
    layer: {
      boxes: [{ left: 4, top: 8, width: 120, height: 60 }],
      lines: [
        {
          vertices: [
            { x: 0, y: 300 },
            { x: 1280, y: 310 },
          ],
        },
      ],
      cuboids: [],
      polygons: [],
    },
    links: {
      tows: { is_bidirectional: false, from_allowed_labels: ["truck"], to_allowed_labels: ["trailer"] },
      next_to: { is_bidirectional: true, from_allowed_labels: ["car"], to_allowed_labels: ["car", "truck"] },
    },
    padding: 16,
    project: "streets",
    metadata: {
      camera: "front",
      exposure: { iso: 400, shutter: 0.008 },
      seen: [1, 2, 3],
      ok: true,
      lens: null,
    },
    paddingX: 32,
    paddingY: 8,
    priority: 30,
    unique_id: "street-0001",
    attachment: "s3://our-images/streets/0001.jpg",
    geometries: {
      box: {
        objects_to_annotate: [
          "car",
          "trailer",
          {
            choice: "heavy vehicle",
            subchoices: ["truck", { choice: "bus", display: "Bus or coach" }],
            display: "Heavy vehicle",
          },
        ],
        min_height: 10,
        min_width: 12,
        can_rotate: true,
        integer_pixels: false,
      },
      polygon: { objects_to_annotate: ["road"], min_vertices: 3, max_vertices: 80 },
      line: { objects_to_annotate: ["lane marking"], min_vertices: 2, max_vertices: 2 },
      point: {
        objects_to_annotate: ["left wheel", "right wheel"],
        connections: [{ pair: ["left wheel", "right wheel"], connection_attribute: "axle" }],
      },
      ellipse: { objects_to_annotate: ["roundabout"] },
      cuboid: {
        objects_to_annotate: ["van"],
        min_height: 5,
        min_width: 5,
        camera_intrinsics: { fx: 986.7, fy: 984.2, cx: 961.5, cy: 541.25, skew: 0, scalefactor: 1 },
        camera_rotation_quaternion: { w: 1, x: 0, y: 0, z: 0 },
        camera_height: 1.6,
      },
    },
    hypothesis: {
      annotations: [{ type: "box", label: "car", left: 10, top: 20, width: 80, height: 40 }],
    },
    instruction: "## Vehicles\nBox every vehicle. **Do not** box reflections. – «naïve» 漢字 🚗 שלום",
    callback_url: "https://hooks.example.com/scale?source=streets&v=2",
    image_metadata: { width: 1280, height: 720, taken_at: "2024-06-01T21:04:00Z" },
    base_annotations: {
      annotations: [{ type: "box", label: "truck", left: 300, top: 200, width: 90, height: 70, uuid: "b-1" }],
    },
    context_attachments: [
      { attachment: "https://images.example.com/street-before.jpg" },
      { attachment: "scaledata://5f0000000000000000000009/8ac09a90-c143-4154-9a9b-6c35121396d1" },
    ],
    annotation_attributes: {
      occlusion: {
        type: "category",
        description: "How much of the object is hidden?",
        choices: ["0%", "25%", "50%", { choice: "more", subchoices: ["75%", "100%"] }],
        allow_multiple: false,
        required: true,
      },
      parked: { description: "Is it parked? (no type: a category)", choices: ["Yes", "No"] },
      passengers: { type: "number", description: "People inside", min: 0, max: 60, step: 1 },
      heading: { type: "angle", description: "Where it points" },
      plate: {
        type: "text",
        description: "Licence plate, if readable",
        conditions: {
          label_condition: { label: ["car", "truck", "bus"] },
          attribute_conditions: [{ parked: "Yes" }, { occlusion: ["0%", "25%"] }],
        },
      },
      front_edge: { type: "x_line", description: "Where the front begins" },
      ground: { type: "y_line", description: "Where it meets the ground" },
      trailer: {
        type: "linked",
        description: "The trailer that it pulls",
        allowed_labels: ["trailer"],
        required: false,
      },
    },
    can_add_base_annotations: true,
    clear_unique_id_on_error: true,
    can_edit_base_annotations: false,
    can_delete_base_annotations: false,
    can_edit_base_annotation_labels: true,
  }),
  imageAnnotation("callback by mail, attachment from Google storage, one polygon", {
    attachment: "gs://our-bucket/leaves/ç.png",
    geometries: { polygon: { objects_to_annotate: ["leaf"], min_vertices: 3 } },
    callback_url: "ops+labels@example.com",
    instruction: "مرحبا — ارسم حول كل ورقة 🍃",
  }),

  segmentation("required only", {
    labels: ["sky"],
    attachment: "https://images.example.com/field.png",
  }),
  segmentation("every parameter", {
    tags: ["fields"],
    batch: "fields-1",
    labels: [
      "sky",
      { choice: "crop", subchoices: ["wheat", { choice: "maize", display: "Maize (corn)" }] },
      { choice: "cow", instance_label: true, display: "Cow 🐄" },
    ],
    project: "fields",
    metadata: { parcel: "17/b", area_ha: 3.25 },
    unique_id: "field-17b",
    attachment: "https://images.example.com/field.png?sig=a%2Fb",
    hypothesis: { annotations: { labeled: "https://images.example.com/field-model.png" } },
    instruction: "Every pixel belongs to one of the labels.",
    callback_url: "http://hooks.example.com:8080/scale",
    allow_unlabeled: false,
    attachment_type: "image",
    context_attachments: [{ attachment: "https://images.example.com/field-last-year.png" }],
    annotation_attributes: {
      health: {
        type: "category",
        description: "Does the crop look healthy?",
        choices: ["yes", "no", "unsure"],
        allow_multiple: false,
        conditions: { label_condition: { label: ["wheat", "maize"] } },
      },
    },
    clear_unique_id_on_error: false,
  }),
];
