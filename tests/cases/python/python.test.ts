import { describe, expect, test } from "vitest";
import { caseGroups, readCases, readDifferences, readRecording } from "./case.ts";
import { replayCases } from "./replay.ts";

describe("the table", () => {
  test.each(caseGroups())("%s: every case is recorded, and named once", (group) => {
    const names = readCases(group).map(({ name }) => name);
    expect(Object.keys(readRecording(group).outcomes).sort()).toEqual(names.sort());
  });

  test("differences are of cases that there are, and of at most 3 % of them", () => {
    const names = caseGroups().flatMap((group) => readCases(group).map(({ name }) => `${group}: ${name}`));
    const differences = [...readDifferences().keys()];
    expect(names).toEqual(expect.arrayContaining(differences));
    expect(differences.length / names.length).toBeLessThanOrEqual(0.03);
  });
});

replayCases("core");
