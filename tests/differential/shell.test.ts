/** The recordings of tests/cases/shell against the shells of this machine: without them it fails under CI=1. */
import { describe, expect, test } from "vitest";
import { caseGroups, readRecording, rowsOf, type Dialect } from "../cases/shell/case.ts";
import { judgeVersion, runWithJudge } from "../cases/shell/judge.ts";
import { runInMachine } from "../cases/shell/machine.ts";

const here: Readonly<Record<Dialect, string | undefined>> = { sh: judgeVersion("sh"), bash: judgeVersion("bash") };
const required = process.env.CI === "1";

describe.each(caseGroups())("%s", (group) => {
  const { judges } = readRecording(group);

  test.runIf(required).each(["sh", "bash"] as const)("the recorded judge of %s is here", (dialect) => {
    expect(here[dialect]).toBe(judges[dialect]);
  });

  const rows = rowsOf(group).filter(({ dialect }) => here[dialect] === judges[dialect]);
  test.runIf(rows.length > 0).each(rows)("$title", async ({ dialect, script, gap }) => {
    const theirs = runWithJudge(dialect, script);
    const ours = await runInMachine(dialect, script);
    if (gap === undefined) expect(ours).toEqual(theirs);
    else expect(ours, `gap closed: delete "${gap}"`).not.toEqual(theirs);
  });
});
