import type { WrongInput } from "./build.ts";
import { wrong } from "./build.ts";

type Case = readonly [note: string, geometries: unknown, names: readonly string[]];

const forAll: readonly Case[] = [
  ["no geometry at all", {}, ["geometries"]],
  ["an unknown shape", { circle: { objects_to_annotate: ["car"] } }, ["geometries", "circle"]],
  ["an unknown shape beside a known one", { box: {}, keypoints: {} }, ["geometries", "keypoints"]],
  ["a plural", { boxes: { objects_to_annotate: ["car"] } }, ["geometries", "boxes", "box"]],
  ["a capital letter", { Box: { objects_to_annotate: ["car"] } }, ["geometries", "Box"]],
  ["a list of shapes", ["box"], ["geometries"]],
  ["a shape that is a string", { box: "car" }, ["geometries.box"]],
  ["a shape that is a list", { box: ["car"] }, ["geometries.box"]],
  ["a shape that is null", { box: null }, ["geometries"]],
  [
    "objects as an object",
    { box: { objects_to_annotate: { a: "car" } } },
    ["geometries.box.objects_to_annotate"],
  ],
  [
    "an object in a list",
    { box: { objects_to_annotate: [["car"]] } },
    ["geometries.box.objects_to_annotate"],
  ],
  [
    "a label description without choice",
    { box: { objects_to_annotate: [{ display: "Car" }] } },
    ["geometries.box.objects_to_annotate", "choice"],
  ],
  [
    "a nested label description without choice",
    { box: { objects_to_annotate: [{ choice: "vehicle", subchoices: [{ display: "Car" }] }] } },
    ["geometries.box.objects_to_annotate", "choice"],
  ],
  [
    "a choice that is a list",
    { box: { objects_to_annotate: [{ choice: ["car", "truck"] }] } },
    ["geometries.box.objects_to_annotate", "choice"],
  ],
  [
    "a misspelt key of a label",
    { box: { objects_to_annotate: [{ choice: "vehicle", subchoice: ["car"] }] } },
    ["geometries.box.objects_to_annotate", "subchoice", "subchoices"],
  ],
  ["min_height is no number", { box: { min_height: "tall" } }, ["geometries.box.min_height"]],
  ["min_width is a list", { box: { min_width: [10] } }, ["geometries.box.min_width"]],
  ["can_rotate is no boolean", { box: { can_rotate: "perhaps" } }, ["geometries.box.can_rotate"]],
  [
    "integer_pixels is an object",
    { box: { integer_pixels: { x: true } } },
    ["geometries.box.integer_pixels"],
  ],
  [
    "rotation and whole pixels exclude each other",
    { box: { can_rotate: true, integer_pixels: true } },
    ["can_rotate", "integer_pixels"],
  ],
  ["misspelt", { box: { min_heigth: 10 } }, ["geometries.box", "min_heigth", "min_height"]],
  ["misspelt", { box: { min_widht: 10 } }, ["geometries.box", "min_widht", "min_width"]],
  ["misspelt", { box: { minheight: 10 } }, ["geometries.box", "minheight", "min_height"]],
  ["misspelt", { box: { can_rotat: true } }, ["geometries.box", "can_rotat", "can_rotate"]],
  ["misspelt", { box: { integer_pixel: true } }, ["geometries.box", "integer_pixel", "integer_pixels"]],
  [
    "misspelt",
    { box: { object_to_annotate: ["car"] } },
    ["geometries.box", "object_to_annotate", "objects_to_annotate"],
  ],
  [
    "fewer vertices at most than at least",
    { polygon: { objects_to_annotate: ["car"], min_vertices: 5, max_vertices: 4 } },
    ["geometries.polygon", "min_vertices", "max_vertices"],
  ],
  [
    "fewer vertices at most than at least",
    { line: { objects_to_annotate: ["lane"], min_vertices: 3, max_vertices: 2 } },
    ["geometries.line", "min_vertices", "max_vertices"],
  ],
  ["min_vertices is no number", { polygon: { min_vertices: "few" } }, ["geometries.polygon.min_vertices"]],
  ["max_vertices is no number", { line: { max_vertices: { n: 3 } } }, ["geometries.line.max_vertices"]],
  ["misspelt", { polygon: { min_vertice: 3 } }, ["geometries.polygon", "min_vertice", "min_vertices"]],
  ["misspelt", { line: { max_verticies: 3 } }, ["geometries.line", "max_verticies", "max_vertices"]],
  ["a point without objects", { point: {} }, ["geometries.point", "objects_to_annotate"]],
  [
    "a second shape is wrong",
    { box: { min_height: 10 }, polygon: { min_vertices: "three" } },
    ["geometries.polygon.min_vertices"],
  ],
];

const forImages: readonly Case[] = [
  [
    "connections that are no list",
    { point: { objects_to_annotate: ["a", "b"], connections: { pair: ["a", "b"] } } },
    ["geometries.point.connections"],
  ],
  [
    "a connection without its pair",
    { point: { objects_to_annotate: ["a", "b"], connections: [{ connection_attribute: "bone" }] } },
    ["geometries.point.connections", "pair"],
  ],
  [
    "a pair of one",
    { point: { objects_to_annotate: ["a", "b"], connections: [{ pair: ["a"] }] } },
    ["geometries.point.connections", "pair"],
  ],
  [
    "a pair of three",
    { point: { objects_to_annotate: ["a", "b", "c"], connections: [{ pair: ["a", "b", "c"] }] } },
    ["geometries.point.connections", "pair"],
  ],
  [
    "a pair that is no list",
    { point: { objects_to_annotate: ["a", "b"], connections: [{ pair: { from: "a", to: "b" } }] } },
    ["geometries.point.connections", "pair"],
  ],
  [
    "misspelt",
    { point: { objects_to_annotate: ["a", "b"], connection: [{ pair: ["a", "b"] }] } },
    ["geometries.point", "connection", "connections"],
  ],
  [
    "misspelt in a connection",
    {
      point: {
        objects_to_annotate: ["a", "b"],
        connections: [{ pair: ["a", "b"], connection_atribute: "bone" }],
      },
    },
    ["geometries.point.connections", "connection_atribute", "connection_attribute"],
  ],
  [
    "objects of an ellipse",
    { ellipse: { objects_to_annotate: { a: "x" } } },
    ["geometries.ellipse.objects_to_annotate"],
  ],
  [
    "misspelt",
    { ellipse: { objects_to_anotate: ["x"] } },
    ["geometries.ellipse", "objects_to_anotate", "objects_to_annotate"],
  ],
  [
    "camera_height is no number",
    { cuboid: { objects_to_annotate: ["van"], camera_height: "high" } },
    ["geometries.cuboid.camera_height"],
  ],
  [
    "camera_intrinsics is a list",
    { cuboid: { objects_to_annotate: ["van"], camera_intrinsics: [986, 984, 961, 541] } },
    ["geometries.cuboid.camera_intrinsics"],
  ],
  [
    "fx is no number",
    { cuboid: { objects_to_annotate: ["van"], camera_intrinsics: { fx: "wide", fy: 1, cx: 1, cy: 1 } } },
    ["geometries.cuboid.camera_intrinsics.fx"],
  ],
  [
    "w is no number",
    { cuboid: { objects_to_annotate: ["van"], camera_rotation_quaternion: { w: "one", x: 0, y: 0, z: 0 } } },
    ["geometries.cuboid.camera_rotation_quaternion.w"],
  ],
  [
    "misspelt",
    { cuboid: { objects_to_annotate: ["van"], camera_heigth: 2 } },
    ["geometries.cuboid", "camera_heigth", "camera_height"],
  ],
  [
    "misspelt",
    { cuboid: { objects_to_annotate: ["van"], camera_intrinsic: { fx: 1, fy: 1, cx: 1, cy: 1 } } },
    ["geometries.cuboid", "camera_intrinsic", "camera_intrinsics"],
  ],
  [
    "misspelt",
    { cuboid: { objects_to_annotate: ["van"], camera_rotation_quaternions: { w: 1, x: 0, y: 0, z: 0 } } },
    ["geometries.cuboid", "camera_rotation_quaternions", "camera_rotation_quaternion"],
  ],
];

const inputs = (short: string, cases: readonly Case[]) =>
  cases.map(([note, geometries, names]) =>
    wrong(short, `geometries: ${note}: ${JSON.stringify(geometries)}`, { geometries }, names),
  );

export const geometryInputs: readonly WrongInput[] = [
  ...inputs("CREATE_IMAGE_ANNOTATION_TASK", [...forAll, ...forImages]),
  ...inputs("CREATE_VIDEO_ANNOTATION_TASK", forAll),
  ...inputs("CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK", forAll),
];
