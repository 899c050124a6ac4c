import { readFileSync } from "node:fs";
import {
  constants,
  copyFile,
  lstat,
  mkdir,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isObject } from "../../tools/json.ts";
import { nearest } from "../../tools/nearest.ts";
import { clientIds } from "../choices.ts";
import { ConfigError } from "../config-error.ts";
import { commandFor } from "./clients/command.ts";
import { differences } from "./clients/difference.ts";
import { type Entry, type EntryOptions, entryFor, keySourceOf } from "./clients/entry.ts";
import { merge, snippet } from "./clients/merge.ts";
import { howToMakeKeyFile, type Launch, launchOf, type Surroundings } from "./clients/surroundings.ts";
import { type Client, clients, type KeySource } from "./clients/table.ts";
import { complain, print } from "./output.ts";

export interface InitOptions extends EntryOptions {
  /** One of `clientIds`; another is misuse. */
  readonly client: string;
  readonly write: boolean;
  readonly force: boolean;
}

/**
 * Where npm had this package from, as it notes beside the packages. Of a tarball or a checkout nobody knows who has
 * its name in a registry, so npx must not ask for it there.
 */
function resolvedAt(script: string): string | undefined {
  const [, folder] = /^(.*[\\/]node_modules)[\\/]scale-ai-mcp[\\/]/.exec(script) ?? [];
  if (folder === undefined) return undefined;
  try {
    const { packages }: { packages?: unknown } = JSON.parse(
      readFileSync(join(folder, ".package-lock.json"), "utf8"),
    );
    const own = isObject(packages) ? packages["node_modules/scale-ai-mcp"] : undefined;
    return isObject(own) && typeof own.resolved === "string" ? own.resolved : undefined;
  } catch {
    return undefined;
  }
}

/** What starts the program at this path for a client. */
export const launchAt = (script: string, node: string): Launch => launchOf(script, node, resolvedAt(script));

/** This machine, and the program that runs: the bundle has this code in a chunk below main.js. */
const here = (): Surroundings => ({
  platform: process.platform,
  home: homedir(),
  env: process.env,
  cwd: process.cwd(),
  launch: launchAt(fileURLToPath(new URL("../main.js", import.meta.url)), process.execPath),
});

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

/** The file itself where a link leads to it; undefined where there is none yet. */
async function targetOf(file: string): Promise<string | undefined> {
  try {
    return await realpath(file);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
  const link = await lstat(file).catch(() => undefined);
  if (link !== undefined) throw new ConfigError("it is a link to a file that is not there.");
  return undefined;
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ConfigError("it is no text in UTF-8; it was left as it is.");
  }
}

/** Writes beside the file and renames, so that nobody reads half of it. */
async function exchange(file: string, text: string, mode: number | undefined): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  // Never through a file or a link that somebody else put there.
  const handle = await open(draft, "wx", mode ?? 0o666);
  try {
    await handle.writeFile(text);
    // What a new file may be is narrowed by the umask, what this one was is not.
    if (mode !== undefined) await handle.chmod(mode);
    await handle.sync();
    await handle.close();
    await rename(draft, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

/** Keeps a copy of what was there under a name that is free. */
async function backUp(file: string, now: Date): Promise<string> {
  const backup = `${file}.${now.toISOString().replaceAll(":", "-")}.bak`;
  await copyFile(file, backup, constants.COPYFILE_EXCL);
  return backup;
}

interface Written {
  readonly code: number;
  readonly lines: readonly string[];
}

async function written(
  client: Client,
  entry: Entry,
  file: string,
  force: boolean,
  now: Date,
): Promise<Written> {
  const target = await targetOf(file);
  const before = target === undefined ? "" : decoded(await readFile(target));
  const merged = merge(before, client, entry, force);
  if (merged.kind === "same") return { code: 0, lines: [`${entry.name} is already there: ${file}`] };
  if (merged.kind === "differs") {
    const lines = differences(merged.found, entry).map((line) => `  ${line}`);
    return {
      code: 1,
      lines: [`${file} has another ${entry.name}:`, ...lines, "It was left as it is; --force replaces it."],
    };
  }
  if (target === undefined) {
    await mkdir(dirname(file), { recursive: true });
    await exchange(file, merged.text, undefined);
    return { code: 0, lines: [`${entry.name} was written to ${file}, which is new.`] };
  }
  const mode = (await stat(target)).mode & 0o7777;
  const backup = await backUp(target, now);
  await exchange(target, merged.text, mode);
  const replaced = "replaced" in merged ? differences(merged.replaced, entry) : [];
  return {
    code: 0,
    lines: [
      `${entry.name} was ${"replaced" in merged ? "replaced in" : "added to"} ${file}`,
      ...replaced.map((line) => `  it had ${line}`),
      `What the file was is kept as ${backup}`,
    ],
  };
}

async function write(client: Client, entry: Entry, file: string, force: boolean, now: Date): Promise<number> {
  try {
    const { code, lines } = await written(client, entry, file, force, now);
    await complain(lines.join("\n"));
    return code;
  } catch (error) {
    const isOfSystem = error instanceof Error && "code" in error;
    if (!(error instanceof ConfigError) && !isOfSystem) throw error;
    const reason = isOfSystem ? `it can't be read or written (${error.code}).` : error.message;
    await complain(`${file}: ${reason}`);
    return 1;
  }
}

/** How the key gets to the client, for the person who has it. */
function keyNote(kind: KeySource["kind"], client: Client, surroundings: Surroundings): string {
  switch (kind) {
    case "expanded":
    case "passed":
      return `Start ${client.name} where SCALE_API_KEY is set.`;
    case "asked":
      return `${client.name} asks for the key when the server starts, and keeps it.`;
    case "file":
      return `The key is in a file that only you can read. To make it:\n  ${howToMakeKeyFile(surroundings)}`;
  }
}

/**
 * Prints what a client is to be told of this server, or writes it into the client's file. Exit code 0 where that is
 * done, 1 where it can't be, 2 where no such client is known.
 */
export async function init(
  options: InitOptions,
  surroundings: Surroundings = here(),
  now = new Date(),
): Promise<number> {
  const client = clients.find(({ id }) => id === options.client);
  if (client === undefined) {
    const near = nearest(options.client, clientIds);
    const meant = near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`;
    const name = JSON.stringify(options.client);
    await complain(`No client has the name ${name}; there are ${clientIds.join(", ")}.${meant}`);
    return 2;
  }
  if (options.project && client.projectFile === undefined) {
    await complain(`${client.name} has no file in a project.`);
    return 1;
  }
  const command = commandFor(client, surroundings, options);
  if (options.write && !options.project && client.file === undefined) {
    await complain(`${client.name} writes its file for you itself. Run:\n  ${command?.line}`);
    return 1;
  }

  // What has no file for the user is shown as it stands in a project.
  const scoped = { ...options, project: options.project || client.file === undefined };
  const file = (scoped.project ? client.projectFile : client.file)?.(surroundings) ?? "";
  const entry = entryFor(client, surroundings, scoped);
  const kind = keySourceOf(client, scoped)?.kind;
  const notesOn = (source: KeySource["kind"] | undefined) =>
    source === undefined ? [] : [keyNote(source, client, surroundings)];
  let code = 0;
  if (options.write) code = await write(client, entry, file, options.force, now);
  else {
    const flags = scoped.project ? "--project --write" : "--write";
    if (command !== undefined) {
      // Here rather than at the end, where it would seem to belong to the entry, which has the key from elsewhere.
      const notes = command.takesKeyFile && kind !== "file" ? notesOn("file") : [];
      await complain([`Run this, or see below:\n  ${command.line}`, ...notes].join("\n"));
    }
    await complain(`For ${file}, where ${flags} puts it:`);
    await print(snippet(client, entry));
  }

  const notes = notesOn(kind);
  if (scoped.project && surroundings.launch.command !== "npx")
    notes.push("The entry names a path of this machine, which is of no use to others who share the project.");
  await complain([...notes, ...client.notes, `See ${client.source}`].join("\n"));
  return code;
}
