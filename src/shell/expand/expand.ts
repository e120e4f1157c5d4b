import type { Shell } from "../state/shell.ts";
import type { Part, Word } from "../syntax/ast.ts";
import { driveNow, type Task } from "../task.ts";
import { expandBraces } from "./brace.ts";
import { evaluateShell } from "./evaluate.ts";
import { glob } from "./glob.ts";
import { compilePattern, isPattern } from "./pattern.ts";
import { expandParameter, parameterValue } from "./parameter.ts";
import { FieldSink, PatternSink, StringSink, type Sink } from "./sinks.ts";
import { expandTilde } from "./tilde.ts";
import { ShellError } from "../errors.ts";

/** How a word's text is treated on its way into a sink. */
interface Manner {
  /** Inside double quotes. */
  readonly quoted: boolean;
  /** The word of an expansion, whose unquoted text is split like the expansion's own. */
  readonly inExpansion: boolean;
  readonly tilde: "no" | "start" | "assignment" | "argument";
}

const PLAIN: Manner = { quoted: false, inExpansion: false, tilde: "start" };
const NO_TILDE: Manner = { quoted: false, inExpansion: false, tilde: "no" };
const ASSIGNED: Manner = { quoted: false, inExpansion: false, tilde: "assignment" };
/** bash: a word that looks like an assignment, among a command's arguments. */
const ARGUMENT: Manner = { quoted: false, inExpansion: false, tilde: "argument" };
const MANNERS: Readonly<Record<Manner["tilde"], Manner>> = {
  no: NO_TILDE,
  start: PLAIN,
  assignment: ASSIGNED,
  argument: ARGUMENT,
};
const QUOTED: Manner = { quoted: true, inExpansion: false, tilde: "no" };

export function ifsOf(shell: Shell): string {
  return shell.variables.get("IFS") ?? " \t\n";
}

/** The fields of a command's words. */
export function* expandFields(shell: Shell, words: readonly Word[], into: string[] = []): Task<string[]> {
  for (const word of words) {
    if (word.literal !== undefined) into.push(word.literal);
    else yield* expandWord(shell, word, into);
  }
  return into;
}

export function* expandWord(shell: Shell, word: Word, into: string[]): Task<void> {
  if (word.literal !== undefined) {
    into.push(word.literal);
    return;
  }
  const [only] = word.parts;
  if (word.parts.length === 1 && only?.kind === "double" && only.parts.length === 1) {
    const value = quickValue(shell, only.parts[0]);
    if (value !== undefined) {
      into.push(value);
      return;
    }
  }
  const words = shell.bash && shell.options.has("braceexpand") ? expandBraces(word) : [word];
  for (const each of words) {
    const sink = new FieldSink(
      into,
      ifsOf(shell),
      shell.options.has("noglob") ? undefined : globber(shell),
      shell.bash,
    );
    yield* expandParts(
      shell,
      each.parts,
      sink,
      /^[A-Za-z_][A-Za-z0-9_]*=/.test(each.raw) && shell.bash && !shell.posix ? ARGUMENT : PLAIN,
    );
    sink.finish();
  }
}

/** `"$name"` for a set variable: the commonest word there is. */
function quickValue(shell: Shell, part: Part | undefined): string | undefined {
  if (part?.kind !== "parameter" || part.operator !== undefined || part.index !== undefined) return undefined;
  if (part.length === true || part.indirect === true || part.prefix !== undefined) return undefined;
  if (!/^[A-Za-z_]/.test(part.name)) return undefined;
  return shell.variables.get(part.name);
}

function globber(shell: Shell): (pattern: string) => readonly string[] | undefined {
  return (pattern) => {
    const { options } = shell;
    if (!isPattern(pattern, options.shopt("extglob"))) return undefined;
    const ignored = shell.bash ? shell.variables.get("GLOBIGNORE") : undefined;
    const ignoring = ignored !== undefined && ignored !== "";
    const found = glob(pattern, {
      files: shell.process.files,
      cwd: shell.process.cwd,
      extglob: options.shopt("extglob"),
      dotglob: options.shopt("dotglob") || ignoring,
      noCaret: !shell.bash,
      globstar: options.shopt("globstar"),
      ignoreCase: options.shopt("nocaseglob"),
      bytes: shell.bytewise,
      skipDots: shell.bash && options.shopt("globskipdots"),
    });
    const names = ignoring ? found.filter((name) => !isIgnored(name, ignored)) : found;
    if (names.length > 0) return names;
    if (options.shopt("failglob")) throw new ShellError(`no match: ${pattern}`, { status: 1, scope: "line" });
    return options.shopt("nullglob") ? [] : undefined;
  };
}

/** bash's GLOBIGNORE: patterns with colons between them; `.` and `..` are ignored with any. */
function isIgnored(name: string, patterns: string): boolean {
  const last = name.slice(name.lastIndexOf("/") + 1);
  if (last === "." || last === "..") return true;
  return patterns.split(/(?<!\\):/).some((pattern) => compilePattern(pattern, { extglob: true }).matches(name));
}

/** One string, without splitting and globs. */
export function* expandString(shell: Shell, word: Word, tilde: Manner["tilde"] = "no"): Task<string> {
  if (word.literal !== undefined) return word.literal;
  const sink = new StringSink(ifsOf(shell), !shell.bash);
  yield* expandParts(shell, word.parts, sink, MANNERS[tilde]);
  return sink.text;
}

/** A here-document's text: bash joins `$*` with blanks there, whatever IFS is. */
export function* expandDocument(shell: Shell, word: Word): Task<string> {
  if (word.literal !== undefined) return word.literal;
  const sink = new StringSink(shell.bash ? " " : ifsOf(shell), !shell.bash);
  yield* expandParts(shell, word.parts, sink, NO_TILDE);
  return sink.text;
}

/** A string, of a word that holds no command substitution (an arithmetic subscript that was expanded before). */
export function expandStringNow(shell: Shell, word: Word): string {
  return driveNow(expandString(shell, word));
}

/** A pattern, in which a backslash stands before what was quoted. */
export function* expandPattern(shell: Shell, word: Word, quote?: (text: string) => string): Task<string> {
  const sink = new PatternSink(ifsOf(shell), quote);
  yield* expandParts(shell, word.parts, sink, PLAIN);
  return sink.text;
}

/** The word inside `${name-word}`, into the same sink. */
export function* expandInner(shell: Shell, word: Word, sink: Sink, quoted: boolean): Task<void> {
  if (quoted && word.parts.length === 0) sink.literal("", true);
  yield* expandParts(shell, word.parts, sink, { quoted, inExpansion: !quoted, tilde: quoted ? "no" : "start" });
}

function* expandParts(shell: Shell, parts: readonly Part[], sink: Sink, manner: Manner): Task<void> {
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at];
    if (part === undefined) continue;
    switch (part.kind) {
      case "text":
        expandText(shell, part, sink, manner, at === 0, at === parts.length - 1);
        break;
      case "double":
        if (part.parts.length === 0) sink.literal("", true);
        else yield* expandParts(shell, part.parts, sink, QUOTED);
        // dash: two lists of nothing are a field.
        if (!shell.bash && shell.positional.length === 0 && part.parts.length > 1 && part.parts.every(isList))
          sink.literal("", true);
        break;
      case "parameter": {
        const value = part.operator === undefined ? parameterValue(shell, part) : undefined;
        if (value !== undefined) sink.expansion(value, manner.quoted);
        else yield* expandParameter(shell, part, sink, manner.quoted);
        break;
      }
      case "command":
        sink.expansion(yield* shell.executor.substitute(shell, part), manner.quoted);
        break;
      case "arithmetic":
        sink.expansion(String(evaluateShell(shell, yield* expandString(shell, part.expression))), manner.quoted);
        break;
      case "process":
        sink.literal(shell.executor.substituteProcess(shell, part), true);
        break;
    }
  }
}

/** `$@` as it is. */
function isList(part: Part): boolean {
  return part.kind === "parameter" && part.name === "@" && part.operator === undefined && part.length !== true;
}

function expandText(
  shell: Shell,
  part: Part & { kind: "text" },
  sink: Sink,
  manner: Manner,
  first: boolean,
  last: boolean,
): void {
  const quoted = part.quoted || manner.quoted;
  const emit = (text: string): void => {
    if (manner.inExpansion && !quoted) sink.expansion(text, false);
    else sink.literal(text, quoted);
  };
  if (quoted || manner.tilde === "no" || !part.text.includes("~")) {
    emit(part.text);
    return;
  }
  if (manner.tilde === "start") {
    const found = first ? expandTilde(shell, part.text, last, false) : undefined;
    if (found === undefined) emit(part.text);
    else {
      if (shell.bash || found.home !== "") sink.literal(found.home, true);
      if (found.rest !== "") emit(found.rest);
    }
    return;
  }
  // In an assignment a tilde counts after every `:` as well, and after the `=` where that is still part of the word.
  const equals = manner.tilde === "argument" && first ? part.text.indexOf("=") + 1 : 0;
  const pieces = [...(equals > 0 ? [part.text.slice(0, equals)] : []), ...part.text.slice(equals).split(/(?<=:)/)];
  for (const [at, piece] of pieces.entries()) {
    const starts = at > 0 || first;
    const found = starts
      ? expandTilde(shell, piece, last || at < pieces.length - 1 || piece.endsWith(":"), true)
      : undefined;
    if (found === undefined) emit(piece);
    else {
      sink.literal(found.home, true);
      if (found.rest !== "") emit(found.rest);
    }
  }
}
