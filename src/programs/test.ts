/** test(1), also called "[": conditions over files, strings and integers, by the number of words first (POSIX). */
import { compareNumbers } from "#base";
import { fileTest, type FileStat, type FileSystem, resolvePath } from "#files";
import type { Process } from "#kernel";
import { Refusal, type Run, tool } from "./tool/tool.ts";

class TestError extends Error {}

const BINARY = new Set(["=", "==", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"]);
const UNARY = /^-[bcdefgGhkLnNOprsStuwxz]$/;

class Condition {
  #words: readonly string[];
  #at = 0;
  #process: Process;
  #files: FileSystem;
  #quote: (word: string) => string;

  constructor(run: Run, words: readonly string[]) {
    this.#process = run.process;
    this.#files = run.files;
    this.#quote = (word) => run.locale.quote(word);
    this.#words = words;
  }

  evaluate(): boolean {
    const words = this.#words;
    if (words.length === 0) return false;
    const result = this.#byCount(words) ?? this.#or();
    if (this.#at < words.length) throw new TestError(`extra argument ${this.#quote(words[this.#at] ?? "")}`);
    return result;
  }

  /** POSIX fixes the meaning of up to four words, whatever they look like. Undefined: the grammar decides. */
  #byCount(words: readonly string[]): boolean | undefined {
    const done = (result: boolean): boolean => {
      this.#at = this.#words.length;
      return result;
    };
    const [first = "", second = "", third = ""] = words;
    if (words.length === 1) return done(first !== "");
    if (words.length === 2) {
      if (first === "!") return done(second === "");
      if (UNARY.test(first)) return done(this.#unary(first, second));
      if (/^-.$/.test(first)) throw new TestError(`${this.#quote(first)}: unary operator expected`);
      throw new TestError(`missing argument after ${this.#quote(second)}`);
    }
    if (words.length === 3) {
      if (BINARY.has(second)) return done(this.#binary(first, second, third));
      if (second === "-a") return done(first !== "" && third !== "");
      if (second === "-o") return done(first !== "" || third !== "");
      if (first === "!") return done(!this.#sub([second, third]));
      if (first === "(" && third === ")") return done(second !== "");
      throw new TestError(`${this.#quote(second)}: binary operator expected`);
    }
    if (words.length === 4) {
      if (first === "!") return done(!this.#sub(words.slice(1)));
      if (first === "(" && words[3] === ")") return done(this.#sub([second, third]));
    }
    return undefined;
  }

  #sub(words: readonly string[]): boolean {
    const whole = this.#words;
    this.#words = words;
    const result = this.evaluate();
    this.#words = whole;
    return result;
  }

  #or(): boolean {
    let result = this.#and();
    while (this.#words[this.#at] === "-o") {
      this.#at += 1;
      const right = this.#and();
      result ||= right;
    }
    return result;
  }

  #and(): boolean {
    let result = this.#term();
    while (this.#words[this.#at] === "-a") {
      this.#at += 1;
      const right = this.#term();
      result &&= right;
    }
    return result;
  }

  #take(): string {
    const word = this.#words[this.#at];
    if (word === undefined) {
      throw new TestError(`missing argument after ${this.#quote(this.#words.at(-1) ?? "")}`);
    }
    this.#at += 1;
    return word;
  }

  #term(): boolean {
    const word = this.#take();
    if (word === "!") return !this.#term();
    const operator = this.#words[this.#at];
    if (operator !== undefined && BINARY.has(operator) && this.#words[this.#at + 1] !== undefined) {
      this.#at += 1;
      return this.#binary(word, operator, this.#take());
    }
    if (word === "(") {
      const result = this.#or();
      if (this.#words[this.#at] !== ")") throw new TestError("')' expected");
      this.#at += 1;
      return result;
    }
    if (UNARY.test(word)) return this.#unary(word, this.#take());
    return word !== "";
  }

  #stat(name: string): FileStat | undefined {
    return name === "" ? undefined : this.#files.tryStat(resolvePath(this.#process.cwd, name));
  }

  #unary(operator: string, word: string): boolean {
    switch (operator) {
      case "-n":
        return word !== "";
      case "-z":
        return word === "";
      case "-t":
        return this.#process.descriptors.get(Number(this.#integer(word)))?.kind === "terminal";
      case "-L":
      case "-h":
        try {
          return this.#files.lstat(resolvePath(this.#process.cwd, word)).kind === "symlink";
        } catch {
          return false;
        }
    }
    const stat = this.#stat(word);
    return stat !== undefined && fileTest(operator, stat, this.#process) === true;
  }

  #integer(word: string): bigint {
    if (!/^\s*[-+]?\d+\s*$/.test(word)) throw new TestError(`invalid integer ${this.#quote(word)}`);
    return BigInt(word.trim().replace(/^\+/, ""));
  }

  #binary(left: string, operator: string, right: string): boolean {
    switch (operator) {
      case "=":
      case "==":
        return left === right;
      case "!=":
        return left !== right;
      case "-nt":
      case "-ot": {
        const [older, newer] = operator === "-nt" ? [right, left] : [left, right];
        const late = this.#stat(newer)?.mtimeMs;
        return late !== undefined && late > (this.#stat(older)?.mtimeMs ?? -Infinity);
      }
      case "-ef": {
        const [a, b] = [this.#stat(left), this.#stat(right)];
        return a !== undefined && a.ino === b?.ino && a.dev === b.dev;
      }
    }
    return compareNumbers(operator, this.#integer(left), this.#integer(right));
  }
}

export const test = tool({ plain: true, failure: 2 }, (run) => {
  let words = run.operands;
  if (run.name.endsWith("[")) {
    if (words.at(-1) !== "]") throw new Refusal("missing ']'");
    words = words.slice(0, -1);
  }
  try {
    return new Condition(run, words).evaluate() ? 0 : 1;
  } catch (error) {
    if (error instanceof TestError) throw new Refusal(error.message, { status: 2 });
    throw error;
  }
});
