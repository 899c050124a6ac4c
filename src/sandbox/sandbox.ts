import { Hono } from "hono";
import { requireTestKey } from "./auth.ts";
import { batches } from "./batches.ts";
import { Callbacks } from "./callbacks.ts";
import { type SandboxClock, systemClock } from "./clock.ts";
import { badRequest, notFound, ScaleError } from "./errors.ts";
import { type Connection, type Faults, type Serve, withFaults } from "./faults.ts";
import { files } from "./files.ts";
import { Life } from "./life.ts";
import type { Log } from "./log.ts";
import { projects } from "./projects.ts";
import { quality } from "./quality.ts";
import type { Services } from "./services.ts";
import { Store } from "./store.ts";
import { studio } from "./studio.ts";
import { tasks } from "./tasks.ts";
import { team } from "./team.ts";
import defaultWorld from "./world.json" with { type: "json" };
import { loadWorld } from "./world.ts";

export interface SandboxOptions {
  /** A parsed world file; without one the sandbox starts with its own. */
  world?: unknown;
  clock?: SandboxClock;
  completeAfterMs?: number;
  faults?: Faults;
  log?: Log;
}

export interface Sandbox {
  fetch(request: Request, connection?: Connection): Promise<Response>;
  readonly store: Store;
  /** Where links in callbacks point to; a listening server sets it. */
  apiUrl: string;
  /** Resolves when no callback is being sent. */
  idle(): Promise<void>;
  close(): void;
}

const COMPLETE_AFTER_MS = 2000;
const PREFIX = "/v1";

export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const clock = options.clock ?? systemClock;
  const log: Log = options.log ?? (() => undefined);
  const store = new Store();
  const callbacks = new Callbacks(clock, log);
  const life = new Life(store, clock, callbacks, options.completeAfterMs ?? COMPLETE_AFTER_MS);
  loadWorld(options.world ?? defaultWorld, store, clock);

  const app = routes({ store, clock, life, callbacks, log });
  const answer: Serve = async (request) => {
    life.settle();
    const response = await app.fetch(request);
    log({
      level: "info",
      message: "request",
      method: request.method,
      path: new URL(request.url).pathname,
      status: response.status,
    });
    return marked(response, clock);
  };
  const serve = options.faults === undefined ? answer : withFaults(answer, options.faults, clock, log);

  return {
    store,
    async fetch(request, connection) {
      return marked(await serve(request, connection), clock);
    },
    get apiUrl() {
      return life.apiUrl;
    },
    set apiUrl(url) {
      life.apiUrl = url;
    },
    idle: () => callbacks.idle(),
    close() {
      life.close();
      callbacks.close();
    },
  };
}

/** Nothing that the sandbox answers can be taken for an answer of Scale. */
function marked(response: Response, clock: SandboxClock): Response {
  const headers = new Headers(response.headers);
  headers.set("x-sandbox", "scale-ai-mcp");
  headers.set("date", new Date(clock.now()).toUTCString());
  return new Response(response.body, { status: response.status, headers });
}

function routes(services: Services): Hono {
  const { log } = services;
  const app = new Hono();

  app.use(`${PREFIX}/*`, async (c, next) => {
    requireTestKey(c.req.header("authorization"));
    checkPath(new URL(c.req.url).pathname);
    await next();
  });
  for (const resource of [tasks, batches, projects, files, studio, team, quality]) {
    app.route(PREFIX, resource(services));
  }

  app.notFound((c) => {
    // A path that the sandbox lacks is most often a fault of the client: it must not go unnoticed.
    log({ level: "error", message: "no such path", method: c.req.method, path: c.req.path });
    return notFound(`There is nothing at ${c.req.method} ${c.req.path}.`).toResponse();
  });
  app.onError((error, c) => {
    if (error instanceof ScaleError) return error.toResponse();
    log({ level: "error", message: "fault of the sandbox", method: c.req.method, path: c.req.path, error });
    return new ScaleError(500, "Internal server error.").toResponse();
  });
  return app;
}

function checkPath(path: string): void {
  try {
    decodeURIComponent(path);
  } catch {
    throw badRequest("The path is not valid percent-encoding.");
  }
}
