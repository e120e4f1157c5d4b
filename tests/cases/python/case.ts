import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";

/**
 * One thing that is done: a command to its end; files written as an editor saves them; or a wait until the server has
 * said something that matches, since the last save.
 */
export type Step =
  | readonly string[]
  | { readonly save: Readonly<Record<string, string>> }
  | { readonly said: string };

/**
 * One thing done with Python: files, then steps. `serve` is started first and awaited on its port; it gets SIGINT at
 * the end, and what it printed is compared too.
 */
export interface PythonCase {
  readonly name: string;
  /** The long tail: left to the full run. */
  readonly tail?: boolean;
  readonly files?: Readonly<Record<string, string>>;
  /** A program that becomes `t.py`; the command is `python t.py` unless told. */
  readonly py?: string;
  readonly run?: readonly Step[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `quiet` servers are compared by what they answer: what they print comes in another order each time. */
  readonly serve?: { readonly argv: readonly string[]; readonly port: number; readonly quiet?: boolean };
  /** Further patterns whose matches differ by nature; each becomes "…". */
  readonly varies?: readonly string[];
}

export interface Outcome {
  readonly commands: readonly { readonly status: number; readonly stdout: string; readonly stderr: string }[];
  readonly server?: string;
}

const FOLDER = new URL("./", import.meta.url);

export function caseGroups(): string[] {
  return readdirSync(new URL("programs/", FOLDER))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => name.slice(0, -".yaml".length))
    .sort();
}

export function readCases(group: string): PythonCase[] {
  return parse(readFileSync(new URL(`programs/${group}.yaml`, FOLDER), "utf8")) as PythonCase[];
}

/** Why a case differs, by "group: name": the table on the site's page of differences. Such a case must differ. */
export function readDifferences(): ReadonlyMap<string, string> {
  const page = readFileSync(new URL("../../../content/handbook/python-differences.md", FOLDER), "utf8");
  const rows = page.matchAll(/^\| `([^`|]+)` +\| `([^`|]+)` +\| (.+?) +\|$/gm);
  return new Map([...rows].map(([, group = "", name = "", reason = ""]) => [`${group}: ${name}`, reason]));
}

export interface Recording {
  /** The judge: CPython's version and the packages are those of wheels.lock.txt. */
  readonly judge: string;
  readonly outcomes: Readonly<Record<string, Outcome>>;
}

export function recordingPath(group: string): URL {
  return new URL(`recorded/${group}.json`, FOLDER);
}

export function readRecording(group: string): Recording {
  return JSON.parse(readFileSync(recordingPath(group), "utf8")) as Recording;
}

export function stepsOf(test: PythonCase): readonly Step[] {
  return test.run ?? [["python", "t.py"]];
}

export function filesOf(test: PythonCase): Readonly<Record<string, string>> {
  return { ...(test.py === undefined ? {} : { "t.py": test.py }), ...test.files };
}

/** What differs between any two machines: times, addresses, ports, process numbers, where things are installed. */
const NATURE: readonly (readonly [RegExp, string])[] = [
  [/\bin \d+\.\d+s( \(\d+:\d+:\d+\))?/g, "in …s"],
  [/={3,} (.*) in …s ={3,}/g, "= $1 in …s ="],
  [/0x[0-9a-f]{6,16}/g, "0x…"],
  [/\[\d{2}\/[A-Z][a-z]{2}\/\d{4} \d{2}:\d{2}:\d{2}\]/g, "[…]"],
  [/\b[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT/g, "<date>"],
  [/127\.0\.0\.1:\d{5} - /g, "127.0.0.1:… - "],
  [/(server|reloader|parent) process \[\d+\]/g, "$1 process […]"],
  [/\/(usr\/lib\/python3\.14|opt\/nat\/lib\/python3\.14|usr\/local\/lib\/python3\.14)\/(site|dist)-packages/g, "<site>"],
  [/\/(usr|opt\/nat)\/bin\//g, "<bin>/"],
  [/3\.14\.\d+/g, "3.14.…"],
  [/"<frozen runpy>", line \d+/g, '"<frozen runpy>", line …'],
  [/<frozen importlib\._bootstrap(_external)?>(:\d+|", line \d+)/g, "<frozen importlib._bootstrap$1>…"],
  [/\/pytest-\d+\//g, "/pytest-…/"],
  [/<bin>\/python3(\.14)?\b/g, "<bin>/python"],
  // The judge's patch release is a later one: its library has other line numbers.
  [/(File "\/usr\/lib\/python3\.14\/[^"\n]*", line )\d+/g, "$1…"],
  [/\b20\d\d-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d+/g, "<time>"],
  [/port \d{5}/g, "port …"],
  [/after \d+ ms/g, "after … ms"],
];

export function normalise(text: string, test: PythonCase): string {
  let normal = text;
  for (const [pattern, by] of NATURE) normal = normal.replace(pattern, by);
  for (const pattern of test.varies ?? []) normal = normal.replace(new RegExp(pattern, "g"), "…");
  return normal;
}

export function normaliseOutcome(outcome: Outcome, test: PythonCase): Outcome {
  return {
    commands: outcome.commands.map(({ status, stdout, stderr }) => ({
      status,
      stdout: normalise(stdout, test),
      stderr: normalise(stderr, test),
    })),
    ...(outcome.server === undefined ? {} : { server: normalise(outcome.server, test) }),
  };
}
