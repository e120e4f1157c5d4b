/**
 * Python here against CPython 3.14 with the same packages: recorded by `record.ts`, replayed without it. Stdout, stderr
 * and exit status must be equal once what differs between any two machines is set aside (`case.ts`).
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caseGroups, normaliseOutcome, readCases, readDifferences, readRecording } from "./case.ts";
import { openMachineRoom, type PythonMachineRoom } from "./machine.ts";

/** Declares the tests of the cases that `npm test` runs, or of the long tail that is left to the full run. */
export function replayCases(part: "core" | "tail"): void {
  let room: PythonMachineRoom;
  beforeAll(async () => {
    room = await openMachineRoom();
  });
  afterAll(() => room.dispose());
  const differences = readDifferences();

  for (const group of caseGroups()) {
    const { outcomes } = readRecording(group);
    const cases = readCases(group).filter(({ tail = false }) => tail === (part === "tail"));
    // A group may be all core.
    if (cases.length === 0) continue;
    describe.concurrent(group, () => {
      test.each(cases)("$name", async (one) => {
        const theirs = outcomes[one.name];
        if (theirs === undefined) throw new Error("not recorded: run tests/cases/python/record.ts");
        const reason = differences.get(`${group}: ${one.name}`);
        const ours = normaliseOutcome(await room.run(one), one);
        if (reason === undefined) expect(ours).toEqual(normaliseOutcome(theirs, one));
        else expect(ours, `no difference any more (${reason}): delete its row`).not.toEqual(normaliseOutcome(theirs, one));
      });
    });
  }
}
