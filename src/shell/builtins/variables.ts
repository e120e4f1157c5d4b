import { assignScalar } from "../run/assign.ts";
import { writeElement } from "../expand/element.ts";
import { evaluateShell, readonlyFailure } from "../expand/evaluate.ts";
import { quoteDouble, quoteIfNeeded, quoteSh } from "../expand/quote.ts";
import { attributeLetters, showElements } from "../expand/transform.ts";
import { ShellError } from "../errors.ts";
import { copyVariable, IndexedArray, isArray, newVariable, scalarOf, type Variable } from "../state/variable.ts";
import { ReadonlyError } from "../state/variables.ts";
import type { Shell } from "../state/shell.ts";
import type { Task } from "../task.ts";
import { wait } from "../task.ts";
import { fail, letters, NAME, type Builtin } from "./builtin.ts";
import { showUsage } from "./usage.ts";

function declaration(name: string, variable: Variable): string {
  const flags = attributeLetters(variable);
  const value = isArray(variable)
    ? showElements(variable)
    : scalarOf(variable) === undefined
      ? undefined
      : quoteDouble(scalarOf(variable) ?? "");
  return `declare -${flags === "" ? "-" : flags} ${name}${value === undefined ? "" : `=${value}`}\n`;
}

interface Argument {
  readonly name: string;
  readonly index: string | undefined;
  readonly append: boolean;
  readonly value: string | undefined;
}

function parseArgument(word: string): Argument | undefined {
  const match = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[([^\]]*)\])?(?:(\+?)=([\s\S]*))?$/.exec(word);
  if (match === null) return undefined;
  return { name: match[1] ?? "", index: match[2], append: match[3] === "+", value: match[4] };
}

function badName(shell: Shell, word: string): number {
  if (!shell.bash) throw new ShellError(`${shell.builtin}: ${word.split("=")[0] ?? word}: bad variable name`);
  return fail(shell, `\`${word}': not a valid identifier`, 1);
}

function* setArgument(shell: Shell, argument: Argument, local: () => void): Task<void> {
  const kept = shell.declarations.get(argument.name);
  if (kept !== undefined) {
    shell.declarations.delete(argument.name);
    yield* kept(local);
    return;
  }
  local();
  if (argument.value === undefined) return;
  try {
    if (argument.index !== undefined)
      writeElement(shell, argument.name, argument.index, argument.value, argument.append);
    else assignScalar(shell, argument.name, argument.value, argument.append);
  } catch (error) {
    if (!(error instanceof ReadonlyError)) throw error;
    if (!shell.bash) throw new ShellError(`${shell.builtin}: ${error.variable}: is read only`);
    throw readonlyFailure(shell, error);
  }
}

/** `export` and `readonly`. */
function marking(mark: "exported" | "readonly"): Builtin {
  return {
    special: true,
    *run(shell, args, name): Task<number> {
      const given = letters(shell, args, shell.bash ? "pnfaA" : "p");
      if (given === undefined) return 2;
      const { on, rest } = given;
      if (rest.length === 0) {
        const lines = shell.variables
          .entries()
          .filter(([, variable]) => variable[mark])
          .map(([key, variable]) => {
            if (shell.bash && !shell.posix) return declaration(key, variable);
            const value = scalarOf(variable);
            return `${name} ${key}${value === undefined ? "" : `=${shell.bash ? quoteDouble(value) : quoteSh(value)}`}\n`;
          });
        return yield* wait(shell.print(lines.join("")));
      }
      let status = 0;
      for (const word of rest) {
        if (on.has("f")) {
          if (!shell.functions.has(word)) status = fail(shell, `${word}: not a function`, 1);
          else if (mark === "exported") shell.exportedFunctions.add(word);
          else shell.readonlyFunctions.add(word);
          continue;
        }
        const argument = parseArgument(word);
        if (argument === undefined) {
          status = badName(shell, word);
          continue;
        }
        yield* setArgument(shell, argument, () => {
          if ((on.has("a") || on.has("A")) && shell.variables.own(argument.name) === undefined) {
            const made = newVariable();
            if (on.has("A")) made.associative = new Map();
            else made.indexed = new IndexedArray();
            shell.variables.put(argument.name, made);
          }
        });
        const target = shell.variables.resolve(argument.name);
        const variable = shell.variables.own(target) ?? newVariable();
        variable[mark] = !on.has("n") || mark === "readonly";
        shell.variables.put(target, variable);
      }
      return status;
    },
  };
}
export const exportBuiltin = marking("exported");
export const readonlyBuiltin = marking("readonly");

/** `declare`, `typeset` and `local`. */
function declaring(always: boolean): Builtin {
  return {
    *run(shell, args): Task<number> {
      if (always && shell.calls.length === 0) {
        if (shell.bash) return fail(shell, "can only be used in a function", 1);
        throw new ShellError("local: not in a function");
      }
      const on = new Set<string>();
      const off = new Set<string>();
      let at = 0;
      for (; at < args.length && /^[-+][A-Za-z]/.test(args[at] ?? "") && shell.bash; at += 1) {
        const word = args[at] ?? "";
        for (const letter of word.slice(1)) {
          if (!"aAfFgiIlnprtux".includes(letter)) {
            fail(shell, `${word.charAt(0)}${letter}: invalid option`, 2);
            return showUsage(shell);
          }
          (word.startsWith("-") ? on : off).add(letter);
        }
      }
      if (args[at] === "--") at += 1;
      const rest = args.slice(at);
      if (on.has("f") || on.has("F")) return yield* showFunctions(shell, rest, on.has("F"));
      if (rest.length === 0) return yield* showVariables(shell, on, always);
      let status = 0;
      for (const word of rest) {
        if (on.has("p")) {
          const variable = shell.variables.own(word);
          if (variable === undefined) status = fail(shell, `${word}: not found`, 1);
          else yield* wait(shell.print(declaration(word, variable)));
          continue;
        }
        if (word === "-" && always) continue;
        const argument = parseArgument(word);
        if (argument === undefined) {
          status = badName(shell, word);
          continue;
        }
        const local = shell.calls.length > 0 && !on.has("g");
        yield* setArgument(shell, argument, () => prepare(shell, argument, on, off, local));
        finishAttributes(shell, argument.name, on, off);
      }
      return status;
    },
  };
}
export const declare = declaring(false);
export const local = declaring(true);

function prepare(
  shell: Shell,
  argument: Argument,
  on: ReadonlySet<string>,
  off: ReadonlySet<string>,
  local: boolean,
): void {
  const { name } = argument;
  if (local && !shell.variables.isLocal(name)) {
    const old = shell.variables.localize(name);
    // bash: a new local is unset; dash keeps the value there was.
    if (shell.bash) {
      const fresh = newVariable();
      if (old?.exported === true) fresh.exported = true;
      if (on.has("I") && old !== undefined) Object.assign(fresh, copyVariable(old));
      shell.variables.put(name, fresh);
    }
  }
  const target = on.has("n") ? name : shell.variables.resolve(name);
  const variable = shell.variables.own(target) ?? newVariable();
  if (on.has("A") && variable.associative === undefined) {
    variable.associative = new Map();
    variable.value = undefined;
  } else if (on.has("a") && variable.indexed === undefined) {
    const old = scalarOf(variable);
    variable.indexed = IndexedArray.of(old === undefined ? [] : [old]);
    variable.value = undefined;
  }
  if (on.has("i")) variable.integer = true;
  if (off.has("i")) variable.integer = false;
  if (on.has("l")) variable.case = "lower";
  if (on.has("u")) variable.case = "upper";
  if (off.has("l") || off.has("u")) variable.case = undefined;
  if (on.has("n") && argument.value !== undefined) {
    variable.value = argument.value;
    variable.nameref = false;
  }
  if (off.has("n")) variable.nameref = false;
  shell.variables.put(target, variable);
}

function finishAttributes(shell: Shell, name: string, on: ReadonlySet<string>, off: ReadonlySet<string>): void {
  const variable = shell.variables.own(on.has("n") ? name : shell.variables.resolve(name));
  if (variable === undefined) return;
  if (on.has("n")) variable.nameref = true;
  if (on.has("r")) variable.readonly = true;
  if (on.has("x")) variable.exported = true;
  if (off.has("x")) variable.exported = false;
}

function* showFunctions(shell: Shell, names: readonly string[], only: boolean): Task<number> {
  let status = 0;
  const wanted = names.length > 0 ? names : [...shell.functions.keys()].sort();
  for (const name of wanted) {
    const definition = shell.functions.get(name);
    if (definition === undefined) status = 1;
    else
      yield* wait(
        shell.print(only ? (names.length > 0 ? `${name}\n` : `declare -f ${name}\n`) : `${definition.source}\n`),
      );
  }
  return status;
}

function* showVariables(shell: Shell, on: ReadonlySet<string>, localOnly: boolean): Task<number> {
  const wanted: Record<string, (variable: Variable) => boolean> = {
    x: (variable) => variable.exported,
    r: (variable) => variable.readonly,
    i: (variable) => variable.integer === true,
    a: (variable) => variable.indexed !== undefined,
    A: (variable) => variable.associative !== undefined,
    n: (variable) => variable.nameref === true,
  };
  const tests = [...on].flatMap((letter) => wanted[letter] ?? []);
  const names = localOnly ? shell.variables.localNames() : shell.variables.names();
  const lines = names.flatMap((name) => {
    const variable = shell.variables.own(name);
    if (variable === undefined || !tests.every((test) => test(variable))) return [];
    return [
      on.size > 0
        ? declaration(name, variable)
        : `${name}=${isArray(variable) ? showElements(variable) : quoteIfNeeded(scalarOf(variable) ?? "")}\n`,
    ];
  });
  return yield* wait(shell.print(lines.join("")));
}

export const unset: Builtin = {
  special: true,
  run(shell, args) {
    const given = letters(shell, args, shell.bash ? "fvn" : "fv");
    if (given === undefined) return 2;
    let status = 0;
    for (const name of given.rest) {
      if (given.on.has("f")) {
        shell.functions.delete(name);
        continue;
      }
      const element = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(name);
      if (element === null && !NAME.test(name)) {
        if (!shell.bash) throw new ShellError(`unset: ${name}: bad variable name`);
        if (given.on.has("v")) status = fail(shell, `\`${name}': not a valid identifier`, 1);
        continue;
      }
      try {
        if (element !== null) unsetElement(shell, element[1] ?? "", element[2] ?? "");
        else if (shell.variables.own(name) !== undefined)
          shell.variables.unset(given.on.has("n") ? name : shell.variables.resolve(name));
        else if (shell.bash && !given.on.has("v")) shell.functions.delete(name);
      } catch (error) {
        if (!(error instanceof ReadonlyError)) throw error;
        if (!shell.bash) throw new ShellError(`unset: ${error.variable}: is read only`);
        status = fail(shell, `${error.variable}: cannot unset: readonly variable`, 1);
      }
    }
    return status;
  },
};

function unsetElement(shell: Shell, name: string, index: string): void {
  const variable = shell.variables.lookup(name);
  if (variable?.readonly === true) throw new ReadonlyError(name);
  if (index === "@" || index === "*") shell.variables.unset(name);
  else if (variable?.associative !== undefined) variable.associative.delete(index.replace(/^(["'])([\s\S]*)\1$/, "$2"));
  else variable?.indexed?.delete(Number(evaluateShell(shell, index)));
}

/** `set` (POSIX 2.14): options, positional parameters, or every variable. */
export const set: Builtin = {
  special: true,
  run(shell, args) {
    if (args.length === 0) return shell.print(everyVariable(shell));
    let at = 0;
    for (; at < args.length; at += 1) {
      const word = args[at] ?? "";
      if (word === "--" || word === "-") {
        shell.positional = args.slice(at + 1);
        if (word === "-") for (const name of ["xtrace", "verbose"]) shell.options.set(name, false);
        return 0;
      }
      if (!/^[-+]./.test(word)) break;
      const enable = word.startsWith("-");
      for (const letter of word.slice(1)) {
        if (letter === "o") {
          const name = args[at + 1];
          if (name === undefined) return shell.print(optionTable(shell, enable));
          at += 1;
          const known = shell.options.names().includes(name);
          if (!known) return illegal(shell, shell.bash ? `${name}: invalid option name` : `Illegal option -o ${name}`);
          switchOption(shell, name, enable);
        } else {
          const name = shell.options.named(letter);
          if (name === undefined)
            return illegal(
              shell,
              shell.bash ? `${word.charAt(0)}${letter}: invalid option` : `Illegal option ${word.charAt(0)}${letter}`,
            );
          switchOption(shell, name, enable);
        }
      }
    }
    if (at < args.length) shell.positional = args.slice(at);
    return 0;
  },
};

function illegal(shell: Shell, message: string): number {
  if (!shell.bash) throw new ShellError(`set: ${message}`);
  return fail(shell, message, 2);
}

export function switchOption(shell: Shell, name: string, on: boolean): void {
  shell.options.set(name, on);
  if (name === "allexport") shell.variables.exportAll = on;
}

function optionTable(shell: Shell, table: boolean): string {
  const names = shell.options.names();
  if (!table) return names.map((name) => `set ${shell.options.has(name) ? "-" : "+"}o ${name}\n`).join("");
  const lines = names.map(
    (name) => (shell.bash ? `${name.padEnd(15)}\t` : name.padEnd(16)) + (shell.options.has(name) ? "on" : "off"),
  );
  return `${shell.bash ? "" : "Current option settings\n"}${lines.join("\n")}\n`;
}

function everyVariable(shell: Shell): string {
  return shell.variables
    .entries()
    .flatMap(([name, variable]) => {
      if (isArray(variable)) return [`${name}=${showElements(variable)}\n`];
      const value = scalarOf(variable);
      return value === undefined ? [] : [`${name}=${shell.bash ? quoteIfNeeded(value) : quoteSh(value)}\n`];
    })
    .join("");
}

export const shopt: Builtin = {
  run(shell, args) {
    const given = letters(shell, args, "supqo");
    if (given === undefined) return 2;
    const { on, rest } = given;
    const settable = on.has("o");
    const known = settable ? shell.options.names() : shell.options.shopts();
    const read = (name: string): boolean => (settable ? shell.options.has(name) : shell.options.shopt(name));
    const wrong = rest.find((name) => !known.includes(name));
    if (wrong !== undefined) return fail(shell, `${wrong}: invalid shell option name`, 1);
    if (on.has("s") || on.has("u")) {
      if (rest.length > 0) {
        for (const name of rest) {
          if (settable) switchOption(shell, name, on.has("s"));
          else shell.options.setShopt(name, on.has("s"));
        }
        return 0;
      }
    }
    const shown = (rest.length > 0 ? rest : known).filter(
      (name) => rest.length > 0 || (!on.has("s") && !on.has("u")) || read(name) === on.has("s"),
    );
    const status = rest.every(read) ? 0 : 1;
    if (on.has("q")) return status;
    const text = shown
      .map((name) =>
        on.has("p")
          ? `shopt ${read(name) ? "-s" : "-u"} ${name}\n`
          : `${name.padEnd(15)}\t${read(name) ? "on" : "off"}\n`,
      )
      .join("");
    const printed = shell.print(text);
    return typeof printed === "number" ? status : printed.then(() => status);
  },
};

/** POSIX getopts, with OPTIND, OPTARG and OPTERR. */
export const getopts: Builtin = {
  run(shell, args) {
    const [spec, name, ...given] = args;
    if (spec === undefined || name === undefined)
      return shell.bash ? showUsage(shell) : fail(shell, "Usage: getopts optstring var [arg]", 2);
    const words = given.length > 0 ? given : shell.positional;
    const silent = spec.startsWith(":");
    const state = shell.getoptsAt;
    const index = Number(shell.variables.get("OPTIND") ?? 1);
    if (index !== state.word) {
      state.word = index < 1 ? 1 : index;
      state.letter = 0;
    }
    const finish = (status: number, option: string): number => {
      shell.assign("OPTIND", String(state.word));
      shell.assign(name, option);
      return status;
    };
    let word = words[state.word - 1] ?? "";
    if (state.letter === 0) {
      if (!/^-./.test(word)) return finish(1, "?");
      if (word === "--") {
        state.word += 1;
        return finish(1, "?");
      }
      state.letter = 1;
    }
    const option = word[state.letter] ?? "";
    state.letter += 1;
    const last = state.letter >= word.length;
    const at = option === ":" ? -1 : spec.indexOf(option, silent ? 1 : 0);
    const quiet = shell.variables.get("OPTERR") === "0";
    if (at < 0) {
      if (last) {
        state.word += 1;
        state.letter = 0;
      }
      if (silent) shell.assign("OPTARG", option);
      else {
        shell.variables.unset("OPTARG");
        if (!quiet)
          shell.warn(
            shell.bash
              ? `${shell.prefix.replace(/line \d+: $/, "")}illegal option -- ${option}\n`
              : `Illegal option -${option}\n`,
          );
      }
      return finish(0, "?");
    }
    if (spec[at + 1] !== ":") {
      if (last) {
        state.word += 1;
        state.letter = 0;
      }
      if (shell.bash) shell.variables.unset("OPTARG");
      else shell.assign("OPTARG", "");
      return finish(0, option);
    }
    if (!last) shell.assign("OPTARG", word.slice(state.letter));
    else {
      state.word += 1;
      word = words[state.word - 1] ?? "";
      if (state.word > words.length) {
        state.letter = 0;
        if (silent) {
          shell.assign("OPTARG", option);
          return finish(0, ":");
        }
        shell.variables.unset("OPTARG");
        if (!quiet)
          shell.warn(
            shell.bash
              ? `${shell.prefix.replace(/line \d+: $/, "")}option requires an argument -- ${option}\n`
              : `No arg for -${option} option\n`,
          );
        return finish(0, "?");
      }
      shell.assign("OPTARG", word);
    }
    state.word += 1;
    state.letter = 0;
    return finish(0, option);
  },
};
