/** The recorded scenes of a terminal against bash of this machine: without it they fail under CI=1. */
import { describe, expect, test } from "vitest";
import { judgeVersion } from "../cases/shell/judge.ts";
import { startJudge } from "../cases/terminal/judge.ts";
import { playScene, readRecording, readScenes } from "../cases/terminal/scene.ts";

const recording = readRecording();
const here = judgeVersion("bash");

test.runIf(process.env.CI === "1")("the recorded judge is here", () => {
  expect(here).toBe(recording.judge);
});

describe.runIf(here === recording.judge)("bash at a terminal", () => {
  test.each(readScenes())("$name", (scene) => playScene(startJudge(), scene, recording));
});
