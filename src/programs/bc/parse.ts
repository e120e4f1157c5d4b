/** bc's language (POSIX and GNU's additions) as a tree. */
export type Node =
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "element"; readonly name: string; readonly index: Node }
  | { readonly kind: "array"; readonly name: string }
  | { readonly kind: "call"; readonly name: string; readonly words: readonly Node[] }
  | { readonly kind: "unary"; readonly operator: "-" | "!"; readonly operand: Node }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: "assign"; readonly operator: string; readonly target: Node; readonly value: Node }
  | { readonly kind: "step"; readonly by: 1 | -1; readonly prefix: boolean; readonly target: Node };

export type Statement =
  | { readonly kind: "expression"; readonly value: Node }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "print"; readonly items: readonly (Node | string)[] }
  | { readonly kind: "block"; readonly items: readonly Statement[] }
  | { readonly kind: "if"; readonly test: Node; readonly yes: Statement; readonly no: Statement | undefined }
  | {
      readonly kind: "loop";
      readonly start: Node | undefined;
      readonly test: Node | undefined;
      readonly step: Node | undefined;
      readonly body: Statement;
    }
  | { readonly kind: "return"; readonly value: Node | undefined }
  | { readonly kind: "jump"; readonly to: "break" | "continue" | "quit" | "halt" }
  | {
      readonly kind: "define";
      readonly name: string;
      readonly parameters: readonly Parameter[];
      readonly locals: readonly Parameter[];
      readonly body: Statement;
    };

export interface Parameter {
  readonly name: string;
  readonly array: boolean;
}

/** What is wrong and on which line, as bc counts them. */
export class BcSyntaxError extends Error {
  readonly line: number;
  constructor(line: number) {
    super("syntax error");
    this.line = line;
  }
}

interface Token {
  readonly type: "number" | "name" | "string" | "mark" | "newline" | "end";
  readonly text: string;
  readonly line: number;
}

function tokenize(text: string, firstLine: number): Token[] {
  const tokens: Token[] = [];
  let line = firstLine;
  const pattern =
    /(?<skip>[ \t\r]+|\\\n|\/\*[^]*?\*\/|#[^\n]*)|(?<newline>\n)|(?<number>(?:[0-9A-F]|\\\n)*\.?(?:[0-9A-F]|\\\n)+|[0-9A-F]+\.)|(?<string>"[^"]*")|(?<name>[a-z][a-z0-9_]*)|(?<mark>[-+*/%^]=|\+\+|--|==|!=|<=|>=|&&|\|\||[-+*/%^=<>!(){}[\];,.])/y;
  while (pattern.lastIndex < text.length) {
    const found = pattern.exec(text);
    if (found === null) throw new BcSyntaxError(line);
    const { newline, number, string, name, mark } = found.groups ?? {};
    if (newline !== undefined) tokens.push({ type: "newline", text: newline, line: line + 1 });
    if (number !== undefined) tokens.push({ type: "number", text: number.replaceAll("\\\n", ""), line });
    if (string !== undefined) tokens.push({ type: "string", text: string.slice(1, -1), line });
    if (name !== undefined) tokens.push({ type: "name", text: name, line });
    if (mark !== undefined) tokens.push({ type: "mark", text: mark, line });
    line += found[0].split("\n").length - 1;
  }
  tokens.push({ type: "end", text: "", line });
  return tokens;
}

const WORDS = new Set("define auto if else while for break continue return quit halt print".split(" "));
const LEVELS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  [],
  ["==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];

export class BcParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string, firstLine: number) {
    this.#tokens = tokenize(text, firstLine);
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? { type: "end", text: "", line: 0 };
  }

  #is(text: string): boolean {
    return this.#token.text === text && (this.#token.type === "mark" || this.#token.type === "name");
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail();
  }

  #fail(): never {
    throw new BcSyntaxError(this.#token.line);
  }

  #newlines(): void {
    while (this.#token.type === "newline") this.#at += 1;
  }

  /** At a newline or the end: where a statement may end. */
  #ended(): boolean {
    return this.#token.type === "newline" || this.#token.type === "end";
  }

  #separators(): void {
    while (this.#token.type === "newline" || this.#is(";")) this.#at += 1;
  }

  /** The statements of one line or block. */
  *statements(): Generator<Statement, void> {
    for (;;) {
      this.#separators();
      if (this.#token.type === "end") return;
      yield this.#statement();
      if (!this.#ended() && !this.#is(";") && !this.#closed()) this.#fail();
    }
  }

  /** A body in braces needs no separator behind it. */
  #closed(): boolean {
    return this.#tokens[this.#at - 1]?.text === "}";
  }

  #block(): Statement {
    this.#expect("{");
    const items: Statement[] = [];
    for (;;) {
      this.#separators();
      if (this.#take("}")) return { kind: "block", items };
      items.push(this.#statement());
      if (!this.#ended() && !this.#is(";") && !this.#is("}") && !this.#closed()) this.#fail();
    }
  }

  #statement(): Statement {
    const { type, text } = this.#token;
    if (type === "string") {
      this.#at += 1;
      return { kind: "text", text };
    }
    if (this.#is("{")) return this.#block();
    if (type === "name" && WORDS.has(text)) {
      this.#at += 1;
      return this.#keyword(text);
    }
    return { kind: "expression", value: this.#expression() };
  }

  #keyword(word: string): Statement {
    switch (word) {
      case "break":
      case "continue":
      case "quit":
      case "halt":
        return { kind: "jump", to: word };
      case "return": {
        const ended = this.#ended() || this.#is(";") || this.#is("}");
        return { kind: "return", value: ended ? undefined : this.#expression() };
      }
      case "print": {
        const items: (Node | string)[] = [];
        do {
          const { type, text } = this.#token;
          if (type === "string") this.#at += 1;
          items.push(type === "string" ? text : this.#expression());
        } while (this.#take(","));
        return { kind: "print", items };
      }
      case "if": {
        this.#expect("(");
        const test = this.#expression();
        this.#expect(")");
        this.#newlines();
        const yes = this.#statement();
        const back = this.#at;
        this.#separators();
        if (this.#take("else")) {
          this.#newlines();
          return { kind: "if", test, yes, no: this.#statement() };
        }
        this.#at = back;
        return { kind: "if", test, yes, no: undefined };
      }
      case "while": {
        this.#expect("(");
        const test = this.#expression();
        this.#expect(")");
        this.#newlines();
        return { kind: "loop", start: undefined, test, step: undefined, body: this.#statement() };
      }
      case "for": {
        this.#expect("(");
        const part = (close: string): Node | undefined => {
          const node = this.#is(close) ? undefined : this.#expression();
          this.#expect(close);
          return node;
        };
        const [start, test, step] = [part(";"), part(";"), part(")")];
        this.#newlines();
        return { kind: "loop", start, test, step, body: this.#statement() };
      }
      case "define":
        return this.#define();
      default:
        this.#at -= 1;
        return this.#fail();
    }
  }

  #parameters(close: () => boolean): Parameter[] {
    const found: Parameter[] = [];
    while (!close()) {
      if (this.#token.type !== "name") this.#fail();
      const name = this.#token.text;
      this.#at += 1;
      const array = this.#take("[");
      if (array) this.#expect("]");
      found.push({ name, array });
      if (!this.#take(",") && !close()) this.#fail();
    }
    return found;
  }

  #define(): Statement {
    this.#take("void");
    const name = this.#token.text;
    if (this.#token.type !== "name") this.#fail();
    this.#at += 1;
    this.#expect("(");
    const parameters = this.#parameters(() => this.#is(")"));
    this.#expect(")");
    this.#newlines();
    const brace = this.#at;
    this.#expect("{");
    this.#separators();
    let locals: Parameter[] = [];
    if (this.#take("auto")) {
      locals = this.#parameters(() => this.#is(";") || this.#ended());
      const body = this.#rest();
      return { kind: "define", name, parameters, locals, body };
    }
    this.#at = brace;
    return { kind: "define", name, parameters, locals, body: this.#block() };
  }

  /** What is left of a block whose brace was read. */
  #rest(): Statement {
    const items: Statement[] = [];
    for (;;) {
      this.#separators();
      if (this.#take("}")) return { kind: "block", items };
      items.push(this.#statement());
    }
  }

  #expression(): Node {
    return this.#level(0);
  }

  #level(level: number): Node {
    if (level === 2) {
      if (this.#take("!")) return { kind: "unary", operator: "!", operand: this.#level(2) };
      return this.#level(3);
    }
    const operators = LEVELS[level];
    if (operators === undefined) return this.#power();
    let left = this.#level(level + 1);
    for (;;) {
      const { text } = this.#token;
      if (!operators.includes(text) || this.#token.type !== "mark") return left;
      this.#at += 1;
      left = { kind: "binary", operator: text, left, right: this.#level(level + 1) };
    }
  }

  /** "^" groups from the right; a sign belongs to its operand before it: -2^2 is 4. */
  #power(): Node {
    const base = this.#sign();
    if (!this.#take("^")) return base;
    return { kind: "binary", operator: "^", left: base, right: this.#power() };
  }

  #sign(): Node {
    if (this.#take("-")) return { kind: "unary", operator: "-", operand: this.#sign() };
    return this.#postfix();
  }

  #postfix(): Node {
    const by = this.#is("++") ? 1 : this.#is("--") ? -1 : undefined;
    if (by !== undefined) {
      this.#at += 1;
      return { kind: "step", by, prefix: true, target: this.#primary() };
    }
    const operand = this.#primary();
    if (operand.kind !== "name" && operand.kind !== "element") return operand;
    if (this.#take("++")) return { kind: "step", by: 1, prefix: false, target: operand };
    if (this.#take("--")) return { kind: "step", by: -1, prefix: false, target: operand };
    const { text } = this.#token;
    if (this.#token.type === "mark" && /^[-+*/%^]?=$/.test(text)) {
      this.#at += 1;
      return { kind: "assign", operator: text.slice(0, -1), target: operand, value: this.#expression() };
    }
    return operand;
  }

  #primary(): Node {
    const { type, text } = this.#token;
    if (this.#take("(")) {
      const inner = this.#expression();
      this.#expect(")");
      // In parentheses an assignment is a value like any other: it is printed.
      return { kind: "call", name: "(", words: [inner] };
    }
    if (this.#take(".")) return { kind: "name", name: "last" };
    if (type === "number") {
      this.#at += 1;
      return { kind: "number", text };
    }
    if (type !== "name" || WORDS.has(text)) this.#fail();
    this.#at += 1;
    if (this.#take("(")) {
      const words: Node[] = [];
      while (!this.#take(")")) {
        words.push(this.#argument());
        if (!this.#is(")")) this.#expect(",");
      }
      return { kind: "call", name: text, words };
    }
    if (this.#take("[")) {
      const index = this.#expression();
      this.#expect("]");
      return { kind: "element", name: text, index };
    }
    return { kind: "name", name: text };
  }

  #argument(): Node {
    const [name, open, close] = this.#tokens.slice(this.#at, this.#at + 3);
    if (name?.type === "name" && open?.text === "[" && close?.text === "]") {
      this.#at += 3;
      return { kind: "array", name: name.text };
    }
    return this.#expression();
  }
}
