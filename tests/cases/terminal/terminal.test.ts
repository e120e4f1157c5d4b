/** Our bash at a terminal: after every step of what is typed its screen is the one that bash 5.2 was recorded to show. */
import { describe, expect, test } from "vitest";
import { startMachine } from "./machine.ts";
import { readRecording, readScenes, waitFor } from "./scene.ts";

const { scenes } = readRecording();

test("every scene is recorded", () => {
  expect(Object.keys(scenes).sort()).toEqual(
    readScenes()
      .map(({ name }) => name)
      .sort(),
  );
});

describe("at the prompt", () => {
  test.each(readScenes())("$name", async ({ name, keys }) => {
    const session = startMachine();
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
