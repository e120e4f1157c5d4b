import { existsSync, globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/**
 * The site is written anew from a learner's notes: no eight words in a row may be the notes' own, names of exams and
 * lectures aside. The notes are not part of the repository; SOURCE_NOTES names them where they are at hand.
 */
const root = new URL("../..", import.meta.url).pathname;
const notes = [process.env.SOURCE_NOTES ?? "", `${root}../shared/content/source-notes.md`].find((path) => path !== "" && existsSync(path));
const LENGTH = 8;

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/https?:\/\/\S+/g, " ")
    .match(/[a-z0-9]+(?:'[a-z]+)?/g) ?? [];

function runs(text: string): Set<string> {
  const words = wordsOf(text);
  return new Set(words.slice(0, Math.max(0, words.length - LENGTH + 1)).map((_, at) => words.slice(at, at + LENGTH).join(" ")));
}

/** What both texts name as they must: official names. */
const NAMES = "databricks certified associate developer for apache spark";

export function overlaps(ours: string, theirs: string): string[] {
  const known = runs(theirs);
  return [...runs(ours)].filter((run) => known.has(run) && !run.includes(NAMES));
}

test("an overlap of eight words is found, one of seven is not", () => {
  const theirs = "one two three four five six seven eight nine";
  expect(overlaps("zero, two three four five six seven eight nine!", theirs)).toHaveLength(1);
  expect(overlaps("zero, three four five six seven eight nine ten", theirs)).toHaveLength(0);
});

const files = globSync("content/{weeks,concepts,certifications,labs,listings}/**/*.{mdx,yaml,md,py,mk}", { cwd: root });

test.skipIf(notes === undefined)("nothing in content repeats eight words of the notes", () => {
  const theirs = readFileSync(notes ?? "", "utf8");
  const found = files.flatMap((file) => overlaps(readFileSync(root + file, "utf8"), theirs).map((run) => `${file}: ${run}`));
  expect(files.length).toBeGreaterThan(0);
  expect(found).toEqual([]);
});
