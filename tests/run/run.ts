/**
 * `node tests/run/run.ts check|test|full`: runs the suites of that tier, `full-only` those that `test` leaves out.
 * The last line counts what ran: `N passed, N failed, N skipped`. Ends with 1 when anything failed; under CI also
 * when anything was skipped that is not listed as an open gap.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { SUITES, type Suite } from "./suites.ts";

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const TIERS = {
  check: ["check"],
  test: ["check", "test"],
  full: ["check", "test", "full"],
  "full-only": ["full"],
} as const;

const REPORTS = ".cache/reports";

/**
 * Runs a program: whether it passed, and what it printed, in one piece, since several run beside each other. One that
 * runs `alone` prints as it goes, and nothing is left to print.
 */
async function runProgram(argv: readonly string[], alone = false): Promise<{ passed: boolean; printed: string }> {
  const [file = "", ...args] = argv;
  const child = spawn(file, args, { stdio: ["ignore", alone ? "inherit" : "pipe", alone ? "inherit" : "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (printed += text));
  }
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ passed: false, printed: `${file}: ${error.message}\n` }));
    child.on("close", (status) => resolve({ passed: status === 0, printed }));
  });
}

/** The parts of vitest's JSON report that are counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
}

/**
 * Real programs and browsers keep their own time: where they take part, a test that fails has a second try, and
 * `SecondTry` names it.
 */
const SECOND_TRY = ["--retry=1", "--reporter=./tests/run/second-try.ts"];

async function runVitest({ tier, beside }: Suite, config: string): Promise<{ count: Count; printed: string }> {
  const report = `${REPORTS}/${config.replaceAll(/\W/g, "-")}.json`;
  rmSync(report, { force: true });
  const argv = ["vitest", "run", "--config", config, "--reporter=dot", "--reporter=json", `--outputFile=${report}`];
  const { passed, printed } = await runProgram([...argv, ...(tier === "check" ? [] : SECOND_TRY)], beside !== true);
  if (!existsSync(report)) return { count: { passed: 0, failed: 1, skipped: 0 }, printed };
  const counts = JSON.parse(readFileSync(report, "utf8")) as Report;
  const failed = counts.numFailedTests + (!passed && counts.numFailedTests === 0 ? 1 : 0);
  const skipped = counts.numPendingTests + counts.numTodoTests;
  return { count: { passed: counts.numPassedTests, failed, skipped }, printed };
}

async function runCommand(argv: readonly string[]): Promise<{ count: Count; printed: string }> {
  const { passed, printed } = await runProgram(argv);
  return { count: { passed: Number(passed), failed: Number(!passed), skipped: 0 }, printed };
}

async function runSuite(suite: Suite): Promise<Count> {
  const { name, run, beside } = suite;
  const started = performance.now();
  const alone = run.kind === "vitest" && beside !== true;
  if (alone) console.log(`\n== ${name}`);
  const { count, printed } = await (run.kind === "vitest" ? runVitest(suite, run.config) : runCommand(run.argv));
  if (!alone) console.log(`\n== ${name}\n${printed}`.trimEnd());
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const { passed, failed, skipped } = count;
  console.log(`-- ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s`);
  return count;
}

/** Runs suites in their order; neighbours that are marked so run beside each other. */
async function runSuites(suites: readonly Suite[]): Promise<{ suite: Suite; count: Count }[]> {
  const results: { suite: Suite; count: Count }[] = [];
  for (let next = 0; next < suites.length;) {
    const rest = suites.slice(next);
    const end = rest.findIndex((suite) => suite.beside !== true);
    const group = rest.slice(0, end < 0 ? rest.length : Math.max(end, 1));
    const counts = await Promise.all(group.map(runSuite));
    group.forEach((suite, index) =>
      results.push({ suite, count: counts[index] ?? { passed: 0, failed: 1, skipped: 0 } }),
    );
    next += group.length;
  }
  return results;
}

const tier = process.argv[2] ?? "test";
if (!(tier in TIERS)) {
  console.error(`run: ${tier} is not a tier: write one of ${Object.keys(TIERS).join(", ")}`);
  process.exit(2);
}
process.env.ASTRO_TELEMETRY_DISABLED = "1";
// A log that is kept is read without a terminal's colours.
if (!process.stdout.isTTY) process.env.NO_COLOR = "1";
mkdirSync(REPORTS, { recursive: true });
const tiers: readonly string[] = TIERS[tier as keyof typeof TIERS];
const results = await runSuites(SUITES.filter((suite) => tiers.includes(suite.tier)));
const total: Count = { passed: 0, failed: 0, skipped: 0 };
for (const { suite, count } of results) {
  if (count.failed > 0) console.log(`failed: ${suite.name}`);
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
}
writeFileSync(`${REPORTS}/${tier}.json`, JSON.stringify(total));
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);
