/** What the command line and `MAKEFLAGS` ask for. Manual: "Options Summary". */
export interface Options {
  alwaysMake: boolean;
  directories: string[];
  /** Letters of `--debug`: a b v i j m; "n" takes none. */
  debug: string[];
  environmentOverrides: boolean;
  evals: string[];
  makefiles: string[];
  ignoreErrors: boolean;
  includeDirectories: string[];
  /** Infinity for `-j` alone; undefined when nothing was said. */
  jobs: number | undefined;
  keepGoing: boolean;
  /** Undefined for no limit. */
  loadLimit: number | undefined;
  checkSymlinks: boolean;
  justPrint: boolean;
  oldFiles: string[];
  newFiles: string[];
  outputSync: "none" | "line" | "target" | "recurse" | undefined;
  printDatabase: boolean;
  question: boolean;
  noBuiltinRules: boolean;
  noBuiltinVariables: boolean;
  silent: boolean;
  touch: boolean;
  trace: boolean;
  version: boolean;
  help: boolean;
  /** Undefined: as make decides (on in sub-makes and with `-C`). */
  printDirectory: boolean | undefined;
  warnUndefined: boolean;
  jobserverAuth: string | undefined;
  /** NON-GNU: our explanation of what was rebuilt and why. */
  explain: boolean;
}

export function defaultOptions(): Options {
  return {
    alwaysMake: false,
    directories: [],
    debug: [],
    environmentOverrides: false,
    evals: [],
    makefiles: [],
    ignoreErrors: false,
    includeDirectories: [],
    jobs: undefined,
    keepGoing: false,
    loadLimit: undefined,
    checkSymlinks: false,
    justPrint: false,
    oldFiles: [],
    newFiles: [],
    outputSync: undefined,
    printDatabase: false,
    question: false,
    noBuiltinRules: false,
    noBuiltinVariables: false,
    silent: false,
    touch: false,
    trace: false,
    version: false,
    help: false,
    printDirectory: undefined,
    warnUndefined: false,
    jobserverAuth: undefined,
    explain: false,
  };
}
