/** The engine contract, against real Node processes behind the stand-in for the hosted frame. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINE_CASES } from "../contract/engine/engine-contract.ts";
import { openTestBench, type TestBench } from "./bench-page.ts";
import { leftOutCases } from "./left-out.ts";
import type * as Runner from "./runner.ts";

declare const runner: typeof Runner;

const LEFT_OUT = leftOutCases();

let bench: TestBench;
beforeAll(async () => {
  bench = await openTestBench();
});
afterAll(() => bench.close());

test("the table of differences names cases of the contract, at most three in a hundred", () => {
  const names = ENGINE_CASES.map(({ name }) => name);
  expect(LEFT_OUT.filter((name) => !names.includes(name))).toEqual([]);
  expect(LEFT_OUT.length).toBeLessThanOrEqual(Math.floor(names.length * 0.03));
});

describe("Engine: WebContainer, on the stand-in", () => {
  let results: readonly Runner.CaseResult[];
  beforeAll(async () => {
    const page = await bench.page();
    results = await page.evaluate(([origin, leftOut]) => runner.runContract(origin, leftOut), [
      bench.standIn.origin,
      LEFT_OUT,
    ] as const);
  });
  test.each(ENGINE_CASES.filter(({ name }) => !LEFT_OUT.includes(name)).map(({ name }) => ({ name })))(
    "$name",
    ({ name }) => {
      const result = results.find((one) => one.name === name);
      expect(result?.got).toEqual(result?.want);
      expect(result).toBeDefined();
    },
  );
});
