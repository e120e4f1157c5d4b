import { describe, expect, test } from "vitest";
import type { Program } from "#kernel";
import { createMachineTable, GROUPS, importGroup, type GroupName } from "#programs";
import { readRecording, toolNames } from "../../cases/tools/case.ts";
import { core } from "../../../src/programs/groups/core.ts";
import { OPTIONS as CURL_OPTIONS } from "../../../src/programs/curl/option-table.ts";
import { PAGES } from "../../../src/programs/manual/pages.ts";
import { syntaxOf } from "../../../src/programs/tool/tool.ts";

/** Every tool that the machine promises, beside the shells, make, Python and curl. */
const PROMISED = (
  "ls cat echo printf grep sed awk find sort uniq head tail wc cut tr xargs tee mkdir rmdir rm cp mv ln touch chmod stat " +
  "diff patch cmp env which date seq basename dirname realpath mktemp sleep true false test yes nl paste join comm fold " +
  "rev tac split od xxd base64 md5sum sha256sum du df tree file less more clear man time timeout watch tar gzip gunzip " +
  "zip unzip jq dd install link unlink cksum sum nohup nice stdbuf pgrep pkill killall pidof strings numfmt csplit " +
  "envsubst expand unexpand groups arch tty getconf locale pathchk sync shuf truncate column hexdump"
).split(" ");

/** What is loaded with the kernel, and no more: the rest of the promise comes when it is called. */
const ALWAYS =
  "cat chmod cp cut egrep env fgrep find grep head ls mkdir mv rm rmdir sed sort tail tee touch tr uniq wc xargs".split(
    " ",
  );

/** Judged by the cases of another name, or only by a person at a terminal. */
const JUDGED_ELSEWHERE: Readonly<Record<string, string>> = {
  "[": "test",
  arch: "locale",
  egrep: "grep",
  fgrep: "grep",
  gawk: "awk",
  groups: "locale",
  gunzip: "gzip",
  hd: "hexdump",
  logname: "locale",
  pathchk: "link",
  pidof: "pgrep",
  pkill: "pgrep",
  stdbuf: "nice",
  sum: "cksum",
  sync: "link",
  tty: "locale",
  unlink: "link",
  zcat: "gzip",
  zipinfo: "unzip",
};
const WITHOUT_JUDGE = new Set(["hostname", "killall", "man", "ps", "time", "watch"]);

/** Programs that the table runs for others, never by name. */
const UNNAMED = new Set(["usage", "perlGrep", "wholeFind", "wholeLs", "wholeTail", "wholeTouch"]);

const lazy = Object.entries(GROUPS) as [GroupName, readonly string[]][];
const names = [...Object.keys(core), ...lazy.flatMap(([, members]) => members)].sort();

describe("the table of programs", () => {
  test("has every tool that is promised", () => {
    expect(PROMISED.filter((name) => createMachineTable(importGroup).lookup(name) === undefined)).toEqual([]);
  });

  test("loads with the kernel what every lesson needs, and no more", () => {
    expect(Object.keys(core).sort()).toEqual([...ALWAYS].sort());
  });

  test.each(lazy)("group %s holds what the list says", async (name, members) => {
    const held = Object.keys(await importGroup(name)).filter((key) => !UNNAMED.has(key));
    expect(held.sort()).toEqual([...members].sort());
  });
});

describe.each(names)("%s", (name) => {
  const page = PAGES[name];

  test("has a manual page with an example", () => {
    expect(page?.summary).toBeTruthy();
    expect(page?.synopsis.length).toBeGreaterThan(0);
    expect(page?.examples.length).toBeGreaterThan(0);
  });

  test("the page names options that are read", async () => {
    const group = lazy.find(([, members]) => members.includes(name))?.[0];
    const programs: Readonly<Record<string, Program>> = group === undefined ? core : await importGroup(group);
    const program = programs[name];
    const syntax = program === undefined ? undefined : syntaxOf(program);
    if (syntax === undefined || syntax.plain === true) return;
    const known = (syntax.options ?? "").split(/\s+/).flatMap((word) => word.replace(/[=?]$/, "").split(","));
    const named = (page?.options ?? []).flatMap(([text]) =>
      text.split(", ").map((word) => word.replace(/^-{1,2}/, "").replace(/[= ].*/, "")),
    );
    expect(named.filter((option) => !known.includes(option))).toEqual([]);
  });
});

test.each(names.filter((name) => !WITHOUT_JUDGE.has(name)))("%s has ten cases judged by the real program", (name) => {
  const judged = JUDGED_ELSEWHERE[name] ?? name;
  expect(toolNames()).toContain(judged);
  expect(readRecording(judged).cases.length).toBeGreaterThanOrEqual(10);
});

test.each([
  "make",
  "curl",
  "python3",
  "pip",
  "pytest",
  "flask",
  "uvicorn",
  "fastapi",
  "black",
  "ruff",
  "pylint",
  "sh",
  "bash",
])("%s has a manual page with an example", (name) => {
  expect(PAGES[name]?.examples.length).toBeGreaterThan(0);
});

test("the page of curl names options that are read", () => {
  const named = (PAGES.curl?.options ?? []).flatMap(([text]) =>
    [...text.matchAll(/--([\w-]+)/g)].map(([, one]) => one),
  );
  expect(named.filter((option) => option === undefined || !(option in CURL_OPTIONS))).toEqual([]);
});
