/** A machine that does not answer after a signal: whether it is dead, or the computer has no time. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LocalEngine } from "./local-engine.ts";

let engine: LocalEngine;
let errors: string[];
beforeEach(() => {
  errors = [];
  engine = LocalEngine.start({
    async sleep(process) {
      await process.sleep(600_000);
      return 0;
    },
  });
  engine.on("error", ({ message }) => errors.push(message));
});
afterEach(() => engine.teardown());

test("a thread that is silent while its neighbour runs is ended", async () => {
  const process = await engine.spawn("sleep", []);
  engine.hold();
  process.kill("SIGKILL");
  expect(await process.exit).toBe(137);
  expect(errors).toEqual([expect.stringContaining("a program kept it busy")]);
});

test("one whose neighbour has no time either is waited for", async () => {
  const process = await engine.spawn("sleep", []);
  const answer = engine.holdNeighbour();
  const go = engine.hold();
  process.kill("SIGKILL");
  await vi.waitFor(() => expect(engine.neighbourAsked).toBe(1), 10_000);
  go();
  expect(await process.exit).toBe(137);
  answer();
  const next = await engine.spawn("sleep", []);
  next.kill("SIGKILL");
  expect([await next.exit, errors]).toEqual([137, []]);
});

test("one that says something, if not the answer, is waited for", async () => {
  const process = await engine.spawn("sleep", []);
  const go = engine.hold();
  process.kill("SIGKILL");
  // Many times the limit's rounds, in each of which a word comes.
  for (let round = 0; round < 12; round += 1) {
    const asked = engine.neighbourAsked;
    engine.machine.kernel.network.listen(4000, 1).close();
    await vi.waitFor(() => expect(engine.neighbourAsked).toBeGreaterThan(asked), 10_000);
  }
  expect(errors).toEqual([]);
  go();
  expect([await process.exit, errors]).toEqual([137, []]);
});
