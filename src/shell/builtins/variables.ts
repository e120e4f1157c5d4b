import { assignScalar } from "../run/assign.ts";
import { writeElement } from "../expand/element.ts";
import { evaluateShell } from "../expand/evaluate.ts";
import { quoteDouble, quoteIfNeeded, quoteSh } from "../expand/quote.ts";
import { attributeLetters, showElements } from "../expand/transform.ts";
import { ShellError } from "../errors.ts";
import { IndexedArray, isArray, newVariable, scalarOf, valuesOf, type Variable } from "../state/variable.ts";
import { ReadonlyError } from "../state/variables.ts";
import type { Shell } from "../state/shell.ts";
import type { Task } from "../task.ts";
import { wait } from "../task.ts";
import { fail, letters, NAME, type Builtin } from "./builtin.ts";

export function declaration(name: string, variable: Variable): string {
  const flags = attributeLetters(variable);
  const bare = variable.declared === true && variable.assigned !== true && valuesOf(variable).length === 0;
  const value = isArray(variable)
    ? bare
      ? undefined
      : showElements(variable)
    : scalarOf(variable) === undefined
      ? undefined
      : quoteDouble(scalarOf(variable) ?? "");
  return `declare -${flags === "" ? "-" : flags} ${name}${value === undefined ? "" : `=${value}`}\n`;
}

export interface Argument {
  readonly name: string;
  readonly index: string | undefined;
  readonly append: boolean;
  readonly value: string | undefined;
}

export function parseArgument(word: string): Argument | undefined {
  const match = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[([^\]]*)\])?(?:(\+?)=([\s\S]*))?$/.exec(word);
  if (match === null) return undefined;
  return { name: match[1] ?? "", index: match[2], append: match[3] === "+", value: match[4] };
}

export function badName(shell: Shell, word: string): number {
  if (!shell.bash) throw new ShellError(`${shell.builtin}: ${word.split("=")[0] ?? word}: bad variable name`);
  return fail(shell, `\`${word}': not a valid identifier`, 1);
}

export function* setArgument(shell: Shell, argument: Argument, local: () => void): Task<void> {
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
    if (error instanceof ShellError && shell.bash && error.message !== "")
      throw new ShellError(`${shell.builtin}: ${error.message}`, { scope: error.scope, status: error.status ?? 1 });
    if (!(error instanceof ReadonlyError)) throw error;
    if (!shell.bash) throw new ShellError(`${shell.builtin}: ${error.variable}: is read only`);
    throw new ShellError(`${error.variable}: readonly variable`, { scope: "command", status: 1 });
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
          else if (mark === "exported" && on.has("n")) shell.exportedFunctions.delete(word);
          else if (mark === "exported") shell.exportedFunctions.add(word);
          else shell.readonlyFunctions.add(word);
          continue;
        }
        const argument = parseArgument(word);
        if (argument === undefined) {
          status = badName(shell, word);
          continue;
        }
        try {
          yield* setArgument(shell, argument, () => {
            if ((on.has("a") || on.has("A")) && shell.variables.own(argument.name) === undefined) {
              const made = newVariable();
              if (on.has("A")) made.associative = new Map();
              else made.indexed = new IndexedArray();
              shell.variables.put(argument.name, made);
            }
          });
        } catch (error) {
          if (!shell.bash || !(error instanceof ShellError) || error.scope !== "command") throw error;
          shell.complain(error.message);
          status = 1;
          continue;
        }
        if (shell.bash && argument.value !== undefined && shell.options.has("xtrace"))
          shell.trace(`${argument.name}${argument.append ? "+" : ""}=${quoteIfNeeded(argument.value)}`);
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

export const unset: Builtin = {
  special: true,
  run(shell, args) {
    const given = letters(shell, args, shell.bash ? "fvn" : "fv");
    if (given === undefined) return 2;
    let status = 0;
    for (const name of given.rest) {
      if (given.on.has("f")) {
        if (shell.readonlyFunctions.has(name)) status = fail(shell, `${name}: cannot unset: readonly function`, 1);
        else shell.functions.delete(name);
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
        else if (shell.variables.own(name) !== undefined) {
          const target = given.on.has("n") ? name : shell.variables.resolve(name);
          shell.variables.unset(target);
          if (shell.bash && !shell.options.shopt("localvar_unset")) shell.variables.uncover(target);
        } else if (shell.bash && !given.on.has("v")) shell.functions.delete(name);
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
  if ((index === "@" || index === "*") && variable?.indexed !== undefined) {
    variable.indexed = new IndexedArray();
    variable.assigned = true;
  } else if ((index === "@" || index === "*") && variable?.associative === undefined) shell.variables.unset(name);
  else if (variable?.associative !== undefined) variable.associative.delete(index.replace(/^(["'])([\s\S]*)\1$/, "$2"));
  else if (variable?.indexed !== undefined) {
    const at = Number(evaluateShell(shell, index));
    if (at + variable.indexed.end < 0)
      throw new ShellError(`unset: [${index}]: bad array subscript`, { scope: "command", status: 1 });
    variable.indexed.delete(at);
  }
}
