import { assertNever } from "#base";
import { ExitShell, ShellError } from "../errors.ts";
import { evaluateShell } from "../expand/evaluate.ts";
import { expandFields, expandPattern, expandString } from "../expand/expand.ts";
import { compilePattern } from "../expand/pattern.ts";
import { NAME } from "../builtins/builtin.ts";
import { EVENT_NUMBERS } from "../state/traps.ts";
import type { Shell } from "../state/shell.ts";
import { printHead } from "../syntax/print.ts";
import type { AndOr, Command, FunctionDefinition, Node, Statement } from "../syntax/ast.ts";
import { wait, type Task } from "../task.ts";
import { inUnits } from "../text.ts";
import { background, runPipeline, runSubshell } from "./pipeline.ts";
import { closeOpened, flush, redirect, RedirectError, restore } from "./redirect.ts";
import { loadParts } from "../parts.ts";
import { runSimple } from "./simple.ts";
import { evaluateTest } from "./test-expression.ts";
import { pause, runEvent, runPending } from "./trap.ts";

const ERR = EVENT_NUMBERS.ERR ?? 0;
const DEBUG = EVENT_NUMBERS.DEBUG ?? 0;

/** Runs statements in order: the status of the last one. */
export function* runStatements(shell: Shell, statements: readonly Statement[]): Task<number> {
  let status = 0;
  for (const statement of statements) {
    status = statement.background ? yield* background(shell, statement) : yield* runNode(shell, statement.node);
    if (shell.traps.pending.length > 0 && shell.jump === "none") {
      yield* runPending(shell);
      if ((shell.jump as string) !== "none") status = shell.status;
    }
    if (shell.jump !== "none") break;
  }
  return status;
}

/** Runs a command, a pipeline or an and-or list, and ends the shell where `set -e` says so. */
export function* runNode(shell: Shell, node: Node): Task<number> {
  if (node.kind === "and-or") return yield* runAndOr(shell, node);
  let status: number;
  switch (node.kind) {
    case "simple":
      status = yield* runSimple(shell, node);
      break;
    case "pipeline":
      status = yield* runPipeline(shell, node);
      shell.status = status;
      if (node.negated) return status;
      break;
    case "subshell":
      status = yield* runSubshell(shell, node);
      break;
    case "arithmetic":
    case "test":
      status = yield* runCompound(shell, node);
      shell.pipeStatus = [status];
      break;
    default:
      status = yield* runCompound(shell, node);
      shell.status = status;
      return status;
  }
  shell.status = status;
  if (status !== 0 && shell.tested === 0 && shell.jump === "none") yield* failed(shell, status);
  return status;
}

/** What follows a failure nobody asked about: the ERR trap, and the end under `set -e`. */
function* failed(shell: Shell, status: number): Task<void> {
  if (shell.traps.actions.has(ERR) && (shell.calls.length === 0 || shell.options.has("errtrace")))
    yield* runEvent(shell, ERR);
  if (shell.options.has("errexit")) throw new ExitShell(status);
}

function* runAndOr(shell: Shell, node: AndOr): Task<number> {
  const last = node.rest.length - 1;
  shell.tested += 1;
  let status: number;
  try {
    status = yield* runNode(shell, node.first);
    for (const [at, { operator, command }] of node.rest.entries()) {
      if (shell.jump !== "none") return status;
      if ((operator === "&&") !== (status === 0)) continue;
      if (at === last) {
        shell.tested -= 1;
        try {
          status = yield* runNode(shell, command);
        } finally {
          shell.tested += 1;
        }
      } else status = yield* runNode(shell, command);
    }
  } finally {
    shell.tested -= 1;
  }
  return status;
}

/** Runs statements whose failure is a question (`if`, `while`). */
function* ask(shell: Shell, statements: readonly Statement[]): Task<number> {
  shell.tested += 1;
  try {
    return yield* runStatements(shell, statements);
  } finally {
    shell.tested -= 1;
  }
}

type CompoundCommand = Exclude<Command, { kind: "simple" | "subshell" }>;

/** A compound command with its redirections. */
function* runCompound(shell: Shell, command: CompoundCommand): Task<number> {
  const opened = shell.temporary.length;
  try {
    return yield* command.redirects.length === 0 ? runBare(shell, command) : runRedirected(shell, command);
  } finally {
    closeOpened(shell, opened);
  }
}

function* runRedirected(shell: Shell, command: CompoundCommand): Task<number> {
  let saved;
  try {
    shell.line = command.line;
    saved = yield* redirect(shell, command.redirects);
  } catch (error) {
    if (!(error instanceof RedirectError)) throw error;
    const status = shell.bash ? 1 : 2;
    shell.status = status;
    if (shell.tested === 0) yield* failed(shell, status);
    return status;
  }
  try {
    return yield* runBare(shell, command);
  } finally {
    yield* flush(shell);
    restore(shell, saved);
  }
}

function* runBare(shell: Shell, command: CompoundCommand): Task<number> {
  switch (command.kind) {
    case "group":
      return yield* runStatements(shell, command.body);
    case "if":
      for (const { test, body } of command.branches) {
        const status = yield* ask(shell, test);
        if (shell.jump !== "none") return status;
        if (status === 0) return yield* runStatements(shell, body);
      }
      return command.otherwise === undefined ? 0 : yield* runStatements(shell, command.otherwise);
    case "while":
      return yield* runWhile(shell, command);
    case "for":
      return yield* runFor(shell, command);
    case "for-arithmetic":
      return yield* runForArithmetic(shell, command);
    case "select":
      return yield* (yield* wait(loadParts(shell))).select(shell, command);
    case "case":
      return yield* runCase(shell, command);
    case "arithmetic": {
      yield* announce(shell, command);
      const text = yield* expandString(shell, command.expression);
      if (shell.options.has("xtrace")) shell.trace(`((${padded(text)}))`);
      try {
        return isZero(evaluateShell(shell, text, "((: ")) ? 1 : 0;
      } catch (error) {
        if (!(error instanceof ShellError) || error.scope === "shell") throw error;
        shell.complain(error.message);
        return 1;
      }
    }
    case "test":
      yield* announce(shell, command);
      return yield* evaluateTest(shell, command.expression);
    case "function":
      return define(shell, command);
    case "coproc":
      return yield* (yield* wait(loadParts(shell))).coprocess(shell, command);
    default:
      return assertNever(command);
  }
}

function isZero(value: number | bigint): boolean {
  return value === 0 || value === 0n;
}

function define(shell: Shell, command: FunctionDefinition): number {
  if (shell.readonlyFunctions.has(command.name)) {
    shell.complain(`${command.name}: readonly function`);
    return 1;
  }
  if (shell.bash && /[$'"\\`]/.test(command.name)) {
    shell.complain(`\`${command.name}': not a valid identifier`);
    return 1;
  }
  shell.functions.set(command.name, { ...command, file: shell.file });
  return 0;
}

/** An expression as `set -x` shows it, with a blank on either side. */
function padded(text: string): string {
  return `${text.startsWith(" ") ? "" : " "}${text}${text.endsWith(" ") ? "" : " "}`;
}

/** What comes before a command that is no list: its line, BASH_COMMAND and the DEBUG trap. */
function* announce(shell: Shell, command: Command): Task<void> {
  shell.line = command.line;
  if (shell.traps.running.size === 0) shell.command = command;
  if (shell.traps.actions.has(DEBUG)) yield* runEvent(shell, DEBUG);
}

/** After a loop's body: whether the loop goes on, ends, or is left for an outer one. */
export function afterBody(shell: Shell): "next" | "leave" {
  if (shell.jump === "none") return "next";
  if (shell.jump === "return") return "leave";
  shell.jumpLevels -= 1;
  if (shell.jumpLevels > 0) return "leave";
  const { jump } = shell;
  shell.jump = "none";
  return jump === "continue" ? "next" : "leave";
}

function* runWhile(shell: Shell, command: Command & { kind: "while" }): Task<number> {
  let status = 0;
  shell.loops += 1;
  try {
    for (;;) {
      const test = yield* ask(shell, command.test);
      if (shell.jump !== "none") {
        // bash's `until` takes the status 0 of `continue` for its end.
        if (afterBody(shell) === "leave" || (command.until && shell.bash)) break;
        continue;
      }
      if ((test === 0) === command.until) break;
      status = yield* runStatements(shell, command.body);
      if (afterBody(shell) === "leave") break;
      yield* pause(shell);
    }
  } finally {
    shell.loops -= 1;
  }
  return status;
}

function* runFor(shell: Shell, command: Extract<Command, { kind: "for" | "select" }>): Task<number> {
  shell.line = command.line;
  if (!NAME.test(command.name)) {
    shell.complain(`\`${command.name}': not a valid identifier`);
    return 1;
  }
  const values = command.words === undefined ? [...shell.positional] : yield* expandFields(shell, command.words);
  let status = 0;
  shell.loops += 1;
  try {
    for (const value of values) {
      yield* announce(shell, command);
      if (shell.options.has("xtrace") && shell.bash) shell.trace(printHead(command));
      const reference = shell.variables.own(command.name);
      if (reference?.nameref === true) reference.value = value;
      else if (shell.bash && !shell.posix && shell.variables.lookup(command.name)?.readonly === true) {
        shell.complain(`${command.name}: readonly variable`);
        return 1;
      } else shell.assign(command.name, value);
      status = yield* runStatements(shell, command.body);
      if (afterBody(shell) === "leave") break;
      yield* pause(shell);
    }
  } finally {
    shell.loops -= 1;
  }
  return status;
}

function* runForArithmetic(shell: Shell, command: Command & { kind: "for-arithmetic" }): Task<number> {
  shell.line = command.line;
  let status = 0;
  const evaluate = function* (word: typeof command.first): Task<number | bigint | undefined> {
    yield* announce(shell, command);
    const text = yield* expandString(shell, word);
    if (text.trim() === "") return undefined;
    if (shell.options.has("xtrace")) shell.trace(`((${padded(text)}))`);
    return evaluateShell(shell, text, "((: ");
  };
  shell.loops += 1;
  try {
    yield* evaluate(command.first);
    for (;;) {
      const test = yield* evaluate(command.test);
      if (test !== undefined && isZero(test)) break;
      status = yield* runStatements(shell, command.body);
      if (afterBody(shell) === "leave") break;
      yield* evaluate(command.step);
      yield* pause(shell);
    }
  } catch (error) {
    if (!(error instanceof ShellError) || error.scope === "shell") throw error;
    shell.complain(error.message);
    status = 1;
  } finally {
    shell.loops -= 1;
  }
  return status;
}

function* runCase(shell: Shell, command: Command & { kind: "case" }): Task<number> {
  yield* announce(shell, command);
  if (shell.options.has("xtrace") && shell.bash) shell.trace(printHead(command).trimEnd());
  const subject = yield* expandString(shell, command.word, "start");
  const options = {
    extglob: shell.options.shopt("extglob"),
    ignoreCase: shell.options.shopt("nocasematch"),
    noCaret: !shell.bash,
  };
  let status = 0;
  let through = false;
  for (const clause of command.clauses) {
    let matched = through;
    for (const pattern of clause.patterns) {
      if (matched) break;
      matched =
        pattern.literal === undefined || !/^[\w./ -]*$/.test(pattern.literal)
          ? compilePattern(inUnits(shell, yield* expandPattern(shell, pattern)), options).matches(
              inUnits(shell, subject),
            )
          : options.ignoreCase
            ? pattern.literal.toLowerCase() === subject.toLowerCase()
            : pattern.literal === subject;
    }
    if (!matched) continue;
    status = yield* runStatements(shell, clause.body);
    if (clause.end === ";;" || shell.jump !== "none") return status;
    through = clause.end === ";&";
  }
  return status;
}
