/** python(1)'s command line, as far as it decides before the interpreter runs. Manual: "Command line and environment". */

/** What `python` was asked to do. */
export interface PythonCommand {
  readonly kind: "file" | "module" | "command" | "stdin" | "script";
  /** The file, the module's name or the text of `-c`; "" for standard input; "module:function" of a console script. */
  readonly subject: string;
  /** `sys.argv[1:]`. */
  readonly arguments: readonly string[];
  /** -i, or PYTHONINSPECT: a prompt follows. */
  readonly inspect: boolean;
  /** -q: no banner. */
  readonly quiet: boolean;
  /** -u. */
  readonly unbuffered: boolean;
  /** -P, -I: the script's folder stays off `sys.path`. */
  readonly safePath: boolean;
  /** -E, -I: PYTHON… variables count for nothing. */
  readonly ignoreEnvironment: boolean;
  /** -W, in order. */
  readonly warnings: readonly string[];
  /** -X name or name=value. */
  readonly implementation: readonly string[];
  /** Options that only a fresh interpreter can take, in its own words: such a run starts without a snapshot. */
  readonly initial: readonly string[];
}

/** Answered without starting anything. */
export type EarlyAnswer =
  | { readonly kind: "version"; readonly verbose: boolean }
  | { readonly kind: "help" }
  | { readonly kind: "usage-error"; readonly message: string };

/** Options without an argument that change how the interpreter is set up. */
const INITIAL = "bBdORsSvx";

export function parseCommandLine(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): PythonCommand | EarlyAnswer {
  const words = argv.slice(1);
  const initial: string[] = [];
  const warnings: string[] = [];
  const implementation: string[] = [];
  let inspect = false;
  let quiet = false;
  let unbuffered = false;
  let safePath = false;
  let ignoreEnvironment = false;
  let versions = 0;

  const command = (kind: PythonCommand["kind"], subject: string, rest: readonly string[]): PythonCommand => ({
    kind,
    subject,
    arguments: rest,
    inspect: inspect || (!ignoreEnvironment && Boolean(env.PYTHONINSPECT)),
    quiet,
    unbuffered: unbuffered || (!ignoreEnvironment && Boolean(env.PYTHONUNBUFFERED)),
    safePath: safePath || (!ignoreEnvironment && Boolean(env.PYTHONSAFEPATH)),
    ignoreEnvironment,
    warnings,
    implementation,
    initial,
  });

  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--") {
      const file = words[at + 1];
      return versions > 0
        ? { kind: "version", verbose: versions > 1 }
        : command(file === undefined ? "stdin" : "file", file ?? "", words.slice(at + 2));
    }
    if (word === "-")
      return versions > 0 ? { kind: "version", verbose: versions > 1 } : command("stdin", "-", words.slice(at + 1));
    if (!word.startsWith("-")) {
      if (versions > 0) return { kind: "version", verbose: versions > 1 };
      return command("file", word, words.slice(at + 1));
    }
    if (word === "--help") return { kind: "help" };
    if (word === "--version") {
      versions += 1;
      continue;
    }
    if (word.startsWith("--")) return unknown(word === "--help-all" || word === "--help-env" ? "--help" : word);
    for (let index = 1; index < word.length; index++) {
      const letter = word[index] ?? "";
      if (letter === "c" || letter === "m") {
        const given = word.slice(index + 1) || words[(at += 1)];
        if (given === undefined) return { kind: "usage-error", message: `Argument expected for the -${letter} option` };
        if (versions > 0) return { kind: "version", verbose: versions > 1 };
        return command(letter === "c" ? "command" : "module", given, words.slice(at + 1));
      }
      if (letter === "W" || letter === "X") {
        const given = word.slice(index + 1) || words[(at += 1)];
        if (given === undefined) return { kind: "usage-error", message: `Argument expected for the -${letter} option` };
        (letter === "W" ? warnings : implementation).push(given);
        if (letter === "X" && !/^(faulthandler|showrefcount|importtime)/.test(given)) initial.push("-X", given);
        break;
      }
      if (letter === "h" || letter === "?") return { kind: "help" };
      if (letter === "V") versions += 1;
      else if (letter === "i") inspect = true;
      else if (letter === "q") quiet = true;
      else if (letter === "u") unbuffered = true;
      else if (letter === "P") safePath = true;
      else if (letter === "E") ignoreEnvironment = true;
      else if (letter === "I") {
        ignoreEnvironment = true;
        safePath = true;
      } else if (INITIAL.includes(letter)) initial.push(`-${letter}`);
      else return unknown(`-${letter}`);
    }
  }
  if (versions > 0) return { kind: "version", verbose: versions > 1 };
  return command("stdin", "", []);
}

function unknown(option: string): EarlyAnswer {
  return { kind: "usage-error", message: `Unknown option: ${option}` };
}
