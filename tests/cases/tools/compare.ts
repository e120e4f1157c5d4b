/**
 * Shows where a tool differs from the real program: `npm run compare:tools -- NAME…` runs the scripts of
 * `scripts/NAME.txt`, and with "-" those on standard input.
 */
import { readFileSync } from "node:fs";
import { scriptsOf, toolNames } from "./case.ts";
import { runWithJudge } from "./judge.ts";
import { runInMachine } from "./machine.ts";

const named = process.argv.slice(2);
let differences = 0;
let count = 0;
for (const tool of named.length > 0 ? named : toolNames()) {
  const scripts = tool === "-" ? readFileSync(0, "utf8").split("\n").filter(Boolean) : scriptsOf(tool);
  for (const script of scripts) {
    count += 1;
    const theirs = runWithJudge(script);
    const ours = await runInMachine(script);
    const [left, right] = [JSON.stringify(theirs), JSON.stringify(ours)];
    if (left === right) continue;
    differences += 1;
    console.log(`${tool}: ${script}\n  judge ${left.slice(0, 1200)}\n  ours  ${right.slice(0, 1200)}`);
  }
}
console.log(`${differences} of ${count} scripts differ`);
process.exitCode = differences === 0 ? 0 : 1;
