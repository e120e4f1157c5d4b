/** The recordings of what the real programs answered, replayed with ours. */
import { describe, expect, test } from "vitest";
import { readRecording, scriptsOf, toolNames } from "./case.ts";
import { runInMachine } from "./machine.ts";

describe.each(toolNames())("%s", (tool) => {
  const { cases } = readRecording(tool);

  test("every script is recorded", () => {
    expect(cases.map(({ script }) => script)).toEqual(scriptsOf(tool));
  });

  test.each(cases)("$script", async ({ script, stdout, stderr, status }) => {
    expect(await runInMachine(script)).toEqual({ stdout, stderr, status });
  });
});
