import { Hono } from "hono";
import { isEmail, oneOf, texts } from "./checks.ts";
import { badRequest, invalid } from "./errors.ts";
import { readObject } from "./http.ts";
import { compact, type Obj } from "./json.ts";
import { ROLES, type Teammate } from "./records.ts";
import type { Services } from "./services.ts";
import { iso } from "./times.ts";

/** Nobody is invited as an admin. Source: scale.com/docs/api-reference/studio. */
const INVITED_ROLES = ["labeler", "member", "manager"] as const;
const INVITATION_MS = 7 * 24 * 3_600_000;

export function isActive(teammate: Teammate): boolean {
  return !teammate.disabled && teammate.expiry === undefined;
}

export function team({ store, clock }: Services): Hono {
  const app = new Hono();
  const everyone = () => [...store.team.values()].filter(({ disabled }) => !disabled).map(teammateView);

  app.get("/teams", (c) => c.json(everyone()));

  // Answers with all teammates. Source: scale.com/docs/api-reference/studio; scaleapi-python-client, invite_teammates.
  app.post("/teams/invite", async (c) => {
    const body = await readObject(c);
    const emails = texts(body, "emails");
    const role = oneOf(body, "team_role", INVITED_ROLES);
    const wrong = emails.find((email) => !isEmail(email));
    if (wrong !== undefined) throw invalid(`"emails" holds "${wrong}", which is not an email address`);
    const expiry = iso(clock.now() + INVITATION_MS);
    for (const email of emails) {
      const known = store.team.get(email);
      // Inviting somebody who has joined changes nothing.
      if (known !== undefined && isActive(known)) continue;
      store.team.set(email, { email, role, disableRapidEmails: false, disabled: false, expiry });
    }
    return c.json(everyone());
  });

  // Source: scaleapi-python-client, update_teammates_role.
  app.post("/teams/set_role", async (c) => {
    const body = await readObject(c);
    const emails = texts(body, "emails");
    const role = oneOf(body, "team_role", ROLES);
    const stranger = emails.find((email) => !store.team.has(email));
    if (stranger !== undefined) throw badRequest(`No teammate has the email "${stranger}".`);
    for (const email of emails) {
      const teammate = store.team.get(email);
      if (teammate !== undefined) teammate.role = role;
    }
    return c.json(everyone());
  });

  return app;
}

/** Source: scale.com/docs/api-reference/studio (sample); scaleapi-node, Teammate. */
function teammateView(teammate: Teammate): Obj {
  return compact({
    email: teammate.email,
    disableRapidEmails: teammate.disableRapidEmails,
    isStudioLabeler: teammate.role === "labeler",
    firstName: teammate.firstName,
    lastName: teammate.lastName,
    company: teammate.company,
    role: teammate.role,
    expiry: teammate.expiry,
  });
}
