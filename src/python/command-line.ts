/** python(1)'s command line, as far as it decides before the interpreter runs. Manual: "Command line and environment". */

/** What `python` was asked to do. */
export interface PythonCommand {
  readonly kind: "file" | "module" | "command" | "stdin" | "script";
  /** The file, the module's name or the text of `-c`; "" for standard input; "module:function" of a console script. */
  readonly subject: string;
  /** `sys.argv[1:]`. */
  readonly arguments: readonly string[];
  /** -i: a prompt follows, also where nobody types. */
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
  /** -x: the first line of the program is no Python. */
  readonly skipFirstLine: boolean;
  /** Fields of `sys.flags` that a running interpreter can take, by their names there. */
  readonly flags: Readonly<Record<string, number>>;
  /** Options that only a fresh interpreter can take, in its own words: such a run starts without a snapshot. */
  readonly initial: readonly string[];
}

/** Answered without starting anything. */
export type EarlyAnswer =
  | { readonly kind: "version" }
  /** An interpreter says it, when it is set up with this option. */
  | { readonly kind: "words"; readonly option: string }
  | { readonly kind: "usage-error"; readonly message: string };

/** Options without an argument that change how the interpreter is set up. */
const INITIAL = "bdORv";
/** Options that only change `sys.flags` and what Python's half does by them. */
const FLAGS: Readonly<Record<string, string>> = { B: "dont_write_bytecode", s: "no_user_site", S: "no_site" };
/** Words that an interpreter answers with text, and nothing else. */
const TOLD = ["--help", "--help-env", "--help-xoptions", "--help-all"];

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
  let skipFirstLine = false;
  let versions = 0;
  const flags: Record<string, number> = {};
  const environment = (name: string): boolean => !ignoreEnvironment && Boolean(env[name]);
  const version = (): EarlyAnswer => (versions > 1 ? { kind: "words", option: "-VV" } : { kind: "version" });

  const command = (kind: PythonCommand["kind"], subject: string, rest: readonly string[]): PythonCommand => {
    const safe = safePath || environment("PYTHONSAFEPATH");
    return {
      kind,
      subject,
      arguments: rest,
      inspect,
      quiet,
      unbuffered: unbuffered || environment("PYTHONUNBUFFERED"),
      safePath: safe,
      ignoreEnvironment,
      warnings,
      implementation,
      skipFirstLine,
      flags: {
        ...(environment("PYTHONNOUSERSITE") ? { no_user_site: 1 } : {}),
        ...(environment("PYTHONDONTWRITEBYTECODE") ? { dont_write_bytecode: 1 } : { dont_write_bytecode: 0 }),
        ...(environment("PYTHONINSPECT") ? { inspect: 1 } : {}),
        ...flags,
        safe_path: safe ? 1 : 0,
      },
      initial,
    };
  };

  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--") {
      const file = words[at + 1];
      return versions > 0 ? version() : command(file === undefined ? "stdin" : "file", file ?? "", words.slice(at + 2));
    }
    if (word === "-") return versions > 0 ? version() : command("stdin", "-", words.slice(at + 1));
    if (!word.startsWith("-")) {
      if (versions > 0) return version();
      return command("file", word, words.slice(at + 1));
    }
    if (TOLD.includes(word)) return { kind: "words", option: word };
    if (word === "--version") {
      versions += 1;
      continue;
    }
    if (word === "--check-hash-based-pycs") {
      const given = words[(at += 1)];
      if (given === undefined) return { kind: "usage-error", message: `Argument expected for the ${word} options` };
      if (["always", "never", "default"].includes(given)) continue;
      return { kind: "usage-error", message: `${word} must be one of 'default', 'always', or 'never'` };
    }
    if (word.startsWith("--")) return unknown(word);
    for (let index = 1; index < word.length; index++) {
      const letter = word[index] ?? "";
      if (letter === "c" || letter === "m") {
        const given = word.slice(index + 1) || words[(at += 1)];
        if (given === undefined) return { kind: "usage-error", message: `Argument expected for the -${letter} option` };
        if (versions > 0) return version();
        return command(letter === "c" ? "command" : "module", given, words.slice(at + 1));
      }
      if (letter === "W" || letter === "X") {
        const given = word.slice(index + 1) || words[(at += 1)];
        if (given === undefined) return { kind: "usage-error", message: `Argument expected for the -${letter} option` };
        (letter === "W" ? warnings : implementation).push(given);
        if (letter === "X" && !/^(faulthandler|showrefcount|importtime)/.test(given)) initial.push("-X", given);
        break;
      }
      const flag = FLAGS[letter];
      if (letter === "h" || letter === "?") return { kind: "words", option: "-h" };
      if (flag !== undefined) flags[flag] = 1;
      else if (letter === "V") versions += 1;
      else if (letter === "i") {
        inspect = true;
        Object.assign(flags, { inspect: 1, interactive: 1 });
      } else if (letter === "q") {
        quiet = true;
        flags.quiet = 1;
      } else if (letter === "u") unbuffered = true;
      else if (letter === "x") skipFirstLine = true;
      else if (letter === "P") safePath = true;
      else if (letter === "E") {
        ignoreEnvironment = true;
        flags.ignore_environment = 1;
      } else if (letter === "I") {
        ignoreEnvironment = true;
        safePath = true;
        Object.assign(flags, { isolated: 1, ignore_environment: 1, no_user_site: 1 });
      } else if (INITIAL.includes(letter)) initial.push(`-${letter}`);
      else return unknown(`-${letter}`);
    }
  }
  if (versions > 0) return version();
  return command("stdin", "", []);
}

function unknown(option: string): EarlyAnswer {
  return { kind: "usage-error", message: `Unknown option: ${option}` };
}
