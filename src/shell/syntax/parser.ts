import type {
  AndOr,
  Assignment,
  Command,
  Dialect,
  Node,
  Pipeline,
  Redirect,
  SimpleCommand,
  Statement,
  Word,
} from "./ast.ts";
import { parseCompound } from "./compound-parser.ts";
import { Lexer, SH_KEYWORDS, type Token } from "./lexer.ts";
import type { Grammar, Scanner } from "./scanner.ts";
import { Incomplete, SyntaxError } from "./syntax-error.ts";
import { asAssignment } from "./word-reader.ts";

export interface ParserOptions {
  readonly dialect: Dialect;
  /** The line of the text's first character; 1 unless told. */
  readonly line?: number;
  /** More text may follow, so what is unfinished is `Incomplete`. */
  readonly more?: boolean;
  readonly extglob?: boolean;
  /** The text of an alias; undefined for everything else, and where aliases are off. */
  readonly alias?: (name: string) => string | undefined;
  /** bash: POSIX mode, where some things are stricter. */
  readonly posix?: boolean;
}

/** Builtins of bash whose arguments may be array assignments. */
const DECLARING = new Set(["declare", "typeset", "local", "export", "readonly", "alias", "eval"]);

/** The shell's grammar (POSIX 2.10 and bash's): complete commands, one line at a time. */
export class Parser {
  readonly lexer: Lexer;
  readonly options: ParserOptions;
  #afterAlias = 0;
  /** The line on which the last complete command ended. */
  endLine = 1;

  constructor(text: string, options: ParserOptions) {
    this.options = options;
    const grammar: Grammar = {
      nested: (scanner) => (scanner instanceof Lexer ? this.#on(scanner).#nested() : []),
      whole: (inner, scanner, line) => this.#whole(inner, scanner, line),
    };
    this.lexer = new Lexer(text, {
      dialect: options.dialect,
      grammar,
      more: options.more ?? false,
      line: options.line ?? 1,
      extglob: options.extglob ?? false,
    });
    if (options.posix === true) this.lexer.pairsQuotes = false;
  }

  /** A parser like this one on another lexer: a here-document's, whose text is its own. */
  #on(lexer: Lexer): Parser {
    if (lexer === this.lexer) return this;
    const parser = new Parser("", this.options);
    (parser as { lexer: Lexer }).lexer = lexer;
    return parser;
  }

  get bash(): boolean {
    return this.options.dialect === "bash";
  }

  /** The next complete command: the statements up to a newline; null at the end of the text. */
  next(): readonly Statement[] | null {
    const { lexer } = this;
    if (lexer.ahead.kind === "newline") {
      lexer.next();
      return [];
    }
    if (lexer.ahead.kind === "end") return null;
    const statements = this.#line();
    const token = lexer.ahead;
    if (token.kind !== "newline" && token.kind !== "end") throw lexer.unexpected(token);
    this.endLine = token.line;
    // The here-documents of this line follow its newline.
    if (token.kind === "newline") lexer.next();
    else if (lexer.documents.length > 0) this.#missingDocuments();
    return statements;
  }

  #missingDocuments(): void {
    this.lexer.unread();
    this.lexer.text += "\n";
    this.lexer.next();
  }

  #line(): readonly Statement[] {
    const statements: Statement[] = [];
    for (;;) {
      const statement = this.statement();
      statements.push(statement);
      const token = this.lexer.ahead;
      if (
        token.kind !== "word" &&
        token.kind !== "assignment" &&
        token.kind !== "descriptor" &&
        token.kind !== "variable"
      ) {
        if (token.kind !== "operator" || !/^[(<>]|^&>/.test(token.text) || !this.#separated) return statements;
      } else if (!this.#separated) return statements;
    }
  }

  /** Whether the last statement ended in `;` or `&`. */
  #separated = false;

  /** Statements up to a token that ends them; newlines separate as `;` does. Empty lists are refused unless told. `closing` is the word that dash misses at the end of the input. */
  list(ends: (token: Token) => boolean, empty = false, closing?: string): readonly Statement[] {
    const { lexer } = this;
    const statements: Statement[] = [];
    lexer.enter();
    this.newlines();
    this.resolveAlias();
    while (lexer.ahead.kind !== "end" && !ends(lexer.ahead)) {
      statements.push(this.statement());
      if (lexer.ahead.kind === "newline") this.newlines();
      else if (!this.#separated) break;
      this.resolveAlias();
    }
    lexer.leave();
    if (statements.length === 0 && !empty)
      throw lexer.unexpected(lexer.ahead, lexer.ahead.kind === "end" ? closing : undefined);
    return statements;
  }

  /** An and-or list with what ends it. */
  statement(): Statement {
    const { lexer } = this;
    const { line, start } = lexer.ahead;
    const node = this.#andOr();
    const end = lexer.ahead;
    const source = lexer.text.slice(start, end.start).trim();
    const separator = end.kind === "operator" && (end.text === ";" || end.text === "&") ? lexer.next().text : "";
    this.#separated = separator !== "";
    return { node, background: separator === "&", line, source };
  }

  newlines(): void {
    while (this.lexer.ahead.kind === "newline") this.lexer.next();
  }

  #andOr(): Node {
    const first = this.#pipeline();
    const rest: AndOr["rest"][number][] = [];
    for (let token = this.lexer.ahead; token.kind === "operator"; token = this.lexer.ahead) {
      if (token.text !== "&&" && token.text !== "||") break;
      this.lexer.next();
      this.newlines();
      rest.push({ operator: token.text, command: this.#pipeline() });
    }
    return rest.length === 0 ? first : { kind: "and-or", first, rest, line: first.line };
  }

  #pipeline(): Pipeline | Command {
    const { lexer } = this;
    const { line } = lexer.ahead;
    let negated = false;
    let bare = false;
    let timed: Pipeline["timed"] = "no";
    this.resolveAlias();
    for (; lexer.ahead.kind === "word"; this.resolveAlias()) {
      if (lexer.ahead.text === "!") {
        lexer.next();
        negated = !negated;
        bare = true;
        if (!this.bash && lexer.ahead.text === "!") throw lexer.unexpected(lexer.ahead);
      } else if (this.bash && lexer.ahead.text === "time") {
        lexer.next();
        timed = "yes";
        bare = true;
        if (this.#takeWord("-p")) timed = "posix";
      } else break;
    }
    const end = lexer.ahead;
    if (
      this.bash &&
      bare &&
      (end.kind === "newline" || end.kind === "end" || (end.kind === "operator" && end.text === ";"))
    ) {
      return { kind: "pipeline", commands: [], withStderr: [], negated, timed, line };
    }
    const commands = [this.command()];
    const withStderr: boolean[] = [];
    for (let token = lexer.ahead; token.kind === "operator"; token = lexer.ahead) {
      if (token.text !== "|" && token.text !== "|&") break;
      lexer.next();
      withStderr.push(token.text === "|&");
      this.newlines();
      commands.push(this.command());
    }
    const [only] = commands;
    if (only !== undefined && commands.length === 1 && !negated && timed === "no") return only;
    return { kind: "pipeline", commands, withStderr, negated, timed, line };
  }

  #takeWord(text: string): boolean {
    const { ahead } = this.lexer;
    if (ahead.kind !== "word" || ahead.text !== text) return false;
    this.lexer.next();
    return true;
  }

  /** Puts the text of an alias in place of the word ahead, as often as there is one. */
  resolveAlias(): void {
    const { lexer } = this;
    let inner = false;
    for (let token = lexer.ahead; token.kind === "word"; token = lexer.ahead) {
      if (token.word.literal !== token.text && !/^[!{]$/.test(token.text)) return;
      // dash looks for its own words first.
      if (!this.bash && SH_KEYWORDS.test(token.text)) return;
      const value = this.options.alias?.(token.text);
      if (value === undefined) return;
      lexer.next();
      if (!lexer.substituteAlias(token.text, value, token.start)) {
        lexer.at = token.start + token.text.length;
        lexer.unreadTo(token);
        return;
      }
      // A value that ends in a blank asks for the next word to be looked up as well.
      if (/[ \t]$/.test(value) && !(inner && this.bash))
        this.#afterAlias = lexer.text.length - (token.start + value.length);
      inner = true;
    }
  }

  command(): Command {
    const { lexer } = this;
    this.resolveAlias();
    lexer.enter();
    const compound = parseCompound(this);
    lexer.leave();
    if (compound !== undefined) return compound;
    return this.#simple();
  }

  #simple(): Command {
    const { lexer } = this;
    let { line } = lexer.ahead;
    const assignments: Assignment[] = [];
    const words: (Word | Assignment)[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const redirect = this.redirect();
      if (redirect !== undefined) {
        redirects.push(redirect);
        continue;
      }
      if (words.length > 0 ? this.#followsAlias(lexer.ahead) : assignments.length + redirects.length > 0)
        this.resolveAlias();
      const token = lexer.ahead;
      if (token.kind === "assignment") {
        if (words.length === 0) assignments.push(token.assignment);
        else if (DECLARING.has((words[0] as Word).raw)) words.push(token.assignment);
        else if (Array.isArray(token.assignment.value)) throw this.#unexpectedArray(token);
        else words.push(this.#asWord(token));
        lexer.next();
        continue;
      }
      if (token.kind !== "word") break;
      const assignment = words.length === 0 ? asAssignment(token.word, this.bash) : undefined;
      if (assignment !== undefined) assignments.push(assignment);
      else words.push(token.word);
      lexer.next();
      if (words.length === 1 && assignments.length + redirects.length === 0) {
        const definition = this.#definition(token);
        if (definition !== undefined) return definition;
        // Both shells count the line from where the second word ends.
        if (lexer.ahead.kind !== "newline" && lexer.ahead.kind !== "end") line = lexer.line;
      }
    }
    if (assignments.length + words.length + redirects.length === 0) throw lexer.unexpected(lexer.ahead);
    const after = lexer.ahead;
    if (after.kind === "operator" && after.text === "(")
      throw lexer.unexpected(after, words.length === 1 ? ")" : undefined);
    return { kind: "simple", assignments, words, redirects, line } satisfies SimpleCommand;
  }

  /** Whether only blanks stand between the token and an alias whose value ended in one. */
  #followsAlias(token: Token): boolean {
    const { text } = this.lexer;
    const from = text.length - this.#afterAlias;
    return this.#afterAlias > 0 && from <= token.start && /^[ \t]*$/.test(text.slice(from, token.start));
  }

  /** `a[0]=x` behind a command is an ordinary word. */
  #asWord(token: Token & { kind: "assignment" }): Word {
    const inner = new Parser(token.text, { ...this.options, dialect: "sh", line: token.line });
    const { ahead } = inner.lexer;
    return ahead.kind === "word" ? ahead.word : { parts: [], literal: token.text, raw: token.text, line: token.line };
  }

  #unexpectedArray(token: Token): Error {
    return this.lexer.unexpected({ kind: "operator", text: "(", line: token.line, start: token.start });
  }

  /** `name ( ) command`. */
  #definition(name: Token & { kind: "word" }): Command | undefined {
    const { lexer } = this;
    if (lexer.ahead.kind !== "operator" || lexer.ahead.text !== "(") return undefined;
    lexer.next();
    const close = lexer.next();
    if (close.kind !== "operator" || close.text !== ")") throw lexer.unexpected(close, ")", true);
    if (!this.bash && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name.text)) {
      throw new SyntaxError("Syntax error: Bad function name", name.line);
    }
    return this.functionBody(name.text, name);
  }

  functionBody(name: string, first: Token): Command {
    const { lexer } = this;
    this.newlines();
    const body = this.bash ? parseCompound(this) : this.command();
    if (body === undefined) throw lexer.unexpected(lexer.ahead);
    return { kind: "function", name, body, redirects: [], line: first.line };
  }

  /** The redirection here, if there is one. */
  redirect(): Redirect | undefined {
    const { lexer } = this;
    let token = lexer.ahead;
    let descriptor: number | undefined;
    let variable: string | undefined;
    if (token.kind === "descriptor" || token.kind === "variable") {
      lexer.next();
      if (token.kind === "descriptor") descriptor = Number(token.text);
      else variable = token.text;
      token = lexer.ahead;
    }
    if (token.kind !== "operator" || !/^(?:&?[<>]|&>)/.test(token.text)) return undefined;
    const operator = token.text as Redirect["operator"];
    lexer.next();
    const target = lexer.ahead;
    if (target.kind !== "word") throw lexer.unexpected(target);
    const redirect: Redirect = {
      operator,
      descriptor,
      word: target.word,
      ...(variable === undefined ? {} : { variable }),
    };
    lexer.next();
    if (operator === "<<" || operator === "<<-") lexer.documents.push(redirect);
    return redirect;
  }

  /** After `$(` or `<(`: statements up to the `)`, which is taken. */
  #nested(): readonly Statement[] {
    const { lexer } = this;
    const kept = { separated: this.#separated, afterAlias: this.#afterAlias };
    const body = lexer.withoutAhead(() => {
      const statements = this.list((token) => token.kind === "operator" && token.text === ")", true);
      const token = lexer.ahead;
      if (token.kind === "end" && !lexer.more && this.bash) {
        const cut = lexer.text.endsWith("\n") ? 0 : 1;
        throw new SyntaxError("unexpected EOF while looking for matching `)'", token.line + cut);
      }
      if (token.kind !== "operator" || token.text !== ")") throw lexer.unexpected(token, ")");
      lexer.next();
      return statements;
    });
    this.#separated = kept.separated;
    this.#afterAlias = kept.afterAlias;
    return body;
  }

  /** A text of its own: the inside of backquotes. */
  #whole(text: string, scanner: Scanner, line: number): readonly Statement[] {
    const parser = new Parser(text, { ...this.options, line, more: false, extglob: scanner.extglob });
    parser.lexer.depth = scanner.depth;
    const statements: Statement[] = [];
    for (let next = parser.next(); next !== null; next = parser.next()) statements.push(...next);
    return statements;
  }
}

/** Whether a text is the beginning of a command that needs more lines (a prompt PS2 is due). */
export function needsMore(text: string, options: ParserOptions): boolean {
  try {
    const parser = new Parser(text, { ...options, more: true });
    while (parser.next() !== null);
    return /(?:^|[^\\])(?:\\\\)*\\\n?$/.test(text);
  } catch (error) {
    return error instanceof Incomplete;
  }
}
