/**
 * Python here against CPython 3.14 with the same packages: recorded by `record.ts`, replayed without it. Stdout, stderr
 * and exit status must be equal once what differs between any two machines is set aside (`case.ts`).
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caseGroups, normaliseOutcome, readCases, readRecording } from "./case.ts";
import { openMachineRoom, type PythonMachineRoom } from "./machine.ts";

let room: PythonMachineRoom;
beforeAll(async () => {
  room = await openMachineRoom();
});
afterAll(() => room.dispose());

describe.each(caseGroups())("%s", (group) => {
  const cases = readCases(group);
  const { outcomes } = readRecording(group);

  test("every case is recorded, and named once", () => {
    expect(Object.keys(outcomes).sort()).toEqual(cases.map(({ name }) => name).sort());
  });

  test.each(cases)("$name", async (one) => {
    const theirs = outcomes[one.name];
    if (theirs === undefined) throw new Error("not recorded: run tests/cases/python/record.ts");
    const ours = normaliseOutcome(await room.run(one), one);
    if (one.gap === undefined) expect(ours).toEqual(normaliseOutcome(theirs, one));
    else expect(ours, `gap closed: delete "gap: ${one.gap}"`).not.toEqual(normaliseOutcome(theirs, one));
  });
});
