/** Our bash at a terminal: after every step of what is typed its screen is the one that bash 5.2 was recorded to show. */
import { describe, expect, test } from "vitest";
import { startMachine } from "./machine.ts";
import { playScene, readRecording, readScenes } from "./scene.ts";

const recording = readRecording();

test("every scene is recorded", () => {
  expect(Object.keys(recording.scenes).sort()).toEqual(
    readScenes()
      .map(({ name }) => name)
      .sort(),
  );
});

describe("at the prompt", () => {
  test.each(readScenes())("$name", (scene) => playScene(startMachine(), scene, recording));
});
