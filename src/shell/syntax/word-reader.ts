import type { Assignment, ArrayElement, Word } from "./ast.ts";
import { readBackquotes, readDollar, readSubscript } from "./expansion-reader.ts";
import { readDoubleQuotes, readSingleQuotes } from "./quote-reader.ts";
import type { Scanner } from "./scanner.ts";
import { SyntaxError } from "./syntax-error.ts";
import { makeWord, WordBuilder } from "./word-builder.ts";

const RUN = /[^ \t\n|&;()<>"'`$\\]+/y;
const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=/;

/** A word, from here to the next unquoted blank or operator. */
export function readWord(scanner: Scanner): Word {
  const start = scanner.at;
  const line = scanner.line;
  const builder = new WordBuilder();
  let open = 0; // parentheses of extglob patterns
  for (;;) {
    const run = scanner.run(RUN);
    if (run !== "") builder.text(run, false);
    const character = scanner.peek();
    if (character === "") break;
    if (character === "(" && scanner.extglob && /[?*+@!]$/.test(run)) {
      open += 1;
      scanner.at += 1;
      builder.text("(", false);
    } else if (open > 0 && " \t\n|&;()<>".includes(character)) {
      if (character === "(") open += 1;
      if (character === ")") open -= 1;
      if (character === "\n") scanner.line += 1;
      scanner.at += 1;
      builder.text(character, false);
    } else if ((character === "<" || character === ">") && scanner.bash && scanner.text[scanner.at + 1] === "(") {
      scanner.at += 2;
      scanner.enter();
      const body = scanner.grammar.nested(scanner);
      scanner.leave();
      builder.part({ kind: "process", direction: character === "<" ? "in" : "out", body });
    } else if (" \t\n|&;()<>".includes(character)) break;
    else readActive(scanner, builder, character);
  }
  if (open > 0) throw scanner.unterminated(")", line);
  return builder.finish(scanner.text.slice(start, scanner.at), line);
}

/** A quotation, an expansion, or an escaped character of an unquoted word. */
function readActive(scanner: Scanner, builder: WordBuilder, character: string): void {
  if (!`"'\`$\\`.includes(character)) {
    // A run that ended at a line continuation.
    scanner.at += 1;
    builder.text(character, false);
    return;
  }
  scanner.at += 1;
  if (character === "'") builder.text(readSingleQuotes(scanner), true);
  else if (character === '"') builder.part(readDoubleQuotes(scanner));
  else if (character === "`") builder.part(readBackquotes(scanner, false));
  else if (character === "$") {
    const part = readDollar(scanner, "none");
    if (part === undefined) builder.text("$", false);
    else builder.part(part);
  } else {
    const next = scanner.text[scanner.at];
    if (next === undefined) builder.text("\\", true);
    else {
      const whole = String.fromCodePoint(scanner.text.codePointAt(scanner.at) ?? 0);
      scanner.at += whole.length;
      builder.text(whole, true);
    }
  }
}

/** The assignment that a word is, if it begins with an unquoted `name=`. */
export function asAssignment(word: Word, bash: boolean): Assignment | undefined {
  const first = word.parts[0];
  if (first?.kind !== "text" || first.quoted) return undefined;
  const match = ASSIGNMENT.exec(first.text);
  if (match === null || (match[2] === "+" && !bash)) return undefined;
  const [prefix, name = "", plus] = match;
  const rest = first.text.slice(prefix.length);
  const parts = [...(rest === "" ? [] : [{ ...first, text: rest }]), ...word.parts.slice(1)];
  const value = makeWord(parts, word.raw.slice(prefix.length), word.line);
  return { name, append: plus === "+", value, raw: word.raw };
}

/**
 * bash: `name[index]=value`, `name=(…)` and `name+=(…)`, which are no words of their own. Undefined, and nothing is
 * taken, when something else stands here.
 */
export function readArrayAssignment(scanner: Scanner, skipBlank: () => void): Assignment | undefined {
  const start = scanner.at;
  const { line } = scanner;
  const name = scanner.run(/[A-Za-z_][A-Za-z0-9_]*(?=\[|\+?=\()/y);
  if (name === "") return undefined;
  const undo = (): undefined => {
    scanner.at = start;
    scanner.line = line;
    return undefined;
  };
  let index: Word | undefined;
  if (scanner.take("[")) {
    const close = findSubscriptEnd(scanner.text, scanner.at);
    if (close < 0 || !/^\+?=/.test(scanner.text.slice(close + 1, close + 3))) return undo();
    index = readSubscript(scanner);
  }
  const append = scanner.take("+");
  if (!scanner.take("=")) return undo();
  const raw = (): string => scanner.text.slice(start, scanner.at);
  if (scanner.peek() === "(") {
    scanner.at += 1;
    const value = readElements(scanner, skipBlank);
    return { name, index, append, value, raw: raw() };
  }
  const value = readWord(scanner);
  return { name, index, append, value, raw: raw() };
}

/** Where the bracket opened before `at` closes; -1 when a blank or the end comes first. */
function findSubscriptEnd(text: string, at: number): number {
  let depth = 0;
  let quote = "";
  for (let here = at; here < text.length; here += 1) {
    const character = text[here] ?? "";
    if (quote !== "") {
      if (character === quote) quote = "";
      else if (character === "\\" && quote === '"') here += 1;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === "\\") here += 1;
    else if ("[({".includes(character)) depth += 1;
    else if (character === "]" && depth === 0) return here;
    else if ("])}".includes(character)) depth -= 1;
    else if (character === "\n" || (character === ";" && depth === 0)) return -1;
  }
  return -1;
}

/** bash 5.2 ends with 1 after this one. */
function unterminatedArray(scanner: Scanner, line: number): Error {
  const error = scanner.unterminated(")", line);
  return error instanceof SyntaxError ? new SyntaxError(error.message, error.line, undefined, undefined, 1) : error;
}

function readElements(scanner: Scanner, skipBlank: () => void): readonly ArrayElement[] {
  const { line } = scanner;
  const elements: ArrayElement[] = [];
  for (;;) {
    skipBlank();
    const character = scanner.peek();
    if (character === "") throw unterminatedArray(scanner, line);
    if (character === ")") break;
    if (character === "[") {
      const close = findSubscriptEnd(scanner.text, scanner.at + 1);
      if (close >= 0 && /^\+?=/.test(scanner.text.slice(close + 1, close + 3))) {
        scanner.at += 1;
        const index = readSubscript(scanner);
        const append = scanner.take("+");
        scanner.take("=");
        elements.push({ index, append, value: readWord(scanner) });
        continue;
      }
    }
    const before = scanner.at;
    elements.push({ value: readWord(scanner) });
    if (scanner.at === before) throw new UnexpectedInArray(scanner.peek());
  }
  scanner.at += 1;
  return elements;
}

/** An operator stands where an array's element should. */
export class UnexpectedInArray extends Error {}
