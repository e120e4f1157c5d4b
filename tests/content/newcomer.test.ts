import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkContent, renderProblem, searchDocuments } from "#content";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** A chapter, a concept, a certification, a change is one new file; a mistake in it says where it is and what to write. */
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "newcomer-"));
  cpSync(join(ROOT, "content"), join(root, "content"), { recursive: true });
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** What is said when `file` has this text, in a copy of our own content. */
function saidOf(file: string, text: string): string[] {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  try {
    return checkContent(root).map(renderProblem);
  } finally {
    rmSync(path);
  }
}

const CHAPTER = `---
title: Drift, watched
summary: What to look at when nothing fails.
part: key-concepts
order: 13
covers: ['1.99']
will_know:
  - what drift looks like
checked: 2026-11-23
sources:
  - title: A page
    url: https://example.org/page
concepts: [data-drift]
---

<Term id="data-drift">Drift</Term> is quiet.

<Lab name="make-tab" />
`;
const CONCEPT = `---
term: canary release
aliases: [canary]
related: [rollback]
chapters: [1/operationalizing]
---

A canary release shows a new version to a few users first. If they fare well, the rest follow.
`;
const CERTIFICATION = `name: Machine Learning Engineer
vendor: Someone
status: active
summary: Tests the whole path.
successor: mlrun
domains:
  - title: Operations
    weight: 40
    chapters: [1/make]
    labs: [make-tab]
checked: 2026-11-23
sources:
  - title: A page
    url: https://example.org/page
`;
const CHANGE = `title: A tool is closed
on: '2026-11'
was: It was open.
now: It is closed.
said: 2026-11-23
chapters: [1/make]
source:
  title: A page
  url: https://example.org/page
  checked: 2026-11-23
`;
const CHAPTER_FILE = "content/weeks/1/drift-watched.mdx";
const CONCEPT_FILE = "content/concepts/canary-release.mdx";
const CERTIFICATION_FILE = "content/certifications/someone-engineer.yaml";
const CHANGE_FILE = "content/changes/tool-closed.yaml";

test.each([
  ["a chapter", CHAPTER_FILE, CHAPTER],
  ["a concept", CONCEPT_FILE, CONCEPT],
  ["a certification", CERTIFICATION_FILE, CERTIFICATION],
  ["a change", CHANGE_FILE, CHANGE],
])("%s is one new file, and nothing is wrong with it", (_, file, text) => {
  expect(saidOf(file, text)).toEqual([]);
});

test("a new concept is found by its name and its other name", () => {
  writeFileSync(join(root, CONCEPT_FILE), CONCEPT);
  const found = searchDocuments(root).find((one) => one.path === "/concepts/canary-release/");
  rmSync(join(root, CONCEPT_FILE));
  expect(found).toMatchObject({ title: "canary release", names: ["canary"], kind: "concept" });
});

interface Row {
  readonly mistake: string;
  readonly file: string;
  readonly text: string;
  readonly says: string;
}

/** A row whose text is made from a good one by one replacement, which must be there to replace. */
function row(mistake: string, file: string, good: string, [from, to]: readonly [string, string], says: string): Row {
  if (!good.includes(from)) throw new Error(`${mistake}: the text has no ${from}`);
  return { mistake, file, text: good.replace(from, to), says: `${file}:${says}` };
}

const ROWS: readonly Row[] = [
  row(
    "chapter: a missing field",
    CHAPTER_FILE,
    CHAPTER,
    ["title: Drift, watched\n", ""],
    "1: title: is missing\n  write: the title of the chapter",
  ),
  row(
    "chapter: a misspelt field",
    CHAPTER_FILE,
    CHAPTER,
    ["summary:", "sumary:"],
    "3:1: sumary: is not a field\n  write: summary",
  ),
  row(
    "chapter: a part that is none",
    CHAPTER_FILE,
    CHAPTER,
    ["part: key-concepts", "part: key-concept"],
    "4:7: part: there is no part in week.yaml called key-concept\n  write: key-concepts",
  ),
  row(
    "chapter: an order that is no number",
    CHAPTER_FILE,
    CHAPTER,
    ["order: 13", "order: last"],
    "5:1: order: is not a number\n  write: a whole number",
  ),
  row(
    "chapter: a point of no checklist",
    CHAPTER_FILE,
    CHAPTER,
    ["['1.99']", "[one]"],
    "6:10: covers.0: is not an id of the checklist\n  write: the points of the course",
  ),
  row(
    "chapter: no day",
    CHAPTER_FILE,
    CHAPTER,
    ["checked: 2026-11-23", "checked: yesterday"],
    "9:1: checked: is not a day\n  write: a day, year first: 2026-11-22",
  ),
  row(
    "chapter: a day that is none",
    CHAPTER_FILE,
    CHAPTER,
    ["checked: 2026-11-23", "checked: '2026-13-41'"],
    "9:1: checked: is not a day",
  ),
  row(
    "chapter: a source without its address",
    CHAPTER_FILE,
    CHAPTER,
    ["\n    url: https://example.org/page", ""],
    "11:5: sources.0.url: is missing\n  write: an address that starts with https://",
  ),
  row(
    "chapter: an address that is none",
    CHAPTER_FILE,
    CHAPTER,
    ["https://example.org/page", "example.org"],
    "12:5: sources.0.url: is not an address",
  ),
  row(
    "chapter: an unknown concept",
    CHAPTER_FILE,
    CHAPTER,
    ["[data-drift]", "[data-drfit]"],
    "13:12: concepts: there is no concept data-drfit\n  write: data-drift",
  ),
  row(
    "chapter: an unknown term",
    CHAPTER_FILE,
    CHAPTER,
    ['id="data-drift"', 'id="drifting"'],
    "16:11: <Term id>: there is no concept drifting\n  write: one of ",
  ),
  row(
    "chapter: an unknown lab",
    CHAPTER_FILE,
    CHAPTER,
    ["make-tab", "make-tap"],
    "18:12: <Lab name>: there is no lab make-tap\n  write: make-tab",
  ),
  row(
    "chapter: no front matter",
    CHAPTER_FILE,
    CHAPTER,
    ["---\ntitle", "title"],
    "1: has no front matter\n  write: a line ---",
  ),
  row(
    "concept: a missing field",
    CONCEPT_FILE,
    CONCEPT,
    ["term: canary release\n", ""],
    "1: term: is missing\n  write: the term as it is written in a sentence",
  ),
  row(
    "concept: text where a list belongs",
    CONCEPT_FILE,
    CONCEPT,
    ["[canary]", "canary"],
    "3:1: aliases: is not a list\n  write: other names and spellings: [k8s]",
  ),
  row(
    "concept: an unknown relation",
    CONCEPT_FILE,
    CONCEPT,
    ["[rollback]", "[rolback]"],
    "4:11: related: there is no concept rolback\n  write: rollback",
  ),
  row(
    "concept: an unknown chapter",
    CONCEPT_FILE,
    CONCEPT,
    ["1/operationalizing", "1/operationalising"],
    "5:12: chapters: there is no chapter 1/operationalising\n  write: 1/operationalizing",
  ),
  row(
    "certification: a missing field",
    CERTIFICATION_FILE,
    CERTIFICATION,
    ["vendor: Someone\n", ""],
    "1: vendor: is missing\n  write: who gives it: AWS",
  ),
  row(
    "certification: an unknown status",
    CERTIFICATION_FILE,
    CERTIFICATION,
    ["active", "old"],
    "3:1: status: is not one of active, beta, retired, never",
  ),
  row(
    "certification: an unknown successor",
    CERTIFICATION_FILE,
    CERTIFICATION,
    ["mlrun", "mlrum"],
    "5:12: successor: there is no certification mlrum\n  write: mlrun",
  ),
  row(
    "certification: a weight above 100",
    CERTIFICATION_FILE,
    CERTIFICATION,
    ["weight: 40", "weight: 140"],
    "8:5: domains.0.weight: is more than 100\n  write: per cent of the exam",
  ),
  row(
    "certification: an unknown chapter",
    CERTIFICATION_FILE,
    CERTIFICATION,
    ["1/make]", "1/mkae]"],
    "9:16: chapters: there is no chapter 1/mkae\n  write: 1/make",
  ),
  row(
    "certification: an unknown lab",
    CERTIFICATION_FILE,
    CERTIFICATION,
    ["[make-tab]", "[make-tabs]"],
    "10:12: labs: there is no lab make-tabs\n  write: make-tab",
  ),
  row("change: no source", CHANGE_FILE, CHANGE, ["source:", "sauce:"], "7:1: sauce: is not a field\n  write: source"),
  row(
    "change: a date that is none",
    CHANGE_FILE,
    CHANGE,
    ["on: '2026-11'", "on: '2026-14'"],
    "2:1: on: is not a day, month or year\n  write: when it changed, as exactly as the source has it",
  ),
  row("change: a wrong day", CHANGE_FILE, CHANGE, ["said: 2026-11-23", "said: 23.11.2026"], "5:1: said: is not a day"),
];

describe("a mistake names the file, the line, the field and what to write", () => {
  test.each(ROWS)("$mistake", ({ file, text, says }) => {
    expect(saidOf(file, text).join("\n\n")).toContain(says);
  });
});
