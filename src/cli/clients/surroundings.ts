import { posix, win32 } from "node:path";
import type { Environment } from "../../given.ts";

/** What a client starts this server with. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
}

/** Where the command runs, as far as configuration depends on it. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Environment;
  /** The project's folder, for clients that have a file there. */
  readonly cwd: string;
  readonly launch: Launch;
}

type Place = Pick<Surroundings, "platform" | "home" | "env" | "cwd">;

const pathOf = ({ platform }: Place) => (platform === "win32" ? win32 : posix);

/** A variable that is set to nothing counts as one that is not set. */
const given = (value: string | undefined, fallback: string) => (value ? value : fallback);

export const inHome =
  (...segments: readonly string[]) =>
  (place: Place) =>
    pathOf(place).join(place.home, ...segments);

export const inProject =
  (...segments: readonly string[]) =>
  (place: Place) =>
    pathOf(place).join(place.cwd, ...segments);

/** `~/.config`, or what takes its place: on Linux XDG_CONFIG_HOME, on Windows APPDATA. */
export const inConfig =
  (...segments: readonly string[]) =>
  (place: Place) => {
    const path = pathOf(place);
    const { platform, home, env } = place;
    const fallback = path.join(home, ".config");
    if (platform === "win32")
      return path.join(given(env.APPDATA, path.join(home, "AppData", "Roaming")), ...segments);
    return path.join(platform === "linux" ? given(env.XDG_CONFIG_HOME, fallback) : fallback, ...segments);
  };

/** Where applications keep their settings, which differs from `inConfig` on macOS only. */
export const inApplications =
  (...segments: readonly string[]) =>
  (place: Place) =>
    place.platform === "darwin"
      ? inHome("Library", "Application Support", ...segments)(place)
      : inConfig(...segments)(place);

/** In the folder that a variable names, if it is set, else in another. */
export const inNamed =
  (variable: string, otherwise: (place: Place) => string, ...segments: readonly string[]) =>
  (place: Place) =>
    pathOf(place).join(given(place.env[variable], otherwise(place)), ...segments);

/** The file of the key, for clients that can't hand the key over. */
export const keyFile = inConfig("scale-ai-mcp", "key");

/** Says how to make that file, so that nobody else can read it. */
export function howToMakeKeyFile(place: Place): string {
  const path = pathOf(place);
  const file = keyFile(place);
  const folder = path.dirname(file);
  if (place.platform === "win32")
    return `mkdir "${folder}" & notepad "${file}"    in a command prompt: paste the key and save. Other users can't read your profile's folder.`;
  const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
  return `mkdir -p ${quote(folder)} && (umask 077 && cat > ${quote(file)})    then paste the key, Enter, Ctrl-D. The file has mode 0600.`;
}

/** The package by its name where npm had it from a registry, which is where it will be again; else this program. */
export function launchOf(script: string, node: string, resolved: string | undefined): Launch {
  return resolved !== undefined && /^https:.*\/scale-ai-mcp\/-\/scale-ai-mcp-[^/]+\.tgz$/.test(resolved)
    ? { command: "npx", args: ["-y", "scale-ai-mcp"] }
    : { command: node, args: [script] };
}
