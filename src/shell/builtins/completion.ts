import { FileError, resolvePath } from "#files";
import { compilePattern } from "../expand/pattern.ts";
import { quoteSingle } from "../expand/quote.ts";
import type { Shell } from "../state/shell.ts";
import { wait, type Task } from "../task.ts";
import { fail, type Builtin } from "./builtin.ts";
import { showUsage } from "./usage.ts";

/** Options of `compgen` and `complete` that a word follows. */
const WITH_WORD = "oAGWFCXPS";

/** `compgen`: what completion would offer (bash manual, "Programmable Completion Builtins"). */
export function compgenAmong(builtins: (shell: Shell) => readonly string[], keywords: ReadonlySet<string>): Builtin {
  const actions: Readonly<Record<string, (shell: Shell, wanted: string) => Iterable<string>>> = {
    alias: (shell) => shell.aliases.keys(),
    builtin: builtins,
    command: (shell) => [...keywords, ...builtins(shell), ...shell.functions.keys(), ...shell.aliases.keys()],
    directory: (shell, wanted) => files(shell, wanted, true),
    export: (shell) => shell.variables.entries().flatMap(([name, variable]) => (variable.exported ? [name] : [])),
    file: (shell, wanted) => files(shell, wanted, false),
    function: (shell) => [...shell.functions.keys()].sort(),
    keyword: () => keywords,
    setopt: (shell) => shell.options.names(),
    shopt: (shell) => shell.options.shopts(),
    variable: (shell) => shell.variables.names(),
  };
  const short: Readonly<Record<string, string>> = {
    a: "alias",
    b: "builtin",
    c: "command",
    d: "directory",
    e: "export",
    f: "file",
    k: "keyword",
    v: "variable",
  };
  return {
    *run(shell, args): Task<number> {
      const given = new Map<string, string>();
      const wantedActions: string[] = [];
      let at = 0;
      for (; at < args.length; at += 1) {
        const word = args[at] ?? "";
        if (!/^-[A-Za-z]/.test(word)) break;
        const letter = word.charAt(1);
        const named = short[letter];
        if (WITH_WORD.includes(letter)) {
          const value = args[++at] ?? "";
          if (letter === "A") wantedActions.push(value);
          else given.set(letter, value);
        } else if (named !== undefined) wantedActions.push(named);
        else {
          fail(shell, `-${letter}: invalid option`, 2);
          return showUsage(shell);
        }
      }
      const wanted = args[at] ?? "";
      const found: string[] = [];
      for (const name of wantedActions) {
        const action = actions[name];
        if (action === undefined) return fail(shell, `${name}: invalid action name`, 2);
        found.push(...action(shell, wanted));
      }
      found.push(...(given.get("W") ?? "").split(/[ \t\n]+/).filter((each) => each !== ""));
      const refused = given.get("X");
      const matches = found
        .filter((name) => name.startsWith(wanted) && (refused === undefined || !isRefused(name, refused)))
        .map((name) => `${given.get("P") ?? ""}${name}${given.get("S") ?? ""}\n`);
      if (matches.length === 0) return 1;
      return yield* wait(shell.print(matches.join("")));
    },
  };
}

/** `-X`: the pattern's matches go; with `!` before it all others. */
function isRefused(name: string, pattern: string): boolean {
  const keeps = pattern.startsWith("!");
  return compilePattern(keeps ? pattern.slice(1) : pattern).matches(name) !== keeps;
}

/** The names of a folder, as far as the word names one. */
function files(shell: Shell, word: string, folders: boolean): string[] {
  const folder = word.slice(0, word.lastIndexOf("/") + 1);
  try {
    return shell.process.files
      .readDirectory(resolvePath(shell.process.cwd, folder === "" ? "." : folder))
      .map(({ name, kind }) => ({ path: folder + name, kind }))
      .filter(({ path, kind }) => !folders || kind === "directory" || isFolder(shell, path))
      .map(({ path }) => path)
      .sort();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return [];
  }
}

function isFolder(shell: Shell, path: string): boolean {
  return shell.process.files.tryStat(resolvePath(shell.process.cwd, path))?.kind === "directory";
}

/** `complete`: what is said to it is kept for `complete -p`; the prompt completes in its own way. */
export const complete: Builtin = {
  *run(shell, args): Task<number> {
    const options: string[] = [];
    const flags = new Set<string>();
    let at = 0;
    for (; at < args.length; at += 1) {
      const word = args[at] ?? "";
      if (!/^-[A-Za-z]/.test(word)) break;
      const letter = word.charAt(1);
      if (!`abcdefgjksuvprDEI${WITH_WORD}`.includes(letter)) {
        fail(shell, `-${letter}: invalid option`, 2);
        return showUsage(shell);
      }
      if (letter === "p" || letter === "r") flags.add(letter);
      else if (WITH_WORD.includes(letter)) {
        const value = args[++at] ?? "";
        options.push(word, /^[\w./-]+$/.test(value) && letter !== "W" ? value : quoteSingle(value));
      } else options.push(word);
    }
    const names = args.slice(at);
    if (flags.has("r") && names.length === 0) {
      shell.completions.clear();
      return 0;
    }
    if (names.length === 0) {
      const lines = [...shell.completions].map(([, text]) => `${text}\n`);
      return yield* wait(shell.print(lines.join("")));
    }
    let status = 0;
    for (const name of names) {
      const text = shell.completions.get(name);
      if (flags.size === 0) shell.completions.set(name, ["complete", ...options, name].join(" "));
      else if (text === undefined) status = fail(shell, `${name}: no completion specification`, 1);
      else if (flags.has("r")) shell.completions.delete(name);
      else yield* wait(shell.print(`${text}\n`));
    }
    return status;
  },
};

/** `compopt`: only a function that completes may change how; this prompt calls none. */
export const compopt: Builtin = {
  run: (shell) => fail(shell, "not currently executing completion function", 1),
};

/** `bind`: the line editor's keys are emacs' and stay so. */
export const bind: Builtin = {
  run(shell) {
    if (shell.interactive) return fail(shell, "the keys of this line editor cannot be changed", 1);
    shell.complain("bind: warning: line editing not enabled");
    return 0;
  },
};
