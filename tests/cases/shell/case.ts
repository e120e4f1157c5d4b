import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";

export type Dialect = "sh" | "bash";

/** A script given to `sh -c` and `bash -c` in an empty folder. */
export interface ShellCase {
  readonly name: string;
  /** Both when absent. */
  readonly dialects?: readonly Dialect[];
  readonly script: string;
  /** Why ours differs in a dialect, when it does: it must differ as long as this is said. */
  readonly gap?: Readonly<Partial<Record<Dialect, string>>>;
}

/** What a script left behind. `files` has the folder's files with their text; a folder's name ends in a slash. */
export interface ShellOutcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
  readonly files?: Readonly<Record<string, string>>;
}

export interface Recording {
  /** The judges and their versions. */
  readonly judges: Readonly<Record<Dialect, string>>;
  /** Case name, then dialect. */
  readonly outcomes: Readonly<Record<string, Readonly<Partial<Record<Dialect, ShellOutcome>>>>>;
}

/** One script in one dialect. */
export interface Row {
  readonly title: string;
  readonly name: string;
  readonly dialect: Dialect;
  readonly script: string;
  readonly gap: string | undefined;
}

const FOLDER = new URL("./", import.meta.url);

export function caseGroups(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => name.slice(0, -".yaml".length))
    .sort();
}

export function readCases(group: string): ShellCase[] {
  return parse(readFileSync(new URL(`${group}.yaml`, FOLDER), "utf8")) as ShellCase[];
}

export function rowsOf(group: string): Row[] {
  return readCases(group).flatMap(({ name, script, gap, dialects = ["sh", "bash"] }) =>
    dialects.map((dialect) => ({ title: `${dialect}: ${name}`, name, dialect, script, gap: gap?.[dialect] })),
  );
}

export function recordingPath(group: string): URL {
  return new URL(`recorded/${group}.json`, FOLDER);
}

export function readRecording(group: string): Recording {
  return JSON.parse(readFileSync(recordingPath(group), "utf8")) as Recording;
}
