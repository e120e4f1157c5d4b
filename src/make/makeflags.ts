import type { Options } from "./options.ts";
import type { Variable } from "./variable.ts";

/** The words of MAKEFLAGS, its references expanded: a first one without a dash is a bundle of letters. */
export function makeflagsWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\\" && at + 1 < text.length) {
      at += 1;
      word = (word ?? "") + text.charAt(at);
    } else if (character === " " || character === "\t") {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + character;
  }
  if (word !== undefined) words.push(word);
  const [first] = words;
  if (first !== undefined && !first.startsWith("-") && !first.includes("=")) words[0] = `-${first}`;
  return words;
}

function letterBundle(options: Options): string {
  let bundle = "";
  if (options.alwaysMake) bundle += "B";
  if (options.debugAll) bundle += "d";
  if (options.environmentOverrides) bundle += "e";
  if (options.ignoreErrors) bundle += "i";
  if (options.keepGoing) bundle += "k";
  if (options.checkSymlinks) bundle += "L";
  if (options.justPrint) bundle += "n";
  if (options.printDatabase) bundle += "p";
  if (options.question) bundle += "q";
  if (options.noBuiltinRules) bundle += "r";
  if (options.noBuiltinVariables) bundle += "R";
  if (options.silent) bundle += "s";
  if (options.touch) bundle += "t";
  if (options.printDirectory) bundle += "w";
  return bundle;
}

/**
 * The options part of MAKEFLAGS. While makefiles are read, options with an argument of their own are not in it yet.
 * Manual: "Communicating Options to a Sub-make".
 */
export function renderFlags(options: Options, reading: boolean, jobserver: string | undefined): string {
  const { jobs, loadLimit, outputSync } = options;
  const late = [
    ...options.includeDirectories.map((one) => `-I${one}`),
    ...(jobs === undefined ? [] : [jobs === Infinity ? "-j" : `-j${jobs}`]),
    ...(loadLimit === undefined ? [] : [`-l${Number(loadLimit.toPrecision(6))}`]),
    ...(outputSync === undefined ? [] : [`-O${outputSync}`]),
    ...options.debug.map((one) => `--debug=${one}`),
    ...(jobserver === undefined ? [] : [`--jobserver-auth=${jobserver}`]),
  ];
  const words = [
    ...(reading ? [] : late.map(quoteWord)),
    ...(options.trace ? ["--trace"] : []),
    ...(options.noPrintDirectory ? ["--no-print-directory"] : []),
    ...(options.warnUndefined ? ["--warn-undefined-variables"] : []),
  ];
  return [letterBundle(options), ...words].join(" ");
}

/** `--eval` words stand behind the options, and not in MFLAGS. */
export function renderEvals(options: Options): string {
  return options.evals.map((one) => `--eval=${quoteWord(one)}`).join(" ");
}

/** One assignment of the command line as a word of MAKEFLAGS. */
export function renderAssignment(variable: Variable): string {
  return `${quoteWord(variable.name)}${variable.flavor === "simple" ? ":=" : "="}${quoteWord(variable.value)}`;
}

function quoteWord(text: string): string {
  return text.replace(/[\\\s]/g, "\\$&").replaceAll("$", "$$$$");
}
