/**
 * Our shell against dash 0.5.12 (as sh) and bash 5.2: stdout, stderr, status and the files made, recorded by
 * `record.ts` and replayed without them.
 */
import { describe, expect, test } from "vitest";
import { caseGroups, readCases, readRecording, rowsOf } from "./case.ts";
import { runInMachine } from "./machine.ts";

test("at least 600 rows, each with a name of its own", () => {
  const titles = caseGroups().flatMap((group) => rowsOf(group).map(({ title }) => `${group}: ${title}`));
  expect(new Set(titles).size).toBe(titles.length);
  expect(titles.length).toBeGreaterThanOrEqual(600);
});

describe.each(caseGroups())("%s", (group) => {
  const { outcomes } = readRecording(group);

  test("every case is recorded", () => {
    expect(Object.keys(outcomes).sort()).toEqual(
      readCases(group)
        .map(({ name }) => name)
        .sort(),
    );
  });

  test.each(rowsOf(group))("$title", async ({ name, dialect, script, gap }) => {
    const theirs = outcomes[name]?.[dialect];
    if (theirs === undefined) throw new Error("not recorded: npm run record:shell");
    const ours = await runInMachine(dialect, script);
    if (gap === undefined) expect(ours).toEqual(theirs);
    else expect(ours, `gap closed: delete "${gap}"`).not.toEqual(theirs);
  });
});
