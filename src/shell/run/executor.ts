import { builtinFor } from "../builtins/table.ts";
import type { CommandOptions, EvaluateOptions, Executor, Shell } from "../state/shell.ts";
import type { Statement } from "../syntax/ast.ts";
import { Parser } from "../syntax/parser.ts";
import { SyntaxError } from "../syntax/syntax-error.ts";
import { ExitShell, ShellError } from "../errors.ts";
import { onFreshStack, type Task } from "../task.ts";
import { runStatements } from "./execute.ts";
import { runExternal } from "./external.ts";
import { report } from "./fork.ts";
import { callFunction } from "./function.ts";
import { runBuiltin } from "./simple.ts";
import { substitute, substituteProcess } from "./substitute.ts";

/** A parser of this shell's dialect, with its aliases. */
function parserFor(shell: Shell, text: string, options: { line?: number; more?: boolean } = {}): Parser {
  return new Parser(text, {
    dialect: shell.dialect,
    extglob: shell.options.shopt("extglob"),
    posix: shell.posix,
    alias: (name) => (shell.aliasesOn ? shell.aliases.get(name) : undefined),
    ...options,
  });
}

/** How deep texts may evaluate texts (`eval`, `.`, traps): real shells crash somewhere beyond. */
const NESTING_LIMIT = 4000;

/** Runs a text inside whatever runs now, however deep that is. */
function* evaluate(shell: Shell, text: string, options: EvaluateOptions = {}): Task<number> {
  if (shell.evaluations >= NESTING_LIMIT) {
    const kind = options.origin ?? "source";
    throw new ShellError(
      `${shell.bash ? `${kind}: ` : ""}maximum ${kind} nesting level exceeded (${String(NESTING_LIMIT)})`,
      {
        scope: "line",
        status: 1,
      },
    );
  }
  shell.evaluations += 1;
  try {
    const lines = evaluateLines(shell, text, options);
    return yield* shell.evaluations % 16 === 0 ? onFreshStack(lines) : lines;
  } finally {
    shell.evaluations -= 1;
  }
}

/** Runs a text line by line: later lines are parsed as aliases and options are by then. */
function* evaluateLines(shell: Shell, text: string, options: EvaluateOptions): Task<number> {
  const parser = parserFor(shell, text, { line: options.line ?? shell.line });
  let status = 0;
  for (;;) {
    parser.lexer.extglob = shell.options.shopt("extglob");
    let statements: readonly Statement[] | null;
    const from = parser.lexer.at;
    try {
      statements = parser.next();
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      status = report(shell, error, options.origin === undefined ? "" : `${options.origin}: `);
      if (shell.frames.length > 0 || (options.origin ?? "-c") !== "-c") status ||= 2;
      shell.status = status;
      if (!shell.bash) throw new ExitShell(2);
      if (options.origin === undefined && shell.frames.length === 0 && !shell.interactive) throw new ExitShell(status);
      return status;
    }
    sayWarnings(shell, parser);
    if (shell.options.has("verbose") && (shell.bash || shell.fromFile) && !shell.readsInput)
      shell.warn(parser.lexer.text.slice(from, parser.lexer.at).replace(/(?<=[^\n])$/, "\n"));
    if (statements === null) return status;
    if (statements.length === 0) continue;
    shell.parsedLine = parser.endLine;
    try {
      status = yield* runStatements(shell, statements);
    } catch (error) {
      status = abandonLine(shell, error);
    }
    if (shell.jump !== "none") return status;
  }
}

/** bash: some errors end the line they are on, however deep inside it they happen, and what follows goes on. */
function abandonLine(shell: Shell, error: unknown): number {
  if (!(error instanceof ShellError) || error.scope !== "line" || shell.interactive || shell.posix) throw error;
  // In a subshell they end it.
  if (shell.depth > 0) throw error;
  shell.report(error);
  shell.status = error.status ?? 1;
  return shell.status;
}

/** bash warns of here-documents that the end of the text ended. */
function sayWarnings(shell: Shell, parser: Parser): void {
  if (!shell.bash) return;
  for (const { line, text } of parser.lexer.warnings.splice(0))
    shell.warn(`${shell.frames.at(-1)?.source ?? shell.name}: line ${String(line)}: ${text}\n`);
}

function* command(shell: Shell, words: readonly string[], options: CommandOptions): Task<number> {
  const [name = ""] = words;
  const definition = options.functions ? shell.functions.get(name) : undefined;
  if (definition !== undefined) return yield* callFunction(shell, definition, words);
  const builtin = options.builtins ? builtinFor(shell, name) : undefined;
  if (builtin !== undefined) {
    try {
      return yield* runBuiltin(shell, builtin, words);
    } catch (error) {
      // `command` takes from special builtins the right to end the shell.
      if (!(error instanceof ShellError) || shell.bash) throw error;
      if (error.message !== "") shell.complain(error.message);
      return error.status ?? 2;
    }
  }
  if (!options.externals) return 127;
  if (options.path === undefined) return yield* runExternal(shell, words);
  shell.variables.pushFrame(true);
  try {
    shell.variables.localize("PATH");
    shell.variables.set("PATH", options.path);
    return yield* runExternal(shell, words);
  } finally {
    shell.variables.popFrame();
  }
}

export const executor: Executor = { substitute, substituteProcess, evaluate, run: runStatements, command };
