import { parseDefinition } from "./assignment.ts";
import { MakeError } from "./make-error.ts";
import { debugLetters, defaultOptions, type Options } from "./options.ts";

/** A command line, or a MAKEFLAGS, taken apart. */
export interface CommandLine {
  readonly options: Options;
  /** `NAME=VALUE` words as they were given. */
  readonly assignments: string[];
  readonly goals: string[];
  /** What is wrong with it, in getopt's words; the usage follows. */
  problem: string | undefined;
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
    o.loadLimit = v === undefined ? undefined : Number.parseFloat(v);
    return undefined;
  },
  O: (o, v) => {
    const kind = OUTPUT_SYNC.find((one) => one === (v ?? "target"));
    if (kind === undefined) throw new MakeError(`unknown output-sync type '${v ?? ""}'`);
    o.outputSync = kind;
    return undefined;
  },
};

const LONG: Readonly<Record<string, string>> = {
  "always-make": "B",
  directory: "C",
  "environment-overrides": "e",
  eval: "E",
  file: "f",
  makefile: "f",
  help: "h",
  "ignore-errors": "i",
  "include-dir": "I",
  jobs: "j",
  "keep-going": "k",
  "load-average": "l",
  "max-load": "l",
  "check-symlink-times": "L",
  "just-print": "n",
  "dry-run": "n",
  recon: "n",
  "old-file": "o",
  "assume-old": "o",
  "output-sync": "O",
  "print-data-base": "p",
  question: "q",
  "no-builtin-rules": "r",
  "no-builtin-variables": "R",
  silent: "s",
  quiet: "s",
  "no-keep-going": "S",
  stop: "S",
  touch: "t",
  version: "v",
  "print-directory": "w",
  "what-if": "W",
  "new-file": "W",
  "assume-new": "W",
};

/** Long options without a letter. */
const LONG_ONLY: Readonly<Record<string, WithArgument>> = {
  debug: (o, v) => {
    const level = v === "" ? "basic" : v;
    if (!debugLetters([level])) throw new MakeError(`unknown debug level specification '${level}'`);
    o.debug.push(level);
    return undefined;
  },
  trace: (o) => void (o.trace = true),
  "no-print-directory": (o) => void (o.noPrintDirectory = true),
  "no-silent": (o) => void (o.silent = false),
  "warn-undefined-variables": (o) => void (o.warnUndefined = true),
  "jobserver-auth": (o, v) => void (o.jobserverAuth = v),
  "jobserver-fds": (o, v) => void (o.jobserverAuth = v),
  explain: (o) => void (o.explain = true),
};

/** Manual: "Options Summary". Options may stand anywhere before `--`. */
export function parseCommandLine(words: readonly string[], into: Options = defaultOptions()): CommandLine {
  const line: CommandLine = { options: into, assignments: [], goals: [], problem: undefined };
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

function operand(line: CommandLine, word: string): void {
  if (word === "") throw new MakeError("empty string invalid as file name");
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
        line.problem ??= `option requires an argument -- '${letter}'`;
        return 0;
      }
      if (value === "" && letter !== "E") {
        line.problem ??= `the '-${letter}' option requires a non-empty string argument`;
      } else required(line.options, value);
      return rest === "" ? 1 : 0;
    }
    const optional = OPTIONAL[letter];
    if (optional === undefined) {
      line.problem ??= `invalid option -- '${letter}'`;
      continue;
    }
    if (rest !== "") {
      line.problem ??= optional(line.options, rest);
      return 0;
    }
    if (letter !== "O" && next !== undefined && /^\d+(\.\d+)?$/.test(next)) {
      line.problem ??= optional(line.options, next);
      return 1;
    }
    line.problem ??= optional(line.options, undefined);
  }
  return 0;
}

function longOption(line: CommandLine, text: string, next: string | undefined): number {
  const equals = text.indexOf("=");
  const given = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? undefined : text.slice(equals + 1);
  const all = [...Object.keys(LONG), ...Object.keys(LONG_ONLY)];
  const fits = all.includes(given) ? [given] : all.filter((one) => one.startsWith(given));
  const kinds = new Set(fits.map((one) => LONG[one] ?? one));
  const name = fits[0];
  if (name === undefined) {
    line.problem ??= `unrecognized option '--${given}'`;
    return 0;
  }
  if (kinds.size > 1) {
    line.problem ??= `option '--${given}' is ambiguous; possibilities: ${fits.map((one) => `'--${one}'`).join(" ")}`;
    return 0;
  }
  const letter = LONG[name];
  if (letter === undefined) {
    line.problem ??= LONG_ONLY[name]?.(line.options, value ?? "");
    return 0;
  }
  const flag = FLAGS[letter];
  if (flag !== undefined) {
    if (value !== undefined) line.problem ??= `option '--${name}' doesn't allow an argument`;
    else flag(line.options);
    return 0;
  }
  const optional = OPTIONAL[letter];
  if (optional !== undefined) {
    line.problem ??= optional(line.options, value);
    return 0;
  }
  const argument = value ?? next;
  if (argument === undefined) {
    line.problem ??= `option '--${name}' requires an argument`;
    return 0;
  }
  if (argument === "" && letter !== "E") {
    line.problem ??= `the '-${letter}' option requires a non-empty string argument`;
  } else REQUIRED[letter]?.(line.options, argument);
  return value === undefined ? 1 : 0;
}
