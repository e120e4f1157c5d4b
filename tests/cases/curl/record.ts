/**
 * Records what the real curl says: `JUDGE_ROOT=ROOT npm run record:curl`. With `-` it takes scripts from standard input
 * and shows where ours differs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { readScripts, RECORDED, type CurlRecording } from "./case.ts";
import { judgeVersion, runWithJudge } from "./judge.ts";
import { runInMachine } from "./machine.ts";

if (process.argv[2] === "-") {
  for (const script of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
    const [theirs, ours] = [await runWithJudge(script), await runInMachine(script)].map((each) => JSON.stringify(each));
    if (theirs !== ours) console.log(`${script}\n  judge ${theirs}\n  ours  ${ours}`);
  }
} else {
  const cases = [];
  for (const script of readScripts()) cases.push({ script, ...(await runWithJudge(script)) });
  const recording: CurlRecording = { judge: judgeVersion(), cases };
  writeFileSync(RECORDED, `${JSON.stringify(recording, null, 1)}\n`);
}
process.exit();
