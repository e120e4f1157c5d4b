/**
 * `node tests/run/run.ts check|test|full`: runs the suites of that tier, `full-only` those that `test` leaves out.
 * The last line counts what ran: `N passed, N failed, N skipped`. Ends with 1 when anything failed; under CI also
 * when anything was skipped that is not listed as an open gap.
 */
import { spawnSync } from "node:child_process";
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

function runCommand(argv: readonly string[]): Count {
  const [file = "", ...args] = argv;
  const { status } = spawnSync(file, args, { stdio: ["ignore", "inherit", "inherit"] });
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** The parts of vitest's JSON report that are counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
}

function runVitest(config: string): Count {
  const report = `${REPORTS}/${config.replaceAll(/\W/g, "-")}.json`;
  rmSync(report, { force: true });
  const args = ["run", "--config", config, "--reporter=dot", "--reporter=json", `--outputFile=${report}`];
  const { status } = spawnSync("vitest", args, { stdio: ["ignore", "inherit", "inherit"] });
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = JSON.parse(readFileSync(report, "utf8")) as Report;
  const failed = counts.numFailedTests + (status !== 0 && counts.numFailedTests === 0 ? 1 : 0);
  return { passed: counts.numPassedTests, failed, skipped: counts.numPendingTests + counts.numTodoTests };
}

function runSuite(suite: Suite): Count {
  console.log(`\n== ${suite.name}`);
  const started = performance.now();
  const count = suite.run.kind === "command" ? runCommand(suite.run.argv) : runVitest(suite.run.config);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `-- ${suite.name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped in ${seconds} s`,
  );
  return count;
}

const tier = process.argv[2] ?? "test";
if (!(tier in TIERS)) {
  console.error(`run: ${tier} is not a tier: write one of ${Object.keys(TIERS).join(", ")}`);
  process.exit(2);
}
process.env.ASTRO_TELEMETRY_DISABLED = "1";
mkdirSync(REPORTS, { recursive: true });
const tiers: readonly string[] = TIERS[tier as keyof typeof TIERS];
const results = SUITES.filter((suite) => tiers.includes(suite.tier)).map((suite) => ({
  suite,
  count: runSuite(suite),
}));
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
