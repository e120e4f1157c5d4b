import { compareNumbers } from "#base";
import { fileTest, resolvePath, type FileStat } from "#files";
import { ShellError } from "../errors.ts";
import { readElement } from "../expand/element.ts";
import { isSet, valuesOf } from "../state/variable.ts";
import type { Shell } from "../state/shell.ts";
import type { Builtin } from "./builtin.ts";

const UNARY = new Set("bcdefghkLnNoOGprsStuvwxzR".split("").map((letter) => `-${letter}`));
const NOT_IN_SH = new Set(["-N", "-o", "-R", "-v"]);
const BINARY = new Set(["=", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "<", ">"]);

class TestError extends Error {}

/** What a descriptor's name in /dev leads to. */
function descriptorStat(shell: Shell, path: string): FileStat | undefined {
  const [, number, stream = ""] = /^\/dev\/(?:fd\/(\d+)|(stdin|stdout|stderr))$/.exec(path) ?? [];
  const descriptor = number === undefined ? ["stdin", "stdout", "stderr"].indexOf(stream) : Number(number);
  const file = shell.process.descriptors.get(descriptor);
  if (file === undefined) return undefined;
  const kind = file.kind === "pipe" ? "fifo" : file.kind === "file" ? "file" : "character-device";
  return { ...shell.process.files.stat("/"), kind, mode: 0o600, size: 0, ino: descriptor };
}

function stat(shell: Shell, path: string): FileStat | undefined {
  if (/^\/dev\/(?:fd\/|std)/.test(path)) return descriptorStat(shell, path);
  return path === "" ? undefined : shell.process.files.tryStat(resolvePath(shell.process.cwd, path));
}

function linkStat(shell: Shell, path: string): FileStat | undefined {
  try {
    return shell.process.files.lstat(resolvePath(shell.process.cwd, path));
  } catch {
    return undefined;
  }
}

/** A unary primary of `test` and `[[`. */
export function unaryTest(shell: Shell, operator: string, operand: string): boolean {
  switch (operator) {
    case "-n":
      return operand !== "";
    case "-z":
      return operand === "";
    case "-a":
      return stat(shell, operand) !== undefined;
    case "-h":
    case "-L":
      return linkStat(shell, operand)?.kind === "symlink";
    case "-b":
    case "-S":
      return false;
    case "-t":
      if (!shell.bash) integer(shell, operand);
      return shell.process.descriptors.get(Number(operand))?.kind === "terminal";
    case "-o":
      return shell.options.has(operand);
    case "-v":
      return isVariableSet(shell, operand);
    case "-R":
      return shell.variables.own(operand)?.nameref === true;
    default: {
      const found = stat(shell, operand);
      return found !== undefined && fileTest(operator, found, shell.process) === true;
    }
  }
}

/** `-v name`, `-v name[index]`, and of positional parameters. */
function isVariableSet(shell: Shell, operand: string): boolean {
  if (/^\d+$/.test(operand)) return operand === "0" || shell.positional[Number(operand) - 1] !== undefined;
  const element = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(operand);
  if (element === null) {
    const target = shell.variables.resolve(operand);
    return target.includes("[") ? isVariableSet(shell, target) : isSet(shell.variables.lookup(operand));
  }
  const [, name = "", index = ""] = element;
  const variable = shell.variables.lookup(name);
  if (variable === undefined) return false;
  if ((index === "@" || index === "*") && variable.associative?.has(index) !== true)
    return valuesOf(variable).length > 0;
  return readElement(shell, name, index) !== undefined;
}

/** A binary primary on files and strings; numbers are `compareNumbers`. */
export function binaryTest(shell: Shell, operator: string, left: string, right: string): boolean {
  switch (operator) {
    case "=":
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case ">":
      return left > right;
    case "-nt":
    case "-ot": {
      const [first, second] = operator === "-nt" ? [left, right] : [right, left];
      const newer = stat(shell, first);
      const older = stat(shell, second);
      if (newer === undefined) return false;
      return older === undefined ? shell.bash : newer.mtimeMs > older.mtimeMs;
    }
    case "-ef": {
      const first = stat(shell, left);
      const second = stat(shell, right);
      return first !== undefined && second !== undefined && first.ino === second.ino && first.dev === second.dev;
    }
    default:
      return compareNumbers(operator, integer(shell, left), integer(shell, right));
  }
}

function integer(shell: Shell, text: string): bigint {
  if (/^\s*[-+]?\d+\s*$/.test(text)) {
    const value = BigInt(text.trim().replace(/^\+/, ""));
    if (value === BigInt.asIntN(64, value)) return value;
  }
  throw new TestError(shell.bash ? `${text}: integer expression expected` : `Illegal number: ${text}`);
}

/** The expression of `test` by the number of its arguments (POSIX), beyond four by precedence. */
class Evaluation {
  readonly #shell: Shell;
  readonly #words: readonly string[];
  #at = 0;

  constructor(shell: Shell, words: readonly string[]) {
    this.#shell = shell;
    this.#words = words;
  }

  value(): boolean {
    const words = this.#words;
    const [first = "", second = "", third = ""] = words;
    switch (words.length) {
      case 0:
        return false;
      case 1:
        return first !== "";
      case 2:
        if (first === "!") return second === "";
        if (this.#unary(first)) return unaryTest(this.#shell, first, second);
        if (this.#shell.bash) throw new TestError(`${first}: unary operator expected`);
        if (second === "-a") return false;
        if (second === "-o") return first !== "";
        if (first === "(" && second === ")") return false;
        if (first === "(") throw new TestError("closing paren expected");
        throw new TestError(this.#binary(second) ? `${second}: argument expected` : `${first}: unexpected operator`);
      case 3:
        if (this.#binary(second)) return binaryTest(this.#shell, second, first, third);
        if (/^-[ao]$/.test(second) && !this.#shell.bash && this.#unary(first))
          throw new TestError(`${second}: unexpected operator`);
        if (second === "-a") return first !== "" && third !== "";
        if (second === "-o") return first !== "" || third !== "";
        if (first === "!") return !new Evaluation(this.#shell, words.slice(1)).value();
        if (first === "(" && third === ")") return second !== "";
        if (this.#shell.bash) throw new TestError(`${second}: binary operator expected`);
        throw new TestError(`${this.#unary(first) || first === "(" ? second : first}: unexpected operator`);
      case 4:
        if (first === "!") return !new Evaluation(this.#shell, words.slice(1)).value();
        if (first === "(" && words[3] === ")") return new Evaluation(this.#shell, words.slice(1, 3)).value();
    }
    const value = this.#or();
    if (this.#at < words.length)
      throw new TestError(
        this.#shell.bash ? "too many arguments" : `${words[this.#at - 1] ?? ""}: unexpected operator`,
      );
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#words[this.#at] === "-o") {
      this.#at += 1;
      const right = this.#and();
      value = value || right;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#not();
    while (this.#words[this.#at] === "-a") {
      this.#at += 1;
      const right = this.#not();
      value = value && right;
    }
    return value;
  }

  #not(): boolean {
    if (this.#words[this.#at] !== "!" || this.#binary(this.#words[this.#at + 1] ?? "")) return this.#primary();
    this.#at += 1;
    return !this.#not();
  }

  #primary(): boolean {
    const [first, second = "", third] = this.#words.slice(this.#at, this.#at + 3);
    // dash takes a missing expression for a false one.
    if (first === undefined && !this.#shell.bash) return false;
    if (first === undefined) throw new TestError("argument expected");
    if (third !== undefined && this.#binary(second)) {
      this.#at += 3;
      return binaryTest(this.#shell, second, first, third);
    }
    if (first === "(") {
      this.#at += 1;
      const value = this.#or();
      if (this.#words[this.#at] !== ")")
        throw new TestError(this.#shell.bash ? "`)' expected" : "closing paren expected");
      this.#at += 1;
      return value;
    }
    if (this.#unary(first) && this.#at + 1 < this.#words.length) {
      this.#at += 2;
      return unaryTest(this.#shell, first, second);
    }
    this.#at += 1;
    return first !== "";
  }

  #unary(word: string): boolean {
    if (this.#shell.bash) return UNARY.has(word) || word === "-a";
    return UNARY.has(word) && !NOT_IN_SH.has(word);
  }

  #binary(word: string): boolean {
    return BINARY.has(word) || (this.#shell.bash && word === "==");
  }
}

export const test: Builtin = {
  run(shell, args, name) {
    let words = args;
    if (name === "[") {
      // dash looks at the first character alone.
      if (shell.bash ? args.at(-1) !== "]" : args.at(-1)?.startsWith("]") !== true) {
        shell.complain(shell.bash ? "[: missing `]'" : "[: missing ]");
        return 2;
      }
      words = args.slice(0, -1);
    }
    try {
      return new Evaluation(shell, words).value() ? 0 : 1;
    } catch (error) {
      if (!(error instanceof TestError || error instanceof ShellError)) throw error;
      shell.complain(`${name}: ${error.message}`);
      return 2;
    }
  },
};
