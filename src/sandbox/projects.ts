import { type Context, Hono } from "hono";
import { given, list, optionalBoolean, optionalObject, optionalText, text } from "./checks.ts";
import { badRequest, conflict, invalid, projectNotFound } from "./errors.ts";
import { param, Query, readObject } from "./http.ts";
import { compact, isObject, isString, type Obj, omit } from "./json.ts";
import { isTaskType, OTHER_TASK_TYPES, type Project, type ProjectKind } from "./records.ts";
import type { Services } from "./services.ts";
import { iso } from "./times.ts";

export function projects({ store, clock, log }: Services): Hono {
  const app = new Hono();

  const find = (c: Context): Project => {
    const name = param(c, "name");
    const project = store.projects.get(name);
    if (project === undefined) throw projectNotFound(name);
    return project;
  };

  app.get("/projects", (c) => {
    const archived = new Query(c, ["archived"], log).boolean("archived");
    const found = [...store.projects.values()].reverse();
    return c.json(
      found.filter((project) => archived === undefined || project.archived === archived).map(projectView),
    );
  });

  // Source: scaleapi-python-client, create_project.
  app.post("/projects", async (c) => {
    const body = await readObject(c);
    const name = text(body, "name");
    const type = text(body, "type");
    if (!isTaskType(type) && !OTHER_TASK_TYPES.has(type)) throw invalid(`"type" is not a task type`);
    const params = optionalObject(body, "params");
    const kind = projectKind(body);
    if (store.projects.has(name)) throw conflict(`A project with the name "${name}" already exists.`);
    const now = clock.now();
    const project: Project = {
      id: store.ids.next(now),
      name,
      type,
      kind,
      archived: false,
      createdAt: now,
      versions: params === undefined ? [] : [{ version: 0, createdAt: now, params }],
      ontologies: [],
      groups: new Map(),
    };
    store.projects.set(name, project);
    return c.json(projectView(project));
  });

  app.get("/projects/:name", (c) => c.json(projectView(find(c))));

  // The body is flat. Source: scaleapi-python-client, update_project; scaleapi-node, UpdateProjectParametersRequest.
  app.post("/projects/:name/setParams", async (c) => {
    const project = find(c);
    const body = await readObject(c);
    const patch = optionalBoolean(body, "patch") ?? false;
    if (given(body, "params")) {
      log({ level: "warn", message: "setParams takes its parameters flat: params was kept as a parameter" });
    }
    const params = omit(body, new Set(["patch"]));
    const current = project.versions.at(-1);
    project.versions.push({
      version: (current?.version ?? -1) + 1,
      createdAt: clock.now(),
      params: patch
        ? Object.fromEntries([...Object.entries(current?.params ?? {}), ...Object.entries(params)])
        : params,
    });
    return c.json(projectView(project));
  });

  // Each call adds a version and answers nothing. Source: scaleapi-node, projects client.
  app.post("/projects/:name/setOntology", async (c) => {
    const project = find(c);
    const body = await readObject(c);
    const choices = list(body, "ontology");
    checkOntology(choices);
    project.ontologies.push({
      version: project.ontologies.length,
      createdAt: clock.now(),
      name: optionalText(body, "name"),
      choices,
    });
    return c.body(null, 200);
  });

  // Only some task types have templates. Source: scaleapi-python-client, get_project_template.
  app.get("/projects/:name/taskTemplates", (c) => {
    const project = find(c);
    if (project.type !== "textcollection") {
      throw badRequest(`Projects of type ${project.type} do not support task templates.`);
    }
    const latest = project.versions.at(-1);
    return c.json({
      id: project.id,
      version: latest?.version ?? 0,
      created_at: iso(project.createdAt),
      updated_at: iso(latest?.createdAt ?? project.createdAt),
      template_variables: latest?.params ?? {},
    });
  });

  return app;
}

function projectKind(body: Obj): ProjectKind {
  const rapid = optionalBoolean(body, "rapid") ?? false;
  const studio = optionalBoolean(body, "studio") ?? false;
  if (rapid && studio) throw badRequest("A project is either a Rapid or a Studio project, not both.");
  if (rapid) return "rapid";
  return studio ? "studio" : "enterprise";
}

/** Every choice is unique over the whole ontology. Source: scaleapi-node, comment on OntologyChoice. */
function checkOntology(items: unknown[], seen = new Set<string>(), path = "ontology"): void {
  for (const [index, item] of items.entries()) {
    const where = `${path}[${index}]`;
    if (!isString(item) && !isObject(item)) throw invalid(`"${where}" must be a string or an object`);
    const choice = isString(item) ? item : text(item, "choice");
    if (seen.has(choice)) throw invalid(`"${where}" repeats the choice "${choice}"`);
    seen.add(choice);
    if (isObject(item) && given(item, "subchoices")) {
      checkOntology(list(item, "subchoices"), seen, `${where}.subchoices`);
    }
  }
}

/** Source: scaleapi-python-client, projects.py; scaleapi-node, Project. */
function projectView(project: Project): Obj {
  return compact({
    id: project.id,
    type: project.type,
    name: project.name,
    archived: project.archived,
    created_at: iso(project.createdAt),
    param_history: project.versions.map(({ version, createdAt, params }) => ({
      ...params,
      version,
      created_at: iso(createdAt),
    })),
    ontology_history:
      project.ontologies.length === 0
        ? undefined
        : project.ontologies.map(({ version, createdAt, name, choices }) =>
            compact({ version, name, created_at: iso(createdAt), ontology: choices }),
          ),
  });
}
