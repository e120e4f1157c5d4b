/** The recordings of what the real curl says, replayed with ours. */
import { expect, test } from "vitest";
import { readRecording, readScripts } from "./case.ts";
import { runInMachine } from "./machine.ts";

const { cases } = readRecording();

test("every script is recorded", () => {
  expect(cases.map(({ script }) => script)).toEqual(readScripts());
});

test.each(cases)("$script", async ({ script, stdout, stderr, status }) => {
  expect(await runInMachine(script)).toEqual({ stdout, stderr, status });
});
