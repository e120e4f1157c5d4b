/** awk's expressions (POSIX, and gawk's arrays of arrays, coprocesses and indirect calls) as a tree. */
import { ARGUMENT_COUNTS } from "./argument-counts.ts";
import { Reader } from "./reader.ts";
import type { ArrayPath, Expression } from "./tree.ts";

export class ExpressionParser extends Reader {
  protected noIn = false;
  protected noGreater = false;
  readonly calls: { readonly name: string; readonly line: number }[] = [];

  protected list(close: string): Expression[] {
    const items: Expression[] = [];
    const [noIn, noGreater] = [this.noIn, this.noGreater];
    this.noIn = this.noGreater = false;
    this.newlines();
    while (!this.take(close)) {
      items.push(this.expression());
      this.newlines();
      if (!this.is(close)) this.expect(",");
      this.newlines();
    }
    [this.noIn, this.noGreater] = [noIn, noGreater];
    return items;
  }

  protected expression(): Expression {
    const left = this.choice();
    const operator = this.token.text;
    if (
      this.token.type === "mark" &&
      /^[-+*/%^]?=$/.test(operator) &&
      (left.kind === "variable" || left.kind === "field" || left.kind === "element")
    ) {
      this.at += 1;
      this.newlines();
      return { kind: "assign", operator: operator.slice(0, -1), target: left, value: this.expression() };
    }
    return left;
  }

  protected choice(): Expression {
    const test = this.binary(0);
    if (!this.take("?")) return test;
    this.newlines();
    const yes = this.expression();
    this.newlines();
    this.expect(":");
    this.newlines();
    return { kind: "choice", test, yes, no: this.expression() };
  }

  /** Levels: 0 "||", 1 "&&", 2 "in", 3 "~", 4 comparison. */
  protected binary(level: number): Expression {
    if (level === 5) return this.concatenation();
    let left = this.binary(level + 1);
    for (;;) {
      const { text } = this.token;
      if (level === 0 && this.take("||")) {
        this.newlines();
        left = { kind: "binary", operator: "||", left, right: this.binary(1) };
      } else if (level === 1 && this.take("&&")) {
        this.newlines();
        left = { kind: "binary", operator: "&&", left, right: this.binary(2) };
      } else if (level === 2 && !this.noIn && this.take("in")) {
        const name = this.token.text;
        this.at += 1;
        left = { kind: "in", array: this.arrayPath(name), subscript: left.kind === "group" ? left.items : [left] };
      } else if (level === 3 && (this.take("~") || this.take("!~"))) {
        left = { kind: "match", negated: text === "!~", left, right: this.binary(4) };
      } else if (
        level === 4 &&
        this.token.type === "mark" &&
        /^(<|<=|==|!=|>|>=)$/.test(text) &&
        !(text === ">" && this.noGreater)
      ) {
        this.at += 1;
        left = { kind: "binary", operator: text, left, right: this.concatenation() };
      } else if (level === 4 && !this.noGreater && this.is("|") && this.tokens[this.at + 1]?.text === "getline") {
        this.at += 2;
        left = { kind: "getline", from: "command", source: left, target: this.target() };
      } else if (level === 4 && this.is("|&") && this.tokens[this.at + 1]?.text === "getline") {
        this.at += 2;
        left = { kind: "getline", from: "coprocess", source: left, target: this.target() };
      } else return left;
    }
  }

  /** The subscripts behind an array's name, each of which leads to an array. */
  protected arrayPath(name: string): ArrayPath {
    const path: Expression[][] = [];
    while (this.take("[")) path.push(this.list("]"));
    return { name, path };
  }

  protected target(): Expression | undefined {
    if (this.token.type === "name" || this.is("$")) return this.postfix(true);
    return undefined;
  }

  protected concatenation(): Expression {
    let left = this.additive();
    while (this.token.type !== "newline" && this.token.type !== "end") {
      const { type, text } = this.token;
      const starts =
        type === "number" ||
        type === "string" ||
        type === "name" ||
        type === "call" ||
        type === "builtin" ||
        (type === "mark" && /^(\$|!|\(|-|\+|\+\+|--)$/.test(text));
      if (!starts || (type === "mark" && text === "!")) break;
      left = { kind: "binary", operator: " ", left, right: this.additive() };
    }
    return left;
  }

  protected additive(): Expression {
    let left = this.product();
    for (;;) {
      const { text } = this.token;
      if (!this.take("+") && !this.take("-")) return left;
      left = { kind: "binary", operator: text, left, right: this.product() };
    }
  }

  protected product(): Expression {
    let left = this.unary();
    for (;;) {
      const { text, line } = this.token;
      if (!this.take("*") && !this.take("/") && !this.take("%")) return left;
      const right = this.unary();
      if (text !== "*" && left.kind === "number" && right.kind === "number" && right.value === 0)
        this.refuse(`division by zero attempted${text === "%" ? " in `%'" : ""}`, line);
      left = { kind: "binary", operator: text, left, right };
    }
  }

  protected unary(): Expression {
    const { text } = this.token;
    if (this.take("!") || this.take("-") || this.take("+"))
      return { kind: "unary", operator: text, operand: this.unary() };
    return this.power();
  }

  protected power(): Expression {
    const base = this.postfix(false);
    if (!this.take("^")) return base;
    const right = this.is("-") || this.is("+") || this.is("!") ? this.unary() : this.power();
    return { kind: "binary", operator: "^", left: base, right };
  }

  protected postfix(bare: boolean): Expression {
    const operand = this.primary();
    if (!bare && (operand.kind === "variable" || operand.kind === "field" || operand.kind === "element")) {
      if (this.take("++")) return { kind: "step", by: 1, prefix: false, target: operand };
      if (this.take("--")) return { kind: "step", by: -1, prefix: false, target: operand };
    }
    return operand;
  }

  protected primary(): Expression {
    const { type, text, line } = this.token;
    this.at += 1;
    switch (type) {
      case "number":
        return { kind: "number", value: /^0[0-7]+$/.test(text) ? parseInt(text, 8) : Number(text) };
      case "string":
        return { kind: "string", value: text };
      case "regex":
        return { kind: "regex", source: text };
      case "name":
        if (this.is("[")) {
          const { path } = this.arrayPath(text);
          return { kind: "element", array: { name: text, path: path.slice(0, -1) }, subscript: path.at(-1) ?? [] };
        }
        return { kind: "variable", name: text };
      case "call":
        this.expect("(");
        this.calls.push({ name: text, line });
        return { kind: "call", name: text, words: this.list(")"), own: true };
      case "builtin": {
        const bare = text === "length" && !this.is("(");
        if (!bare) this.expect("(");
        const words = bare ? [] : this.list(")");
        const [least, most] = ARGUMENT_COUNTS[text] ?? [0, Infinity];
        if (!bare && (words.length < least || words.length > most)) {
          this.at -= 1;
          this.fail(`${words.length} is invalid as number of arguments for ${text}`);
        }
        return { kind: "call", name: text, words, own: false };
      }
      case "keyword":
        if (text === "getline") {
          const target = this.target();
          if (this.take("<")) return { kind: "getline", from: "file", source: this.postfix(false), target };
          return { kind: "getline", from: "main", source: undefined, target };
        }
        break;
      case "mark":
        if (text === "@" && this.token.type === "call") {
          const name = this.token.text;
          this.at += 2;
          return { kind: "indirect", name, words: this.list(")") };
        }
        if (text === "$") {
          if (this.take("++"))
            return { kind: "field", index: { kind: "step", by: 1, prefix: true, target: this.postfix(true) } };
          if (this.take("-"))
            return { kind: "field", index: { kind: "unary", operator: "-", operand: this.primary() } };
          return { kind: "field", index: this.primary() };
        }
        if (text === "++" || text === "--")
          return { kind: "step", by: text === "++" ? 1 : -1, prefix: true, target: this.postfix(true) };
        if (text === "(") {
          const items = this.list(")");
          return items.length === 1 || items.length > 1 ? { kind: "group", items } : this.fail();
        }
        if (text === "-" || text === "+" || text === "!")
          return { kind: "unary", operator: text, operand: this.unary() };
        break;
      case "newline":
      case "end":
        break;
    }
    this.at -= 1;
    return this.fail();
  }
}
