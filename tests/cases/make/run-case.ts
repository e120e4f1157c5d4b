import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** One makefile with the commands that are run on it, in a folder of its own. */
export interface MakeCase {
  readonly name: string;
  readonly makefile: string;
  /** Further files; the earlier a file stands, the older it is. */
  readonly files?: Readonly<Record<string, string>>;
  /** The arguments of each run; one run without arguments unless told. */
  readonly runs?: readonly (readonly string[])[];
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

function listFiles(folder: string, prefix = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) Object.assign(found, listFiles(path, `${prefix}${name}/`));
    else found[prefix + name] = readFileSync(path, "utf8");
  }
  return found;
}

/** Runs a case with a make; the folder's and the make's own names are replaced, so that results can be compared. */
export function runCase(one: MakeCase, make: string): CaseResult {
  const folder = mkdtempSync(join(tmpdir(), "make-case-"));
  try {
    let second = 1_600_000_000;
    for (const [name, text] of Object.entries({ ...one.files, Makefile: one.makefile })) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      second += 10;
      utimesSync(path, second, second);
    }
    const clean = (text: string): string => text.replaceAll(make, "make").replaceAll(folder, "/case");
    const runs = (one.runs ?? [[]]).map((args): RunResult => {
      const done = spawnSync(make, args, {
        cwd: folder,
        env: { PATH: "/usr/bin:/bin", HOME: "/home/nobody", LANG: "C" },
        encoding: "utf8",
        timeout: 15_000,
        input: "",
      });
      return { stdout: clean(done.stdout), stderr: clean(done.stderr), status: done.status };
    });
    const files = listFiles(folder);
    delete files.Makefile;
    return { runs, files };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
