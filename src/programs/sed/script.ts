/** The script of sed: addresses and commands, with GNU's words for what is wrong in it. */
import { Pattern } from "../tool/regex/pattern.ts";
import { PatternError } from "../tool/regex/parse.ts";
import { Refusal } from "../tool/tool.ts";
import { resolveLabels } from "./labels.ts";
import type { Address, Command, ScriptOptions } from "./command.ts";
import { resolveEscapes, resolveText } from "./escapes.ts";
import { placeOf, type Source } from "./source.ts";
import { readReplacement, readUnits } from "./replacement.ts";

class Reader {
  #text: string;
  #at = 0;
  #sources: readonly Source[];
  #options: ScriptOptions;
  #blocks: number[] = [];
  readonly commands: Command[] = [];

  constructor(sources: readonly Source[], options: ScriptOptions) {
    this.#text = sources.map(({ text }) => text).join("\n");
    this.#sources = sources;
    this.#options = options;
  }

  #fail(message: string): never {
    throw new Refusal(`${placeOf(this.#sources, this.#at)}: ${message}`, { status: 1 });
  }

  #peek(): string {
    return this.#text[this.#at] ?? "";
  }

  #blanks(pattern = /[ \t]/): void {
    while (this.#at < this.#text.length && pattern.test(this.#peek())) this.#at += 1;
  }

  #number(): number {
    const digits = /^\d+/.exec(this.#text.slice(this.#at))?.[0] ?? "";
    this.#at += digits.length;
    return Number(digits);
  }

  read(): Command[] {
    for (;;) {
      this.#blanks(/[\s;]/);
      if (this.#at >= this.#text.length) break;
      if (this.#peek() === "#") {
        const end = this.#text.indexOf("\n", this.#at);
        this.#at = end < 0 ? this.#text.length : end;
        continue;
      }
      this.#command();
    }
    if (this.#blocks.length > 0) {
      const { file, number = 1 } = this.#sources.at(-1) ?? {};
      if (file === undefined) throw new Refusal(`-e expression #${number}, char 0: unmatched \`{'`, { status: 1 });
      this.#at = 0;
      this.#fail("unmatched `{'");
    }
    resolveLabels(this.commands);
    return this.commands;
  }

  #address(second: boolean): Address | undefined {
    const character = this.#peek();
    if (/\d/.test(character)) {
      const number = this.#number();
      if (!second && this.#peek() === "~") {
        this.#at += 1;
        const step = this.#number();
        return step === 0 ? { kind: "line", number } : { kind: "step", first: number, step };
      }
      return { kind: "line", number };
    }
    if (character === "$") {
      this.#at += 1;
      return { kind: "last" };
    }
    if (character === "+" || character === "~") {
      this.#at += 1;
      const number = this.#number();
      if (!second) this.#fail("invalid usage of +N or ~N as first address");
      return character === "+" ? { kind: "plus", count: number } : { kind: "multiple", of: number };
    }
    if (character === "/" || character === "\\") {
      let delimiter = "/";
      this.#at += 1;
      if (character === "\\") {
        delimiter = this.#peek();
        this.#at += 1;
      }
      const source = this.#delimited(delimiter, true);
      if (source === undefined) this.#fail("unterminated address regex");
      let flags = "";
      while (/[IM]/.test(this.#peek())) {
        flags += this.#peek();
        this.#at += 1;
      }
      return { kind: "pattern", pattern: this.#compile(source, flags) };
    }
    return undefined;
  }

  /** Text up to the delimiter; a backslash before the delimiter or a newline is dealt with, others stay. */
  #delimited(delimiter: string, isPattern: boolean): string | undefined {
    let result = "";
    let inSet = false;
    while (this.#at < this.#text.length) {
      const character = this.#peek();
      this.#at += 1;
      if (character === delimiter && !inSet) return result;
      if (character === "\n" && isPattern) return undefined;
      if (isPattern && character === "[" && !inSet) {
        inSet = true;
        result += character;
        if (this.#peek() === "^") {
          result += "^";
          this.#at += 1;
        }
        if (this.#peek() === "]") {
          result += "]";
          this.#at += 1;
        }
        continue;
      }
      if (inSet && character === "[" && /[:.=]/.test(this.#peek())) {
        const close = this.#text.indexOf(`${this.#peek()}]`, this.#at + 1);
        if (close >= 0) {
          result += this.#text.slice(this.#at - 1, close + 2);
          this.#at = close + 2;
          continue;
        }
      }
      if (inSet && character === "]") inSet = false;
      if (character === "\\" && this.#at < this.#text.length) {
        const next = this.#peek();
        this.#at += 1;
        if (next === delimiter && !inSet) result += !isPattern && delimiter === "&" ? "\\&" : delimiter;
        else if (isPattern && next === "n") result += "\n";
        else if (isPattern && next === "t") result += "\t";
        else result += `\\${next}`;
        continue;
      }
      result += character;
    }
    return undefined;
  }

  #compile(source: string, flags: string): Pattern | undefined {
    if (source === "") return undefined;
    try {
      return new Pattern(resolveEscapes(source), {
        extended: this.#options.extended,
        strict: "all",
        unicode: this.#options.unicode,
        ignoreCase: /i/i.test(flags),
        multiline: !this.#options.zero && /m/i.test(flags),
      });
    } catch (error) {
      if (error instanceof PatternError && error.message.startsWith("character class"))
        throw new Refusal(error.message, { status: 4 });
      if (error instanceof PatternError)
        this.#fail(error.message.replace(/^Unmatched \[.*/, "unterminated address regex"));
      throw error;
    }
  }

  #command(): void {
    const from = this.#address(false);
    let to: Address | undefined;
    if (from !== undefined) {
      this.#blanks();
      if (this.#peek() === ",") {
        this.#at += 1;
        this.#blanks();
        to = this.#address(true);
        if (to === undefined) {
          this.#at += 1;
          this.#fail("unexpected `,'");
        }
      }
      if (from.kind === "line" && from.number === 0 && to?.kind !== "pattern") {
        this.#blanks();
        this.#at += 1;
        this.#fail("invalid usage of line address 0");
      }
    }
    this.#blanks();
    let negated = false;
    while (this.#peek() === "!") {
      if (negated) {
        this.#at += 1;
        this.#fail("multiple `!'s");
      }
      negated = true;
      this.#at += 1;
      this.#blanks();
    }
    const letter = this.#peek();
    this.#at += 1;
    if (letter === "" || (letter === ";" && from !== undefined)) this.#fail("missing command");
    const base = {
      letter,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      negated,
      target: 0,
      active: false,
      endLine: 0,
    };
    const add = (more: Partial<Command>): void => void this.commands.push({ ...base, text: "", ...more });
    if ("=dDFgGhHnNpPxz".includes(letter)) {
      add({});
      this.#end();
      return;
    }
    switch (letter) {
      case "{":
        this.#blocks.push(this.commands.length);
        add({});
        return;
      case "}": {
        const open = this.#blocks.pop();
        if (open === undefined) this.#fail("unexpected `}'");
        if (from !== undefined) this.#fail("} doesn't want any addresses");
        const block = this.commands[open];
        if (block !== undefined) block.target = this.commands.length;
        add({});
        this.#end();
        return;
      }
      case "v": {
        const [wanted = "", major = "0", minor = "0"] =
          /^ *(\d*)\.?(\d*)[^\n;]*/.exec(this.#text.slice(this.#at)) ?? [];
        this.#at += wanted.length;
        if (Number(major) * 100 + Number(minor) > 409) this.#fail("expected newer version of sed");
        this.#end();
        return;
      }
      case "l":
      case "L":
      case "q":
      case "Q": {
        if ((letter === "q" || letter === "Q") && to !== undefined) this.#fail("command only uses one address");
        this.#blanks();
        const number = /\d/.test(this.#peek()) ? this.#number() : undefined;
        add(number === undefined ? {} : { number });
        this.#end();
        return;
      }
      case "a":
      case "i":
      case "c":
        add({ text: this.#appended() });
        return;
      case ":": {
        if (from !== undefined) this.#fail(": doesn't want any addresses");
        this.#blanks();
        const label = /^[^\s;]*/.exec(this.#text.slice(this.#at))?.[0] ?? "";
        if (label === "") this.#fail('":" lacks a label');
        this.#at += label.length;
        add({ text: label });
        return;
      }
      case "b":
      case "t":
      case "T": {
        this.#blanks();
        const label = /^[^\s;}]*/.exec(this.#text.slice(this.#at))?.[0] ?? "";
        this.#at += label.length;
        add({ text: label });
        return;
      }
      case "e":
        this.#allowed();
        this.#blanks();
        add({ text: this.#line() });
        return;
      case "r":
      case "R":
      case "w":
      case "W": {
        this.#allowed();
        this.#blanks();
        const name = this.#line();
        if (name === "") this.#fail("missing filename in r/R/w/W commands");
        add({ text: name });
        return;
      }
      case "s":
        add({ substitution: this.#substitution() });
        this.#end();
        return;
      case "y":
        add({ map: this.#map() });
        this.#end();
        return;
      default:
        this.#fail(`unknown command: \`${letter}'`);
    }
  }

  #allowed(): void {
    if (this.#options.sandbox) this.#fail("e/r/w commands disabled in sandbox mode");
  }

  #line(): string {
    const end = this.#text.indexOf("\n", this.#at);
    const text = this.#text.slice(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#text.length : end + 1;
    return text;
  }

  #end(): void {
    this.#blanks();
    const next = this.#peek();
    if (next === "" || next === "\n" || next === ";" || next === "}" || next === "#") {
      if (next === ";" || next === "\n") this.#at += 1;
      return;
    }
    this.#at += 1;
    this.#fail("extra characters after command");
  }

  #appended(): string {
    this.#blanks();
    if (this.#at >= this.#text.length) this.#fail("expected \\ after `a', `c' or `i'");
    if (this.#peek() === "\\") {
      this.#at += 1;
      this.#at += /^[ \t]*\n/.exec(this.#text.slice(this.#at))?.[0].length ?? 0;
      if (this.#at >= this.#text.length) return "";
    }
    const [text = ""] = /^(?:\\[^]|[^\\\n])*/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += text.length + 1;
    return `${resolveText(text)}\n`;
  }

  #substitution(): NonNullable<Command["substitution"]> {
    const delimiter = this.#peek();
    this.#at += 1;
    const source = delimiter === "" || delimiter === "\n" ? undefined : this.#delimited(delimiter, true);
    const replacement = source === undefined ? undefined : this.#delimited(delimiter, false);
    if (source === undefined || replacement === undefined) this.#fail("unterminated `s' command");
    let [global, number, print, flags, executes] = [false, 0, 0, "", false];
    let file: string | undefined;
    for (;;) {
      this.#blanks();
      const flag = this.#peek();
      if (flag === "g") {
        if (global) {
          this.#at += 1;
          this.#fail("multiple `g' options to `s' command");
        }
        global = true;
      } else if (flag === "p") {
        print += 1;
        if (print > 1) {
          this.#at += 1;
          this.#fail("multiple `p' options to `s' command");
        }
      } else if (flag === "e") {
        this.#at += 1;
        this.#allowed();
        this.#at -= 1;
        executes = true;
      } else if (/[iImM]/.test(flag) && flag !== "") flags += flag;
      else if (/\d/.test(flag)) {
        if (number > 0) {
          this.#at += 1;
          this.#fail("multiple number options to `s' command");
        }
        number = this.#number();
        if (number === 0) this.#fail("number option to `s' command may not be zero");
        continue;
      } else if (flag === "w") {
        this.#at += 1;
        this.#allowed();
        this.#blanks();
        file = this.#line();
        if (file === "") this.#fail("missing filename in r/R/w/W commands");
        break;
      } else if (flag === "" || /[\s;}#]/.test(flag)) break;
      else {
        this.#at += 1;
        this.#fail("unknown option to `s'");
      }
      this.#at += 1;
    }
    const pattern = this.#compile(source, flags);
    const pieces = readReplacement(replacement);
    const highest = Math.max(0, ...pieces.map((piece) => (piece.kind === "group" ? piece.index : 0)));
    if (pattern !== undefined && highest > pattern.groups)
      this.#fail(`invalid reference \\${highest} on \`s' command's RHS`);
    return { pattern, replacement: pieces, global, number, print, file, executes };
  }

  #map(): Map<string, string> {
    const delimiter = this.#peek();
    this.#at += 1;
    const read = (): string[] | undefined => readUnits(this.#delimited(delimiter, false));
    const from = read();
    const to = from === undefined ? undefined : read();
    if (from === undefined || to === undefined) this.#fail("unterminated `y' command");
    if (from.length !== to.length) this.#fail("strings for `y' command are different lengths");
    return new Map(from.map((character, index) => [character, to[index] ?? ""]));
  }
}

export function parseScript(sources: readonly Source[], options: ScriptOptions): Command[] {
  return new Reader(sources, options).read();
}
