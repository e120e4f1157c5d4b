import type { TestExpression, Word } from "./ast.ts";
import { readBackquotes, readDollar } from "./expansion-reader.ts";
import type { Lexer, Token } from "./lexer.ts";
import type { Parser } from "./parser.ts";
import { readDoubleQuotes, readSingleQuotes } from "./quote-reader.ts";
import { SyntaxError } from "./syntax-error.ts";
import { WordBuilder } from "./word-builder.ts";

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const BINARY = /^(?:-(?:eq|ne|lt|le|gt|ge|nt|ot|ef)|==?|!=|=~)$/;

/** After `[[`: the expression, the `]]` taken (bash: "Conditional Constructs"). */
export function parseTest(parser: Parser): TestExpression {
  const { lexer } = parser;
  const { extglob } = lexer;
  const { line } = lexer.ahead;
  lexer.extglob = true;
  try {
    const expression = parseOr(parser);
    const token = lexer.ahead;
    if (!isClose(token)) {
      if (token.kind === "end" && !lexer.more) throw new SyntaxError("unexpected EOF while looking for `]]'", line);
      const found = token.kind === "word" ? "" : `: unexpected token \`${nameOf(token)}'`;
      throw refuse(parser, `syntax error in conditional expression${found}`);
    }
    lexer.extglob = extglob;
    lexer.next();
    return expression;
  } finally {
    lexer.extglob = extglob;
  }
}

function isClose(token: Token): boolean {
  return token.kind === "word" && token.text === "]]";
}

/** What bash calls a token that does not fit. */
function nameOf(token: Token): string {
  return token.kind === "newline" || token.kind === "end" ? "newline" : token.text;
}

/** bash gives up the whole text, and fails only where nothing but line ends is left of it. */
function refuse(parser: Parser, message: string): Error {
  const { lexer } = parser;
  const token = lexer.ahead;
  if (token.kind === "end" && lexer.more) return lexer.unexpected(token);
  const over = token.kind === "end" || (token.kind === "newline" && /^\s*$/.test(lexer.text.slice(token.start)));
  return new SyntaxError(message, token.line, undefined, undefined, over ? -1 : 0);
}

function parseOr(parser: Parser): TestExpression {
  let left = parseAnd(parser);
  for (; parser.lexer.ahead.text === "||" && parser.lexer.ahead.kind === "operator";) {
    parser.lexer.next();
    left = { kind: "or", left, right: parseAnd(parser) };
  }
  return left;
}

function parseAnd(parser: Parser): TestExpression {
  let left = parseNot(parser);
  for (; parser.lexer.ahead.text === "&&" && parser.lexer.ahead.kind === "operator";) {
    parser.lexer.next();
    left = { kind: "and", left, right: parseNot(parser) };
  }
  return left;
}

function parseNot(parser: Parser): TestExpression {
  const { lexer } = parser;
  parser.newlines();
  const token = lexer.ahead;
  if (token.kind === "word" && token.text === "!") {
    lexer.next();
    return { kind: "not", operand: parseNot(parser) };
  }
  if (token.kind === "operator" && token.text === "(") return parseGroup(parser, token);
  const expression = parsePrimary(parser);
  parser.newlines();
  return expression;
}

function parseGroup(parser: Parser, open: Token): TestExpression {
  const { lexer } = parser;
  lexer.next();
  lexer.enter();
  let operand: TestExpression;
  try {
    operand = parseOr(parser);
  } catch (error) {
    if (!(error instanceof SyntaxError) || error.message === "") throw error;
    throw new SyntaxError(
      error.message,
      error.line,
      undefined,
      { text: "expected `)'", line: open.line },
      error.status,
    );
  }
  lexer.leave();
  const close = lexer.ahead;
  if (close.kind !== "operator" || close.text !== ")") {
    if (close.kind === "word" && !isClose(close)) throw refuse(parser, "expected `)'");
    throw refuse(parser, `unexpected token \`${nameOf(close)}', expected \`)'`);
  }
  lexer.next();
  parser.newlines();
  return { kind: "group", operand };
}

function parsePrimary(parser: Parser): TestExpression {
  const { lexer } = parser;
  const token = lexer.ahead;
  if (token.kind !== "word" || isClose(token)) throw refusePrimary(parser);
  const first = token.word;
  lexer.next();
  if (UNARY.test(first.raw)) return { kind: "unary", operator: first.raw, operand: takeArgument(parser, "unary") };
  const operator = lexer.ahead;
  if (operator.kind === "operator" && (operator.text === "<" || operator.text === ">")) {
    lexer.next();
    return { kind: "binary", operator: operator.text, left: first, right: takeArgument(parser, "binary") };
  }
  if (operator.kind !== "word" || !BINARY.test(operator.text)) {
    if (isClose(operator) || (operator.kind === "operator" && /^(?:&&|\|\||\))$/.test(operator.text)))
      return { kind: "word", word: first };
    const found = operator.kind === "word" ? "" : `unexpected token \`${nameOf(operator)}', `;
    throw refuse(parser, `${found}conditional binary operator expected`);
  }
  lexer.next();
  if (operator.text === "=~" && regexFollows(lexer))
    return { kind: "binary", operator: "=~", left: first, right: readRegex(lexer) };
  return { kind: "binary", operator: operator.text, left: first, right: takeArgument(parser, "binary") };
}

function refusePrimary(parser: Parser): Error {
  const { lexer } = parser;
  const token = lexer.ahead;
  if (isClose(token)) return new SyntaxError("", token.line, undefined, undefined, 0);
  if (token.kind !== "end") return refuse(parser, `unexpected token \`${nameOf(token)}' in conditional command`);
  if (lexer.more) return lexer.unexpected(token);
  const line = token.line + (lexer.text.endsWith("\n") ? 0 : 1);
  return new SyntaxError("unexpected token `EOF' in conditional command", line, undefined, undefined, -1);
}

function takeArgument(parser: Parser, kind: "unary" | "binary"): Word {
  const token = parser.lexer.ahead;
  if (token.kind !== "word" || isClose(token))
    throw refuse(parser, `unexpected argument \`${nameOf(token)}' to conditional ${kind} operator`);
  parser.lexer.next();
  return token.word;
}

/** Whether there is something after `=~` before the line or the expression ends. */
function regexFollows(lexer: Lexer): boolean {
  lexer.skipBlank();
  return lexer.peek() !== "" && !/^(?:\n|\]\](?:[\s;&|()<>]|$))/.test(lexer.text.slice(lexer.at, lexer.at + 3));
}

/** The regular expression after `=~`: parentheses and bars are its own; blanks and other operators end it. */
function readRegex(lexer: Lexer): Word {
  const start = lexer.at;
  const line = lexer.line;
  const builder = new WordBuilder();
  let open = 0;
  for (;;) {
    const character = lexer.peek();
    if (character === "" && open > 0) throw lexer.unterminated(")", line);
    if (character === "" || (open === 0 && /[ \t\n;&<>)]/.test(character))) break;
    lexer.at += 1;
    if (character === "'") builder.text(readSingleQuotes(lexer), true);
    else if (character === '"') builder.part(readDoubleQuotes(lexer));
    else if (character === "`") builder.part(readBackquotes(lexer, false));
    else if (character === "\\") {
      builder.text(lexer.text[lexer.at] ?? "", true);
      lexer.at += 1;
    } else if (character === "$") {
      const part = readDollar(lexer, "none");
      if (part === undefined) builder.text("$", false);
      else builder.part(part);
    } else {
      if (character === "(") open += 1;
      if (character === ")") open -= 1;
      if (character === "\n") lexer.line += 1;
      builder.text(character, false);
    }
  }
  return builder.finish(lexer.text.slice(start, lexer.at), line);
}
