import {
  constants,
  copyFile,
  mkdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { homedir } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { nearest } from "../../../tools/nearest.ts";
import { clientIds } from "../../choices.ts";
import { ConfigError } from "../../config-error.ts";
import type { Environment } from "../../given.ts";
import { complain, print } from "../output.ts";
import { type Client, clients, keyFile, type Surroundings } from "./clients.ts";
import { type Entry, type EntryOptions, entryFor, keySourceOf } from "./entry.ts";
import { mergeJson, mergeToml, snippet } from "./merge.ts";

export interface InitOptions extends EntryOptions {
  readonly write: boolean;
  readonly force: boolean;
}

function clientNamed(id: string): Client {
  const client = clients.find((each) => each.id === id);
  if (client !== undefined) return client;
  const near = nearest(id, clientIds);
  const meant = near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`;
  throw new ConfigError(
    `There is no client ${JSON.stringify(id)}; there are ${clientIds.join(", ")}.${meant}`,
  );
}

/** This very program, or by its name where it lies in a cache of npx, which may be emptied. */
export function launchOf(script: string, node: string): Surroundings["launch"] {
  return /[\\/]_npx[\\/]/.test(script)
    ? { command: "npx", args: ["-y", "scale-ai-mcp"] }
    : { command: node, args: [script] };
}

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new ConfigError(`${file} can't be read (${codeOf(error)}).`);
  }
}

/** Writes beside the file and renames, so that nobody reads half of it; keeps a copy of what was there. */
async function replace(file: string, text: string, now: Date): Promise<string | undefined> {
  const real = await realpath(file).catch(() => undefined);
  const target = real ?? file;
  const draft = `${target}.${process.pid}.new`;
  try {
    await mkdir(dirname(target), { recursive: true });
    const mode = real === undefined ? 0o600 : (await stat(real)).mode & 0o777;
    const backup = real === undefined ? undefined : `${real}.${now.toISOString().replaceAll(":", "-")}.bak`;
    if (real !== undefined && backup !== undefined) await copyFile(real, backup, constants.COPYFILE_EXCL);
    await writeFile(draft, text, { mode });
    await rename(draft, target);
    return backup;
  } catch (error) {
    await rm(draft, { force: true });
    throw new ConfigError(`${file} can't be written (${codeOf(error)}).`);
  }
}

/** Command lines of clients that add servers themselves. */
function commandFor({ id }: Client, { name, value }: Entry): string | undefined {
  const json = `'${JSON.stringify(value)}'`;
  return id === "claude-code" ? `claude mcp add-json --scope user ${name} ${json}` : undefined;
}

async function tellNotes(client: Client, surroundings: Surroundings, options: EntryOptions): Promise<void> {
  if (keySourceOf(client, options).kind === "file" && !options.sandbox) {
    const file = keyFile(surroundings);
    await complain(`Put your key into ${file}, which only you should be able to read (chmod 600).`);
  }
  for (const note of client.notes) await complain(note);
  await complain(`Its own page: ${client.source}`);
}

async function write(client: Client, entry: Entry, file: string, force: boolean): Promise<number> {
  const text = (await textOf(file)) ?? "";
  const merged =
    client.format === "json" ? mergeJson(text, client, entry, force) : mergeToml(text, client, entry);
  if (merged.kind === "same") {
    await complain(`${entry.name} is there already: ${file}`);
    return 0;
  }
  if (merged.kind === "differs") {
    const how = client.format === "json" ? "Use --force to replace it" : "Remove it by hand to replace it";
    await complain(`${file} has another ${entry.name}: ${JSON.stringify(merged.found)}. ${how}.`);
    return 1;
  }
  const backup = await replace(file, merged.text, new Date());
  await complain(
    `${entry.name} was added to ${file}${backup === undefined ? "" : `; it was kept as ${backup}`}`,
  );
  return 0;
}

/** Prints the configuration of a client, or writes it into its file. Exit code 1 where another entry stands there. */
export async function init(
  id: string,
  options: InitOptions,
  env: Environment,
  surroundings: Surroundings = {
    platform: process.platform,
    home: homedir(),
    env,
    cwd: process.cwd(),
    launch: launchOf(fileURLToPath(new URL("../main.js", import.meta.url)), process.execPath),
  },
): Promise<number> {
  const client = clientNamed(id);
  const entry = entryFor(client, surroundings, options);
  const file = options.project ? client.projectFile?.(surroundings) : client.file(surroundings);
  if (options.project && file === undefined)
    throw new ConfigError(`${client.name} has no file in a project.`);
  const command = options.project ? undefined : commandFor(client, entry);

  let code = 0;
  if (options.write) {
    if (file === undefined) throw new ConfigError(`${client.name} adds servers itself: ${command}`);
    code = await write(client, entry, file, options.force);
  } else {
    await complain(command === undefined ? `For ${file}, or with --write:` : "Run, or use --project:");
    await print(command ?? snippet(client, entry));
  }
  await tellNotes(client, surroundings, options);
  return code;
}
