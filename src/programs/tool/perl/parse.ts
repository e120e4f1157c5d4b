/** Reads Perl-compatible expressions (pcre2pattern(3)); what is wrong is said in PCRE's words. */
import { CLASSES, complement, CONTROLS, escapeInSet, PerlError, PLACES, SETS } from "./classes.ts";
import type { PerlNode, PerlTree } from "./tree.ts";

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
}

class Reader {
  #text: string;
  #at = 0;
  #flags: Flags;
  #groups = 0;
  readonly names = new Map<string, number[]>();
  /** Calls and references by name, looked up when everything is read. */
  #later: (() => void)[] = [];

  constructor(text: string, flags: Flags) {
    this.#text = text;
    this.#flags = flags;
  }

  read(): PerlTree {
    const root = this.#choice();
    if (this.#at < this.#text.length) throw new PerlError("unmatched closing parenthesis");
    for (const resolve of this.#later) resolve();
    return { root, groups: this.#groups, names: this.names };
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern.source, "yu");
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }

  #choice(): PerlNode {
    const flags = this.#flags;
    const items = [this.#sequence()];
    while (this.#take("|")) items.push(this.#sequence());
    this.#flags = flags;
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: "choice", items };
  }

  #sequence(): PerlNode {
    const items: PerlNode[] = [];
    for (;;) {
      if (this.#flags.x) this.#match(/(?:\s|#[^\n]*)+/);
      if (this.#at >= this.#text.length || this.#text[this.#at] === "|" || this.#text[this.#at] === ")") break;
      if (this.#take("\\Q")) {
        const end = this.#text.indexOf("\\E", this.#at);
        const words = this.#text.slice(this.#at, end < 0 ? undefined : end);
        this.#at = end < 0 ? this.#text.length : end + 2;
        for (const text of words) items.push({ kind: "character", text, fold: this.#flags.i });
        continue;
      }
      if (this.#take("\\E")) continue;
      const atom = this.#atom();
      if (atom !== undefined) items.push(this.#repeated(atom));
    }
    const [only] = items;
    if (only === undefined) return { kind: "empty" };
    return items.length === 1 ? only : { kind: "sequence", items };
  }

  #repeated(first: PerlNode): PerlNode {
    let body = first;
    for (;;) {
      if (this.#flags.x) this.#match(/(?:\s|#[^\n]*)+/);
      const found = this.#match(/([*+?])|\{(\d+)(,?)(\d*)\}/);
      if (found === undefined) return body;
      const [, sign, low = "", comma, high = ""] = found;
      const least = sign === undefined ? Number(low) : sign === "+" ? 1 : 0;
      const most =
        sign === undefined
          ? comma === ""
            ? least
            : high === ""
              ? Infinity
              : Number(high)
          : sign === "?"
            ? 1
            : Infinity;
      if (least > 65535 || (most !== Infinity && most > 65535)) throw new PerlError("number too big in {} quantifier");
      if (most < least) throw new PerlError("numbers out of order in {} quantifier");
      if (body.kind === "keep") throw new PerlError("quantifier does not follow a repeatable item");
      const greed = this.#take("?") ? "lazy" : this.#take("+") ? "possessive" : "greedy";
      body = { kind: "repeat", body, least, most, greed };
    }
  }

  #atom(): PerlNode | undefined {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    const { i: fold, m: multiline, s: dotAll } = this.#flags;
    if (character === "(") return this.#group();
    if (/[*+?]/.test(character) || this.#peekCount()) {
      throw new PerlError("quantifier does not follow a repeatable item");
    }
    this.#at += character.length;
    switch (character) {
      case "[":
        return this.#set();
      case ".":
        return { kind: "set", source: dotAll ? "[^]" : "[^\\n]", fold: false };
      case "^":
        return { kind: "place", source: multiline ? "^" : "(?<![^])", multiline };
      case "$":
        return { kind: "place", source: multiline ? "$" : "(?=\\n?(?![^]))", multiline };
      case "\\":
        return this.#escape();
      default:
        return { kind: "character", text: character, fold };
    }
  }

  #peekCount(): boolean {
    return /^\{\d+(?:,\d*)?\}/.test(this.#text.slice(this.#at, this.#at + 16));
  }

  #close(): void {
    if (!this.#take(")")) throw new PerlError("missing closing parenthesis");
  }

  #inside<Result>(make: (body: PerlNode) => Result): Result {
    const body = this.#choice();
    this.#close();
    return make(body);
  }

  #capture(name?: string): PerlNode {
    this.#groups += 1;
    const index = this.#groups;
    if (name !== undefined) {
      const known = this.names.get(name);
      if (known !== undefined) throw new PerlError("two named subpatterns have the same name (PCRE2_DUPNAMES not set)");
      this.names.set(name, [index]);
    }
    return this.#inside((body) => ({ kind: "group", index, body }));
  }

  #named(name: string, make: (indexes: number[]) => void): void {
    this.#later.push(() => {
      const indexes = this.names.get(name);
      if (indexes === undefined) throw new PerlError("reference to non-existent subpattern");
      make(indexes);
    });
  }

  #back(name: string): PerlNode {
    const indexes: number[] = [];
    if (/^\d+$/.test(name)) this.#existing(Number(name), indexes);
    else this.#named(name, (found) => indexes.push(...found));
    return { kind: "back", indexes, fold: this.#flags.i };
  }

  #existing(index: number, indexes: number[]): void {
    indexes.push(index);
    this.#later.push(() => {
      if (index > this.#groups) throw new PerlError("reference to non-existent subpattern");
    });
  }

  #group(): PerlNode | undefined {
    this.#at += 1;
    if (this.#match(/\*(?:FAIL|F)\)/) !== undefined) {
      return { kind: "look", behind: false, negated: true, body: { kind: "empty" } };
    }
    if (this.#text[this.#at] === "*") throw new PerlError("(*VERB) not recognized or malformed");
    if (!this.#take("?")) return this.#capture();
    if (this.#take("#")) {
      const end = this.#text.indexOf(")", this.#at);
      if (end < 0) throw new PerlError("missing ) after (?# comment");
      this.#at = end + 1;
      return undefined;
    }
    if (this.#take(":")) return this.#inside((body) => ({ kind: "sequence", items: [body] }));
    if (this.#take(">")) return this.#inside((body) => ({ kind: "atomic", body }));
    if (this.#take("|")) return this.#reset();
    for (const [mark, behind, negated] of [
      ["<=", true, false],
      ["<!", true, true],
      ["=", false, false],
      ["!", false, true],
    ] as const) {
      if (this.#take(mark)) return this.#inside((body) => ({ kind: "look", behind, negated, body }));
    }
    const name = this.#match(/P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)'/);
    if (name !== undefined) return this.#capture(name[1] ?? name[2]);
    const reference = this.#match(/P=(\w+)\)/);
    if (reference !== undefined) return this.#back(reference[1] ?? "");
    const call = this.#match(/(?:R|([-+]?)(\d+)|(?:&|P>)(\w+))\)/);
    if (call !== undefined) return this.#call(call[1] ?? "", call[2], call[3]);
    if (this.#take("(")) return this.#condition();
    return this.#options();
  }

  #call(sign: string, digits: string | undefined, name: string | undefined): PerlNode {
    if (name !== undefined) {
      const node = { kind: "call" as const, index: 0 };
      this.#named(name, ([index = 0]) => {
        node.index = index;
      });
      return node;
    }
    const count = Number(digits ?? 0);
    const index = sign === "-" ? this.#groups + 1 - count : sign === "+" ? this.#groups + count : count;
    this.#existing(index, []);
    return { kind: "call", index };
  }

  /** (?|…): every alternative numbers its groups from the same start. */
  #reset(): PerlNode {
    const start = this.#groups;
    let most = start;
    const flags = this.#flags;
    const items: PerlNode[] = [];
    do {
      this.#groups = start;
      items.push(this.#sequence());
      most = Math.max(most, this.#groups);
    } while (this.#take("|"));
    this.#groups = most;
    this.#flags = flags;
    this.#close();
    return { kind: "choice", items };
  }

  #condition(): PerlNode {
    const found = this.#match(/(?:(\d+)|<(\w+)>|'(\w+)')\)/);
    if (found === undefined) throw new PerlError("malformed number or name after (?(");
    const condition = { index: Number(found[1] ?? 0) };
    const name = found[2] ?? found[3];
    if (name !== undefined) {
      this.#named(name, ([index = 0]) => {
        condition.index = index;
      });
    }
    const yes = this.#sequence();
    const no: PerlNode = this.#take("|") ? this.#sequence() : { kind: "empty" };
    if (this.#text[this.#at] === "|") throw new PerlError("conditional subpattern contains more than two branches");
    this.#close();
    return Object.assign(condition, { kind: "condition" as const, yes, no });
  }

  #options(): PerlNode | undefined {
    const found = this.#match(/(\^?)([imsxnJU]*)(?:-([imsxnJU]+))?([:)])/);
    if (found === undefined) throw new PerlError("unrecognized character after (? or (?-");
    const [, reset, on = "", off = "", end] = found;
    const before = this.#flags;
    const start = reset === "^" ? { i: false, m: false, s: false, x: false } : before;
    const read = (letter: keyof Flags): boolean => (start[letter] || on.includes(letter)) && !off.includes(letter);
    this.#flags = { i: read("i"), m: read("m"), s: read("s"), x: read("x") };
    if (end === ")") return undefined;
    const node = this.#inside<PerlNode>((body) => ({ kind: "sequence", items: [body] }));
    this.#flags = before;
    return node;
  }

  #code(): string | undefined {
    const hex = this.#match(/x(?:\{([\dA-Fa-f]+)\}|([\dA-Fa-f]{0,2}))/);
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex[1] ?? (hex[2] === "" ? "0" : (hex[2] ?? "0")), 16));
    const octal = this.#match(/o\{([0-7]+)\}|(0[0-7]{0,2})/);
    if (octal !== undefined) return String.fromCodePoint(parseInt(octal[1] ?? octal[2] ?? "0", 8));
    const control = this.#match(/c([ -~])/);
    if (control !== undefined) return String.fromCharCode((control[1] ?? "").toUpperCase().charCodeAt(0) ^ 64);
    return undefined;
  }

  #property(): string | undefined {
    const found = this.#match(/([pP])(?:\{(\^?)(\w+)\}|([A-Z]))/);
    if (found === undefined) return undefined;
    const [, letter, not, long, short] = found;
    const name = long ?? short ?? "";
    const negated = (letter === "P") !== (not === "^");
    for (const source of [name, `Script=${name}`]) {
      const text = `\\${negated ? "P" : "p"}{${name === "L&" ? "LC" : source}}`;
      try {
        new RegExp(text, "u");
        return text;
      } catch {
        continue;
      }
    }
    throw new PerlError("unknown property name after \\P or \\p");
  }

  #escape(): PerlNode {
    const { i: fold } = this.#flags;
    const letter = this.#text[this.#at];
    if (letter === undefined) throw new PerlError("\\ at end of pattern");
    const property = this.#property();
    if (property !== undefined) return { kind: "set", source: property, fold };
    const relative = this.#match(/g(?:\{(-?)(\w+)\}|(-?)(\d+))/);
    if (relative !== undefined) {
      const [, minus = relative[3], name = relative[4] ?? ""] = relative;
      return this.#back(minus === "-" ? String(this.#groups + 1 - Number(name)) : name);
    }
    const named = this.#match(/k(?:\{(\w+)\}|<(\w+)>|'(\w+)')/);
    if (named !== undefined) return this.#back(named[1] ?? named[2] ?? named[3] ?? "");
    const number = this.#match(/[1-9]\d*/);
    if (number !== undefined) {
      const [digits] = number;
      if (digits.length === 1 || Number(digits) <= this.#groups) return this.#back(digits);
      const octal = /^[0-7]{1,3}/.exec(digits)?.[0] ?? digits.slice(0, 1);
      this.#at -= digits.length - octal.length;
      return { kind: "character", text: String.fromCharCode(parseInt(octal, 8)), fold };
    }
    const code = this.#code();
    if (code !== undefined) return { kind: "character", text: code, fold };
    this.#at += 1;
    if (letter === "K") return { kind: "keep" };
    if (letter === "R") {
      const parts = [..."\n\v\f\r\x85"].map((text): PerlNode => ({ kind: "character", text, fold: false }));
      const pair: PerlNode[] = [..."\r\n"].map((text): PerlNode => ({ kind: "character", text, fold: false }));
      return { kind: "atomic", body: { kind: "choice", items: [{ kind: "sequence", items: pair }, ...parts] } };
    }
    if (letter === "X") return { kind: "set", source: "[^]", fold: false };
    const set = SETS[letter];
    if (set !== undefined) return { kind: "set", source: set, fold: false };
    const place = PLACES[letter];
    if (place !== undefined) return { kind: "place", source: place, multiline: false };
    const control = CONTROLS[letter];
    if (control !== undefined) return { kind: "character", text: control, fold };
    if (/[A-Za-z]/.test(letter)) throw new PerlError("unrecognized character follows \\");
    const text = String.fromCodePoint(this.#text.codePointAt(this.#at - 1) ?? 0);
    this.#at += text.length - 1;
    return { kind: "character", text, fold };
  }

  #set(): PerlNode {
    const negated = this.#take("^");
    let source = "";
    for (let first = true; first || this.#text[this.#at] !== "]"; first = false) {
      if (this.#at >= this.#text.length) throw new PerlError("missing terminating ] for character class");
      const low = this.#element();
      if (low === undefined) continue;
      if (low.set !== undefined) {
        source += low.set;
        continue;
      }
      const { text = "" } = low;
      if (this.#text[this.#at] === "-" && this.#text[this.#at + 1] !== "]" && this.#at + 1 < this.#text.length) {
        this.#at += 1;
        const high = this.#element();
        if (high?.text === undefined) throw new PerlError("invalid range in character class");
        if ((high.text.codePointAt(0) ?? 0) < (text.codePointAt(0) ?? 0)) {
          throw new PerlError("range out of order in character class");
        }
        source += `${escapeInSet(text)}-${escapeInSet(high.text)}`;
      } else source += escapeInSet(text);
    }
    this.#at += 1;
    return { kind: "set", source: `[${negated ? "^" : ""}${source}]`, fold: this.#flags.i };
  }

  /** One character of a set, or what stands for several. */
  #element(): { readonly text?: string; readonly set?: string } | undefined {
    const named = this.#match(/\[:(\^?)(\w*):\]/);
    if (named !== undefined) {
      const body = CLASSES[named[2] ?? ""];
      if (body === undefined) throw new PerlError("unknown POSIX class name");
      if (named[1] !== "^") return { set: body };
      const all = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
      const other = all.filter((character) => !new RegExp(`[${body}]`).test(character));
      return { set: `${other.map(escapeInSet).join("")}\\u{80}-\\u{10ffff}` };
    }
    const text = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    this.#at += text.length;
    if (text !== "\\") return { text };
    if (this.#take("E")) return undefined;
    if (this.#take("Q")) {
      const end = this.#text.indexOf("\\E", this.#at);
      const words = this.#text.slice(this.#at, end < 0 ? undefined : end);
      this.#at = end < 0 ? this.#text.length : end + 2;
      return { set: Array.from(words, escapeInSet).join("") };
    }
    const property = this.#property();
    if (property !== undefined) return { set: property };
    const octal = this.#match(/[0-7]{1,3}/);
    if (octal !== undefined) return { text: String.fromCharCode(parseInt(octal[0], 8)) };
    const code = this.#code();
    if (code !== undefined) return { text: code };
    const letter = this.#text[this.#at];
    if (letter === undefined) throw new PerlError("\\ at end of pattern");
    this.#at += 1;
    if (letter === "b") return { text: "\b" };
    const set = SETS[letter];
    if (set !== undefined) return { set: set.startsWith("[^") ? complement(set) : set.slice(1, -1) };
    return { text: CONTROLS[letter] ?? letter };
  }
}

export function parsePerl(
  text: string,
  { ignoreCase = false, multiline = false, extended = false, dotAll = false } = {},
): PerlTree {
  return new Reader(text, { i: ignoreCase, m: multiline, s: dotAll, x: extended }).read();
}
