import { type PlacedToken, SyntaxFault, tokenize } from "./tokens.ts";
import type { Definition, Filter, Pattern } from "./tree.ts";

const IDENTITY: Filter = { kind: "identity" };
/** Binding power, and how equal ones associate. */
const BINARY: Readonly<Record<string, readonly [power: number, side: "left" | "right" | "none"]>> = {
  "//": [2, "right"],
  "=": [3, "none"],
  "|=": [3, "none"],
  "+=": [3, "none"],
  "-=": [3, "none"],
  "*=": [3, "none"],
  "/=": [3, "none"],
  "%=": [3, "none"],
  "//=": [3, "none"],
  or: [4, "left"],
  and: [5, "left"],
  "==": [6, "none"],
  "!=": [6, "none"],
  "<": [6, "none"],
  "<=": [6, "none"],
  ">": [6, "none"],
  ">=": [6, "none"],
  "+": [7, "left"],
  "-": [7, "left"],
  "*": [8, "left"],
  "/": [8, "left"],
  "%": [8, "left"],
};
const ASSIGN = 3;

class Parser {
  readonly #tokens: readonly PlacedToken[];
  #at = 0;

  constructor(tokens: readonly PlacedToken[]) {
    this.#tokens = tokens;
  }

  program(): Filter {
    const definitions: Definition[] = [];
    while (this.#is("def")) definitions.push(this.#definition());
    const body = this.#at >= this.#tokens.length ? IDENTITY : this.#pipe();
    if (this.#at < this.#tokens.length) this.#unexpected(", expecting $end");
    return definitions.reduceRight<Filter>((inner, definition) => ({ kind: "define", definition, body: inner }), body);
  }

  definitions(): Definition[] {
    const all: Definition[] = [];
    while (this.#at < this.#tokens.length) all.push(this.#definition());
    return all;
  }

  #token(): PlacedToken | undefined {
    return this.#tokens[this.#at];
  }

  #is(text: string): boolean {
    const token = this.#token();
    return token !== undefined && (token.kind === "operator" || token.kind === "keyword") && token.text === text;
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at += 1;
    return true;
  }

  #unexpected(expecting = ""): never {
    const token = this.#token();
    const names: Readonly<Record<string, string>> = {
      field: "FIELD",
      name: "IDENT",
      variable: "'$'",
      format: "FORMAT",
      number: "LITERAL",
      string: "QQSTRING_START",
    };
    const stray = (expecting !== "" || this.#at === 0) && token?.kind === "operator" && /[)\]}]/.test(token.text);
    const word = token !== undefined && /^\w/.test(token.text) ? token.text : `'${token?.text ?? ""}'`;
    const what = token === undefined ? "$end" : stray ? "INVALID_CHARACTER" : (names[token.kind] ?? word);
    const last = this.#tokens.at(-1);
    const end = last === undefined ? 0 : last.at + last.text.length - 1;
    const hint = expecting !== "" || /^(?:\$end|'|INVALID)/.test(what) ? " (Unix shell quoting issues?)" : "";
    throw new SyntaxFault(`unexpected ${what}${stray ? ", expecting $end" : expecting}${hint}`, token?.at ?? end);
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#unexpected();
  }

  #definition(): Definition {
    this.#expect("def");
    const name = this.#word();
    const parameters: string[] = [];
    if (this.#take("(")) {
      do {
        const token = this.#token();
        if (token?.kind === "variable") parameters.push(`$${token.text}`);
        else if (token?.kind === "name") parameters.push(token.text);
        else this.#unexpected();
        this.#at += 1;
      } while (this.#take(";"));
      this.#expect(")");
    }
    this.#expect(":");
    const body = this.#pipe();
    this.#expect(";");
    return { name, parameters, body };
  }

  #word(): string {
    const token = this.#token();
    if (token?.kind !== "name" && token?.kind !== "keyword") this.#unexpected();
    this.#at += 1;
    return token.text;
  }

  #pipe(noComma = false): Filter {
    if (this.#is("def")) {
      const definition = this.#definition();
      return { kind: "define", definition, body: this.#pipe(noComma) };
    }
    if (this.#take("label")) {
      const name = this.#variable();
      this.#expect("|");
      return { kind: "label", name, body: this.#pipe(noComma) };
    }
    const left = this.#comma(noComma);
    if (this.#take("as")) {
      const patterns = [this.#pattern()];
      while (this.#take("?//")) patterns.push(this.#pattern());
      this.#expect("|");
      return { kind: "bind", source: left, patterns, body: this.#pipe(noComma) };
    }
    return this.#take("|") ? { kind: "pipe", left, right: this.#pipe(noComma) } : left;
  }

  #comma(noComma: boolean): Filter {
    let left = this.#binary(0);
    // "term as $x | …" reaches as far as it can, also behind a comma.
    while (!noComma && this.#take(",")) {
      let right = this.#binary(0);
      if (this.#is("as")) right = this.#bound(right);
      left = { kind: "comma", left, right };
    }
    return left;
  }

  #bound(source: Filter): Filter {
    this.#expect("as");
    const patterns = [this.#pattern()];
    while (this.#take("?//")) patterns.push(this.#pattern());
    this.#expect("|");
    return { kind: "bind", source, patterns, body: this.#pipe() };
  }

  #binary(least: number): Filter {
    let left = this.#unary();
    for (;;) {
      const token = this.#token();
      const operator = token?.kind === "operator" || token?.kind === "keyword" ? token.text : "";
      const rule = Object.hasOwn(BINARY, operator) ? BINARY[operator] : undefined;
      if (rule === undefined || rule[0] < least) return left;
      const [power, side] = rule;
      this.#at += 1;
      let right = this.#binary(side === "right" ? power : power + 1);
      if (this.#is("as")) right = this.#bound(right);
      left = { kind: power === ASSIGN ? "assign" : "binary", operator, left, right };
      const next = this.#token();
      const again = next?.kind === "operator" ? BINARY[next.text] : undefined;
      if (side === "none" && again?.[0] === power) this.#unexpected();
    }
  }

  #unary(): Filter {
    if (this.#take("-")) return { kind: "negate", body: this.#unary() };
    if (this.#is("def")) {
      const definition = this.#definition();
      return { kind: "define", definition, body: this.#pipe() };
    }
    if (this.#take("try")) {
      const body = this.#postfix();
      return { kind: "try", body, caught: this.#take("catch") ? this.#postfix() : undefined };
    }
    if (this.#is("label")) return this.#pipe();
    return this.#postfix();
  }

  #postfix(): Filter {
    let term = this.#term();
    for (;;) {
      const token = this.#token();
      if (token?.kind === "field") {
        this.#at += 1;
        term = { kind: "index", of: term, key: { kind: "literal", value: token.text } };
      } else if (this.#take("?")) term = { kind: "try", body: term, caught: undefined };
      else if (this.#is("[")) term = this.#brackets(term);
      else if (this.#is(".")) {
        this.#at += 1;
        const next = this.#token();
        if (next?.kind === "string") term = { kind: "index", of: term, key: this.#string(undefined) };
        else if (this.#is("[")) term = this.#brackets(term);
        else this.#unexpected();
      } else return term;
    }
  }

  #brackets(of: Filter): Filter {
    this.#expect("[");
    if (this.#take("]")) return { kind: "each", of };
    if (this.#take(":")) {
      const to = this.#pipe();
      this.#expect("]");
      return { kind: "slice", of, from: undefined, to };
    }
    const key = this.#pipe();
    if (this.#take(":")) {
      const to = this.#is("]") ? undefined : this.#pipe();
      this.#expect("]");
      return { kind: "slice", of, from: key, to };
    }
    this.#expect("]");
    return { kind: "index", of, key };
  }

  #variable(): string {
    const token = this.#token();
    if (token?.kind !== "variable") this.#unexpected();
    this.#at += 1;
    return token.text;
  }

  #string(format: string | undefined): Filter {
    const token = this.#token();
    if (token?.kind !== "string") this.#unexpected();
    this.#at += 1;
    const [only = ""] = token.parts;
    if (token.parts.length === 1 && typeof only === "string") return { kind: "literal", value: only };
    return { kind: "text", format, parts: token.parts };
  }

  #term(): Filter {
    const token = this.#token();
    if (token === undefined) this.#unexpected();
    switch (token.kind) {
      case "number":
        this.#at += 1;
        return { kind: "literal", value: token.value };
      case "string":
        return this.#string(undefined);
      case "format":
        this.#at += 1;
        return this.#token()?.kind === "string" ? this.#string(token.text) : { kind: "format", name: token.text };
      case "field":
        this.#at += 1;
        return { kind: "index", of: IDENTITY, key: { kind: "literal", value: token.text } };
      case "variable":
        this.#at += 1;
        return { kind: "variable", at: token.at, name: token.text };
      case "name":
        return this.#call();
      case "keyword":
        return this.#keyword(token.text);
      case "operator":
        return this.#operator(token.text);
    }
  }

  #call(): Filter {
    const at = this.#token()?.at ?? 0;
    const name = this.#word();
    const constants: Readonly<Record<string, null | boolean>> = { null: null, true: true, false: false };
    if (Object.hasOwn(constants, name)) return { kind: "literal", value: constants[name] ?? null };
    if (name === "break" && this.#token()?.kind === "variable") return { kind: "break", name: this.#variable() };
    const args: Filter[] = [];
    if (this.#take("(")) {
      do args.push(this.#pipe());
      while (this.#take(";"));
      this.#expect(")");
    }
    return { kind: "call", at, name, args };
  }

  #keyword(word: string): Filter {
    if (word === "if") {
      this.#at += 1;
      return this.#if();
    }
    if (word !== "reduce" && word !== "foreach") this.#unexpected();
    this.#at += 1;
    const source = this.#postfix();
    this.#expect("as");
    const pattern = this.#pattern();
    this.#expect("(");
    const start = this.#pipe();
    this.#expect(";");
    const update = this.#pipe();
    const extract = word === "foreach" && this.#take(";") ? this.#pipe() : undefined;
    this.#expect(")");
    return word === "reduce"
      ? { kind: "reduce", source, pattern, start, update }
      : { kind: "foreach", source, pattern, start, update, extract };
  }

  #if(): Filter {
    const test = this.#pipe();
    this.#expect("then");
    const then = this.#pipe();
    if (this.#take("elif")) return { kind: "if", test, then, otherwise: this.#if() };
    const otherwise = this.#take("else") ? this.#pipe() : IDENTITY;
    this.#expect("end");
    return { kind: "if", test, then, otherwise };
  }

  #operator(text: string): Filter {
    this.#at += 1;
    if (text === "..") return { kind: "recurse" };
    if (text === "(") {
      const body = this.#pipe();
      this.#expect(")");
      return body;
    }
    if (text === "[") {
      if (this.#take("]")) return { kind: "array", body: undefined };
      const body = this.#pipe();
      this.#expect("]");
      return { kind: "array", body };
    }
    if (text === "{") return this.#object();
    if (text === ".") {
      if (this.#token()?.kind === "string") return { kind: "index", of: IDENTITY, key: this.#string(undefined) };
      return this.#is("[") ? this.#brackets(IDENTITY) : IDENTITY;
    }
    this.#at -= 1;
    this.#unexpected();
  }

  #object(): Filter {
    const pairs: (readonly [Filter, Filter])[] = [];
    while (!this.#take("}")) {
      if (pairs.length > 0) this.#expect(",");
      pairs.push(this.#pair());
    }
    return { kind: "object", pairs };
  }

  #pair(): readonly [Filter, Filter] {
    const token = this.#token();
    let key: Filter;
    let short: Filter | undefined;
    if (token?.kind === "variable") {
      this.#at += 1;
      key = { kind: "literal", value: token.text };
      short = { kind: "variable", at: token.at, name: token.text };
    } else if (token?.kind === "name" || token?.kind === "keyword") {
      this.#at += 1;
      key = { kind: "literal", value: token.text };
      short = { kind: "index", of: IDENTITY, key };
    } else if (token?.kind === "number") {
      this.#at += 1;
      key = { kind: "literal", value: token.value };
    } else if (token?.kind === "string" || token?.kind === "format") {
      if (token.kind === "format") this.#at += 1;
      key = this.#string(token.kind === "format" ? token.text : undefined);
      short = { kind: "index", of: IDENTITY, key };
    } else {
      this.#expect("(");
      key = this.#pipe();
      this.#expect(")");
    }
    if (this.#take(":")) return [key, this.#value()];
    if (short === undefined) this.#unexpected();
    return [key, short];
  }

  /** A value in an object: terms in a pipe, without "," and most operators (1.6), which need brackets. */
  #value(): Filter {
    const left = this.#take("-") ? ({ kind: "negate", body: this.#postfix() } as const) : this.#binary(0);
    return this.#take("|") ? { kind: "pipe", left, right: this.#value() } : left;
  }

  #pattern(): Pattern {
    if (this.#take("[")) {
      const items: Pattern[] = [];
      do items.push(this.#pattern());
      while (this.#take(","));
      this.#expect("]");
      return { kind: "array", items };
    }
    if (this.#take("{")) {
      const pairs: { key: Filter; name: string | undefined; value: Pattern | undefined }[] = [];
      do {
        const token = this.#token();
        let key: Filter;
        let name: string | undefined;
        if (token?.kind === "variable") {
          this.#at += 1;
          name = token.text;
          key = { kind: "literal", value: name };
        } else if (token?.kind === "name" || token?.kind === "keyword") {
          this.#at += 1;
          key = { kind: "literal", value: token.text };
        } else if (token?.kind === "string") key = this.#string(undefined);
        else {
          this.#expect("(");
          key = this.#pipe();
          this.#expect(")");
        }
        const value = this.#take(":") ? this.#pattern() : undefined;
        if (name === undefined && value === undefined) this.#unexpected();
        pairs.push({ key, name, value });
      } while (this.#take(","));
      this.#expect("}");
      return { kind: "object", pairs };
    }
    return { kind: "name", name: this.#variable() };
  }
}

export function parseProgram(text: string): Filter {
  return new Parser(tokenize(text, parseProgram)).program();
}

export function parseDefinitions(text: string): Definition[] {
  return new Parser(tokenize(text, parseProgram)).definitions();
}
