/** awk's grammar (POSIX) as a tree. */
import { Refusal } from "../tool/tool.ts";
import { type Token, tokenize } from "./tokens.ts";
import type { AwkProgram, Definition, Expression, Rule, Statement } from "./tree.ts";

class Parser {
  #tokens: readonly Token[];
  #at = 0;
  #noIn = false;
  #noGreater = false;
  readonly functions = new Map<string, Definition>();

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? { type: "end", text: "end of file", line: 0 };
  }

  #fail(): never {
    const { text, line, type } = this.#token;
    throw new Refusal(`cmd. line:${line}: syntax error at or near ${type === "newline" ? "end of line" : text}`, {
      status: 1,
    });
  }

  #is(text: string): boolean {
    const { type, text: own } = this.#token;
    return own === text && (type === "mark" || type === "keyword");
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail();
  }

  #newlines(): void {
    while (this.#token.type === "newline") this.#at += 1;
  }

  /** True always: skips ends of statements first, for a loop's test. */
  #past(): boolean {
    this.#ends();
    return true;
  }

  #ends(): void {
    while (this.#token.type === "newline" || this.#is(";")) this.#at += 1;
  }

  program(): Rule[] {
    const rules: Rule[] = [];
    for (; this.#past() && this.#token.type !== "end";) {
      if (this.#take("function") || this.#take("func")) {
        const name = this.#token.text;
        this.#at += 1;
        this.#expect("(");
        const parameters: string[] = [];
        while (!this.#take(")")) {
          this.#newlines();
          parameters.push(this.#token.text);
          this.#at += 1;
          if (!this.#is(")")) this.#expect(",");
        }
        this.#newlines();
        this.functions.set(name, { parameters, body: this.#block() });
        continue;
      }
      let pattern: Rule["pattern"];
      let until: Expression | undefined;
      if (this.#take("BEGIN")) pattern = "BEGIN";
      else if (this.#take("END")) pattern = "END";
      else if (!this.#is("{")) {
        pattern = this.#expression();
        if (this.#take(",")) {
          this.#newlines();
          until = this.#expression();
        }
      }
      const body = this.#is("{") ? this.#block() : undefined;
      if (body === undefined && (pattern === "BEGIN" || pattern === "END")) this.#fail();
      rules.push({ pattern, until, body, active: false });
    }
    return rules;
  }

  #block(): Statement {
    this.#expect("{");
    const items: Statement[] = [];
    for (; this.#past() && !this.#take("}");) items.push(this.#statement());
    return { kind: "block", items };
  }

  /** The end of a simple statement; "}" stays. */
  #terminator(): void {
    if (this.#token.type === "newline" || this.#is(";")) this.#at += 1;
    else if (!this.#is("}") && this.#token.type !== "end") this.#fail();
  }

  #body(): Statement {
    this.#newlines();
    if (this.#take(";")) return { kind: "block", items: [] };
    return this.#statement();
  }

  #statement(): Statement {
    if (this.#is("{")) return this.#block();
    if (this.#take("if")) {
      this.#expect("(");
      const test = this.#expression();
      this.#expect(")");
      const yes = this.#body();
      const back = this.#at;
      this.#ends();
      if (this.#take("else")) return { kind: "if", test, yes, no: this.#body() };
      this.#at = back;
      return { kind: "if", test, yes, no: undefined };
    }
    if (this.#take("while")) {
      this.#expect("(");
      const test = this.#expression();
      this.#expect(")");
      return { kind: "while", test, body: this.#body(), first: false };
    }
    if (this.#take("do")) {
      const body = this.#body();
      this.#ends();
      this.#expect("while");
      this.#expect("(");
      const test = this.#expression();
      this.#expect(")");
      this.#terminator();
      return { kind: "while", test, body, first: true };
    }
    if (this.#take("for")) return this.#for();
    const simple = this.#simple();
    this.#terminator();
    return simple;
  }

  #for(): Statement {
    this.#expect("(");
    const [variable, word, array, close] = this.#tokens.slice(this.#at, this.#at + 4);
    if (variable?.type === "name" && word?.text === "in" && array?.type === "name" && close?.text === ")") {
      this.#at += 4;
      return { kind: "each", variable: variable.text, array: array.text, body: this.#body() };
    }
    const start = this.#is(";") ? undefined : this.#simple();
    this.#expect(";");
    this.#newlines();
    const test = this.#is(";") ? undefined : this.#expression();
    this.#expect(";");
    this.#newlines();
    const step = this.#is(")") ? undefined : this.#simple();
    this.#expect(")");
    return { kind: "for", start, test, step, body: this.#body() };
  }

  #atEnd(): boolean {
    return this.#token.type === "newline" || this.#token.type === "end" || this.#is(";") || this.#is("}");
  }

  #simple(): Statement {
    const { text } = this.#token;
    if (this.#token.type === "keyword") {
      switch (text) {
        case "next":
        case "nextfile":
        case "break":
        case "continue":
          this.#at += 1;
          return { kind: "jump", to: text };
        case "exit":
        case "return":
          this.#at += 1;
          return {
            kind: text,
            value: this.#atEnd() ? undefined : this.#expression(),
          };
        case "delete": {
          this.#at += 1;
          const name = this.#token.text;
          this.#at += 1;
          return { kind: "delete", name, subscript: this.#take("[") ? this.#list("]") : undefined };
        }
        case "print":
        case "printf":
          return this.#print(text === "printf");
      }
    }
    return { kind: "expression", value: this.#expression() };
  }

  #print(formatted: boolean): Statement {
    this.#at += 1;
    let words: Expression[] = [];
    this.#noGreater = true;
    if (!(
      this.#token.type === "newline" ||
      this.#token.type === "end" ||
      this.#is(";") ||
      this.#is("}") ||
      this.#is(">") ||
      this.#is(">>") ||
      this.#is("|")
    )) {
      words.push(this.#expression());
      while (this.#take(",")) {
        this.#newlines();
        words.push(this.#expression());
      }
    }
    this.#noGreater = false;
    const [only] = words;
    if (words.length === 1 && only?.kind === "group" && only.items.length > 1) words = [...only.items];
    for (const to of [">>", ">", "|"] as const) {
      if (this.#take(to)) return { kind: "print", formatted, words, to, target: this.#concatenation() };
    }
    return { kind: "print", formatted, words, to: undefined, target: undefined };
  }

  #list(close: string): Expression[] {
    const items: Expression[] = [];
    const [noIn, noGreater] = [this.#noIn, this.#noGreater];
    this.#noIn = this.#noGreater = false;
    this.#newlines();
    while (!this.#take(close)) {
      items.push(this.#expression());
      this.#newlines();
      if (!this.#is(close)) this.#expect(",");
      this.#newlines();
    }
    [this.#noIn, this.#noGreater] = [noIn, noGreater];
    return items;
  }

  #expression(): Expression {
    const left = this.#choice();
    const operator = this.#token.text;
    if (
      this.#token.type === "mark" &&
      /^[-+*/%^]?=$/.test(operator) &&
      (left.kind === "variable" || left.kind === "field" || left.kind === "element")
    ) {
      this.#at += 1;
      this.#newlines();
      return { kind: "assign", operator: operator.slice(0, -1), target: left, value: this.#expression() };
    }
    return left;
  }

  #choice(): Expression {
    const test = this.#binary(0);
    if (!this.#take("?")) return test;
    this.#newlines();
    const yes = this.#expression();
    this.#newlines();
    this.#expect(":");
    this.#newlines();
    return { kind: "choice", test, yes, no: this.#expression() };
  }

  /** Levels: 0 "||", 1 "&&", 2 "in", 3 "~", 4 comparison. */
  #binary(level: number): Expression {
    if (level === 5) return this.#concatenation();
    let left = this.#binary(level + 1);
    for (;;) {
      const { text } = this.#token;
      if (level === 0 && this.#take("||")) {
        this.#newlines();
        left = { kind: "binary", operator: "||", left, right: this.#binary(1) };
      } else if (level === 1 && this.#take("&&")) {
        this.#newlines();
        left = { kind: "binary", operator: "&&", left, right: this.#binary(2) };
      } else if (level === 2 && !this.#noIn && this.#take("in")) {
        const name = this.#token.text;
        this.#at += 1;
        left = { kind: "in", name, subscript: left.kind === "group" ? left.items : [left] };
      } else if (level === 3 && (this.#take("~") || this.#take("!~"))) {
        left = { kind: "match", negated: text === "!~", left, right: this.#binary(4) };
      } else if (
        level === 4 &&
        this.#token.type === "mark" &&
        /^(<|<=|==|!=|>|>=)$/.test(text) &&
        !(text === ">" && this.#noGreater)
      ) {
        this.#at += 1;
        left = { kind: "binary", operator: text, left, right: this.#concatenation() };
      } else if (level === 4 && !this.#noGreater && this.#is("|") && this.#tokens[this.#at + 1]?.text === "getline") {
        this.#at += 2;
        left = { kind: "getline", from: "command", source: left, target: this.#target() };
      } else return left;
    }
  }

  #target(): Expression | undefined {
    if (this.#token.type === "name" || this.#is("$")) return this.#postfix(true);
    return undefined;
  }

  #concatenation(): Expression {
    let left = this.#additive();
    while (this.#token.type !== "newline" && this.#token.type !== "end") {
      const { type, text } = this.#token;
      const starts =
        type === "number" ||
        type === "string" ||
        type === "name" ||
        type === "call" ||
        type === "builtin" ||
        (type === "mark" && /^(\$|!|\(|-|\+|\+\+|--)$/.test(text));
      if (!starts || (type === "mark" && text === "!")) break;
      left = { kind: "binary", operator: " ", left, right: this.#additive() };
    }
    return left;
  }

  #additive(): Expression {
    let left = this.#product();
    for (;;) {
      const { text } = this.#token;
      if (!this.#take("+") && !this.#take("-")) return left;
      left = { kind: "binary", operator: text, left, right: this.#product() };
    }
  }

  #product(): Expression {
    let left = this.#unary();
    for (;;) {
      const { text } = this.#token;
      if (!this.#take("*") && !this.#take("/") && !this.#take("%")) return left;
      left = { kind: "binary", operator: text, left, right: this.#unary() };
    }
  }

  #unary(): Expression {
    const { text } = this.#token;
    if (this.#take("!") || this.#take("-") || this.#take("+"))
      return { kind: "unary", operator: text, operand: this.#unary() };
    return this.#power();
  }

  #power(): Expression {
    const base = this.#postfix(false);
    if (!this.#take("^")) return base;
    const right = this.#is("-") || this.#is("+") || this.#is("!") ? this.#unary() : this.#power();
    return { kind: "binary", operator: "^", left: base, right };
  }

  #postfix(bare: boolean): Expression {
    const operand = this.#primary();
    if (!bare && (operand.kind === "variable" || operand.kind === "field" || operand.kind === "element")) {
      if (this.#take("++")) return { kind: "step", by: 1, prefix: false, target: operand };
      if (this.#take("--")) return { kind: "step", by: -1, prefix: false, target: operand };
    }
    return operand;
  }

  #primary(): Expression {
    const { type, text } = this.#token;
    this.#at += 1;
    switch (type) {
      case "number":
        return { kind: "number", value: Number(text) };
      case "string":
        return { kind: "string", value: text };
      case "regex":
        return { kind: "regex", source: text };
      case "name":
        return this.#take("[")
          ? { kind: "element", name: text, subscript: this.#list("]") }
          : { kind: "variable", name: text };
      case "call":
        this.#expect("(");
        return { kind: "call", name: text, words: this.#list(")"), own: true };
      case "builtin":
        return {
          kind: "call",
          name: text,
          words: this.#take("(") ? this.#list(")") : text === "length" ? [] : this.#fail(),
          own: false,
        };
      case "keyword":
        if (text === "getline") {
          const target = this.#target();
          if (this.#take("<")) return { kind: "getline", from: "file", source: this.#postfix(false), target };
          return { kind: "getline", from: "main", source: undefined, target };
        }
        break;
      case "mark":
        if (text === "$") {
          if (this.#take("++"))
            return { kind: "field", index: { kind: "step", by: 1, prefix: true, target: this.#postfix(true) } };
          if (this.#take("-"))
            return { kind: "field", index: { kind: "unary", operator: "-", operand: this.#primary() } };
          return { kind: "field", index: this.#primary() };
        }
        if (text === "++" || text === "--")
          return { kind: "step", by: text === "++" ? 1 : -1, prefix: true, target: this.#postfix(true) };
        if (text === "(") {
          const items = this.#list(")");
          return items.length === 1 || items.length > 1 ? { kind: "group", items } : this.#fail();
        }
        if (text === "-" || text === "+" || text === "!")
          return { kind: "unary", operator: text, operand: this.#unary() };
        break;
      case "newline":
      case "end":
        break;
    }
    this.#at -= 1;
    return this.#fail();
  }
}

export function parseAwk(text: string): AwkProgram {
  const parser = new Parser(tokenize(text));
  const rules = parser.program();
  return { rules, functions: parser.functions };
}
