/** Our tools against the programs of this machine: where a recorded judge is missing, it fails under CI=1. */
import { describe, expect, test } from "vitest";
import { readRecording, toolNames } from "../cases/tools/case.ts";
import { judgeVersion, runWithJudge } from "../cases/tools/judge.ts";
import { runInMachine } from "../cases/tools/machine.ts";

const required = process.env.CI === "1";

describe.each(toolNames())("%s", (tool) => {
  const { judge, cases } = readRecording(tool);
  const here = judgeVersion(tool);

  test.runIf(required)("the recorded judge is here", () => {
    expect(here).toBe(judge);
  });

  test.runIf(here === judge).each(cases)("$script", async ({ script }) => {
    expect(await runInMachine(script)).toEqual(runWithJudge(script));
  });
});
