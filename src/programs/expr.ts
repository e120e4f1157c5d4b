import type { ExitStatus } from "#base";
import { Pattern } from "./tool/regex/pattern.ts";
import { PatternError } from "./tool/regex/parse.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";

const INTEGER = /^-?\d+$/;
const COMPARISONS = ["<", "<=", "=", "==", "!=", ">=", ">"];

function isNull(value: string): boolean {
  return value === "" || /^-?0+$/.test(value);
}

/** Reads and works out one expression; `live` is false in the side of "|" and "&" that does not count. */
class Expression {
  readonly #run: Run;
  readonly #words: readonly string[];
  #at = 0;

  constructor(run: Run, words: readonly string[]) {
    this.#run = run;
    this.#words = words;
  }

  whole(): string {
    const value = this.#or(true);
    const extra = this.#words[this.#at];
    if (extra !== undefined) this.#wrong(`unexpected argument ${this.#run.locale.quote(extra)}`);
    return value;
  }

  #wrong(what: string): never {
    throw new Refusal(`syntax error: ${what}`);
  }

  #take(...operators: readonly string[]): string | undefined {
    const word = this.#words[this.#at];
    if (word === undefined || !operators.includes(word)) return undefined;
    this.#at += 1;
    return word;
  }

  #next(): string {
    const word = this.#words[this.#at];
    if (word === undefined) {
      this.#wrong(`missing argument after ${this.#run.locale.quote(this.#words[this.#at - 1] ?? "")}`);
    }
    this.#at += 1;
    return word;
  }

  #or(live: boolean): string {
    let value = this.#and(live);
    while (this.#take("|") !== undefined) {
      const other = this.#and(live && isNull(value));
      if (isNull(value)) value = isNull(other) ? "0" : other;
    }
    return value;
  }

  #and(live: boolean): string {
    let value = this.#comparison(live);
    while (this.#take("&") !== undefined) {
      const other = this.#comparison(live && !isNull(value));
      if (isNull(value) || isNull(other)) value = "0";
    }
    return value;
  }

  #comparison(live: boolean): string {
    let value = this.#sum(live);
    for (;;) {
      const operator = this.#take(...COMPARISONS);
      if (operator === undefined) return value;
      const other = this.#sum(live);
      const numbers = INTEGER.test(value) && INTEGER.test(other);
      const [left, right] = numbers ? [BigInt(value), BigInt(other)] : [value, other];
      const order = left < right ? -1 : left > right ? 1 : 0;
      const holds: Readonly<Record<string, boolean>> = {
        "<": order < 0,
        "<=": order <= 0,
        "=": order === 0,
        "==": order === 0,
        "!=": order !== 0,
        ">=": order >= 0,
        ">": order > 0,
      };
      value = holds[operator] ? "1" : "0";
    }
  }

  #number(text: string): bigint {
    if (!INTEGER.test(text)) throw new Refusal("non-integer argument");
    return BigInt(text);
  }

  #sum(live: boolean): string {
    let value = this.#product(live);
    for (;;) {
      const operator = this.#take("+", "-");
      if (operator === undefined) return value;
      const other = this.#product(live);
      if (!live) continue;
      const [left, right] = [this.#number(value), this.#number(other)];
      value = String(operator === "+" ? left + right : left - right);
    }
  }

  #product(live: boolean): string {
    let value = this.#match(live);
    for (;;) {
      const operator = this.#take("*", "/", "%");
      if (operator === undefined) return value;
      const other = this.#match(live);
      if (!live) continue;
      const [left, right] = [this.#number(value), this.#number(other)];
      if (operator !== "*" && right === 0n) throw new Refusal("division by zero");
      value = String(operator === "*" ? left * right : operator === "/" ? left / right : left % right);
    }
  }

  #match(live: boolean): string {
    let value = this.#word(live);
    while (this.#take(":") !== undefined) {
      const pattern = this.#word(live);
      if (live) value = this.#matched(value, pattern);
    }
    return value;
  }

  /** The first group of a match that begins the text, else its length. */
  #matched(text: string, source: string): string {
    const { locale } = this.#run;
    try {
      const pattern = new Pattern(locale.argument(source), { extended: false, unicode: locale.utf8 });
      const match = pattern.exec(locale.argument(text));
      const found = match?.index === 0 ? match : undefined;
      if (pattern.groups > 0) return locale.text(found?.groups[1] ?? "");
      return String(found === undefined ? 0 : Array.from(found.groups[0] ?? "").length);
    } catch (error) {
      if (error instanceof PatternError) throw new Refusal(error.message);
      throw error;
    }
  }

  #word(live: boolean): string {
    const characters = (text: string): string[] => Array.from(this.#run.locale.argument(text));
    if (this.#take("+") !== undefined) return this.#next();
    if (this.#take("length") !== undefined) return String(characters(this.#word(live)).length);
    if (this.#take("match") !== undefined) {
      const text = this.#word(live);
      const pattern = this.#word(live);
      return live ? this.#matched(text, pattern) : "";
    }
    if (this.#take("index") !== undefined) {
      const text = characters(this.#word(live));
      const wanted = new Set(characters(this.#word(live)));
      return String(text.findIndex((character) => wanted.has(character)) + 1);
    }
    if (this.#take("substr") !== undefined) {
      const text = characters(this.#word(live));
      const [from, length] = [this.#word(live), this.#word(live)];
      if (!INTEGER.test(from) || !INTEGER.test(length) || Number(from) <= 0 || Number(length) <= 0) return "";
      return this.#run.locale.text(text.slice(Number(from) - 1, Number(from) - 1 + Number(length)).join(""));
    }
    if (this.#take("(") !== undefined) {
      const value = this.#or(live);
      const close = this.#words[this.#at];
      const { quote } = this.#run.locale;
      if (close === undefined) this.#wrong(`expecting ')' after ${quote(this.#words[this.#at - 1] ?? "")}`);
      if (close !== ")") this.#wrong(`expecting ')' instead of ${quote(close)}`);
      this.#at += 1;
      return value;
    }
    if (this.#take(")") !== undefined) this.#wrong("unexpected ')'");
    return this.#next();
  }
}

/** Works out an expression of numbers and words: status 1 for an empty or zero answer, 2 for a malformed one. */
export const expr = tool({ plain: true, failure: 2, writeFailure: 3 }, async (run): Promise<ExitStatus> => {
  const words = run.operands[0] === "--" ? run.operands.slice(1) : run.operands;
  if (words.length === 0) throw new Refusal("missing operand", { usage: true });
  const value = new Expression(run, words).whole();
  await run.out.text(`${value}\n`);
  return isNull(value) ? 1 : 0;
});
