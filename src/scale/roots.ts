import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { parse, relative, resolve, sep } from "node:path";

/** Directories whose whole content belongs to the system. */
const systemTrees = [
  "/etc",
  "/proc",
  "/sys",
  "/dev",
  "/boot",
  "/run",
  "/root",
  "/bin",
  "/sbin",
  "/lib",
  "/lib64",
  "/usr/bin",
  "/usr/sbin",
  "/usr/lib",
  "/usr/libexec",
  "/usr/share",
  "/usr/local/bin",
  "/usr/local/sbin",
  "/usr/local/lib",
  "/var/lib",
  "/var/log",
  "/var/run",
  "/System",
  "/Library",
  "/private/etc",
];
/** Directories that hold other people's things or programs, though a project may live below them. */
const sharedPlaces = ["/usr", "/var", "/opt", "/home", "/Users", "/tmp", "/srv", "/mnt"];

const within = (root: string, path: string) =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);

/** True for a directory that is fit to be read from only because the server was started in it. */
export function isFitDefault(directory: string, home = homedir()): boolean {
  if (directory === parse(directory).root || within(directory, home)) return false;
  if (/^[a-z]:\\(?:windows|program files|programdata)/i.test(directory)) return false;
  if (directory.split(sep).some((segment) => segment.startsWith("."))) return false;
  return !sharedPlaces.includes(directory) && !systemTrees.some((tree) => within(tree, directory));
}

const real = (path: string) => (existsSync(path) ? realpathSync(path) : resolve(path));

/** The directories that files may be uploaded from: those given, or the one that the server was started in. */
export function uploadRoots(
  given: readonly string[],
  cwd = process.cwd(),
  home = homedir(),
): readonly string[] {
  if (given.length > 0) return given.map((root) => real(resolve(cwd, root)));
  return isFitDefault(real(cwd), real(home)) ? [real(cwd)] : [];
}

/** Why a file may not be read, or undefined; `path` is absolute and has no links left. */
export function refusalOf(path: string, roots: readonly string[]): string | undefined {
  const containing = roots.filter((root) => within(root, path));
  if (containing.length === 0) return "is outside the upload roots";
  const hidden = (root: string) =>
    relative(root, path)
      .split(sep)
      .some((segment) => segment.startsWith("."));
  return containing.every(hidden) ? "has a segment that begins with a dot" : undefined;
}
