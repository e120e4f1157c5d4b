import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { readCases } from "./cases.ts";
import { inProcess, runCases, type CaseResult } from "./run-case.ts";

/** Our make, with the machine's /bin/sh, against what GNU make 4.3 answered when the cases were recorded. */
const here = new URL("./", import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, here), "utf8"));
const cases = readCases();
const recorded = read("recorded.json") as { judge: string; results: Record<string, CaseResult> };
const gaps = read("gaps.json") as Record<string, string>;
const root = fileURLToPath(new URL("../../../", here));
/** What `$(MAKE)` is: the few sub-makes are the bundled executable. */
const ours = `${root}dist/cli/make`;
let results: ReadonlyMap<string, CaseResult>;

beforeAll(async () => {
  if (!existsSync(ours)) execFileSync(process.execPath, [`${root}src/build/cli.ts`]);
  results = await runCases(cases, ours, inProcess);
});

describe(`make, as ${recorded.judge} does it`, () => {
  test("there are at least 500 cases, each with a name of its own", () => {
    expect(new Set(cases.map((one) => one.name)).size).toBe(cases.length);
    expect(cases.length).toBeGreaterThanOrEqual(500);
  });

  test("every gap is a case's", () => {
    const names = new Set(cases.map((one) => one.name));
    expect(Object.keys(gaps).filter((name) => !names.has(name))).toEqual([]);
  });

  test.each(cases)("$name", ({ name }) => {
    const gap = gaps[name];
    if (gap === undefined) expect(results.get(name)).toEqual(recorded.results[name]);
    else expect(results.get(name), `gap closed: delete it (${gap})`).not.toEqual(recorded.results[name]);
  });
});
