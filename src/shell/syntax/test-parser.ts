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
  lexer.extglob = true;
  try {
    const expression = parseOr(parser);
    const token = lexer.ahead;
    if (token.kind !== "word" || token.text !== "]]") throw unexpected(parser);
    lexer.extglob = extglob;
    lexer.next();
    return expression;
  } finally {
    lexer.extglob = extglob;
  }
}

function unexpected(parser: Parser): Error {
  const token = parser.lexer.ahead;
  if (token.kind === "end" && !parser.lexer.more)
    return new SyntaxError("unexpected EOF while looking for `]]'", token.line);
  if (token.kind === "word" && token.text === "]]") return new SyntaxError("", token.line, undefined, undefined, 0);
  if (token.kind === "end") return parser.lexer.unexpected(token);
  const text = token.kind === "newline" ? "newline" : token.text;
  const near = parser.lexer.unexpected(token);
  return near instanceof SyntaxError
    ? new SyntaxError(
        `syntax error in conditional expression: unexpected token \`${text}'`,
        token.line,
        near.source,
        near.message.replace(/unexpected token /, ""),
      )
    : near;
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
  if (token.kind === "operator" && token.text === "(") {
    lexer.next();
    lexer.enter();
    const inner = parseOr(parser);
    lexer.leave();
    parser.newlines();
    if (lexer.ahead.kind !== "operator" || lexer.ahead.text !== ")") throw unexpected(parser);
    lexer.next();
    parser.newlines();
    return { kind: "group", operand: inner };
  }
  const expression = parsePrimary(parser);
  parser.newlines();
  return expression;
}

function parsePrimary(parser: Parser): TestExpression {
  const { lexer } = parser;
  const first = takeWord(parser);
  if (UNARY.test(first.raw)) {
    const next = lexer.ahead;
    const alone = (next.kind === "word" && (next.text === "]]" || BINARY.test(next.text))) || next.kind !== "word";
    if (!alone) return { kind: "unary", operator: first.raw, operand: takeWord(parser) };
    if (next.kind === "word" && next.text === "]]" && parser.bash) throw noArgument(next, "unary");
  }
  const operator = lexer.ahead;
  if (operator.kind === "operator" && (operator.text === "<" || operator.text === ">")) {
    lexer.next();
    return { kind: "binary", operator: operator.text, left: first, right: takeWord(parser) };
  }
  if (operator.kind !== "word" || !BINARY.test(operator.text)) {
    const ends = operator.kind === "end" && !lexer.text.endsWith("\n");
    if ((operator.kind === "newline" || ends) && !lexer.more)
      throw new SyntaxError(
        "unexpected token `newline', conditional binary operator expected",
        operator.line,
        undefined,
        undefined,
        0,
      );
    if (operator.kind === "word" && operator.text !== "]]") {
      throw new SyntaxError("conditional binary operator expected", operator.line, undefined, undefined, 0);
    }
    return { kind: "word", word: first };
  }
  lexer.next();
  if (operator.text === "=~") return { kind: "binary", operator: "=~", left: first, right: readRegex(lexer) };
  const right = lexer.ahead;
  if (right.kind === "word" && right.text === "]]") throw noArgument(right, "binary");
  return { kind: "binary", operator: operator.text, left: first, right: takeWord(parser) };
}

function noArgument(token: Token, kind: "unary" | "binary"): Error {
  return new SyntaxError(
    `unexpected argument \`${token.text}' to conditional ${kind} operator`,
    token.line,
    undefined,
    undefined,
    0,
  );
}

function takeWord(parser: Parser): Word {
  const token = parser.lexer.ahead;
  if (token.kind !== "word" || token.text === "]]") throw unexpected(parser);
  parser.lexer.next();
  return token.word;
}

/** The regular expression after `=~`: parentheses and bars are its own, blanks end it. */
function readRegex(lexer: Lexer): Word {
  lexer.skipBlank();
  const start = lexer.at;
  const line = lexer.line;
  const builder = new WordBuilder();
  let open = 0;
  for (;;) {
    const character = lexer.peek();
    if (character === "") throw lexer.unterminated("]]", line);
    if (open === 0 && /[ \t\n]/.test(character)) break;
    if (open === 0 && character === ")") break;
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
