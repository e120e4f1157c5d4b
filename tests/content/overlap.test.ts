import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fingerprint, FINGERPRINTS, wordRuns } from "./word-runs.ts";

const root = new URL("../..", import.meta.url).pathname;

/** What the notes and the site both name as they must: official names. */
const NAMES = "databricks certified associate developer for apache spark";

function overlaps(ours: string, theirs: ReadonlySet<string>): string[] {
  return [...wordRuns(ours)].filter((run) => theirs.has(fingerprint(run)) && !run.includes(NAMES));
}

test("an overlap of eight words is found, one of seven is not", () => {
  const theirs = new Set([...wordRuns("one two three four five six seven eight nine")].map(fingerprint));
  expect(overlaps("zero, two three four five six seven eight nine!", theirs)).toHaveLength(1);
  expect(overlaps("zero, three four five six seven eight nine ten", theirs)).toHaveLength(0);
});

test("nothing in content repeats eight words of the notes", () => {
  const theirs = new Set(JSON.parse(readFileSync(FINGERPRINTS, "utf8")) as string[]);
  const files = globSync(
    "content/{weeks,concepts,certifications,changes,labs,listings,handbook}/**/*.{mdx,yaml,md,py,mk}",
    {
      cwd: root,
    },
  );
  expect(theirs.size).toBeGreaterThan(1000);
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) =>
    overlaps(readFileSync(root + file, "utf8"), theirs).map((run) => `${file}: ${run}`),
  );
  expect(found).toEqual([]);
});
