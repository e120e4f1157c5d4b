import { readdirSync, readFileSync } from "node:fs";

/** What a script printed and ended with. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

export interface RecordedCase extends Outcome {
  /** One line that `sh -c` runs in the fixture's folder. */
  readonly script: string;
}

export interface Recording {
  /** The program that answered, with its version: "coreutils 9.1". */
  readonly judge: string;
  readonly cases: readonly RecordedCase[];
}

const SCRIPTS = new URL("scripts/", import.meta.url);
export const RECORDED = new URL("recorded/", import.meta.url);

/** Every tool that has cases, by the name of its file in `scripts/`. */
export function toolNames(): string[] {
  return readdirSync(SCRIPTS)
    .filter((name) => name.endsWith(".txt"))
    .map((name) => name.slice(0, -".txt".length))
    .sort();
}

/** The scripts of a tool: one a line, "#" begins a remark. */
export function scriptsOf(tool: string): string[] {
  return readFileSync(new URL(`${tool}.txt`, SCRIPTS), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
}

export function readRecording(tool: string): Recording {
  return JSON.parse(readFileSync(new URL(`${tool}.json`, RECORDED), "utf8")) as Recording;
}
