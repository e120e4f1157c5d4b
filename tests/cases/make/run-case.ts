import { execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { nodeMakeHost, type NodePlace } from "../../../src/hosts/node/make-host.ts";
import { make } from "../../../src/make/index.ts";

/** One makefile with the commands that are run on it, in a folder of its own. */
export interface MakeCase {
  readonly name: string;
  readonly makefile: string;
  /** Further files; the earlier a file stands, the older it is. */
  readonly files?: Readonly<Record<string, string>>;
  /** The arguments of each run; one run without arguments unless told. A text is a script of /bin/sh run in between. */
  readonly runs?: readonly (readonly string[] | string)[];
  /** Recipes that run at once may end in any order, intermediate files may go in any: such lines are compared sorted. */
  readonly anyOrder?: boolean;
  /** A script of /bin/sh that prepares the folder: links, archives, times. */
  readonly setup?: string;
  /** Further variables of make's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What make finds on its standard input. */
  readonly stdin?: string;
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

export interface CaseResult {
  readonly runs: readonly RunResult[];
  /** Every file there is afterwards, with its text. */
  readonly files: Readonly<Record<string, string>>;
}

/** Runs a make to its end at a place; null when a signal ended it. */
export type RunMake = (args: readonly string[], place: NodePlace) => Promise<number | null>;

/** A make that is a program of its own. */
export const asProgram: RunMake = (args, place) =>
  new Promise((done, failed) => {
    const { cwd, env, stdin, stdout, stderr } = place;
    const child = spawn(place.command, args, { cwd, env, stdio: [stdin, stdout, stderr], timeout: 15_000 });
    child.once("error", failed);
    child.once("exit", (status) => done(status));
  });

/** Our make inside this process, with the files and the shell of `dist/cli/make`: no Node to start for each case. */
export const inProcess: RunMake = (args, place) => make(args, nodeMakeHost(place));

/** The files below a folder with their texts, by their paths. */
export function listFiles(folder: string, prefix = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (!existsSync(path)) found[prefix + name] = "(a link to nothing)";
    else if (statSync(path).isDirectory()) Object.assign(found, listFiles(path, `${prefix}${name}/`));
    else found[prefix + name] = readFileSync(path, "utf8");
  }
  return found;
}

/** Runs a case; the folder's and the make's own names are replaced, so that results can be compared. */
export async function runCase(one: MakeCase, command: string, run: RunMake): Promise<CaseResult> {
  const outside = mkdtempSync(join(tmpdir(), "make-case-"));
  const folder = join(outside, "case");
  try {
    mkdirSync(folder);
    let second = 1_600_000_000;
    for (const [name, text] of Object.entries({ ...one.files, Makefile: one.makefile })) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      second += 10;
      utimesSync(path, second, second);
    }
    if (one.setup !== undefined) execFileSync("/bin/sh", ["-ec", one.setup], { cwd: folder });
    writeFileSync(join(outside, "stdin"), one.stdin ?? "");
    const runs: RunResult[] = [];
    for (const args of one.runs ?? [[]]) {
      if (typeof args === "string") runScript(args, folder);
      else runs.push(await runOnce(outside, folder, args, command, run, one));
    }
    const files = listFiles(folder);
    delete files.Makefile;
    return { runs, files };
  } finally {
    rmSync(outside, { recursive: true, force: true });
  }
}

/** The clock of a disk's times ticks every few milliseconds: what a script touches is newer than all that is there. */
function runScript(script: string, folder: string): void {
  execFileSync("/bin/sh", ["-ec", `sleep 0.03\n${script}`], { cwd: folder });
}

/** What a make says of itself before it debugs: its name, its makers and their licence. */
const BANNER = /^GNU Make 4\.3.*\nBuilt for .*\n(?:Copyright .*\nLicense .*\nThis is .*\nThere is .*\n)?/gm;

/** Several intermediate files go at the end in an order that is nowhere told. */
function sortRemoved(text: string): string {
  return text.replace(/^rm (?!-).*$/gm, (line) => line.split(" ").sort().join(" "));
}

async function runOnce(
  outside: string,
  folder: string,
  args: readonly string[],
  command: string,
  run: RunMake,
  one: MakeCase,
): Promise<RunResult> {
  const out = join(outside, "stdout");
  const err = join(outside, "stderr");
  const clean = (path: string): string =>
    readFileSync(path, "utf8").replaceAll(command, "make").replaceAll(folder, "/case").replace(BANNER, "GNU Make 4.3\n");
  rmSync(out, { force: true });
  rmSync(err, { force: true });
  const [stdin, stdout, stderr] = [openSync(join(outside, "stdin"), "r"), openSync(out, "a"), openSync(err, "a")];
  try {
    const env = { PATH: "/usr/bin:/bin", HOME: "/home/nobody", LANG: "C", ...one.env };
    const status = await run(args, { command, cwd: folder, env, stdin, stdout, stderr });
    // Which of two parallel recipes is first is nobody's to say: their lines are compared in one order.
    const parallel = args.some((word) => /^-j\d/.test(word));
    const sorted = parallel && (one.anyOrder === true || !args.some((word) => word.startsWith("-O")));
    const tidy = one.anyOrder === true ? sortRemoved : (text: string): string => text;
    const order = (text: string): string => (sorted ? text.split("\n").sort().join("\n") : text);
    return { stdout: order(tidy(clean(out))), stderr: one.anyOrder === true ? order(clean(err)) : clean(err), status };
  } finally {
    for (const descriptor of [stdin, stdout, stderr]) closeSync(descriptor);
  }
}

/** Runs all cases, a few at a time; the answers by the cases' names. */
export async function runCases(
  cases: readonly MakeCase[],
  command: string,
  run: RunMake,
): Promise<Map<string, CaseResult>> {
  const results = new Map<string, CaseResult>();
  const waiting = cases.values();
  const worker = async (): Promise<void> => {
    for (const one of waiting) results.set(one.name, await runCase(one, command, run));
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return results;
}
