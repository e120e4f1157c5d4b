/** What the command line and `MAKEFLAGS` ask for. Manual: "Options Summary". */
export interface Options {
  alwaysMake: boolean;
  directories: string[];
  /** The values of `--debug`, as they were given. */
  debug: string[];
  /** `-d`. */
  debugAll: boolean;
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
  printDirectory: boolean;
  /** `--no-print-directory`: wins over `-w`, given or not. */
  noPrintDirectory: boolean;
  warnUndefined: boolean;
  /** What a make above gave: two file descriptors. */
  jobserverAuth: string | undefined;
  /** NON-GNU: our explanation of what was rebuilt and why. */
  explain: boolean;
}

export function defaultOptions(): Options {
  return {
    alwaysMake: false,
    directories: [],
    debug: [],
    debugAll: false,
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
    printDirectory: false,
    noPrintDirectory: false,
    warnUndefined: false,
    jobserverAuth: undefined,
    explain: false,
  };
}

/** What `--debug` can be asked for: a letter stands for the words that begin with it. */
export type DebugLetter = "b" | "v" | "i" | "j" | "m";

/** From the first word on that `--debug` does not know; undefined when it knows all. */
export function unknownDebugLevel(value: string): string | undefined {
  const words = value.split(/(?<=[, ])/);
  const at = words.findIndex((word) => debugLetters([word]) === undefined);
  return at < 0 ? undefined : words.slice(at).join("");
}

/** The letters in force, `all` and `none` worked in; undefined when a word is none that make knows. */
export function debugLetters(values: readonly string[]): Set<DebugLetter> | undefined {
  const letters = new Set<DebugLetter>();
  for (const word of values.flatMap((one) => one.split(/[, ]/)).filter((one) => one !== "")) {
    const letter = word.charAt(0).toLowerCase();
    if (letter === "n") letters.clear();
    else if (letter === "a") for (const one of ["b", "v", "i", "j", "m"] as const) letters.add(one);
    else if (letter === "b") letters.add("b");
    else if (letter === "v" || letter === "i" || letter === "j" || letter === "m") letters.add("b").add(letter);
    else return undefined;
  }
  return letters;
}
