/** Whatever is typed, the shell answers in its own words and comes to an end. */
import { expect, test } from "vitest";
import { chanceScript } from "./fuzz.ts";
import { runInMachine } from "./machine.ts";

/** Seeds that went wrong once. */
const CORPUS = [382, 3225];
const SEEDS = Array.from({ length: 300 }, (_, at) => at + 1);

test.each(["sh", "bash"] as const)("%s: scripts by chance", async (dialect) => {
  for (const seed of [...CORPUS, ...SEEDS]) {
    const script = chanceScript(seed);
    const { stderr, status } = await runInMachine(dialect, script);
    expect(stderr, `seed ${String(seed)}: ${script}`).not.toMatch(/\.[cm]?[tj]s:\d|this is a bug/);
    expect(status).toBeLessThan(256);
  }
});
