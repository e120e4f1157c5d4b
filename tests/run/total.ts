/** Adds up what the tiers of one CI run counted, as its last line: `node tests/run/total.ts test full-only`. */
import { existsSync, readFileSync } from "node:fs";

const total = { passed: 0, failed: 0, skipped: 0 };
for (const tier of process.argv.slice(2)) {
  const report = `.cache/reports/${tier}.json`;
  if (!existsSync(report)) {
    console.log(`${tier} did not run to its end`);
    total.failed += 1;
    continue;
  }
  const counts = JSON.parse(readFileSync(report, "utf8")) as typeof total;
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);
