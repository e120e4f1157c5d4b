/** The recorded scenes of a terminal against bash of this machine: without it they fail under CI=1. */
import { describe, expect, test } from "vitest";
import { judgeVersion } from "../cases/shell/judge.ts";
import { startJudge } from "../cases/terminal/judge.ts";
import { readRecording, readScenes, waitFor } from "../cases/terminal/scene.ts";

const { judge, scenes } = readRecording();
const here = judgeVersion("bash");

test.runIf(process.env.CI === "1")("the recorded judge is here", () => {
  expect(here).toBe(judge);
});

describe.runIf(here === judge)("bash at a terminal", () => {
  test.each(readScenes())("$name", async ({ name, keys }) => {
    const session = startJudge();
    await waitFor(session, { lines: ["%"], cursor: [2, 0] });
    for (const [at, step] of keys.entries()) {
      const expected = scenes[name]?.[at];
      if (expected === undefined) throw new Error("not recorded: npm run record:terminal");
      session.type(step);
      expect(await waitFor(session, expected), `after ${JSON.stringify(step)}`).toEqual(expected);
    }
    await session.end();
  });
});
