/** Records what the real programs answer: the calls of recorded.json anew, and every line of cases.txt. */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { ENVIRONMENT, makeFolder } from "./fixture.ts";

interface Case {
  readonly name: string;
  readonly argv: readonly string[];
}

const file = new URL("recorded.json", import.meta.url);
const before = JSON.parse(readFileSync(file, "utf8")) as { judge: string; cases: Case[] };
const lines = readFileSync(new URL("cases.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

/** The first line of what a program says of its version. */
function version(command: string): string {
  const { stdout } = spawnSync(command, ["--version"], { encoding: "utf8" });
  return (stdout || "").split("\n")[0] ?? "";
}

const cases: readonly Case[] = [
  ...before.cases.filter(({ argv }) => !(argv[0] === "sh" && argv[1] === "-c")),
  ...lines.map((line) => ({ name: line, argv: ["sh", "-c", line] })),
];
const recorded = cases.map(({ name, argv: [command = "", ...words] }) => {
  const cwd = makeFolder();
  const { stdout, stderr, status } = spawnSync(command, words, {
    cwd,
    env: ENVIRONMENT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 10_000,
  });
  rmSync(cwd, { recursive: true, force: true });
  return { name, argv: [command, ...words], stdout, stderr, status };
});
const judge = ["sort", "grep", "sed", "find", "diff", "tar", "gzip", "jq", "zip"].map(version).filter(Boolean);
writeFileSync(
  file,
  `${JSON.stringify({ judge: [...judge, "mawk 1.3.4", "dash"].join(", "), cases: recorded }, null, 1)}\n`,
);
