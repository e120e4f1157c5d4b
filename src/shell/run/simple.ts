import { ExitShell, ShellError } from "../errors.ts";
import { builtinFor, type Builtin } from "../builtins/table.ts";
import { expandBraces } from "../expand/brace.ts";
import { expandString, expandWord } from "../expand/expand.ts";
import { quoteIfNeeded, quoteSingle } from "../expand/quote.ts";
import { readonlyFailure } from "../expand/evaluate.ts";
import { ReadonlyError } from "../state/variables.ts";
import { EVENT_NUMBERS } from "../state/traps.ts";
import type { Shell } from "../state/shell.ts";
import type { ArrayElement, Assignment, SimpleCommand, Word } from "../syntax/ast.ts";
import { isPromise, onFreshStack, wait, type Task } from "../task.ts";
import { assign, assignElements, isElements } from "./assign.ts";
import { runExternal } from "./external.ts";
import { callFunction } from "./function.ts";
import { closeOpened, flush, keep, redirect, RedirectError, restore, type Saved } from "./redirect.ts";
import { pause, runEvent } from "./trap.ts";

const DEBUG = EVENT_NUMBERS.DEBUG ?? 0;

/** Runs a simple command (POSIX 2.9.1). */
export function* runSimple(shell: Shell, command: SimpleCommand): Task<number> {
  shell.line = command.line;
  yield* pause(shell);
  if (shell.jump !== "none") return shell.status;
  if (shell.traps.running.size === 0) shell.command = command;
  if (shell.traps.actions.has(DEBUG)) {
    const refused = yield* runEvent(shell, DEBUG);
    if (refused !== 0 && shell.options.shopt("extdebug")) {
      if (refused === 2 && shell.frames.length > 0) shell.jump = "return";
      return shell.status;
    }
  }
  shell.substituted = undefined;
  const opened = shell.temporary.length;
  const words: string[] = [];
  if (shell.options.has("keyword")) command = withKeywords(command);
  try {
    yield* expandWords(shell, command, words);
  } catch (error) {
    return commandError(shell, error);
  }
  const [name] = words;
  if (name === undefined) {
    const status = yield* runAssignments(shell, command);
    closeOpened(shell, opened);
    return status;
  }
  if (shell.options.has("noexec") && !shell.interactive) return 0;
  const status = yield* runWords(shell, words, command, opened);
  if (shell.bash) shell.pipeStatus = [status];
  return status;
}

/** An error that ends only the command (bash); any other goes on. */
function commandError(shell: Shell, error: unknown): number {
  if (!(error instanceof ShellError) || error.scope !== "command") throw error;
  if (error.message !== "") shell.complain(error.message);
  return error.status ?? 1;
}

function* expandWords(shell: Shell, command: SimpleCommand, into: string[]): Task<void> {
  const declaring = isDeclaring(shell, command.words[0]);
  for (const word of command.words) {
    if (!("parts" in word)) into.push(yield* declareArgument(shell, word));
    else if (declaring && word.raw.includes("~") && /^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(word.raw))
      into.push(yield* expandString(shell, { ...word, literal: undefined }, "argument"));
    else if (word.literal !== undefined) into.push(word.literal);
    else if (declaring && /^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(word.raw)) {
      const braces = shell.bash && word.raw.includes("{") && shell.options.has("braceexpand");
      for (const each of braces ? expandBraces(word) : [word]) into.push(yield* shell.expandAssignmentWord(each));
    } else yield* expandWord(shell, word, into);
  }
}

/** `set -k`: whatever looks like an assignment is one, wherever it stands. */
function withKeywords(command: SimpleCommand): SimpleCommand {
  const words: SimpleCommand["words"][number][] = [];
  const assignments = [...command.assignments];
  for (const word of command.words) {
    const [first, ...rest] = "parts" in word ? word.parts : [];
    const match =
      "parts" in word && (word.literal !== undefined || (first?.kind === "text" && !first.quoted))
        ? /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=([\s\S]*)$/.exec(word.literal ?? (first?.kind === "text" ? first.text : ""))
        : null;
    if (match === null || !("parts" in word)) {
      words.push(word);
      continue;
    }
    const [head = "", name = "", plus = "", text = ""] = match;
    const value: Word = {
      ...word,
      raw: word.raw.slice(head.length - text.length),
      literal: word.literal === undefined ? undefined : text,
      parts: text === "" ? rest : [{ kind: "text", text, quoted: false }, ...rest],
    };
    assignments.push({ name, index: undefined, append: plus === "+", value, raw: word.raw });
  }
  return assignments.length === command.assignments.length ? command : { ...command, words, assignments };
}

const SH_DECLARING = new Set(["export", "readonly", "local"]);
const BASH_DECLARING = new Set(["export", "readonly", "local", "declare", "typeset"]);

/** Whether the arguments that look like assignments are not split. */
function isDeclaring(shell: Shell, word: Word | Assignment | undefined): boolean {
  if (word === undefined || !("parts" in word) || word.literal === undefined) return false;
  return (shell.bash ? BASH_DECLARING : SH_DECLARING).has(word.literal);
}

/** An array's element as `set -x` shows it. */
function showElement({ index, value }: ArrayElement): string {
  const show = (word: Word): string => quoteSingle(word.literal ?? word.raw);
  return index === undefined ? show(value) : `[${show(index)}]=${show(value)}`;
}

/** An array assignment as an argument of `declare`: it is kept aside, and the builtin is given a key to it. */
function* declareArgument(shell: Shell, assignment: Assignment): Task<string> {
  const { name, append, value, index } = assignment;
  if (isElements(value)) {
    shell.declarations.set(name, (local) => {
      local();
      return assignElements(shell, name, value, append);
    });
    if (shell.options.has("xtrace")) shell.trace(`${name}${append ? "+" : ""}=(${value.map(showElement).join(" ")})`);
    return name;
  }
  const text = yield* shell.expandAssignmentWord(value);
  const key = index === undefined ? "" : `[${yield* shell.expandAssignmentWord(index)}]`;
  return `${name}${key}${append ? "+" : ""}=${text}`;
}

/** A command without a name: assignments last, redirections are made and undone. */
function* runAssignments(shell: Shell, command: SimpleCommand): Task<number> {
  let saved: Saved = [];
  try {
    if (command.redirects.length > 0) saved = yield* redirect(shell, command.redirects);
  } catch (error) {
    const status = redirectFailed(shell, error, false);
    // bash assigns all the same.
    if (shell.bash) for (const assignment of command.assignments) yield* assign(shell, assignment);
    return status;
  }
  restore(shell, saved);
  shell.lastArgument = "";
  try {
    const shown: string[] = [];
    for (const assignment of command.assignments) {
      const prompt = shell.bash && shell.options.has("xtrace") ? shell.tracePrompt() : "";
      const text = yield* assign(shell, assignment);
      if (!shell.options.has("xtrace")) continue;
      if (shell.bash) shell.trace(traceAssignment(text), prompt);
      else shown.push(text);
    }
    if (shown.length > 0) shell.trace(shown.join(" "));
  } catch (error) {
    if (error instanceof ShellError && shell.bash && !shell.posix && error.scope === "line" && !shell.interactive) {
      // bash gives up the rest of the line only.
      throw error;
    }
    return commandError(shell, error);
  }
  return shell.substituted ?? 0;
}

function traceAssignment(text: string): string {
  const cut = text.indexOf("=") + 1;
  return text.slice(0, cut) + (text.startsWith("(", cut) ? text.slice(cut) : traceWord(text.slice(cut), true));
}

/** A word as bash's `set -x` shows it. */
export function traceWord(word: string, assignment = false): string {
  if (word === "") return assignment ? "" : "''";
  return /^[^\x00-\x08\x0b-\x1f\x7f\udc80-\udcff]*$/.test(word) && /[\t\n]/.test(word)
    ? quoteSingle(word)
    : quoteIfNeeded(word);
}

function redirectFailed(shell: Shell, error: unknown, special: boolean): number {
  if (!(error instanceof RedirectError)) return commandError(shell, error);
  const status = shell.bash ? 1 : 2;
  if (special && shell.posix && !shell.interactive) throw new ExitShell(status);
  return status;
}

/** Runs expanded words: a function, a builtin or a program. */
function* runWords(shell: Shell, words: readonly string[], command: SimpleCommand, opened: number): Task<number> {
  const [name = ""] = words;
  const found = findCommand(shell, name);
  const builtin = typeof found === "object" && "run" in found ? found : undefined;
  const special = builtin?.special === true;
  const replaces = name === "exec" && builtin !== undefined;
  let saved: Saved | undefined;
  if (command.redirects.length > 0) {
    try {
      saved = yield* redirect(shell, command.redirects);
    } catch (error) {
      return redirectFailed(shell, error, special);
    }
    if (replaces && words.length === 1) {
      keep(saved);
      saved = undefined;
    }
  }
  const framed = command.assignments.length > 0 && !(special && shell.posix);
  if (framed) shell.variables.pushFrame(true);
  try {
    shell.errorsBefore = saved?.find(([descriptor]) => descriptor === 2)?.[1];
    try {
      yield* prefixAssignments(shell, command.assignments, words, framed);
    } finally {
      shell.errorsBefore = undefined;
    }
    shell.lastArgument = words.at(-1) ?? "";
    if (builtin !== undefined) return yield* runBuiltin(shell, builtin, words);
    if (found !== undefined && "kind" in found) {
      const call = callFunction(shell, found, words);
      const status = yield* shell.calls.length % 16 === 15 ? onFreshStack(call) : call;
      shell.lastArgument = words.at(-1) ?? "";
      return status;
    }
    // What killed a program is said where the shell's errors go, not the program's.
    if (shell.bash) shell.errorsBefore = saved?.find(([descriptor]) => descriptor === 2)?.[1];
    return yield* runExternal(shell, words);
  } catch (error) {
    // It is said where the command's redirections send it.
    if (saved !== undefined && error instanceof ShellError) {
      shell.report(error);
      error.message = "";
    }
    return commandError(shell, error);
  } finally {
    shell.errorsBefore = undefined;
    if (framed) shell.variables.popFrame();
    if (saved !== undefined) {
      yield* flush(shell);
      restore(shell, saved);
    }
    closeOpened(shell, opened);
  }
}

function* prefixAssignments(
  shell: Shell,
  assignments: readonly Assignment[],
  words: readonly string[],
  framed: boolean,
): Task<void> {
  const shown: string[] = [];
  for (const assignment of assignments) {
    if (framed) shell.variables.localize(assignment.name);
    let text: string;
    try {
      text = yield* assign(shell, assignment);
    } catch (error) {
      // bash says it, and runs the command without the assignment.
      if (!(error instanceof ShellError) || !shell.bash || shell.posix || error.scope !== "line") throw error;
      shell.report(error);
      continue;
    }
    if (framed) {
      const variable = shell.variables.lookup(assignment.name);
      if (variable !== undefined) variable.exported = true;
    }
    if (!shell.options.has("xtrace")) continue;
    if (shell.bash) shell.trace(traceAssignment(text));
    else shown.push(text);
  }
  if (!shell.options.has("xtrace")) return;
  shell.trace(shell.bash ? words.map((word) => traceWord(word)).join(" ") : [...shown, ...words].join(" "));
}

function findCommand(
  shell: Shell,
  name: string,
): Builtin | (typeof shell.functions extends Map<string, infer F> ? F : never) | undefined {
  const builtin = builtinFor(shell, name);
  if (shell.posix && builtin?.special === true) return builtin;
  return shell.functions.get(name) ?? builtin;
}

/** Runs a builtin and turns what it throws into what its kind calls for. */
export function* runBuiltin(shell: Shell, builtin: Builtin, words: readonly string[]): Task<number> {
  const [name = ""] = words;
  const outer = shell.builtin;
  shell.builtin = name;
  try {
    const result = builtin.run(shell, words.slice(1), name);
    if (typeof result === "number") return result;
    return isPromise<number>(result as Promise<number>)
      ? yield* wait(result as Promise<number>)
      : yield* result as Task<number>;
  } catch (error) {
    return builtinError(shell, builtin, name, error);
  } finally {
    shell.builtin = outer;
  }
}

/** Builtins of bash that a read-only variable makes fail, and no more: what they answer then. */
const ASSIGNING: Readonly<Record<string, number>> = { read: 1, getopts: 2, printf: 1, mapfile: 1, readarray: 1 };

/** dash: an error of a builtin that is not special is its status. */
function builtinError(shell: Shell, builtin: Builtin, name: string, thrown: unknown): number {
  const error = thrown instanceof ReadonlyError ? readonlyFailure(shell, thrown) : thrown;
  if (!(error instanceof ShellError)) throw error;
  const status = shell.bash ? ASSIGNING[name] : builtin.special === true || name === "local" ? undefined : 2;
  if (status === undefined || (shell.bash && error.scope !== "line") || CALLERS.has(name)) throw error;
  shell.report(error);
  return status;
}

/** Builtins that run others: the error is not theirs. */
const CALLERS = new Set(["command", "builtin"]);
