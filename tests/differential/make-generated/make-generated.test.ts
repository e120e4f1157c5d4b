import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asProgram, inProcess, runCase, type CaseResult, type MakeCase } from "../../cases/make/run-case.ts";
import { projectCases } from "./project-cases.ts";
import { ruleCases } from "./rule-cases.ts";
import { variableCases } from "./variable-cases.ts";

/** Makefiles by chance, run by GNU make 4.3 and by ours: the same words, statuses and files. The seeds are fixed. */
const JUDGE = "GNU Make 4.3";
const judge = ["/usr/bin/make", "/usr/bin/gmake", "/usr/local/bin/gmake"].find(
  (path) => existsSync(path) && spawnSync(path, ["--version"], { encoding: "utf8" }).stdout.startsWith(`${JUDGE}\n`),
);
if (judge === undefined && (process.env.CI ?? "") !== "") throw new Error(`CI needs ${JUDGE}; there is none.`);

/** Of parallel recipes nobody says which complains first. */
function inOneOrder(one: MakeCase, result: CaseResult): CaseResult {
  const parallel = (args: readonly string[] | string | undefined): boolean =>
    typeof args === "object" && args.some((word) => word.startsWith("-j"));
  const runs = result.runs.map((run, index) =>
    parallel(one.runs?.[index]) ? { ...run, stderr: run.stderr.split("\n").sort().join("\n") } : run,
  );
  return { ...result, runs };
}

async function bothAnswer(one: MakeCase, program: string): Promise<void> {
  const theirs = inOneOrder(one, await runCase(one, program, asProgram));
  const ours = inOneOrder(one, await runCase(one, program, inProcess));
  expect(ours, `${JSON.stringify(one.runs)} ${one.setup ?? ""}\n${one.makefile}`).toEqual(theirs);
}

describe.skipIf(judge === undefined)(`ours beside ${JUDGE}`, () => {
  test.each([
    { kind: "variables, flavours and functions", cases: variableCases, seed: 20200119 },
    { kind: "rules, patterns, options and times", cases: ruleCases, seed: 20200120 },
    { kind: "projects: paths, includes, templates", cases: projectCases, seed: 20200121 },
  ])("45 makefiles of $kind", async ({ cases, seed }) => {
    await fc.assert(
      fc.asyncProperty(cases, (one) => bothAnswer(one, judge ?? "")),
      { seed, numRuns: 45 },
    );
  });
});
