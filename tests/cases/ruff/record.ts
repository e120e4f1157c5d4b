/**
 * Records what ruff does with the cases: `pip install ruff==VERSION` (the version of the WebAssembly), then
 * `RUFF=path/to/ruff node tests/cases/ruff/record.ts`.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { HOME } from "#kernel";
import { PROJECT, RECORDING, type RuffOutcome } from "./case.ts";

const ruff = process.env.RUFF;
if (ruff === undefined) throw new Error("RUFF is not set: see the head of this file");
const cases: Record<string, RuffOutcome> = {};
for (const { name, run, input = "", after = [] } of PROJECT.cases) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ruff-cases-")));
  for (const [path, text] of Object.entries(PROJECT.files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const env = { PATH: "/usr/bin:/bin", RUFF_NO_CACHE: "true", RAYON_NUM_THREADS: "1" };
  const { stdout, stderr, status } = spawnSync(ruff, run, { cwd: folder, env, input, encoding: "utf8" });
  const told = (text: string): string => text.replaceAll(folder, HOME);
  const files = Object.fromEntries(after.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  cases[name] = { out: told(stdout), err: told(stderr), status: status ?? -1, after: files };
  rmSync(folder, { recursive: true });
}
const judge = spawnSync(ruff, ["--version"], { encoding: "utf8" }).stdout.trim();
writeFileSync(RECORDING, `${JSON.stringify({ judge, cases }, undefined, 1)}\n`);
console.log(`${judge}: ${String(Object.keys(cases).length)} cases`);
