import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { runCase, type CaseResult, type MakeCase } from "./run-case.ts";

/** Our make, with the machine's /bin/sh, against what GNU make 4.3 answered when the cases were recorded. */
const here = new URL("./", import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, here), "utf8"));
const cases = read("cases.json") as MakeCase[];
const recorded = read("recorded.json") as { judge: string; results: Record<string, CaseResult> };
const gaps = read("gaps.json") as Record<string, string>;
const root = fileURLToPath(new URL("../../../", here));
const ours = `${root}dist/cli/make`;

beforeAll(() => {
  execFileSync(process.execPath, [`${root}src/build/cli-make.ts`]);
});

describe(`make, as ${recorded.judge} does it`, () => {
  test("there are at least 500 cases, each with a name of its own", () => {
    expect(new Set(cases.map((one) => one.name)).size).toBe(cases.length);
    expect(cases.length).toBeGreaterThanOrEqual(500);
  });

  test.each(cases)("$name", (one) => {
    const result = runCase(one, ours);
    const gap = gaps[one.name];
    if (gap === undefined) expect(result).toEqual(recorded.results[one.name]);
    else expect(result, `gap closed: delete it (${gap})`).not.toEqual(recorded.results[one.name]);
  });
});
