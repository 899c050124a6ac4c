import type { GoldenRequest } from "../types.ts";
import { bare, json } from "./build.ts";

export const studioRequests: readonly GoldenRequest[] = [
  bare("SCALE_AI_GET_STUDIO_ASSIGNMENTS", "no parameters", {}, "GET", "/studio/assignments"),
  json(
    "SCALE_AI_ADD_STUDIO_ASSIGNMENTS",
    "people and projects",
    { emails: ["ada@example.com", "charles+labels@example.com"], projects: ["streets", "a b/ç?#%"] },
    "POST",
    "/studio/assignments/add",
    { emails: ["ada@example.com", "charles+labels@example.com"], projects: ["streets", "a b/ç?#%"] },
  ),
  json(
    "SCALE_AI_REMOVE_STUDIO_ASSIGNMENTS",
    "required only: removes every assignment of these people",
    { emails: ["ada@example.com"] },
    "POST",
    "/studio/assignments/remove",
    { emails: ["ada@example.com"] },
  ),
  json(
    "SCALE_AI_REMOVE_STUDIO_ASSIGNMENTS",
    "from one project",
    { emails: ["ada@example.com"], projects: ["Ünï/🐄"] },
    "POST",
    "/studio/assignments/remove",
    { emails: ["ada@example.com"], projects: ["Ünï/🐄"] },
  ),
  bare("SCALE_AI_GET_STUDIO_BATCHES", "no parameters", {}, "GET", "/studio/batches"),
  json(
    "SCALE_AI_SET_BATCH_PRIORITIES",
    "the order is the priority",
    { batches: [{ name: "b2" }, { name: "a b/ç?#%" }, { name: "b1" }] },
    "POST",
    "/studio/batches/set_priorities",
    { batches: [{ name: "b2" }, { name: "a b/ç?#%" }, { name: "b1" }] },
  ),
  bare(
    "SCALE_AI_RESET_BATCH_PRIORITIES",
    "without groups there is no body",
    {},
    "POST",
    "/studio/batches/reset_priorities",
  ),
  json(
    "SCALE_AI_RESET_BATCH_PRIORITIES",
    "with groups the body is an object",
    { groups: "night shift" },
    "POST",
    "/studio/batches/reset_priorities",
    { groups: "night shift" },
  ),
];
