/** The tests' tree against pytest's own reports of the same run: `--junitxml`, and the numbers of its last line. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { TestReport } from "../../src/session/index.ts";
import { parseTestEvent } from "../../src/session/tests/event.ts";
import { parseJunit, type JunitCase } from "./pytest/junit.ts";
import { PROJECTS, type Project } from "./pytest/projects.ts";
import { junitRows } from "./pytest/rows.ts";

const COMPANION = new URL("../../dist/cli/companion", import.meta.url).pathname;

interface Run {
  readonly root: string;
  readonly output: string;
  readonly status: number;
  readonly report: TestReport;
  readonly xml: string;
}

async function runProject({ files, args = [] }: Project): Promise<Run> {
  const base = mkdtempSync(join(tmpdir(), "tree-"));
  const root = join(base, "project");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const xml = join(base, "junit.xml");
  const told = join(base, "told");
  const own = [`--junitxml=${xml}`, "-o", "junit_family=xunit1", "-o", "junit_logging=all"];
  const env = { ...process.env, COMPANION_TESTS: told, PYTEST_PLUGINS: "_companion.tests" };
  const { output, status } = await new Promise<{ output: string; status: number }>((resolve) => {
    const command = ["exec", "--dir", root, "--", "pytest", "-p", "no:cacheprovider", ...own, ...args];
    execFile(COMPANION, command, { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ output: stdout + stderr, status: typeof error?.code === "number" ? error.code : 0 }),
    );
  });
  const report = new TestReport();
  for (const name of existsSync(told) ? readdirSync(told).sort() : [])
    for (const line of readFileSync(join(told, name), "utf8").split("\n")) {
      const event = parseTestEvent(line);
      if (event !== undefined) report.add(event);
    }
  const read = existsSync(xml) ? readFileSync(xml, "utf8") : "";
  rmSync(base, { recursive: true });
  return { root, output, status, report, xml: read };
}

/** Two rows of one test (it failed, and so did its teardown) become one; a long message is cut by pytest. */
function comparable(rows: readonly JunitCase[]): JunitCase[] {
  const merged: JunitCase[] = [];
  for (const row of rows) {
    // The test that was interrupted: pytest writes a row without a name.
    if (row.name === "") continue;
    const before = merged.at(-1);
    if (before?.name !== row.name || before.classname !== row.classname || before.out !== "") merged.push(row);
    else
      merged[merged.length - 1] = {
        ...row,
        time: (Number(before.time) + Number(row.time)).toFixed(3),
        outcomes: [...before.outcomes, ...row.outcomes],
      };
  }
  return merged;
}

function shortened(ours: readonly JunitCase[], theirs: readonly JunitCase[]): JunitCase[] {
  return ours.map((row, at) => {
    const other = theirs[at];
    const outcomes = row.outcomes.map((outcome, index) => {
      const message = other?.outcomes[index]?.message ?? "";
      const kept = message.replace(/(?:\.\.\.)?\n\[[^\]]*; full report in element text\]$/, "");
      return kept !== message && outcome.message.startsWith(kept) ? { ...outcome, message } : outcome;
    });
    // The sum of two rounded times may differ from the rounded sum by one unit of the last place.
    const near = Math.abs(Number(row.time) - Number(other?.time)) < 0.0011 && outcomes.length > 1;
    return { ...row, outcomes, time: near ? (other?.time ?? "") : row.time };
  });
}

const WORDS = {
  failed: "failed",
  passed: "passed",
  skipped: "skipped",
  deselected: "deselected",
  xfailed: "xfailed",
  xpassed: "xpassed",
  warning: "warnings",
  warnings: "warnings",
  error: "errors",
  errors: "errors",
} as const;

test.each(PROJECTS)("$name", async (project) => {
  const run = await runProject(project);
  expect(run.xml, run.output).not.toBe("");
  const theirs = comparable(parseJunit(run.xml).cases);
  const ours = shortened(junitRows(run.report, run.root), theirs);
  expect(ours).toEqual(theirs);

  const last =
    run.output
      .trimEnd()
      .split("\n")
      .findLast((line) => /\bin \d+\.\d+s/.test(line)) ?? "";
  const counted: Record<string, number> = Object.fromEntries(Object.keys(run.report.counts).map((name) => [name, 0]));
  for (const [, number, word] of last.matchAll(/(\d+) (\w+)/g)) {
    const name = WORDS[word as keyof typeof WORDS] as string | undefined;
    if (name !== undefined) counted[name] = Number(number);
  }
  expect(run.report.counts, last).toEqual(counted);
  expect(run.report.status, run.output).toBe(run.status);
  expect(run.report.running).toBe(false);
});
