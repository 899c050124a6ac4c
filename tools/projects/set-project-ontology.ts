import { defineTool } from "../define.ts";
import { segment, text, texts } from "../parameters/common.ts";
import { uniqueTexts } from "../parameters/labels.ts";
import { post } from "../request.ts";

/** `ontology_name` travels as `name`; source: scaleapi-node, SetOntologyRequest. */
export const setProjectOntology = defineTool({
  name: "SCALE_AI_SET_PROJECT_ONTOLOGY",
  title: "Set Project Ontology",
  toolset: "projects",
  effect: "update",
  destructive: false,
  idempotent: false,
  retry: "never",
  answer: "project",
  lookWith: "GET_PROJECT",
  description:
    "Add a new version of a project's ontology, the labels that its tasks use. Older versions stay in the history.",
  example: { project_name: "street-signs", ontology: ["stop sign", "speed limit", "yield sign"] },
  input: () => ({
    project_name: segment().describe("Project name (LIST_PROJECTS)."),
    ontology: texts().min(1).describe("Unique labels."),
    ontology_name: text().describe("Name of this version.").optional(),
  }),
  rules: [{ over: ["ontology"], check: ({ ontology }) => uniqueTexts(ontology, "ontology") }],
  request: ({ project_name, ontology, ontology_name }) =>
    post`/projects/${project_name}/setOntology`.json({
      ontology,
      ...(ontology_name === undefined ? {} : { name: ontology_name }),
    }),
});
