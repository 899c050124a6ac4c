import { type Context, Hono } from "hono";
import { studioBatchView } from "./batches.ts";
import { given, list, optionalTexts, text, texts } from "./checks.ts";
import { badRequest, batchNotFound, conflict, invalid, notFound, projectNotFound } from "./errors.ts";
import { param, readObject } from "./http.ts";
import { isObject, type Obj } from "./json.ts";
import type { Batch, Project, ProjectGroup } from "./records.ts";
import type { Services } from "./services.ts";
import { batchStatus } from "./store.ts";
import { isActive } from "./team.ts";

export function studio({ store, clock }: Services): Hono {
  const app = new Hono();

  const kindOf = (batch: Batch) => store.projects.get(batch.project)?.kind;
  const view = (batch: Batch) => studioBatchView(batch, store.projects.get(batch.project)?.id ?? "");
  const pending = () =>
    [...store.batches.values()]
      .filter((batch) => kindOf(batch) === "studio" && batchStatus(batch) !== "completed")
      .sort(byPriority);

  app.get("/studio/batches", (c) => c.json(pending().map(view)));

  // Every pending batch must be named, in the order wanted. Source: scaleapi-node, comment on set_priorities.
  app.post("/studio/batches/set_priorities", async (c) => {
    const names = list(await readObject(c), "batches").map((item, index) => {
      if (!isObject(item)) throw invalid(`"batches[${index}]" must be an object`);
      return text(item, "name");
    });
    const batches = pending();
    const known = new Set(batches.map(({ name }) => name));
    const stranger = names.find((name) => !known.has(name));
    if (stranger !== undefined) throw badRequest(`"${stranger}" is not a pending Studio batch.`);
    if (new Set(names).size < names.length) throw badRequest("A batch is named twice.");
    const missing = batches.filter(({ name }) => !names.includes(name)).map(({ name }) => `"${name}"`);
    if (missing.length > 0)
      throw badRequest(`Every pending Studio batch must be named; missing: ${missing.join(", ")}.`);
    for (const batch of batches) batch.priority = names.indexOf(batch.name) + 1;
    return c.json(pending().map(view));
  });

  // Calibration batches come first, then the older ones. Source: scaleapi-node, comment on reset_priorities.
  app.post("/studio/batches/reset_priorities", (c) => {
    for (const batch of pending()) batch.priority = undefined;
    return c.json(pending().map(view));
  });

  app.put("/studio/batches/:name", async (c) => {
    const name = param(c, "name");
    const batch = store.batches.get(name);
    if (batch === undefined || kindOf(batch) !== "studio") throw batchNotFound(name);
    const groups = optionalTexts(await readObject(c), "groups") ?? [];
    const known = store.projects.get(batch.project)?.groups;
    const stranger = groups.find((group) => !known?.has(group));
    if (stranger !== undefined) throw badRequest(`Project "${batch.project}" has no group "${stranger}".`);
    batch.groups = groups;
    return c.json(view(batch));
  });

  /** Only active people are listed. Source: scaleapi-node, comment on assignments. */
  const assignments = (): Obj =>
    Object.fromEntries(
      [...store.team.values()]
        .filter(isActive)
        .map(({ email }) => [email, [...(store.assignments.get(email) ?? [])]]),
    );
  const checkEmails = (emails: string[]) => {
    const stranger = emails.find((email) => store.team.get(email) === undefined);
    if (stranger !== undefined) throw badRequest(`No teammate has the email "${stranger}".`);
    return emails;
  };
  const checkProjects = (names: string[]) => {
    const stranger = names.find((name) => !store.projects.has(name));
    if (stranger !== undefined) throw badRequest(`No project has the name "${stranger}".`);
    return names;
  };

  app.get("/studio/assignments", (c) => c.json(assignments()));

  app.post("/studio/assignments/add", async (c) => {
    const body = await readObject(c);
    const emails = checkEmails(texts(body, "emails"));
    const projects = checkProjects(texts(body, "projects"));
    for (const email of emails) {
      store.assignments.set(email, new Set([...(store.assignments.get(email) ?? []), ...projects]));
    }
    return c.json(assignments());
  });

  app.post("/studio/assignments/remove", async (c) => {
    const body = await readObject(c);
    const emails = checkEmails(texts(body, "emails"));
    const projects = given(body, "projects")
      ? checkProjects(optionalTexts(body, "projects") ?? [])
      : undefined;
    for (const email of emails) {
      if (projects === undefined) store.assignments.delete(email);
      for (const project of projects ?? []) store.assignments.get(email)?.delete(project);
    }
    return c.json(assignments());
  });

  const findProject = (c: Context): Project => {
    const name = param(c, "project");
    const project = store.projects.get(name);
    if (project === undefined) throw projectNotFound(name);
    return project;
  };
  const groupView = ({ id, name, emails }: ProjectGroup): Obj => ({
    id,
    name,
    numWorkers: emails.length,
    isSingleton: false,
    workers: emails.map((email) => ({ id: email, email })),
  });

  // Source of the groups: scaleapi-python-client, studio.py; scaleapi-node, studio projectGroups client.
  app.get("/studio/projects/:project/groups", (c) =>
    c.json([...findProject(c).groups.values()].map(groupView)),
  );

  app.post("/studio/projects/:project/groups", async (c) => {
    const project = findProject(c);
    const body = await readObject(c);
    const name = text(body, "name");
    const emails = checkEmails(optionalTexts(body, "emails") ?? []);
    if (project.groups.has(name)) throw conflict(`A group with the name "${name}" already exists.`);
    return c.json(groupView(store.setGroup(project, name, emails, clock.now())));
  });

  app.put("/studio/projects/:project/groups/:group", async (c) => {
    const project = findProject(c);
    const body = await readObject(c);
    const name = param(c, "group");
    const group = project.groups.get(name);
    if (group === undefined) throw notFound(`Group with name "${name}" not found.`);
    const gone = optionalTexts(body, "remove_emails") ?? [];
    const added = checkEmails(optionalTexts(body, "add_emails") ?? []);
    const emails = [...group.emails, ...added].filter((email) => !gone.includes(email));
    return c.json(groupView(store.setGroup(project, name, emails, clock.now())));
  });

  return app;
}

function byPriority(a: Batch, b: Batch): number {
  const priority = (batch: Batch) => batch.priority ?? Number.MAX_SAFE_INTEGER;
  return (
    priority(a) - priority(b) || Number(b.calibration) - Number(a.calibration) || a.createdAt - b.createdAt
  );
}
