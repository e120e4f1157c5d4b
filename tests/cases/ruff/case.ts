/** Calls of ruff over one project, and what ruff itself did with them. */
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";

export interface RuffCase {
  readonly name: string;
  /** Words behind `ruff`. */
  readonly run: readonly string[];
  readonly input?: string;
  /** Files to compare afterwards. */
  readonly after?: readonly string[];
}

export interface RuffOutcome {
  readonly out: string;
  readonly err: string;
  readonly status: number;
  readonly after: Readonly<Record<string, string>>;
}

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

export const PROJECT = parse(read("cases.yaml")) as {
  readonly files: Readonly<Record<string, string>>;
  readonly cases: readonly RuffCase[];
};

export const RECORDING = new URL("recorded.json", import.meta.url);

export interface Recording {
  readonly judge: string;
  readonly cases: Readonly<Record<string, RuffOutcome>>;
}

export function readRecording(): Recording {
  return existsSync(RECORDING)
    ? (JSON.parse(readFileSync(RECORDING, "utf8")) as Recording)
    : { judge: "", cases: {} };
}
