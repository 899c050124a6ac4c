import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isFitDefault, refusalOf, uploadRoots } from "../../src/scale/roots.ts";

const home = "/home/ada";

describe("the default root", () => {
  it.each([
    "/home/ada/project",
    "/work/main",
    "/home/bob/project",
    "/tmp/job",
    "/opt/app",
    "/home/adam",
    "/home/ad",
    "/etcetera",
  ])("may be %s", (directory) => expect(isFitDefault(directory, home)).toBe(true));
  it.each([
    "/",
    "/home/ada",
    "/home",
    "/etc",
    "/etc/ssl",
    "/proc/1",
    "/root",
    "/root/x",
    "/usr/lib/x",
    "/var/log",
    "/System/x",
    "/work/.cache",
    "/tmp",
    "/usr",
    "/var",
  ])("may not be %s", (directory) => expect(isFitDefault(directory, home)).toBe(false));

  it("is the directory of the start unless roots are given", () => {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), "roots-")));
    afterAll(() => rmSync(directory, { recursive: true }));
    const link = join(directory, "link");
    symlinkSync(directory, link);
    expect(uploadRoots([], directory, home)).toEqual([directory]);
    expect(uploadRoots([], "/", home)).toEqual([]);
    expect(uploadRoots([], directory, directory)).toEqual([]);
    expect(uploadRoots(["link", "missing"], directory, home)).toEqual([
      directory,
      join(directory, "missing"),
    ]);
  });
});

describe("a file", () => {
  const roots = ["/work/data", "/srv/.shared"];
  it.each([
    ["/work/data/a.jpg", roots],
    ["/work/data/deep/er/a..b.jpg", roots],
    ["/srv/.shared/a.jpg", roots],
    ["/work/data/.git/config", ["/work/data", "/work/data/.git"]],
    ["/any/file", ["/"]],
  ])("%s may be read", (path, allowed) => expect(refusalOf(path, allowed)).toBeUndefined());

  it.each([
    ["/work/data2/a.jpg", roots],
    ["/work/a.jpg", roots],
    ["/etc/passwd", roots],
    ["/work/data/.env", roots],
    ["/work/data/.git/config", roots],
    ["/work/data/deep/.x/a.jpg", roots],
    ["/srv/.shared/.x", roots],
    ["/any/file", []],
  ])("%s may not be read", (path, allowed) => expect(refusalOf(path, allowed)).toBeTypeOf("string"));
});
