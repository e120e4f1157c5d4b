import { parseDefinition } from "./assignment.ts";
import { MakeError } from "./make-error.ts";
import { unknownDebugLevel, defaultOptions, type Options } from "./options.ts";

/** A command line, or a MAKEFLAGS, taken apart. */
export interface CommandLine {
  readonly options: Options;
  /** `NAME=VALUE` words as they were given. */
  readonly assignments: string[];
  readonly goals: string[];
  /** What is wrong with it, in getopt's words; the usage follows. */
  readonly problems: string[];
}

type Flag = (options: Options) => void;
type WithArgument = (options: Options, value: string) => string | undefined;

const FLAGS: Readonly<Record<string, Flag>> = {
  b: () => undefined,
  m: () => undefined,
  B: (o) => (o.alwaysMake = true),
  d: (o) => (o.debugAll = true),
  e: (o) => (o.environmentOverrides = true),
  h: (o) => (o.help = true),
  i: (o) => (o.ignoreErrors = true),
  k: (o) => (o.keepGoing = true),
  L: (o) => (o.checkSymlinks = true),
  n: (o) => (o.justPrint = true),
  p: (o) => (o.printDatabase = true),
  q: (o) => (o.question = true),
  r: (o) => (o.noBuiltinRules = true),
  R: (o) => (o.noBuiltinVariables = true),
  s: (o) => (o.silent = true),
  S: (o) => (o.keepGoing = false),
  t: (o) => (o.touch = true),
  v: (o) => (o.version = true),
  w: (o) => (o.printDirectory = true),
};

function stripped(name: string): string {
  return name.replace(/^(\.\/+)+(?=.)/, "");
}

const REQUIRED: Readonly<Record<string, WithArgument>> = {
  C: (o, v) => void o.directories.push(v),
  E: (o, v) => void o.evals.push(v),
  f: (o, v) => void o.makefiles.push(v),
  I: (o, v) => void o.includeDirectories.push(v.length > 1 ? v.replace(/\/+$/, "") : v),
  o: (o, v) => void o.oldFiles.push(stripped(v)),
  W: (o, v) => void o.newFiles.push(stripped(v)),
};

const OUTPUT_SYNC = ["none", "line", "target", "recurse"] as const;

const OPTIONAL: Readonly<Record<string, (options: Options, value: string | undefined) => string | undefined>> = {
  j: (o, v) => {
    if (v !== undefined && !/^[1-9]\d*$/.test(v)) return "the '-j' option requires a positive integer argument";
    o.jobs = v === undefined ? Infinity : Number(v);
    return undefined;
  },
  l: (o, v) => {
    o.loadLimit = v === undefined ? undefined : Number.parseFloat(v) || 0;
    return undefined;
  },
  O: (o, v) => {
    const kind = OUTPUT_SYNC.find((one) => one === (v ?? "target"));
    if (kind === undefined) throw new MakeError(`unknown output-sync type '${v ?? ""}'`);
    o.outputSync = kind;
    return undefined;
  },
};

/** By letter, "" for those of `LONG_ONLY`; the names that an abbreviation may mean are told in this order. */
const LONG: Readonly<Record<string, string>> = {
  "always-make": "B",
  directory: "C",
  debug: "",
  "environment-overrides": "e",
  eval: "E",
  file: "f",
  help: "h",
  "ignore-errors": "i",
  "include-dir": "I",
  "just-print": "n",
  jobs: "j",
  "jobserver-auth": "",
  "jobserver-fds": "",
  "keep-going": "k",
  "load-average": "l",
  "check-symlink-times": "L",
  "no-builtin-rules": "r",
  "no-builtin-variables": "R",
  "no-keep-going": "S",
  "no-print-directory": "",
  "no-silent": "",
  "old-file": "o",
  "output-sync": "O",
  "print-data-base": "p",
  "print-directory": "w",
  question: "q",
  silent: "s",
  "sync-mutex": "",
  touch: "t",
  trace: "",
  version: "v",
  "what-if": "W",
  "warn-undefined-variables": "",
  quiet: "s",
  stop: "S",
  "new-file": "W",
  "assume-new": "W",
  "assume-old": "o",
  "max-load": "l",
  "dry-run": "n",
  recon: "n",
  makefile: "f",
};

/** Long options without a letter. */
const LONG_ONLY: Readonly<Record<string, WithArgument>> = {
  debug: (o, v) => {
    const level = v === "" ? "basic" : v;
    const unknown = unknownDebugLevel(level);
    if (unknown !== undefined) throw new MakeError(`unknown debug level specification '${unknown}'`);
    o.debug.push(level);
    return undefined;
  },
  trace: (o) => void (o.trace = true),
  "no-print-directory": (o) => void (o.noPrintDirectory = true),
  "no-silent": (o) => void (o.silent = false),
  "warn-undefined-variables": (o) => void (o.warnUndefined = true),
  "jobserver-auth": (o, v) => void (o.jobserverAuth = v),
  "jobserver-fds": (o, v) => void (o.jobserverAuth = v),
  // For other systems: which lock the makes of `-O` share.
  "sync-mutex": () => undefined,
  explain: (o) => void (o.explain = true),
};

/** Manual: "Options Summary". Options may stand anywhere before `--`. */
export function parseCommandLine(words: readonly string[], into: Options = defaultOptions()): CommandLine {
  const line: CommandLine = { options: into, assignments: [], goals: [], problems: [] };
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (word === "--") {
      for (const rest of words.slice(index + 1)) operand(line, rest);
      break;
    }
    if (word.startsWith("--")) index += longOption(line, word.slice(2), words[index + 1]);
    else if (word.startsWith("-") && word.length > 1) index += letters(line, word.slice(1), words[index + 1]);
    else operand(line, word);
  }
  return line;
}

/** The words of a MAKEFLAGS; answers its assignments. What only a command line can ask for is passed over. */
export function parseMakeflags(words: readonly string[], into: Options): readonly string[] {
  const { help, directories, makefiles, oldFiles, newFiles } = into;
  const own = { directories: [], makefiles: [], oldFiles: [], newFiles: [] };
  const { assignments } = parseCommandLine(words, Object.assign(into, own));
  Object.assign(into, { help, directories, makefiles, oldFiles, newFiles });
  return assignments;
}

function wrong(line: CommandLine, problem: string | undefined): void {
  if (problem !== undefined) line.problems.push(problem);
}

function operand(line: CommandLine, word: string): void {
  if (word === "") throw new MakeError("empty string invalid as file name");
  if (word === "-") return;
  if (parseDefinition(word) !== undefined) line.assignments.push(word);
  else line.goals.push(stripped(word));
}

/** Answers how many further words were used. */
function letters(line: CommandLine, text: string, next: string | undefined): number {
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    const rest = text.slice(at + 1);
    const flag = FLAGS[letter];
    if (flag !== undefined) {
      flag(line.options);
      continue;
    }
    const required = REQUIRED[letter];
    if (required !== undefined) {
      const value = rest === "" ? next : rest;
      if (value === undefined) {
        wrong(line, `option requires an argument -- '${letter}'`);
        return 0;
      }
      if (value === "") {
        wrong(line, `the '-${letter}' option requires a non-empty string argument`);
      } else required(line.options, value);
      return rest === "" ? 1 : 0;
    }
    const optional = OPTIONAL[letter];
    if (optional === undefined) {
      wrong(line, `invalid option -- '${letter}'`);
      continue;
    }
    if (rest !== "") {
      wrong(line, optional(line.options, rest));
      return 0;
    }
    if (letter !== "O" && next !== undefined && /^\d+(\.\d+)?$/.test(next)) {
      wrong(line, optional(line.options, next));
      return 1;
    }
    wrong(line, optional(line.options, undefined));
  }
  return 0;
}

function longOption(line: CommandLine, text: string, next: string | undefined): number {
  const equals = text.indexOf("=");
  const given = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? undefined : text.slice(equals + 1);
  const exact = given in LONG || given in LONG_ONLY;
  const fits = exact ? [given] : Object.keys(LONG).filter((one) => one.startsWith(given));
  const kinds = new Set(fits.map((one) => LONG[one] ?? ""));
  const name = fits[0];
  if (name === undefined) {
    wrong(line, `unrecognized option '--${given}'`);
    return 0;
  }
  if (kinds.size > 1 || (kinds.has("") && fits.length > 1)) {
    wrong(line, `option '--${text}' is ambiguous; possibilities: ${fits.map((one) => `'--${one}'`).join(" ")}`);
    return 0;
  }
  const letter = LONG[name] ?? "";
  if (value === "" && (name === "debug" || letter === "O")) {
    wrong(line, `the '${letter === "" ? `--${name}` : `-${letter}`}' option requires a non-empty string argument`);
    return 0;
  }
  if (letter === "") {
    wrong(line, LONG_ONLY[name]?.(line.options, value ?? ""));
    return 0;
  }
  const flag = FLAGS[letter];
  if (flag !== undefined) {
    if (value !== undefined) wrong(line, `option '--${name}' doesn't allow an argument`);
    else flag(line.options);
    return 0;
  }
  const optional = OPTIONAL[letter];
  if (optional !== undefined) {
    wrong(line, optional(line.options, value));
    return 0;
  }
  const argument = value ?? next;
  if (argument === undefined) {
    wrong(line, `option '--${name}' requires an argument`);
    return 0;
  }
  if (argument === "") {
    wrong(line, `the '-${letter}' option requires a non-empty string argument`);
  } else REQUIRED[letter]?.(line.options, argument);
  return value === undefined ? 1 : 0;
}
