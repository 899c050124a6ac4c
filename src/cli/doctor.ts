import { statSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { createApp } from "../app.ts";
import { type Config, createConfig } from "../config.ts";
import { ConfigError } from "../config-error.ts";
import { type Environment, type Flags, isUnfilled, readOptions } from "../given.ts";
import { allOptions } from "../options.ts";
import { printable, printableJson } from "../printable.ts";
import { keyKind, maskOf } from "../scale/credential.ts";
import { uploadRoots } from "../scale/roots.ts";
import { createHttpSettings } from "../transport/http/settings.ts";
import { version } from "../version.ts";
import { bold, type Output, print } from "./output.ts";

/** What was looked at, and what to do where it is not as it should be. */
export interface Check {
  readonly name: string;
  readonly state: "ok" | "warning" | "fault";
  readonly found: string;
  readonly advice?: string;
}

const ok = (name: string, found: string): Check => ({ name, state: "ok", found });
const warning = (name: string, found: string, advice: string): Check => ({
  name,
  state: "warning",
  found,
  advice,
});
const fault = (name: string, found: string, advice: string): Check => ({
  name,
  state: "fault",
  found,
  advice,
});

/** The least version of Node that `engines` in package.json names. */
const leastNode = [20, 18, 1] as const;

export function nodeCheck(running: string): Check {
  const parts = running.split(".").map(Number);
  const difference =
    leastNode.map((least, index) => (parts[index] ?? 0) - least).find((each) => each !== 0) ?? 0;
  const found = `Node ${running}, scale-ai-mcp ${version}`;
  return difference >= 0
    ? ok("versions", found)
    : fault("versions", found, `Install Node ${leastNode.join(".")} or later.`);
}

/** Options whose values nobody may see. */
const secrets = new Set(["key", "tokens", "redis"]);

/** Each option that was given, and where. */
export function settingChecks(flags: Flags, env: Environment): Check[] {
  const given = allOptions.flatMap(({ key, flag, env: variable = "" }): Check[] => {
    const fromFlag = Reflect.get(flags, key);
    const value = fromFlag ?? env[variable];
    if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return [];
    if (typeof value === "string" && isUnfilled(value)) return [];
    const shown = secrets.has(key) ? "(hidden)" : String(value);
    return [
      ok(
        "setting",
        `${flag ?? variable} is ${shown}, from ${fromFlag === undefined ? `$${variable}` : "the command line"}`,
      ),
    ];
  });
  const proxy = ["HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"].filter((name) => env[name]);
  return [...given, ...proxy.map((name) => ok("setting", `${name} is set`))];
}

function keyChecks({ credential, sandbox }: Config, env: Environment): Check[] {
  if (sandbox) return [ok("key", "none is used with the sandbox")];
  if (credential.kind === "missing") return [fault("key", "there is none", credential.reason)];
  const kind = keyKind(credential.key);
  const file = env.SCALE_API_KEY ? undefined : env.SCALE_API_KEY_FILE;
  const found = `a key of ${credential.key.length} characters, ${kind === "unknown" ? "of unknown kind" : kind}`;
  const checks = [
    kind === "unknown"
      ? warning(
          "key",
          found,
          "Keys begin with live_ or test_, or end with |live or |test: see that it was copied whole.",
        )
      : ok("key", found),
  ];
  const isOpen = file !== undefined && process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0;
  return isOpen
    ? [...checks, warning("key file", `${file} can be read by others`, `Run: chmod 600 ${file}`)]
    : checks;
}

function rootChecks(config: Config): Check[] {
  const roots = uploadRoots(config.uploadRoots);
  if (roots.length === 0)
    return [
      warning(
        "upload roots",
        `there are none: ${process.cwd()} is no place to upload from`,
        "Name the folder of your files with --upload-root, or upload with content_base64.",
      ),
    ];
  return roots.map((root) => {
    const isDirectory = statSync(root, { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isDirectory) return fault("upload roots", `${root} is no directory`, "Correct --upload-root.");
    return root === homedir()
      ? warning(
          "upload roots",
          `${root} is your whole home directory`,
          "Name a folder in it with --upload-root.",
        )
      : ok("upload roots", root);
  });
}

/** How far two clocks may be apart before times in filters and logs mislead. */
const mostClockMs = 120_000;

export function clockCheck(theirs: string | undefined, ours: number): Check {
  const time = Date.parse(theirs ?? "");
  if (Number.isNaN(time)) return ok("clock", "the answer has no date to compare with");
  const apart = Math.round(Math.abs(ours - time) / 1_000);
  const found = `${apart} s apart from the API's`;
  return apart * 1_000 <= mostClockMs
    ? ok("clock", found)
    : warning(
        "clock",
        found,
        "Set this machine's clock: start_time and the like are compared with the API's.",
      );
}

/** Asks for one batch: a read that every account may do, with a small answer. */
async function reachChecks(config: Config): Promise<Check[]> {
  let date: string | undefined;
  const logger = { log: () => {}, flush: async () => {} };
  const app = await createApp(config, logger, {
    kind: "direct",
    observer: {
      call: (_tool, _carrier, run) => run(),
      async exchange(_tool, request, run) {
        const exchange = await run(request);
        if (exchange.kind === "answered") date = exchange.header("date");
        return exchange;
      },
    },
  });
  try {
    const started = performance.now();
    const { envelope } = await app.dispatcher.call(
      "SCALE_AI_LIST_BATCHES",
      { limit: 1 },
      { caller: app.caller },
    );
    const ms = Math.round(performance.now() - started);
    const where = config.sandbox ? "the sandbox" : config.apiUrl;
    const reach = envelope.successful
      ? ok("reach", `${where} answered in ${ms} ms`)
      : fault("reach", `${where}: ${envelope.data.code}`, envelope.error);
    return date === undefined ? [reach] : [reach, clockCheck(date, Date.now())];
  } finally {
    await app.close();
  }
}

/** Whether the port for HTTP is free. */
function portCheck(host: string, port: number): Promise<Check> {
  const name = `port ${port} on ${host}`;
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve(
        fault(
          "port",
          `${name}: ${error.code ?? error.message}`,
          "Stop what uses it, or choose another with --port.",
        ),
      ),
    );
    server.listen(port, host.replace(/^\[|\]$/g, ""), () =>
      server.close(() => resolve(ok("port", `${name} is free`))),
    );
  });
}

async function allChecks(flags: Flags, env: Environment): Promise<Check[]> {
  const checks = [nodeCheck(process.versions.node), ...settingChecks(flags, env)];
  try {
    const config = createConfig(flags, env);
    const http = readOptions(flags, env).enabled("http") ? createHttpSettings(flags, env, config) : undefined;
    checks.push(...keyChecks(config, env), ...rootChecks(config));
    if (http !== undefined) checks.push(await portCheck(http.host, http.port));
    if (config.sandbox || config.credential.kind === "key") checks.push(...(await reachChecks(config)));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    checks.push(fault("settings", "they can't be used", error.message));
  }
  return checks;
}

const marks = { ok: "ok     ", warning: "warning", fault: "FAULT  " } as const;

/** Looks at all that a start needs, and says what to do about each fault. Exit code 1 where there is one. */
export async function doctor(flags: Flags, env: Environment, output: Output): Promise<number> {
  const checks = await allChecks(flags, env);
  // Whatever was set to it by a slip.
  const mask = maskOf(env.SCALE_API_KEY ?? "");
  const faults = checks.filter(({ state }) => state === "fault").length;
  if (output === "json") {
    await print(mask(printableJson(JSON.stringify({ ok: faults === 0, checks }, null, 2))));
  } else {
    const lines = checks.flatMap(({ name, state, found, advice }) => [
      `${state === "ok" ? marks.ok : bold(marks[state])}  ${printable(`${name}: ${found}`)}`,
      ...(advice === undefined ? [] : [`         ${printable(advice)}`]),
    ]);
    await print(lines.map((line) => mask(line)).join("\n"));
  }
  return faults === 0 ? 0 : 1;
}
