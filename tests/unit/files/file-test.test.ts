import { describe, expect, test } from "vitest";
import { fileTest, type FileStat } from "#files";

const unowned: FileStat = {
  kind: "file",
  mode: 0o644,
  size: 0,
  mtimeMs: 0,
  ctimeMs: 0,
  atimeMs: 0,
  ino: 1,
  dev: 1,
  nlink: 1,
};
const file = { ...unowned, uid: 1000, gid: 1000 };
const root = { uid: 0, gid: 0 };
const owner = { uid: 1000, gid: 5 };
const member = { uid: 7, gid: 1000 };
const other = { uid: 7, gid: 7 };

describe("-r, -w and -x say what this user may do, not what somebody may (access(2))", () => {
  test.each([
    ["the owner's bits", 0o700, owner, "rwx"],
    ["the owner is not helped by the others' bits", 0o077, owner, ""],
    ["the group's bits", 0o040, member, "r"],
    ["the group is not helped by the others' bits", 0o707, member, ""],
    ["the others' bits", 0o005, other, "rx"],
    ["root may read and write what nobody may", 0o000, root, "rw"],
    ["root may execute what somebody may", 0o001, root, "rwx"],
  ])("%s", (_, mode, user, may) => {
    const stat = { ...file, mode };
    expect(["r", "w", "x"].filter((one) => fileTest(`-${one}`, stat, user)).join("")).toBe(may);
  });

  test("root may search a folder that nobody may", () => {
    expect(fileTest("-x", { ...file, kind: "directory", mode: 0 }, root)).toBe(true);
  });
});

test("a tree that keeps no owners belongs to whoever asks", () => {
  const stat = { ...unowned, mode: 0o400 };
  expect([fileTest("-O", stat, other), fileTest("-G", stat, other), fileTest("-r", stat, other)]).toEqual([
    true,
    true,
    true,
  ]);
});

test("an operator that asks nothing of a file is not answered", () => {
  expect(fileTest("-n", file, owner)).toBeUndefined();
});
