import { ShellError } from "../errors.ts";
import { quoteIfNeeded } from "../expand/quote.ts";
import { showElements } from "../expand/transform.ts";
import {
  copyVariable,
  IndexedArray,
  isArray,
  isHidden,
  newVariable,
  scalarOf,
  type Variable,
} from "../state/variable.ts";
import type { Shell } from "../state/shell.ts";
import { printFunction } from "../syntax/print.ts";
import { wait, type Task } from "../task.ts";
import { fail, type Builtin } from "./builtin.ts";
import { showUsage } from "./usage.ts";
import { badName, declaration, parseArgument, setArgument, type Argument } from "./variables.ts";

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
          if (!"aAcfFgiIlnprtux".includes(letter)) {
            fail(shell, `${word.charAt(0)}${letter}: invalid option`, 2);
            return showUsage(shell);
          }
          (word.startsWith("-") ? on : off).add(letter);
        }
      }
      if (args[at] === "--") at += 1;
      const rest = args.slice(at);
      if (on.has("f") || on.has("F")) {
        if (rest.length === 0 || !["x", "r", "t"].some((letter) => on.has(letter) || off.has(letter)))
          return yield* showFunctions(shell, rest, on.has("F"));
        return markFunctions(shell, rest, on, off);
      }
      if (rest.length === 0) return yield* showVariables(shell, on, always);
      let status = 0;
      for (const word of rest) {
        if (on.has("p")) {
          const variable = shell.variables.own(word);
          if (variable === undefined) status = fail(shell, `${word}: not found`, 1);
          else yield* wait(shell.print(declaration(word, variable)));
          continue;
        }
        if (word === "-" && always) {
          shell.variables.keepOptions(shell.options);
          continue;
        }
        const argument = parseArgument(word);
        if (argument === undefined) {
          status = badName(shell, word);
          continue;
        }
        const local = shell.calls.length > 0 && !on.has("g");
        try {
          const hide = on.has("g") ? shell.variables.expose(argument.name) : undefined;
          try {
            yield* setArgument(shell, argument, () => prepare(shell, argument, on, off, local));
            finishAttributes(shell, argument.name, on, off);
          } finally {
            hide?.();
          }
        } catch (error) {
          if (!shell.bash || !(error instanceof ShellError) || error.scope !== "command") throw error;
          status = fail(shell, error.message, 1);
        }
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
    if (shell.bash && shell.variables.global(name)?.readonly === true)
      throw new ShellError(`${name}: readonly variable`, { scope: "command", status: 1 });
    const old = shell.variables.localize(name);
    // bash: a new local is unset; dash keeps the value there was.
    if (shell.bash) {
      const fresh = newVariable();
      if (old?.exported === true) fresh.exported = true;
      const inherits = on.has("I") || shell.options.shopt("localvar_inherit") || shell.variables.isTemporary(name);
      if (inherits && old !== undefined) Object.assign(fresh, copyVariable(old));
      shell.variables.put(name, fresh);
    }
  }
  const target = on.has("n") || off.has("n") ? name : shell.variables.resolve(name);
  const variable = shell.variables.own(target) ?? newVariable();
  const other = on.has("A") ? variable.indexed : on.has("a") ? variable.associative : undefined;
  if (other !== undefined) {
    const [from, to] = on.has("A") ? ["indexed", "associative"] : ["associative", "indexed"];
    throw new ShellError(`${name}: cannot convert ${from} to ${to} array`, { scope: "command", status: 1 });
  }
  if (on.has("A") && variable.associative === undefined) {
    variable.associative = new Map();
    variable.value = undefined;
    variable.declared = true;
  } else if (on.has("a") && variable.indexed === undefined) {
    const old = scalarOf(variable);
    variable.indexed = IndexedArray.of(old === undefined ? [] : [old]);
    variable.value = undefined;
    variable.declared = old === undefined;
  }
  if (on.has("i")) variable.integer = true;
  if (off.has("i")) variable.integer = false;
  if (on.has("l") !== on.has("u")) variable.case = on.has("l") ? "lower" : "upper";
  else if (on.has("l")) variable.case = undefined;
  if (on.has("c")) variable.case = "capital";
  if (off.has("l") || off.has("u") || off.has("c")) variable.case = undefined;
  if (off.has("a") && variable.indexed !== undefined)
    throw new ShellError(`${name}: cannot destroy array variables in this way`, { scope: "command", status: 1 });
  if (variable.readonly && (argument.value !== undefined || off.has("r")))
    throw new ShellError(`${name}: readonly variable`, { scope: "command", status: 1 });
  if (on.has("n") && argument.value === name && !local)
    throw new ShellError(`${name}: nameref variable self references not allowed`, { scope: "command", status: 1 });
  if (on.has("n") && argument.value !== undefined && !/^[A-Za-z_]\w*(?:\[.*\])?$/s.test(argument.value) && shell.bash)
    throw new ShellError(
      argument.value === ""
        ? "`': not a valid identifier"
        : `\`${argument.value}': invalid variable name for name reference`,
      {
        scope: "command",
        status: 1,
      },
    );
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
  if (on.has("t")) variable.traced = true;
  if (off.has("t")) variable.traced = false;
  if (on.has("x")) variable.exported = true;
  if (off.has("x")) variable.exported = false;
}

/** `declare -fx` and `-fr`. */
function markFunctions(
  shell: Shell,
  names: readonly string[],
  on: ReadonlySet<string>,
  off: ReadonlySet<string>,
): number {
  let status = 0;
  for (const name of names) {
    if (!shell.functions.has(name)) status = fail(shell, `${name}: not found`, 1);
    else {
      if (on.has("x")) shell.exportedFunctions.add(name);
      if (off.has("x")) shell.exportedFunctions.delete(name);
      if (on.has("r")) shell.readonlyFunctions.add(name);
      if (on.has("t")) shell.tracedFunctions.add(name);
      if (off.has("t")) shell.tracedFunctions.delete(name);
    }
  }
  return status;
}

function* showFunctions(shell: Shell, names: readonly string[], only: boolean): Task<number> {
  let status = 0;
  const wanted = names.length > 0 ? names : [...shell.functions.keys()].sort();
  for (const name of wanted) {
    const definition = shell.functions.get(name);
    if (definition === undefined) status = 1;
    else
      yield* wait(
        shell.print(
          only
            ? names.length > 0
              ? functionName(shell, name)
              : `declare -f${functionLetters(shell, name)} ${name}\n`
            : `${printFunction(definition)}\n${names.length > 0 || functionLetters(shell, name) === "" ? "" : `declare -f${functionLetters(shell, name)} ${name}\n`}`,
        ),
      );
  }
  return status;
}

/** The attributes of a function: `r`, `x`. */
function functionLetters(shell: Shell, name: string): string {
  return (shell.readonlyFunctions.has(name) ? "r" : "") + (shell.exportedFunctions.has(name) ? "x" : "");
}

/** With `shopt -s extdebug` the line and the file follow. */
function functionName(shell: Shell, name: string): string {
  const definition = shell.functions.get(name);
  if (!shell.options.shopt("extdebug") || definition === undefined) return `${name}\n`;
  return `${name} ${String(definition.line)} ${definition.file ?? shell.name}\n`;
}

function* showVariables(shell: Shell, on: ReadonlySet<string>, localOnly: boolean): Task<number> {
  const wanted: Record<string, (variable: Variable) => boolean> = {
    x: (variable) => variable.exported,
    r: (variable) => variable.readonly,
    i: (variable) => variable.integer === true,
    a: (variable) => variable.indexed !== undefined,
    A: (variable) => variable.associative !== undefined,
    n: (variable) => variable.nameref === true,
    l: (variable) => variable.case === "lower",
    u: (variable) => variable.case === "upper",
    c: (variable) => variable.case === "capital",
    t: (variable) => variable.traced === true,
  };
  const tests = [...on].flatMap((letter) => wanted[letter] ?? []);
  const names = localOnly ? shell.variables.localNames() : shell.variables.names();
  const lines = names.flatMap((name) => {
    const variable = shell.variables.own(name);
    if (variable === undefined || isHidden(name, variable) || !tests.every((test) => test(variable))) return [];
    if (on.size === 0 && !localOnly && !isArray(variable) && scalarOf(variable) === undefined) return [];
    return [
      on.size > 0 || localOnly
        ? declaration(name, variable)
        : `${name}=${isArray(variable) ? showElements(variable) : quoteIfNeeded(scalarOf(variable) ?? "")}\n`,
    ];
  });
  const functions =
    on.size === 0 && !localOnly ? [...shell.functions.values()].map((each) => `${printFunction(each)}\n`).sort() : [];
  return yield* wait(shell.print(lines.join("") + functions.join("")));
}
