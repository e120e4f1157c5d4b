/** Records what the real programs answer: `npm run record:tools`, or with the names of tools to record these alone. */
import { writeFileSync } from "node:fs";
import { RECORDED, scriptsOf, toolNames, type Recording } from "./case.ts";
import { judgeVersion, runWithJudge } from "./judge.ts";

const named = process.argv.slice(2);
for (const tool of named.length > 0 ? named : toolNames()) {
  const judge = judgeVersion(tool);
  if (judge === undefined) throw new Error(`the program that judges ${tool} is not installed`);
  const cases = scriptsOf(tool).map((script) => ({ script, ...runWithJudge(script) }));
  const recording: Recording = { judge, cases };
  writeFileSync(new URL(`${tool}.json`, RECORDED), `${JSON.stringify(recording, null, 1)}\n`);
}
