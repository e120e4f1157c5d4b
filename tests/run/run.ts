/**
 * `node tests/run/run.ts check|test|full`: runs the suites of that tier, `full-only` those that `test` leaves out.
 * The last line counts what ran: `N passed, N failed, N skipped`. Ends with 1 when anything failed; under CI also
 * when anything was skipped that is not listed as an open gap.
 */
import { spawn, spawnSync } from "node:child_process";
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

/** What is printed comes in one piece at the end: several commands run beside each other. */
async function runCommand(argv: readonly string[]): Promise<{ passed: boolean; printed: string }> {
  const [file = "", ...args] = argv;
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
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

function runVitest(config: string, more: readonly string[]): Count {
  const report = `${REPORTS}/${config.replaceAll(/\W/g, "-")}.json`;
  rmSync(report, { force: true });
  const args = ["run", "--config", config, "--reporter=dot", "--reporter=json", `--outputFile=${report}`, ...more];
  const { status } = spawnSync("vitest", args, { stdio: ["ignore", "inherit", "inherit"] });
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = JSON.parse(readFileSync(report, "utf8")) as Report;
  const failed = counts.numFailedTests + (status !== 0 && counts.numFailedTests === 0 ? 1 : 0);
  return { passed: counts.numPassedTests, failed, skipped: counts.numPendingTests + counts.numTodoTests };
}

async function runSuite({ name, tier, run }: Suite): Promise<Count> {
  const started = performance.now();
  let count: Count;
  if (run.kind === "vitest") {
    console.log(`\n== ${name}`);
    count = runVitest(run.config, tier === "check" ? [] : SECOND_TRY);
  } else {
    const { passed, printed } = await runCommand(run.argv);
    console.log(`\n== ${name}\n${printed}`.trimEnd());
    count = { passed: Number(passed), failed: Number(!passed), skipped: 0 };
  }
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
