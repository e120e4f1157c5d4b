/** Arithmetic expressions (POSIX 2.6.4; bash: "Shell Arithmetic") as trees. */

export type Arithmetic =
  | { readonly kind: "number"; readonly value: Integer }
  | { readonly kind: "name"; readonly name: string; readonly index?: string }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Arithmetic }
  | {
      readonly kind: "step";
      readonly by: 1 | -1;
      readonly before: boolean;
      readonly target: Arithmetic & { kind: "name" };
    }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Arithmetic;
      readonly right: Arithmetic;
      readonly rest: string;
    }
  | { readonly kind: "choice"; readonly test: Arithmetic; readonly yes: Arithmetic; readonly no: Arithmetic }
  | {
      readonly kind: "assign";
      readonly operator: string;
      readonly target: Arithmetic & { kind: "name" };
      readonly value: Arithmetic;
      readonly rest: string;
    };

/** A 64-bit signed integer: a number where it is exact, a bigint beyond 2^53. */
export type Integer = number | bigint;

/** The expression does not parse; `rest` is the text from the token that does not fit. */
export class ArithmeticError extends Error {
  readonly rest: string;
  /** The expression it is in: a variable's value may be one of its own. */
  text: string | undefined;
  constructor(message: string, rest = "") {
    super(message);
    this.rest = rest;
  }
}

const PRECEDENCE: Readonly<Record<string, number>> = {
  "||": 1,
  "&&": 2,
  "|": 3,
  "^": 4,
  "&": 5,
  "==": 6,
  "!=": 6,
  "<": 7,
  ">": 7,
  "<=": 7,
  ">=": 7,
  "<<": 8,
  ">>": 8,
  "+": 9,
  "-": 9,
  "*": 10,
  "/": 10,
  "%": 10,
  "**": 11,
};
const ASSIGNING = new Set(["=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "^=", "|="]);
const BASH_TOKEN =
  /\s*(?:((?:0[xX][0-9a-zA-Z@_]*|[0-9]+#[0-9a-zA-Z@_]*|[0-9][0-9a-zA-Z_]*))|([A-Za-z_][A-Za-z0-9_]*)|(\+\+|--|<<=|>>=|\*\*|[-+*/%&^|<>=!]=|<<|>>|&&|\|\||[-+*/%&^|<>=!~?:(),[\]])|$)/y;
const SH_TOKEN =
  /\s*(?:((?:0[xX][0-9a-fA-F]+|[0-9]+))|([A-Za-z_][A-Za-z0-9_]*)|(<<=|>>=|[-+*/%&^|]=|[<>=!]=|<<|>>|&&|\|\||[-+*/%&^|<>=!~?:()])|$)/y;

interface Token {
  readonly kind: "number" | "name" | "operator" | "end" | "bad";
  readonly text: string;
  readonly start: number;
}

export function parseArithmetic(text: string, bash: boolean): Arithmetic {
  return new ArithmeticParser(text, bash).whole();
}

class ArithmeticParser {
  readonly #text: string;
  readonly #bash: boolean;
  #at = 0;
  #ahead: Token;
  #depth = 0;
  /** Where the token before the one ahead began: what bash blames when an operand is missing. */
  #before = 0;

  constructor(text: string, bash: boolean) {
    this.#text = text;
    this.#bash = bash;
    this.#ahead = this.#read();
  }

  whole(): Arithmetic {
    if (this.#ahead.kind === "end") {
      if (this.#bash) return { kind: "number", value: 0 };
      throw this.#expectingPrimary();
    }
    const tree = this.#comma();
    return this.#isAtEnd() ? tree : this.#fail(this.#trailing());
  }

  #isAtEnd(): boolean {
    return this.#ahead.kind === "end";
  }

  #fail(error: ArithmeticError): never {
    throw error;
  }

  #trailing(): ArithmeticError {
    const rest = this.#text.slice(this.#ahead.start).trimStart();
    if (!this.#bash) return new ArithmeticError(`arithmetic expression: expecting EOF: "${this.#text}"`);
    if (this.#ahead.kind === "operator" && this.#ahead.text.endsWith("=") && ASSIGNING.has(this.#ahead.text)) {
      return new ArithmeticError("attempted assignment to non-variable", rest);
    }
    const known = this.#ahead.kind !== "bad" && !/^[[\]]/.test(this.#ahead.text);
    return new ArithmeticError(
      known ? "syntax error in expression" : "syntax error: invalid arithmetic operator",
      rest,
    );
  }

  #expectingPrimary(): ArithmeticError {
    if (!this.#bash) return new ArithmeticError(`arithmetic expression: expecting primary: "${this.#text}"`);
    const start = this.#ahead.kind === "end" ? this.#before : this.#ahead.start;
    const rest = this.#text.slice(start).trimStart();
    return new ArithmeticError("syntax error: operand expected", rest);
  }

  #read(): Token {
    const pattern = this.#bash ? BASH_TOKEN : SH_TOKEN;
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) {
      const start = this.#at;
      this.#at = this.#text.length;
      return { kind: "bad", text: this.#text.slice(start), start };
    }
    const [all, number, name, operator] = match;
    this.#at += all.length;
    const text = number ?? name ?? operator ?? "";
    const start = this.#at - text.length;
    if (number !== undefined) return { kind: "number", text, start };
    if (name !== undefined) return { kind: "name", text, start };
    return { kind: operator === undefined ? "end" : "operator", text, start };
  }

  #next(): Token {
    const token = this.#ahead;
    this.#before = token.start;
    this.#ahead = this.#read();
    return token;
  }

  #is(operator: string): boolean {
    return this.#ahead.kind === "operator" && this.#ahead.text === operator;
  }

  #comma(): Arithmetic {
    let left = this.#assignment();
    while (this.#bash && this.#is(",")) {
      this.#next();
      const right = this.#assignment();
      left = { kind: "binary", operator: ",", left, right, rest: "" };
    }
    return left;
  }

  #assignment(): Arithmetic {
    this.#depth += 1;
    if (this.#depth > 1000)
      throw new ArithmeticError("expression recursion level exceeded", this.#text.slice(this.#at));
    const left = this.#choice();
    this.#depth -= 1;
    if (left.kind !== "name" || this.#ahead.kind !== "operator" || !ASSIGNING.has(this.#ahead.text)) return left;
    const operator = this.#next().text.slice(0, -1);
    const value = this.#assignment();
    return { kind: "assign", operator, target: left, value, rest: this.#text.slice(this.#before) };
  }

  #choice(): Arithmetic {
    const test = this.#binary(1);
    if (!this.#is("?")) return test;
    this.#next();
    this.#expectExpression();
    const yes = this.#bash ? this.#comma() : this.#assignment();
    if (!this.#is(":")) {
      if (this.#bash)
        throw new ArithmeticError(
          "`:' expected for conditional expression",
          this.#text.slice(this.#before).trimStart(),
        );
      throw new ArithmeticError(`arithmetic expression: expecting ':': "${this.#text}"`);
    }
    this.#next();
    this.#expectExpression();
    const no = this.#choice();
    return { kind: "choice", test, yes, no };
  }

  /** bash has words of its own for a choice with nothing to choose. */
  #expectExpression(): void {
    if (this.#bash && (this.#is(":") || this.#isAtEnd()))
      throw new ArithmeticError(
        "expression expected",
        this.#text.slice(this.#isAtEnd() ? this.#before : this.#ahead.start),
      );
  }

  #binary(minimum: number): Arithmetic {
    let left = this.#unary();
    for (;;) {
      // After what is no variable `++` is a plus and a sign.
      if (this.#bash && (this.#is("++") || this.#is("--")) && !/^\s*[A-Za-z_]/.test(this.#text.slice(this.#at)))
        this.#splitAhead();
      const { kind, text } = this.#ahead;
      const precedence = kind === "operator" ? PRECEDENCE[text] : undefined;
      if (precedence === undefined || precedence < minimum) return left;
      this.#next();
      const right = this.#binary(text === "**" ? precedence : precedence + 1);
      // bash blames the last token it has read.
      left = { kind: "binary", operator: text, left, right, rest: this.#text.slice(this.#before) };
    }
  }

  #splitAhead(): void {
    const { text, start } = this.#ahead;
    this.#ahead = { kind: "operator", text: text.charAt(0), start };
    this.#at = start + 1;
  }

  #unary(): Arithmetic {
    this.#depth += 1;
    if (this.#depth > 1000)
      throw new ArithmeticError("expression recursion level exceeded", this.#text.slice(this.#at));
    const tree = this.#unaryBody();
    this.#depth -= 1;
    return tree;
  }

  #unaryBody(): Arithmetic {
    const { kind, text } = this.#ahead;
    if (kind !== "operator") return this.#postfix();
    if (text === "++" || text === "--") {
      const by = text === "++" ? 1 : -1;
      const before = this.#next();
      const operand = this.#unary();
      if (operand.kind === "name") return { kind: "step", by, before: true, target: operand };
      if (operand.kind !== "number" && operand.kind !== "unary") {
        throw new ArithmeticError("syntax error: operand expected", this.#text.slice(before.start));
      }
      const inner: Arithmetic = { kind: "unary", operator: text[0] ?? "+", operand };
      return { kind: "unary", operator: text[0] ?? "+", operand: inner };
    }
    if (text === "+" || text === "-" || text === "!" || text === "~") {
      this.#next();
      return { kind: "unary", operator: text, operand: this.#unary() };
    }
    return this.#postfix();
  }

  #postfix(): Arithmetic {
    const tree = this.#primary();
    if (tree.kind !== "name" || !this.#bash) return tree;
    if (this.#is("++") || this.#is("--")) {
      const by = this.#next().text === "++" ? 1 : -1;
      return { kind: "step", by, before: false, target: tree };
    }
    return tree;
  }

  /** bash shows the expression as far as the number that is none. */
  #number({ text, start }: { readonly text: string; readonly start: number }): Integer {
    try {
      return parseNumber(text, this.#bash, this.#bash ? text : this.#text.slice(start));
    } catch (error) {
      if (error instanceof ArithmeticError && this.#bash) error.text = this.#text.slice(0, start + text.length);
      throw error;
    }
  }

  #primary(): Arithmetic {
    const token = this.#ahead;
    if (token.kind === "number") {
      this.#next();
      return { kind: "number", value: this.#number(token) };
    }
    if (token.kind === "name") {
      this.#next();
      return this.#bash && this.#is("[") && this.#ahead.start === token.start + token.text.length
        ? { kind: "name", name: token.text, index: this.#subscript(token.start) }
        : { kind: "name", name: token.text };
    }
    if (token.kind !== "operator" || token.text !== "(") throw this.#expectingPrimary();
    this.#next();
    const inner = this.#comma();
    if (!this.#is(")")) {
      if (!this.#bash) throw new ArithmeticError(`arithmetic expression: expecting ')': "${this.#text}"`);
      throw new ArithmeticError(
        "missing `)'",
        this.#text.slice(this.#ahead.kind === "end" ? this.#before : this.#ahead.start).trimStart(),
      );
    }
    this.#next();
    return inner.kind === "name" ? { kind: "unary", operator: "+", operand: inner } : inner;
  }

  /** The text between brackets: an expression, or an associative array's key. */
  #subscript(name: number): string {
    const start = this.#ahead.start + 1;
    let depth = 1;
    let at = start;
    for (; at < this.#text.length; at += 1) {
      if (this.#text[at] === "[") depth += 1;
      if (this.#text[at] === "]") depth -= 1;
      if (depth === 0) break;
    }
    if (depth > 0) throw new ArithmeticError("bad array subscript", this.#text.slice(name));
    this.#at = at + 1;
    this.#ahead = this.#read();
    return this.#text.slice(start, at);
  }
}

/** A constant: decimal, 0octal, 0xhex, and in bash base#digits. */
function parseNumber(text: string, bash: boolean, rest: string): Integer {
  const based = /^([0-9]+)#(.*)$/.exec(text);
  if (based !== null && /^0[0-9]/.test(text)) throw new ArithmeticError("value too great for base", rest);
  if (based !== null) return parseBased(Number(based[1]), based[2] ?? "", rest);
  if (/^0[xX]/.test(text)) {
    if (text.length === 2) return 0;
    if (!/^..[0-9a-fA-F]+$/.test(text)) throw new ArithmeticError("value too great for base", rest);
    return bash ? wrapNumber(BigInt(text)) : clamp(BigInt(text));
  }
  if (/^0[0-9]/.test(text)) {
    if (/^[0-7]+$/.test(text)) return (bash ? wrapNumber : clamp)(BigInt(`0o${text}`));
    if (!bash) throw new ArithmeticError(`arithmetic expression: expecting EOF: "${rest}"`);
    throw new ArithmeticError("value too great for base", rest);
  }
  if (!/^[0-9]+$/.test(text)) throw new ArithmeticError("value too great for base", rest);
  if (text.length < 16) return Number(text);
  const value = BigInt(text);
  return (bash ? wrapNumber : clamp)(value);
}

/** dash: strtoimax(3) stops at the greatest number. */
function clamp(value: bigint): Integer {
  return value > 0x7fffffffffffffffn ? 0x7fffffffffffffffn : wrapNumber(value);
}

function parseBased(base: number, digits: string, rest: string): Integer {
  if (base === 0) throw new ArithmeticError("invalid number", rest);
  if (base < 2 || base > 64) throw new ArithmeticError("invalid arithmetic base", rest);
  if (digits === "") throw new ArithmeticError("invalid integer constant", rest);
  let value = 0n;
  for (const digit of digits) {
    const code =
      digit >= "0" && digit <= "9"
        ? Number(digit)
        : digit >= "a" && digit <= "z"
          ? digit.charCodeAt(0) - 87
          : digit >= "A" && digit <= "Z"
            ? digit.charCodeAt(0) - (base <= 36 ? 55 : 29)
            : digit === "@"
              ? 62
              : 63;
    if (code >= base) throw new ArithmeticError("value too great for base", rest);
    value = value * BigInt(base) + BigInt(code);
  }
  return wrapNumber(value);
}

/** The 64-bit integer of a bigint, as a number where that is exact. */
export function wrapNumber(value: bigint): Integer {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped >= -0x1fffffffffffffn && wrapped <= 0x1fffffffffffffn ? Number(wrapped) : wrapped;
}
