import type { Dialect, Redirect, Statement } from "./ast.ts";
import { Incomplete, SyntaxError } from "./syntax-error.ts";

/** What the grammar lends to the reader of words: `$(…)` holds commands, and commands hold words. */
export interface Grammar {
  /** Reads commands up to and including the closing parenthesis. */
  readonly nested: (scanner: Scanner) => readonly Statement[];
  /** Reads a whole text of its own: the inside of backquotes. */
  readonly whole: (text: string, scanner: Scanner, line: number) => readonly Statement[];
}

export interface ScannerOptions {
  readonly dialect: Dialect;
  readonly grammar: Grammar;
  /** More text may follow: what is unfinished at the end is `Incomplete`, not an error. */
  readonly more: boolean;
  readonly line: number;
  readonly extglob: boolean;
}

/** How deep a script may nest before it is refused: beyond, the host's stack would end first. */
const NESTING_LIMIT = 400;

/** The text of a script and a place in it. */
export class Scanner {
  text: string;
  at = 0;
  line: number;
  depth = 0;
  /** `@( )` and its like are patterns: `shopt -s extglob`, and always inside `[[ ]]`. */
  extglob: boolean;
  readonly dialect: Dialect;
  readonly grammar: Grammar;
  readonly more: boolean;
  /** Whether single quotes in `"${x-…}"`, though text, have to come in pairs: bash, but not in POSIX mode. */
  pairsQuotes: boolean;
  /** Here-documents whose bodies start after the next newline. */
  documents: Redirect[] = [];

  constructor(text: string, options: ScannerOptions) {
    this.text = text;
    this.dialect = options.dialect;
    this.grammar = options.grammar;
    this.more = options.more;
    this.line = options.line;
    this.extglob = options.extglob;
    this.pairsQuotes = options.dialect === "bash";
  }

  get bash(): boolean {
    return this.dialect === "bash";
  }

  /** The character here, after line continuations; "" at the end. */
  peek(): string {
    let character = this.text[this.at];
    while (character === "\\" && this.text[this.at + 1] === "\n") {
      this.at += 2;
      this.line += 1;
      character = this.text[this.at];
    }
    return character ?? "";
  }

  /** Takes the next character if it is the one asked for. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at += 1;
    if (character === "\n") this.line += 1;
    return true;
  }

  /** Advances over a match of a sticky regular expression and answers it, "" when it does not match. */
  run(sticky: RegExp): string {
    sticky.lastIndex = this.at;
    const match = sticky.exec(this.text)?.[0] ?? "";
    this.at += match.length;
    return match;
  }

  /** Like `run`, counting lines. */
  runLines(sticky: RegExp): string {
    const match = this.run(sticky);
    for (let at = match.indexOf("\n"); at >= 0; at = match.indexOf("\n", at + 1)) this.line += 1;
    return match;
  }

  /** Goes one level deeper, refusing what no stack would hold. */
  enter(): void {
    this.depth += 1;
    if (this.depth > NESTING_LIMIT) {
      throw new SyntaxError(`Nested too deeply: more than ${String(NESTING_LIMIT)} levels`, this.line);
    }
  }

  leave(): void {
    this.depth -= 1;
  }

  /** The text ended inside a quotation or an expansion that `closer` would end. */
  unterminated(closer: string, line: number): Error {
    if (this.more) return new Incomplete("more to come");
    if (this.bash)
      return new SyntaxError(`unexpected EOF while looking for matching \`${closer}'`, line, undefined, undefined, -1);
    if (closer === "}") return new SyntaxError("Syntax error: Missing '}'", this.line);
    if (closer === "`") return new SyntaxError("Syntax error: EOF in backquote substitution", this.line);
    if (closer === "))") return new SyntaxError("Syntax error: Missing '))'", this.line);
    return new SyntaxError("Syntax error: Unterminated quoted string", this.line);
  }
}
