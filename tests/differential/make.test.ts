import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { readCases } from "../cases/make/cases.ts";
import { asProgram, runCases, type CaseResult } from "../cases/make/run-case.ts";

/** What was recorded is still what GNU make 4.3 answers: our make is held to the records in `tests/cases/make`. */
const JUDGE = "GNU Make 4.3"; // other versions word their messages differently
const program = ["/usr/bin/make", "/usr/bin/gmake", "/usr/local/bin/gmake"].find((path) => versionOf(path) === JUDGE);

function versionOf(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  return spawnSync(path, ["--version"], { encoding: "utf8" }).stdout.split("\n")[0];
}

if (program === undefined && (process.env.CI ?? "") !== "") throw new Error(`CI needs ${JUDGE}; there is none.`);

const folder = new URL("../cases/make/", import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const cases = readCases();
const recorded = read("recorded.json") as { judge: string; results: Record<string, CaseResult> };

describe.skipIf(program === undefined)(`${JUDGE} here against the records`, () => {
  let results: ReadonlyMap<string, CaseResult>;
  beforeAll(async () => {
    results = await runCases(cases, program ?? "", asProgram);
  });

  test.each(cases)("$name", ({ name }) => {
    expect(results.get(name)).toEqual(recorded.results[name]);
  });
});
