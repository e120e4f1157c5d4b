import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { readCases } from "./cases.ts";
import { asProgram, runCases } from "./run-case.ts";

/** Records what GNU make 4.3 answers to every case: `npm run record:make`. */
const judge = "/usr/bin/make";
const version = spawnSync(judge, ["--version"], { encoding: "utf8" }).stdout.split("\n")[0] ?? "";
if (version !== "GNU Make 4.3") throw new Error(`The results are those of GNU make 4.3; this machine has "${version}".`);
const folder = new URL("./", import.meta.url);
const cases = readCases();
const found = await runCases(cases, judge, asProgram);
const results = Object.fromEntries(cases.map((one) => [one.name, found.get(one.name)]));
writeFileSync(new URL("recorded.json", folder), `${JSON.stringify({ judge: version, results }, null, 1)}\n`);
process.stdout.write(`${cases.length} cases recorded from ${version}\n`);
