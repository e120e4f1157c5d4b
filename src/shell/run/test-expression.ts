import { ShellError } from "../errors.ts";
import { evaluateShell } from "../expand/evaluate.ts";
import { expandPattern, expandString } from "../expand/expand.ts";
import { compilePattern } from "../expand/pattern.ts";
import { regexSource } from "../expand/regex.ts";
import { IndexedArray, newVariable } from "../state/variable.ts";
import type { Shell } from "../state/shell.ts";
import type { TestExpression } from "../syntax/ast.ts";
import type { Task } from "../task.ts";
import { inUnits } from "../text.ts";
import { compareNumbers } from "#base";
import { binaryTest, unaryTest } from "../builtins/test.ts";
import { traceWord } from "./simple.ts";

/** `[[ expression ]]`: 0 when it holds, 1 when not, 2 when it makes no sense. */
export function* evaluateTest(shell: Shell, expression: TestExpression): Task<number> {
  try {
    return (yield* holds(shell, expression)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ShellError) || error.scope === "shell") throw error;
    if (error.scope === "line" && !error.message.startsWith("[[: ")) throw error;
    if (error.message !== "") shell.complain(error.message);
    return error.status ?? 1;
  }
}

/** `negated`: the operand of `!`, which `set -x` shows before it. */
function* holds(shell: Shell, expression: TestExpression, negated = false): Task<boolean> {
  const not = negated ? "! " : "";
  switch (expression.kind) {
    case "or":
      return (yield* holds(shell, expression.left)) || (yield* holds(shell, expression.right));
    case "and":
      return (yield* holds(shell, expression.left)) && (yield* holds(shell, expression.right));
    case "not":
      return !(yield* holds(shell, expression.operand, true));
    case "group":
      return yield* holds(shell, expression.operand);
    case "word": {
      const text = yield* expandString(shell, expression.word, "start");
      trace(shell, `${not}-n ${traceWord(text)}`);
      return text !== "";
    }
    case "unary": {
      const text = yield* expandString(shell, expression.operand, "start");
      trace(shell, `${not}${expression.operator} ${traceWord(text)}`);
      return unaryTest(shell, expression.operator, text);
    }
    case "binary":
      return yield* compare(shell, expression, not);
  }
}

function trace(shell: Shell, text: string): void {
  if (shell.options.has("xtrace")) shell.trace(`[[ ${text} ]]`);
}

const NUMERIC = new Set(["-eq", "-ne", "-lt", "-le", "-gt", "-ge"]);

function* compare(shell: Shell, expression: TestExpression & { kind: "binary" }, not: string): Task<boolean> {
  const { operator } = expression;
  const left = yield* expandString(shell, expression.left, "start");
  if (operator === "=" || operator === "==" || operator === "!=") {
    const pattern = yield* expandPattern(shell, expression.right);
    trace(shell, `${not}${left === "" ? "''" : left} ${operator} ${pattern === "" ? "''" : pattern}`);
    const options = { extglob: true, ignoreCase: shell.options.shopt("nocasematch") };
    const matched = compilePattern(inUnits(shell, pattern), options).matches(inUnits(shell, left));
    return matched === (operator !== "!=");
  }
  if (operator === "=~") return yield* matchRegex(shell, left, expression, not);
  const right = yield* expandString(shell, expression.right, "start");
  trace(shell, `${not}${traceWord(left)} ${operator} ${traceWord(right)}`);
  if (NUMERIC.has(operator))
    return compareNumbers(operator, evaluateShell(shell, left, "[[: "), evaluateShell(shell, right, "[[: "));
  if (operator === "<") return left < right;
  if (operator === ">") return left > right;
  return binaryTest(shell, operator, left, right);
}

function* matchRegex(
  shell: Shell,
  left: string,
  expression: TestExpression & { kind: "binary" },
  not: string,
): Task<boolean> {
  const quote = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const source = yield* expandPattern(shell, expression.right, quote);
  trace(shell, `${not}${traceWord(left)} =~ ${source}`);
  let regex: RegExp;
  try {
    regex = new RegExp(regexSource(source), shell.options.shopt("nocasematch") ? "sui" : "su");
  } catch {
    throw new ShellError("", { scope: "command", status: 2 });
  }
  const match = regex.exec(left);
  const variable = newVariable();
  variable.indexed = IndexedArray.of(
    match === null ? [] : Array.from(match, (group) => (group as string | undefined) ?? ""),
  );
  shell.variables.put("BASH_REMATCH", variable);
  return match !== null;
}
