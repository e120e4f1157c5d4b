import type { CaseClause, Command, Redirect, Statement, Word } from "./ast.ts";
import { NotArithmetic, readExpression } from "./expansion-reader.ts";
import type { Token } from "./lexer.ts";
import type { Parser } from "./parser.ts";
import { SyntaxError } from "./syntax-error.ts";
import { parseTest } from "./test-parser.ts";
import { textWord } from "./word-builder.ts";

/** Words that end a list inside a compound command. */
const CLOSING = new Set(["then", "else", "elif", "fi", "do", "done", "esac", "}"]);

/** Words that begin a compound command. */
const COMPOUND = new Set(["{", "if", "while", "until", "for", "case", "select", "[["]);

function isWord(token: Token, text: string): boolean {
  return token.kind === "word" && token.text === text;
}

function isOperator(token: Token, text: string): boolean {
  return token.kind === "operator" && token.text === text;
}

function closes(token: Token): boolean {
  return (
    (token.kind === "word" && CLOSING.has(token.text)) || (token.kind === "operator" && /^\)$|^;[;&]/.test(token.text))
  );
}

function expectWord(parser: Parser, text: string): void {
  parser.resolveAlias();
  if (!isWord(parser.lexer.ahead, text)) throw parser.lexer.unexpected(parser.lexer.ahead, text);
  parser.lexer.next();
}

/** The compound command that begins here; undefined, and nothing taken, when a simple one does. */
export function parseCompound(parser: Parser): Command | undefined {
  const { lexer } = parser;
  const token = lexer.ahead;
  const command = parseBare(parser, token);
  if (command === undefined || command.kind === "function") return command;
  const redirects: Redirect[] = [];
  for (let redirect = parser.redirect(); redirect !== undefined; redirect = parser.redirect()) redirects.push(redirect);
  return redirects.length === 0 ? command : { ...command, redirects };
}

function parseBare(parser: Parser, token: Token): Command | undefined {
  const { lexer } = parser;
  const base = { redirects: [], line: token.line };
  if (isOperator(token, "(")) {
    if (parser.bash && lexer.text[lexer.at] === "(") {
      const arithmetic = parseArithmetic(parser);
      if (arithmetic !== undefined) return { kind: "arithmetic", expression: arithmetic, ...base };
    }
    lexer.next();
    const body = parser.list(closes, false, ")");
    if (!isOperator(lexer.ahead, ")")) throw lexer.unexpected(lexer.ahead, ")");
    lexer.next();
    return { kind: "subshell", body, ...base };
  }
  if (token.kind !== "word") return undefined;
  switch (token.text) {
    case "{": {
      lexer.next();
      const body = parser.list(closes, false, "}");
      expectWord(parser, "}");
      return { kind: "group", body, ...base };
    }
    case "if":
      lexer.next();
      return { ...parseIf(parser), ...base };
    case "while":
    case "until": {
      lexer.next();
      const test = parser.list(closes, false, "do");
      return { kind: "while", until: token.text === "until", test, body: parseLoopBody(parser), ...base };
    }
    case "for":
      lexer.next();
      return parseFor(parser, token.line);
    case "case":
      lexer.next();
      return parseCase(parser, token.line);
    default:
      if (CLOSING.has(token.text) || token.text === "in") throw lexer.unexpected(token);
      return parser.bash ? parseBash(parser, token) : undefined;
  }
}

function parseBash(parser: Parser, token: Token): Command | undefined {
  const { lexer } = parser;
  const base = { redirects: [], line: token.line };
  switch (token.text) {
    case "[[": {
      lexer.next();
      return { kind: "test", expression: parseTest(parser), ...base };
    }
    case "select":
      lexer.next();
      return parseFor(parser, token.line, "select");
    case "function": {
      lexer.next();
      const name = lexer.next();
      if (name.kind !== "word") throw lexer.unexpected(name, undefined, true);
      // What else begins with a parenthesis is a body of its own.
      if (isOperator(lexer.ahead, "(") && /^[ \t]*\)/.test(lexer.text.slice(lexer.at, lexer.at + 64))) {
        lexer.next();
        if (!isOperator(lexer.ahead, ")")) throw lexer.unexpected(lexer.ahead);
        lexer.next();
      }
      return parser.functionBody(name.text, name);
    }
    case "coproc":
      lexer.next();
      return { kind: "coproc", ...parseCoprocess(parser), ...base };
    default:
      return undefined;
  }
}

/** After `coproc`: its name, which only a compound command may have, and the command. */
function parseCoprocess(parser: Parser): { name: string; body: Command } {
  const { lexer } = parser;
  const first = parseCompound(parser);
  if (first !== undefined) return { name: "COPROC", body: first };
  const word = lexer.next();
  const { ahead } = lexer;
  const compound = isOperator(ahead, "(") || (ahead.kind === "word" && COMPOUND.has(ahead.text));
  const body = compound ? parseCompound(parser) : undefined;
  if (body !== undefined) return { name: word.text, body };
  lexer.unread();
  lexer.at = word.start;
  lexer.line = word.line;
  return { name: "COPROC", body: parser.command() };
}

/** bash's `(( ))`; undefined when the parentheses are nested subshells after all. */
function parseArithmetic(parser: Parser): Word | undefined {
  const { lexer } = parser;
  const { ahead, at, line } = lexer;
  lexer.unread();
  lexer.at = at + 1;
  try {
    return readExpression(lexer, "))");
  } catch (error) {
    if (!(error instanceof NotArithmetic)) throw error;
    lexer.at = ahead.start;
    lexer.line = line;
    return undefined;
  }
}

function parseIf(parser: Parser): {
  kind: "if";
  branches: { test: readonly Statement[]; body: readonly Statement[] }[];
  otherwise: readonly Statement[] | undefined;
} {
  const { lexer } = parser;
  const branches = [];
  let otherwise: readonly Statement[] | undefined;
  for (;;) {
    const test = parser.list(closes, false, "then");
    expectWord(parser, "then");
    branches.push({ test, body: parser.list(closes, false, "fi") });
    if (isWord(lexer.ahead, "elif")) {
      lexer.next();
      continue;
    }
    if (isWord(lexer.ahead, "else")) {
      lexer.next();
      otherwise = parser.list(closes, false, "fi");
    }
    expectWord(parser, "fi");
    return { kind: "if", branches, otherwise };
  }
}

function parseLoopBody(parser: Parser): readonly Statement[] {
  const { lexer } = parser;
  if (parser.bash && isWord(lexer.ahead, "{")) {
    lexer.next();
    const body = parser.list(closes, false, "done");
    expectWord(parser, "}");
    return body;
  }
  expectWord(parser, "do");
  const body = parser.list(closes, false, "done");
  expectWord(parser, "done");
  return body;
}

function parseFor(parser: Parser, line: number, kind: "for" | "select" = "for"): Command {
  const { lexer } = parser;
  if (parser.bash && kind === "for" && isOperator(lexer.ahead, "(") && lexer.text[lexer.at] === "(") {
    return parseForArithmetic(parser, line);
  }
  const name = lexer.ahead;
  if (name.kind !== "word" && parser.bash) throw lexer.unexpected(name, undefined, true);
  // bash finds out that the name is none when the loop runs.
  if (!parser.bash && (name.kind !== "word" || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name.text))) {
    throw new SyntaxError("Syntax error: Bad for loop variable", name.line);
  }
  lexer.next();
  let words: Word[] | undefined;
  if (isOperator(lexer.ahead, ";")) lexer.next();
  parser.newlines();
  if (isWord(lexer.ahead, "in")) {
    lexer.next();
    words = [];
    for (let token = lexer.ahead; token.kind === "word" || token.kind === "assignment"; token = lexer.ahead) {
      words.push(token.kind === "word" ? token.word : textWord(token.text, token.line));
      lexer.next();
    }
    if (isOperator(lexer.ahead, ";")) lexer.next();
    else if (lexer.ahead.kind !== "newline") throw lexer.unexpected(lexer.ahead);
    parser.newlines();
  }
  const body = parseLoopBody(parser);
  return { kind, name: name.text, words, body, redirects: [], line };
}

function parseForArithmetic(parser: Parser, line: number): Command {
  const { lexer } = parser;
  const { at } = lexer;
  lexer.unread();
  lexer.at = at + 1;
  const part = (last: boolean): Word => {
    const word = readExpression(lexer, last ? "))" : ";");
    if (last || lexer.take(";")) return word;
    readExpression(lexer, "))");
    const text = `syntax error: \`${lexer.text.slice(at - 1, lexer.at)}'`;
    throw new SyntaxError("syntax error: arithmetic expression required", line, undefined, { text, line });
  };
  const first = part(false);
  const test = part(false);
  const step = part(true);
  if (isOperator(lexer.ahead, ";")) lexer.next();
  parser.newlines();
  return { kind: "for-arithmetic", first, test, step, body: parseLoopBody(parser), redirects: [], line };
}

function parseCase(parser: Parser, line: number): Command {
  const { lexer } = parser;
  const subject = lexer.next();
  if (subject.kind !== "word") throw lexer.unexpected(subject, "word", true);
  parser.newlines();
  expectWord(parser, "in");
  parser.newlines();
  const clauses: CaseClause[] = [];
  while (!isWord(lexer.ahead, "esac")) {
    clauses.push(parseClause(parser));
    parser.newlines();
  }
  lexer.next();
  return { kind: "case", word: subject.word, clauses, redirects: [], line };
}

function parseClause(parser: Parser): CaseClause {
  const { lexer } = parser;
  const patterns: Word[] = [];
  if (isOperator(lexer.ahead, "(")) lexer.next();
  for (;;) {
    const pattern = lexer.next();
    if (pattern.kind !== "word") throw lexer.unexpected(pattern, pattern.kind === "end" ? ")" : undefined);
    patterns.push(pattern.word);
    if (!isOperator(lexer.ahead, "|")) break;
    lexer.next();
  }
  if (!isOperator(lexer.ahead, ")")) throw lexer.unexpected(lexer.ahead, ")", true);
  lexer.next();
  const body = parser.list((token) => closes(token), true);
  const end = lexer.ahead;
  if (end.kind === "operator" && (end.text === ";;" || end.text === ";&" || end.text === ";;&")) {
    lexer.next();
    return { patterns, body, end: end.text };
  }
  if (!isWord(end, "esac")) throw lexer.unexpected(end, ";;");
  return { patterns, body, end: ";;" };
}
