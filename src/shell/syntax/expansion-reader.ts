import type { Part, ParameterPart, Word } from "./ast.ts";
import { readAnsiQuotes, readDoubleQuotes, readQuotedCharacter, readSingleQuotes } from "./quote-reader.ts";
import type { Scanner } from "./scanner.ts";
import { SyntaxError } from "./syntax-error.ts";
import { makeWord, textWord, WordBuilder } from "./word-builder.ts";

/** Where an expansion stands: its quoting decides what quotes mean inside. */
export type Quoting = "none" | "double";

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const SPECIAL = "@*#?-$!";

/** After `$`: the expansion, or undefined when the dollar stands for itself. */
export function readDollar(scanner: Scanner, quoting: Quoting): Part | undefined {
  const character = scanner.peek();
  if (character === "(") {
    scanner.at += 1;
    if (scanner.peek() === "(") {
      const arithmetic = readArithmetic(scanner);
      if (arithmetic !== undefined) return arithmetic;
    }
    return readCommandSubstitution(scanner);
  }
  if (character === "{") {
    scanner.at += 1;
    return readBraced(scanner, quoting);
  }
  const name = scanner.run(NAME);
  if (name !== "") return parameter(scanner.peek() === "" ? name : continueName(scanner, name));
  if (/[0-9]/.test(character) || (character !== "" && SPECIAL.includes(character))) {
    scanner.at += 1;
    return parameter(character);
  }
  if (scanner.bash && quoting === "none" && (character === "'" || character === '"')) {
    scanner.at += 1;
    return character === "'"
      ? { kind: "text", text: readAnsiQuotes(scanner), quoted: true }
      : readDoubleQuotes(scanner);
  }
  if (scanner.bash && character === "[") {
    scanner.at += 1;
    return { kind: "arithmetic", expression: readExpression(scanner, "]", "$[") };
  }
  return undefined;
}

function parameter(name: string): ParameterPart {
  return { kind: "parameter", name, raw: `$${name}` };
}

/** A name may go on after a line continuation (POSIX 2.2.1 removes those before anything else). */
function continueName(scanner: Scanner, name: string): string {
  let whole = name;
  for (let more = scanner.run(/[A-Za-z0-9_]+/y); more !== ""; more = scanner.run(/[A-Za-z0-9_]+/y)) {
    whole += more;
    scanner.peek();
  }
  return whole;
}

/** After `$(`: the commands, the `)` taken. */
function readCommandSubstitution(scanner: Scanner): Part {
  scanner.enter();
  const body = scanner.grammar.nested(scanner);
  scanner.leave();
  return { kind: "command", body, backquoted: false };
}

/** After the opening backquote. Inside, a backslash escapes $, ` and itself (and " within double quotes). */
export function readBackquotes(scanner: Scanner, inDouble: boolean): Part {
  const line = scanner.line;
  let text = "";
  for (;;) {
    const character = scanner.peek();
    if (character === "") throw scanner.unterminated("`", line);
    scanner.at += 1;
    if (character === "`") break;
    if (character === "\n") scanner.line += 1;
    if (character === "\\") {
      const next = scanner.text[scanner.at] ?? "";
      if (next !== "" && ("$`\\".includes(next) || (inDouble && next === '"'))) {
        text += next;
        scanner.at += 1;
        continue;
      }
    }
    text += character;
  }
  scanner.enter();
  const body = scanner.grammar.whole(text, scanner, line);
  scanner.leave();
  return { kind: "command", body, backquoted: true };
}

/** At the second parenthesis of `$((`: the arithmetic, or undefined when these are nested commands after all. */
function readArithmetic(scanner: Scanner): Part | undefined {
  const { at, line } = scanner;
  scanner.at += 1;
  try {
    const expression = readExpression(scanner, "))", "$((");
    return { kind: "arithmetic", expression };
  } catch (error) {
    if (!(error instanceof NotArithmetic)) throw error;
    if (!scanner.bash) throw new SyntaxError("Syntax error: Missing '))'", scanner.line);
    scanner.at = at;
    scanner.line = line;
    return undefined;
  }
}

/** A `)` that closes nothing was followed by something else than a second `)`. */
export class NotArithmetic extends Error {}

/** An arithmetic expression up to its closer, which is taken. Parentheses and brackets inside are balanced. */
export function readExpression(scanner: Scanner, closer: "))" | "]" | ";" | "}", opener = "(("): Word {
  const line = scanner.line;
  const start = scanner.at;
  const builder = new WordBuilder();
  let depth = 0;
  scanner.enter();
  for (;;) {
    const run = scanner.run(/[^()[\]$`\\"'\n;:}]+/y);
    if (run !== "") builder.text(run, true);
    const character = scanner.peek();
    if (character === "") {
      scanner.leave();
      throw scanner.unterminated(closer === "))" && scanner.bash ? ")" : closer, opener === "$[" ? line : line);
    }
    if (depth === 0) {
      if (closer === "))" && character === ")") {
        const end = scanner.at;
        scanner.at += 1;
        if (!scanner.take(")")) {
          scanner.leave();
          throw new NotArithmetic();
        }
        scanner.leave();
        return finishExpression(builder, scanner.text.slice(start, end), line);
      }
      if (character === closer || (closer === ";" && character === ")") || (closer === "}" && character === ":")) {
        const end = scanner.at;
        if (closer === "]") scanner.at += 1;
        scanner.leave();
        return finishExpression(builder, scanner.text.slice(start, end), line);
      }
    }
    if (character === "(" || (character === "[" && closer !== "))")) depth += 1;
    if (character === ")" || (character === "]" && closer !== "))")) depth -= 1;
    if (character === '"' && scanner.bash) {
      scanner.at += 1;
      builder.part(readDoubleQuotes(scanner));
    } else if (character === "$" && closer === "]" && scanner.bash && scanner.text[scanner.at + 1] === "'") {
      scanner.at += 2;
      builder.text(readAnsiQuotes(scanner), true);
    } else if (character === "'" && scanner.bash) {
      scanner.at += 1;
      const text = readSingleQuotes(scanner);
      // In double parentheses they are text that is no number, or around an associative array's key.
      builder.text(closer === "))" || closer === ";" ? `'${text}'` : text, true);
    } else readQuotedCharacter(scanner, builder, character, '$`"\\');
  }
}

function finishExpression(builder: WordBuilder, raw: string, line: number): Word {
  return makeWord([{ kind: "double", parts: builder.finish("", line).parts }], raw, line);
}

/** After `${`: the expansion, the `}` taken. */
function readBraced(scanner: Scanner, quoting: Quoting): ParameterPart {
  const start = scanner.at;
  const line = scanner.line;
  scanner.enter();
  const raw = (): string => `\${${scanner.text.slice(start, scanner.at)}`;
  const close = (part: Omit<ParameterPart, "kind" | "raw">): ParameterPart => {
    if (!scanner.take("}")) {
      if (scanner.peek() === "") throw scanner.unterminated("}", line);
      readBraceWord(scanner, quoting, false, "}");
      if (!scanner.take("}")) throw scanner.unterminated("}", line);
      scanner.leave();
      return { kind: "parameter", name: part.name, operator: "bad", raw: raw() };
    }
    scanner.leave();
    return { kind: "parameter", ...part, raw: raw() };
  };

  let length = false;
  let indirect = false;
  if (scanner.peek() === "#") {
    const { at } = scanner;
    scanner.at += 1;
    const next = scanner.peek();
    const after = scanner.text[scanner.at + 1];
    if (/[A-Za-z_0-9]/.test(next) || (next !== "" && SPECIAL.includes(next) && after === "}")) length = true;
    else scanner.at = at;
  } else if (scanner.bash && scanner.peek() === "!") {
    scanner.at += 1;
    if (/[A-Za-z_0-9@*#?$!-]/.test(scanner.peek()) && !/^[-}]/.test(scanner.text.slice(scanner.at, scanner.at + 1)))
      indirect = true;
    else scanner.at -= 1;
  }
  const name = readParameterName(scanner);
  if (name === "") return close({ name: "", operator: "bad" });
  let index: Word | undefined;
  if (scanner.bash && /^[A-Za-z_]/.test(name) && scanner.take("[")) index = readSubscript(scanner);
  if (length) {
    return scanner.peek() === "}" ? close({ name, index, length }) : close({ name });
  }
  if (indirect && index === undefined && (scanner.peek() === "*" || scanner.peek() === "@")) {
    const kind = scanner.peek() as "*" | "@";
    if (scanner.text[scanner.at + 1] === "}") {
      scanner.at += 1;
      return close({ name, prefix: kind });
    }
  }
  const part = { name, index, ...(indirect ? { indirect } : {}) };
  if (scanner.peek() === "}") return close(part);
  return close({ ...part, ...readOperator(scanner, quoting) });
}

function readParameterName(scanner: Scanner): string {
  const character = scanner.peek();
  const name = scanner.run(NAME);
  if (name !== "") return continueName(scanner, name);
  const digits = scanner.run(/[0-9]+/y);
  if (digits !== "") return digits;
  if (character !== "" && SPECIAL.includes(character)) {
    scanner.at += 1;
    return character;
  }
  return "";
}

/** After `[`: a subscript, the `]` taken. `@` and `*` stay as they are. */
export function readSubscript(scanner: Scanner): Word {
  const special = scanner.peek();
  if ((special === "@" || special === "*") && scanner.text[scanner.at + 1] === "]") {
    scanner.at += 2;
    return textWord(special, scanner.line);
  }
  return readExpression(scanner, "]", "[");
}

type Operation = Pick<ParameterPart, "operator" | "word" | "second">;

function readOperator(scanner: Scanner, quoting: Quoting): Operation {
  const first = scanner.peek();
  scanner.at += 1;
  const second = scanner.peek();
  if (first === ":" && second !== "" && "-=?+".includes(second)) {
    scanner.at += 1;
    return { operator: `:${second}`, word: readBraceWord(scanner, quoting, false, "}") };
  }
  if ("-=?+".includes(first)) return { operator: first, word: readBraceWord(scanner, quoting, false, "}") };
  if (first === "#" || first === "%") {
    if (second === first) scanner.at += 1;
    const operator = second === first ? first + second : first;
    return { operator, word: readBraceWord(scanner, quoting, true, "}") };
  }
  if (first === ":" && second === "}") {
    if (!scanner.bash) throw new SyntaxError("Syntax error: Missing '}'", scanner.line);
    return { operator: "bad" };
  }
  if (!scanner.bash) {
    scanner.at -= 1;
    return { operator: "bad" };
  }
  if (first === ":") {
    const word = readExpression(scanner, "}");
    if (!scanner.take(":")) return { operator: ":", word };
    return { operator: ":", word, second: readExpression(scanner, "}") };
  }
  if (first === "/") {
    const all = second !== "" && "/#%".includes(second) ? second : "";
    scanner.at += all.length;
    const word = readBraceWord(scanner, quoting, true, "/}", all === "" || all === "/");
    const replacement = scanner.take("/") ? readBraceWord(scanner, quoting, true, "}") : undefined;
    return { operator: `/${all}`, word, second: replacement };
  }
  if (first === "^" || first === "," || first === "~") {
    if (second === first) scanner.at += 1;
    return { operator: second === first ? first + second : first, word: readBraceWord(scanner, quoting, true, "}") };
  }
  if (first === "@" && /[QEPAKaUuLk]/.test(second) && scanner.text[scanner.at + 1] === "}") {
    scanner.at += 1;
    return { operator: "@", word: textWord(second, scanner.line) };
  }
  scanner.at -= 1;
  return { operator: "bad" };
}

/**
 * The word of `${name-word}` up to one of `closers`, which stays. Within double quotes its text is quoted and single
 * quotes are text, but a pattern keeps its own quoting. `slashFirst`: a slash at the beginning is part of the word.
 */
function readBraceWord(
  scanner: Scanner,
  quoting: Quoting,
  pattern: boolean,
  closers: string,
  slashFirst = false,
): Word {
  const start = scanner.at;
  const line = scanner.line;
  const quoted = quoting === "double" && !pattern;
  const builder = new WordBuilder();
  let first = true;
  let paired = false;
  for (;;) {
    const character = scanner.peek();
    if (character === "") throw scanner.unterminated(paired ? "'" : "}", line);
    if (!paired && closers.includes(character) && !(first && slashFirst && character === "/")) break;
    first = false;
    if (character === '"') {
      scanner.at += 1;
      builder.part(readDoubleQuotes(scanner));
    } else if (character === "'" && !quoted) {
      scanner.at += 1;
      builder.text(readSingleQuotes(scanner), true);
    } else if (character === "'" && scanner.pairsQuotes) {
      // bash: no quotation, but what stands in it does not end the expansion.
      paired = !paired;
      scanner.at += 1;
      builder.text("'", true);
    } else if (character === "\\") {
      scanner.at += 1;
      const next = scanner.text[scanner.at] ?? "";
      if (quoted && next === "'") {
        scanner.at += 1;
        builder.text("\\'", true);
      } else if (quoted && !('$`"\\}'.includes(next) && next !== "")) builder.text("\\", true);
      else {
        builder.text(next, true);
        scanner.at += 1;
        if (next === "\n") scanner.line += 1;
      }
    } else if (character === "$") {
      scanner.at += 1;
      // bash takes $'…' for a quotation here, also within double quotes.
      const ansi = scanner.bash && scanner.text[scanner.at] === "'" && scanner.pairsQuotes;
      const part = readDollar(scanner, quoted && !ansi ? "double" : "none");
      if (part === undefined) builder.text("$", quoted);
      else builder.part(part);
    } else if (character === "`") {
      scanner.at += 1;
      builder.part(readBackquotes(scanner, quoting === "double"));
    } else {
      if (character === "\n") scanner.line += 1;
      scanner.at += 1;
      builder.text(character, quoted);
    }
  }
  return builder.finish(scanner.text.slice(start, scanner.at), line);
}
