import { expandTextNow } from "../expand/evaluate.ts";
import { ifsOf } from "../expand/expand.ts";
import { glob } from "../expand/glob.ts";
import { compilePattern } from "../expand/pattern.ts";
import { quoteSingle } from "../expand/quote.ts";
import type { Shell } from "../state/shell.ts";
import { valuesOf } from "../state/variable.ts";
import { Parser } from "../syntax/parser.ts";
import { wait, type Task } from "../task.ts";
import { fail, type Builtin } from "./builtin.ts";
import { actionsAmong, type Actions } from "./completion-actions.ts";
import { showUsage } from "./usage.ts";

/** Actions that have a letter of their own, in the order in which they are shown. */
const LETTERS: Readonly<Record<string, string>> = {
  a: "alias",
  b: "builtin",
  c: "command",
  d: "directory",
  e: "export",
  f: "file",
  g: "group",
  j: "job",
  k: "keyword",
  s: "service",
  u: "user",
  v: "variable",
};

/** Options of `compgen` and `complete` that a word follows, in the order in which they are shown. */
const WITH_WORD = "GWPSXFC";

/** What `-o` takes, in the order in which it is shown. */
const OPTIONS = ["bashdefault", "default", "dirnames", "filenames", "noquote", "nosort", "nospace", "plusdirs"];

/** What `complete` was told of one command (bash: "Programmable Completion"). */
export interface Specification {
  readonly options: ReadonlySet<string>;
  readonly actions: ReadonlySet<string>;
  /** By the letters of `WITH_WORD`. */
  readonly words: ReadonlyMap<string, string>;
}

interface Given extends Specification {
  /** Letters of `complete` that stand alone: p, r, D, E, I. */
  readonly flags: ReadonlySet<string>;
  readonly rest: readonly string[];
}

/** Reads options; a status when they are wrong. */
function parse(shell: Shell, args: readonly string[], flagLetters: string, actions: Actions): Given | number {
  const given = { options: new Set<string>(), actions: new Set<string>(), words: new Map<string, string>() };
  const flags = new Set<string>();
  let at = 0;
  for (; at < args.length && /^-./.test(args[at] ?? ""); at += 1) {
    const word = args[at] ?? "";
    if (word === "--") {
      at += 1;
      break;
    }
    for (let place = 1; place < word.length; place += 1) {
      const letter = word[place] ?? "";
      const action = LETTERS[letter];
      if (action !== undefined) given.actions.add(action);
      else if (flagLetters.includes(letter)) flags.add(letter);
      else if (!`${WITH_WORD}oA`.includes(letter)) {
        fail(shell, `-${letter}: invalid option`, 2);
        return showUsage(shell);
      } else {
        const value = word.slice(place + 1) || args[++at];
        if (value === undefined) {
          fail(shell, `-${letter}: option requires an argument`, 2);
          return showUsage(shell);
        }
        if (letter === "A" && !Object.hasOwn(actions, value)) return fail(shell, `${value}: invalid action name`, 2);
        if (letter === "o" && !OPTIONS.includes(value)) return fail(shell, `${value}: invalid option name`, 2);
        if (letter === "A") given.actions.add(value);
        else if (letter === "o") given.options.add(value);
        else given.words.set(letter, value);
        break;
      }
    }
  }
  return { ...given, flags, rest: args.slice(at) };
}

/** What a specification gives for a word, in bash's order. */
function* generate(shell: Shell, given: Specification, wanted: string, actions: Actions): Task<string[]> {
  const { words } = given;
  let found: string[] = [];
  for (const [name, action] of Object.entries(actions))
    if (given.actions.has(name)) found.push(...[...action(shell, wanted)].filter((each) => each.startsWith(wanted)));
  const pattern = words.get("G");
  if (pattern !== undefined) found.push(...glob(pattern, { files: shell.process.files, cwd: shell.process.cwd }));
  const list = words.get("W");
  if (list !== undefined) found.push(...splitWords(shell, list).filter((each) => each.startsWith(wanted)));
  const name = words.get("F");
  if (name !== undefined) {
    shell.complain(`${shell.builtin}: warning: -F option may not work as you expect`);
    if (shell.functions.has(name)) {
      shell.variables.unset("COMPREPLY");
      yield* shell.executor.command(shell, [name, shell.builtin, wanted, ""], {
        functions: true,
        builtins: false,
        externals: false,
      });
    } else shell.complain(`${shell.builtin}: warning: ${name}: function not found`);
    const reply = shell.variables.lookup("COMPREPLY");
    if (reply !== undefined) found.push(...valuesOf(reply));
    shell.variables.unset("COMPREPLY");
  }
  const command = words.get("C");
  if (command !== undefined) {
    shell.complain(`${shell.builtin}: warning: -C option may not work as you expect`);
    const text = [command, shell.builtin, quoteSingle(wanted), "''"].join(" ");
    const body = new Parser(text, { dialect: "bash" }).next() ?? [];
    const output = yield* shell.executor.substitute(shell, { kind: "command", body, backquoted: false });
    if (output !== "") found.push(...output.split("\n"));
  }
  const refused = words.get("X");
  if (refused !== undefined) {
    const text = refused.replace(/\\&|&/g, (mark) => (mark === "&" ? wanted : "&"));
    found = found.filter((each) => !isRefused(each, text));
  }
  return found.map((each) => `${words.get("P") ?? ""}${each}${words.get("S") ?? ""}`);
}

/** The words of `-W`: what is expanded in them, split by IFS; quotes keep words together. */
function splitWords(shell: Shell, list: string): string[] {
  const separators = ifsOf(shell);
  const words: string[] = [];
  let word = "";
  let begun = false;
  for (const [piece] of list.matchAll(/'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|\$\{[^}]*\}|[\s\S]/g)) {
    if (piece.length === 1 && separators.includes(piece)) {
      if (begun) words.push(word);
      word = "";
      begun = false;
      continue;
    }
    begun = true;
    word += piece.startsWith("'")
      ? piece.slice(1, -1)
      : piece.startsWith('"')
        ? piece.slice(1, -1).replace(/\\(["\\])/g, "$1")
        : piece.startsWith("\\")
          ? piece.slice(1)
          : piece;
  }
  if (begun) words.push(word);
  return words.flatMap((each) =>
    each.includes("$")
      ? expandTextNow(shell, each)
          .split(/\s+/)
          .filter((part) => part !== "")
      : [each],
  );
}

/** `-X`: the pattern's matches go; with `!` before it all others. */
function isRefused(name: string, pattern: string): boolean {
  const keeps = pattern.startsWith("!");
  return compilePattern(keeps ? pattern.slice(1) : pattern, { extglob: true }).matches(name) !== keeps;
}

/** `compgen`: what completion would offer (bash manual, "Programmable Completion Builtins"). */
export function compgenAmong(builtins: (shell: Shell) => readonly string[], keywords: ReadonlySet<string>): Builtin {
  const actions = actionsAmong(builtins, keywords);
  return {
    *run(shell, args): Task<number> {
      const given = parse(shell, args, "", actions);
      if (typeof given === "number") return given;
      const found = yield* generate(shell, given, given.rest[0] ?? "", actions);
      return found.length === 0 ? 1 : yield* wait(shell.print(found.map((each) => `${each}\n`).join("")));
    },
  };
}

/** Specifications without a command: for the empty line, for any other, and for the first word. */
const EVERY = ["-D", "-E", "-I"];

/** A specification as `complete -p` shows it. */
function show({ options, actions, words }: Specification, name: string): string {
  const letters = Object.entries(LETTERS);
  const parts = [
    ...OPTIONS.filter((option) => options.has(option)).map((option) => `-o ${option}`),
    ...letters.filter(([, action]) => actions.has(action)).map(([letter]) => `-${letter}`),
    ...[...actions].filter((action) => !letters.some(([, other]) => other === action)).map((action) => `-A ${action}`),
  ];
  for (const letter of WITH_WORD) {
    const word = words.get(letter);
    if (word !== undefined) parts.push(`-${letter} ${letter === "F" ? word : quoteSingle(word)}`);
  }
  return ["complete", ...parts, name].join(" ");
}

/** `complete`: what is said to it is kept for `complete -p`; the prompt completes in its own way. */
export function completeAmong(builtins: (shell: Shell) => readonly string[], keywords: ReadonlySet<string>): Builtin {
  const actions = actionsAmong(builtins, keywords);
  return {
    *run(shell, args): Task<number> {
      const given = parse(shell, args, "prDEI", actions);
      if (typeof given === "number") return given;
      const { flags, rest, ...specification } = given;
      const { completions } = shell;
      const names =
        EVERY.find((flag) => flags.has(flag.slice(1))) === undefined
          ? rest
          : EVERY.filter((flag) => flags.has(flag.slice(1)));
      if (names.length === 0 && flags.has("r")) {
        completions.clear();
        return 0;
      }
      if (names.length === 0 && !flags.has("p") && args.length > 0) return showUsage(shell);
      if (names.length === 0)
        return yield* wait(shell.print([...completions].map(([name, one]) => `${show(one, name)}\n`).join("")));
      let status = 0;
      for (const name of names) {
        const known = completions.get(name);
        if (!flags.has("p") && !flags.has("r")) completions.set(name, specification);
        else if (known === undefined) status = fail(shell, `${name}: no completion specification`, 1);
        else if (flags.has("r")) completions.delete(name);
        else yield* wait(shell.print(`${show(known, name)}\n`));
      }
      return status;
    },
  };
}

/** `compopt`: changes the options of what `complete` was told; no function that completes is ever running here. */
export const compopt: Builtin = {
  *run(shell, args): Task<number> {
    const changes: [string, boolean][] = [];
    const names: string[] = [];
    for (let at = 0; at < args.length; at += 1) {
      const word = args[at] ?? "";
      if (word === "-o" || word === "+o") {
        const option = args[++at] ?? "";
        if (!OPTIONS.includes(option)) return fail(shell, `${option}: invalid option name`, 2);
        changes.push([option, word === "-o"]);
      } else if (/^-[DEI]$/.test(word)) names.push(word);
      else if (/^[-+]./.test(word)) {
        fail(shell, `${word.slice(0, 2)}: invalid option`, 2);
        return showUsage(shell);
      } else names.push(word);
    }
    if (names.length === 0) return fail(shell, "not currently executing completion function", 1);
    let status = 0;
    for (const name of names) {
      const known = shell.completions.get(name);
      if (known === undefined) {
        status = fail(shell, `${name}: no completion specification`, 1);
        continue;
      }
      const options = new Set(known.options);
      for (const [option, on] of changes) {
        if (on) options.add(option);
        else options.delete(option);
      }
      if (changes.length > 0) shell.completions.set(name, { ...known, options });
      else {
        const shown = OPTIONS.map((option) => `${options.has(option) ? "-" : "+"}o ${option} `).join("");
        yield* wait(shell.print(`compopt ${shown}${name}\n`));
      }
    }
    return status;
  },
};

/** `bind`: the line editor's keys are emacs' and stay so. */
export const bind: Builtin = {
  run(shell) {
    if (shell.interactive) return fail(shell, "the keys of this line editor cannot be changed", 1);
    shell.complain("bind: warning: line editing not enabled");
    return 0;
  },
};
