import { ShellError } from "../errors.ts";
import type { Shell } from "../state/shell.ts";
import { Parser } from "../syntax/parser.ts";
import { ArithmeticError, type Integer } from "./arithmetic-parser.ts";
import { evaluateText, type ArithmeticScope } from "./arithmetic.ts";
import { expandStringNow } from "./expand.ts";
import { readElement, writeElement } from "./element.ts";
import { ReadonlyError } from "../state/variables.ts";

const scopes = new WeakMap<Shell, ArithmeticScope>();

function scopeOf(shell: Shell): ArithmeticScope {
  let scope = scopes.get(shell);
  if (scope === undefined) {
    scope = {
      bash: shell.bash,
      get(name, index) {
        const value = index === undefined ? shell.variables.get(name) : readElement(shell, name, index);
        // dash lets unset names be 0 here even under `set -u`.
        if (value === undefined && shell.bash && shell.options.has("nounset"))
          throw new ShellError(`${name}${index === undefined ? "" : `[${index}]`}: unbound variable`);
        return value;
      },
      set(name, index, value) {
        if (index === undefined) shell.variables.set(name, value);
        else writeElement(shell, name, index, value);
      },
    };
    scopes.set(shell, scope);
  }
  return scope;
}

/** The value of an arithmetic expression; errors in the shell's words. `command` is what bash puts before them. */
export function evaluateShell(shell: Shell, text: string, command = ""): Integer {
  try {
    return evaluateText(text, scopeOf(shell));
  } catch (error) {
    if (error instanceof ReadonlyError) throw readonlyFailure(shell, error);
    if (!(error instanceof ArithmeticError)) throw error;
    if (!shell.bash) {
      if (error.message === "division by 0") throw new ShellError(`arithmetic expression: division by zero: "${text}"`);
      throw new ShellError(short(error.message));
    }
    const shown = short((error.text ?? text).trimStart());
    const token = error.rest === "" ? shown : short(error.rest);
    throw new ShellError(`${command}${shown}: ${error.message} (error token is "${token}")`, {
      scope: "line",
      status: 1,
    });
  }
}

/** An expression as a message shows it: no message is as long as a file. */
function short(text: string): string {
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
}

export function readonlyFailure(shell: Shell, error: ReadonlyError): ShellError {
  return shell.bash
    ? new ShellError(`${error.variable}: readonly variable`, {
        scope: "line",
        ...(shell.posix ? {} : { status: 1 }),
      })
    : new ShellError(
        `${/^(?:read|getopts)$/.test(shell.builtin) ? `${shell.builtin}: ` : ""}${error.variable}: is read only`,
      );
}

/** The index that a subscript of an indexed array stands for. Expansions in it are done first. */
export function evaluateIndex(shell: Shell, text: string): number {
  return Number(evaluateShell(shell, text.includes("$") ? expandTextNow(shell, text) : text));
}

/** Expands a text as if it stood in double quotes. Command substitutions in it are refused: they would have to wait. */
export function expandTextNow(shell: Shell, text: string): string {
  const parser = new Parser(`"${text.replace(/"/g, "")}"`, { dialect: shell.dialect });
  const token = parser.lexer.ahead;
  return token.kind === "word" ? expandStringNow(shell, token.word) : text;
}
