import type { Assignment, Redirect, Word } from "./ast.ts";
import { readDocument } from "./quote-reader.ts";
import { Scanner, type ScannerOptions } from "./scanner.ts";
import { Incomplete, SyntaxError } from "./syntax-error.ts";
import { unquoteParts, textWord } from "./word-builder.ts";
import { readArrayAssignment, readWord, UnexpectedInArray } from "./word-reader.ts";

export type Token =
  | { readonly kind: "word"; readonly text: string; readonly word: Word; readonly line: number; readonly start: number }
  | {
      readonly kind: "assignment";
      readonly text: string;
      readonly assignment: Assignment;
      readonly line: number;
      readonly start: number;
    }
  | {
      readonly kind: "operator" | "newline" | "end" | "descriptor" | "variable";
      readonly text: string;
      readonly line: number;
      readonly start: number;
    };

const SH_OPERATORS = ["<<-", "&&", "||", ";;", "<<", ">>", "<&", ">&", "<>", ">|", "|", "&", ";", "<", ">", "(", ")"];
const BASH_OPERATORS = [";;&", "&>>", "<<<", ";&", "&>", "|&", ...SH_OPERATORS].sort((a, b) => b.length - a.length);

/** Tokens of the shell's grammar (POSIX 2.3), one at a time, with alias substitution and here-documents. */
export class Lexer extends Scanner {
  /** bash says so when a here-document is ended by the end of the text. */
  readonly warnings: { readonly line: number; readonly text: string }[] = [];
  #ahead: Token | undefined;
  readonly #operators: readonly string[];
  /** Aliases now being substituted, and where the rest of the text begins. */
  #substituting: { name: string; left: number }[] = [];

  constructor(text: string, options: ScannerOptions) {
    super(text, options);
    this.#operators = options.dialect === "bash" ? BASH_OPERATORS : SH_OPERATORS;
  }

  get ahead(): Token {
    return (this.#ahead ??= this.#read());
  }

  next(): Token {
    const token = this.ahead;
    this.#ahead = undefined;
    return token;
  }

  /** Whether a token was read ahead: readers of the bare text must not be called then. */
  get buffered(): boolean {
    return this.#ahead !== undefined;
  }

  /** Goes back to where the token ahead began. */
  unread(): void {
    const token = this.#ahead;
    if (token === undefined) return;
    this.at = token.start;
    this.line = token.line;
    this.#ahead = undefined;
  }

  /** Makes a token the one ahead again. */
  unreadTo(token: Token): void {
    this.#ahead = token;
  }

  /** The token ahead is set aside while something nested is read. */
  withoutAhead<T>(read: () => T): T {
    const kept = this.#ahead;
    const documents = this.documents;
    this.#ahead = undefined;
    this.documents = [];
    const result = read();
    this.#ahead = kept;
    this.documents = [...documents, ...this.documents];
    return result;
  }

  skipBlank(): void {
    for (;;) {
      this.run(/[ \t]+/y);
      const character = this.peek();
      if (character === "#") this.run(/[^\n]*/y);
      else if (character !== " " && character !== "\t") return;
    }
  }

  skipBlankLines(): void {
    for (this.skipBlank(); this.peek() === "\n"; this.skipBlank()) this.#newline();
  }

  /** Puts an alias's text in place of the word token just taken. False when it is being substituted already. */
  substituteAlias(name: string, value: string, start: number): boolean {
    const left = this.text.length - this.at;
    this.#substituting = this.#substituting.filter((entry) => entry.left < this.text.length - start);
    if (this.#substituting.some((entry) => entry.name === name)) return false;
    this.#substituting.push({ name, left });
    this.text = `${this.text.slice(0, start)}${value}${this.text.slice(this.at)}`;
    this.at = start;
    this.#ahead = undefined;
    return true;
  }

  #newline(): void {
    // bash does not count the lines of an alias's text.
    const { length } = this.text;
    if (!this.bash || !this.#substituting.some(({ left }) => length - this.at > left)) this.line += 1;
    this.at += 1;
    if (this.documents.length > 0) this.#readDocuments();
  }

  #read(): Token {
    this.skipBlank();
    const start = this.at;
    const { line } = this;
    const character = this.peek();
    if (character === "") return { kind: "end", text: "", line: this.line, start };
    if (character === "\n") {
      this.#newline();
      return { kind: "newline", text: "\n", line, start };
    }
    if ("|&;<>()".includes(character)) {
      const operator = this.#operator();
      if (operator !== "") return { kind: "operator", text: operator, line, start };
    }
    if (/[0-9]/.test(character)) {
      const digits = this.run(this.bash ? /[0-9]+(?=[<>])/y : /[0-9](?=[<>])/y);
      if (digits !== "") return { kind: "descriptor", text: digits, line, start };
    }
    if (this.bash) {
      const variable = this.run(/\{[A-Za-z_][A-Za-z0-9_]*(?:\[[^\]\s]*\])?\}(?=[<>])/y);
      if (variable !== "") return { kind: "variable", text: variable.slice(1, -1), line, start };
      const assignment = this.#array();
      if (assignment !== undefined) return { kind: "assignment", text: assignment.raw, assignment, line, start };
    }
    const word = readWord(this);
    return { kind: "word", text: word.raw, word, line, start };
  }

  #array(): Assignment | undefined {
    try {
      return readArrayAssignment(this, () => {
        this.skipBlankLines();
      });
    } catch (error) {
      if (!(error instanceof UnexpectedInArray)) throw error;
      throw this.unexpected({ kind: "operator", text: this.#operator(), line: this.line, start: this.at });
    }
  }

  #operator(): string {
    // Process substitution begins a word.
    const rest = this.text.slice(this.at, this.at + 3);
    if (this.bash && /^[<>]\(/.test(rest)) return "";
    const found = this.#operators.find((operator) => rest.startsWith(operator)) ?? "";
    if (!rest.includes("\\")) {
      this.at += found.length;
      return found;
    }
    // A line continuation inside an operator.
    let text = "";
    for (;;) {
      const next = text + this.peek();
      if (next === text || !this.#operators.includes(next)) return text;
      text = next;
      this.at += 1;
    }
  }

  #readDocuments(): void {
    const documents = this.documents;
    this.documents = [];
    for (const redirect of documents) this.#readDocument(redirect);
  }

  #readDocument(redirect: Redirect): void {
    const { parts, raw } = redirect.word;
    const delimiter = unquoteParts(parts) ?? raw;
    const quoted = parts.some((part) => part.kind !== "text" || part.quoted);
    const strip = redirect.operator === "<<-";
    const first = this.line;
    let body = "";
    for (;;) {
      if (this.at >= this.text.length) {
        if (this.more) throw new Incomplete("here-document");
        this.warnings.push({
          line: this.line - (this.text.endsWith("\n") ? 1 : 0),
          text: `warning: here-document at line ${String(first - 1)} delimited by end-of-file (wanted \`${delimiter}')`,
        });
        if (this.bash && body !== "" && !body.endsWith("\n")) body += "\n";
        break;
      }
      const { line, next, lines } = this.#documentLine(quoted, strip);
      this.at = next;
      this.line += lines;
      if (line === delimiter || line === `${delimiter}\n`) break;
      body += line;
    }
    if (quoted) {
      redirect.body = textWord(body, first);
      return;
    }
    const inner = new Lexer(body, { ...this.options(), line: first, more: false });
    inner.pairsQuotes = false;
    redirect.body = readDocument(inner);
  }

  /** One line of a here-document, with continued lines joined unless the delimiter is quoted. */
  #documentLine(quoted: boolean, strip: boolean): { line: string; next: number; lines: number } {
    let line = "";
    let { at } = this;
    let lines = 0;
    for (;;) {
      if (strip && line === "") while (this.text[at] === "\t") at += 1;
      const newline = this.text.indexOf("\n", at);
      const end = newline < 0 ? this.text.length : newline + 1;
      line += this.text.slice(at, end);
      at = end;
      if (newline >= 0) lines += 1;
      const slashes = /\\*(?=\n$)/.exec(line)?.[0].length ?? 0;
      if (quoted || slashes % 2 === 0 || newline < 0) return { line, next: at, lines };
      line = line.slice(0, -2);
    }
  }

  options(): ScannerOptions {
    return { dialect: this.dialect, grammar: this.grammar, more: this.more, line: this.line, extglob: this.extglob };
  }

  /** The line of the text around a token, for bash's second line of a syntax error. */
  sourceLine(at: number): string {
    const from = this.text.lastIndexOf("\n", Math.max(at - 1, 0)) + 1;
    const newline = this.text.indexOf("\n", at);
    return this.text.slice(from, newline < 0 ? undefined : newline);
  }

  /** Whether a redirection's operator comes right before: its word is missing. */
  #afterRedirection(at: number): boolean {
    return /[<>][>&|-]?[ \t]*$/.test(this.text.slice(0, at));
  }

  /**
   * The error of a token that does not fit. `expected` is what dash names in parentheses; `word`: only a word would have
   * fitted, so that bash names the end of the line, which it adds itself where the text has none.
   */
  unexpected(token: Token, expected?: string, word = false): Error {
    if (token.kind === "end" && this.more) return new Incomplete("more to come");
    if (this.bash) {
      if (token.kind === "end") {
        const cut = !this.text.endsWith("\n");
        if (cut && (word || this.#afterRedirection(token.start)))
          return new SyntaxError(
            "syntax error near unexpected token `newline'",
            token.line,
            this.sourceLine(token.start),
          );
        return new SyntaxError("syntax error: unexpected end of file", token.line + (cut ? 1 : 0));
      }
      const text = token.kind === "newline" ? "newline" : token.text;
      return new SyntaxError(`syntax error near unexpected token \`${text}'`, token.line, this.sourceLine(token.start));
    }
    const hint = expected === undefined ? "" : ` (expecting "${expected}")`;
    return new SyntaxError(
      `Syntax error: ${describe(token)} unexpected${hint}`,
      token.line + (token.kind === "newline" ? 1 : 0),
    );
  }
}

/** The reserved words of sh. */
export const SH_KEYWORDS = /^(?:!|case|do|done|elif|else|esac|fi|for|if|in|then|until|while|\{|\})$/;

function describe(token: Token): string {
  if (token.kind === "end") return "end of file";
  if (token.kind === "newline") return "newline";
  if (token.kind === "descriptor") return "redirection";
  if (token.kind === "operator") return /^[<>]/.test(token.text) ? "redirection" : `"${token.text}"`;
  return SH_KEYWORDS.test(token.text) ? `"${token.text}"` : "word";
}
