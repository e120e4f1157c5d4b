import { writeFileSync } from "node:fs";
import { caseGroups, recordingPath, rowsOf, type Dialect, type Recording, type ShellOutcome } from "./case.ts";
import { judgeVersion, runWithJudge } from "./judge.ts";

/** `npm run record:shell [-- GROUP …]`: records what dash 0.5.12 and bash 5.2 answer to every case. */
const WANTED: Readonly<Record<Dialect, string>> = { sh: "dash 0.5.12", bash: "GNU bash, version 5.2" };

function version(dialect: Dialect): string {
  const found = judgeVersion(dialect) ?? "none";
  if (!found.startsWith(WANTED[dialect])) throw new Error(`${dialect}: ${WANTED[dialect]} judges; here is ${found}`);
  return found;
}

const judges: Recording["judges"] = { sh: version("sh"), bash: version("bash") };
const wanted = process.argv.slice(2);
for (const group of wanted.length > 0 ? wanted : caseGroups()) {
  const outcomes: Record<string, Partial<Record<Dialect, ShellOutcome>>> = {};
  const rows = rowsOf(group);
  for (const { name, dialect, script } of rows)
    outcomes[name] = { ...outcomes[name], [dialect]: runWithJudge(dialect, script) };
  writeFileSync(recordingPath(group), `${JSON.stringify({ judges, outcomes }, null, 1)}\n`);
  console.log(`${group}: ${String(rows.length)} rows`);
}
