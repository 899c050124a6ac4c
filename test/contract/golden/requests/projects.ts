import type { GoldenRequest } from "../types.ts";
import { bare, json } from "./build.ts";

export const projectRequests: readonly GoldenRequest[] = [
  bare("SCALE_AI_LIST_PROJECTS", "no filter", {}, "GET", "/projects"),
  bare("SCALE_AI_LIST_PROJECTS", "archived ones", { archived: true }, "GET", "/projects", [
    ["archived", "true"],
  ]),
  bare("SCALE_AI_LIST_PROJECTS", "the others", { archived: false }, "GET", "/projects", [
    ["archived", "false"],
  ]),
  bare("SCALE_AI_GET_PROJECT", "a plain name", { name: "streets" }, "GET", "/projects/streets"),
  bare(
    "SCALE_AI_GET_PROJECT",
    "a name that must be encoded",
    { name: "a b/ç?#%" },
    "GET",
    "/projects/a%20b%2F%C3%A7%3F%23%25",
  ),
  bare(
    "SCALE_AI_GET_PROJECT",
    "a capital letter with marks, a slash and an emoji",
    { name: "Ünï/🐄" },
    "GET",
    "/projects/%C3%9Cn%C3%AF%2F%F0%9F%90%84",
  ),
  json(
    "SCALE_AI_SET_PROJECT_ONTOLOGY",
    "required only",
    { ontology: ["car", "truck"], project_name: "streets" },
    "POST",
    "/projects/streets/setOntology",
    { ontology: ["car", "truck"] },
  ),
  json(
    "SCALE_AI_SET_PROJECT_ONTOLOGY",
    "ontology_name travels as name",
    { ontology: ["vaca", "牛", "🐄"], project_name: "a b/ç?#%", ontology_name: "v2 – cattle" },
    "POST",
    "/projects/a%20b%2F%C3%A7%3F%23%25/setOntology",
    { ontology: ["vaca", "牛", "🐄"], name: "v2 – cattle" },
  ),
  bare(
    "SCALE_AI_SET_PROJECT_PARAMS",
    "required only: nothing to send, and Scale's Python client sends no body for an empty object",
    { name: "streets" },
    "POST",
    "/projects/streets/setParams",
  ),
  json(
    "SCALE_AI_SET_PROJECT_PARAMS",
    "every parameter; params is spread",
    {
      name: "it's (v1)!*",
      patch: true,
      params: {
        geometries: { box: { objects_to_annotate: ["car"], min_height: 10 } },
        callback_url: "https://hooks.example.com/x",
        with_labels: true,
      },
      priority: 20,
      instruction: "Box every car. ✅",
    },
    "POST",
    "/projects/it%27s%20%28v1%29%21%2A/setParams",
    {
      geometries: { box: { objects_to_annotate: ["car"], min_height: 10 } },
      callback_url: "https://hooks.example.com/x",
      with_labels: true,
      patch: true,
      priority: 20,
      instruction: "Box every car. ✅",
    },
  ),
  json(
    "SCALE_AI_SET_PROJECT_PARAMS",
    "the named fields win over the same keys in params; a false patch is sent; a name in params is a parameter",
    {
      name: "streets",
      patch: false,
      params: { patch: true, priority: 10, instruction: "old", name: "a task parameter", padding: 4 },
      priority: 30,
      instruction: "new",
    },
    "POST",
    "/projects/streets/setParams",
    { patch: false, priority: 30, instruction: "new", name: "a task parameter", padding: 4 },
  ),
];
