import { CLASSES } from "./classes.ts";

/** POSIX basic and extended regular expressions (with GNU's \w \b \< \' …) as a tree. */
export type Node =
  | { readonly kind: "empty" }
  | { readonly kind: "character"; readonly text: string }
  | { readonly kind: "any" }
  /** The inside of a JavaScript class, negation included. */
  | { readonly kind: "set"; readonly source: string }
  | { readonly kind: "assertion"; readonly source: string }
  | { readonly kind: "group"; readonly index: number; readonly body: Node }
  | { readonly kind: "back"; readonly index: number }
  | { readonly kind: "sequence"; readonly items: readonly Node[] }
  | { readonly kind: "choice"; readonly items: readonly Node[] }
  | { readonly kind: "repeat"; readonly body: Node; readonly least: number; readonly most: number };

/** Wrong in GNU's words: "Unmatched ( or \\(". */
export class PatternError extends Error {
  override readonly name = "PatternError";
}

export interface Dialect {
  readonly extended: boolean;
  /** awk: backslash escapes as in strings, no back references. */
  readonly awk?: boolean;
  /** "sets": `[:space:]` is refused, as grep and sed do; "all": so is an operator without operand, as in sed -E. */
  readonly strict?: "sets" | "all";
}

const ESCAPES: Readonly<Record<string, string>> = { w: "\\w", W: "\\W", s: "\\s", S: "\\S" };
const ASSERTIONS: Readonly<Record<string, string>> = {
  b: "\\b",
  B: "\\B",
  "<": "\\b(?=\\w)",
  ">": "\\b(?<=\\w)",
  "`": "(?<![^])",
  "'": "(?![^])",
};
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", t: "\t", f: "\f", r: "\r", v: "\v", a: "\x07", b: "\b" };

function escapeInSet(character: string): string {
  return /[\\\]^[-]/.test(character) ? `\\${character}` : character;
}

class Parser {
  #text: string;
  #dialect: Dialect;
  #at = 0;
  #open = 0;
  groups = 0;

  constructor(text: string, dialect: Dialect) {
    this.#text = text;
    this.#dialect = dialect;
  }

  parse(): Node {
    const node = this.#choice();
    if (this.#at < this.#text.length) {
      throw new PatternError("Unmatched ) or \\)");
    }
    return node;
  }

  get #strict(): boolean {
    return this.#dialect.extended && this.#dialect.strict === "all";
  }

  #ahead(basic: string, extended: string): boolean {
    return this.#text.startsWith(this.#dialect.extended ? extended : basic, this.#at);
  }

  #take(basic: string, extended: string): boolean {
    if (!this.#ahead(basic, extended)) return false;
    this.#at += (this.#dialect.extended ? extended : basic).length;
    return true;
  }

  #choice(): Node {
    const items = [this.#sequence()];
    while (this.#take("\\|", "|")) items.push(this.#sequence());
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: "choice", items };
  }

  #sequence(): Node {
    const items: Node[] = [];
    while (this.#at < this.#text.length && !this.#ahead("\\|", "|")) {
      if (this.#ahead("\\)", ")") && (this.#open > 0 || !this.#dialect.extended || this.#strict)) break;
      items.push(this.#repeated(this.#atom(items.length === 0), items.length === 0));
    }
    const [only] = items;
    return items.length === 0
      ? { kind: "empty" }
      : items.length === 1 && only !== undefined
        ? only
        : { kind: "sequence", items };
  }

  #repeated(first: Node, starts: boolean): Node {
    let body = first;
    if (
      !this.#dialect.extended &&
      starts &&
      body.kind === "assertion" &&
      body.source === "^" &&
      this.#text[this.#at] === "*"
    )
      return body;
    while (this.#at < this.#text.length) {
      if (this.#strict && body.kind === "assertion" && body.source === "^" && /[*+?{]/.test(this.#text[this.#at] ?? ""))
        throw new PatternError("Invalid preceding regular expression");
      if (this.#text[this.#at] === "*") {
        this.#at += 1;
        body = { kind: "repeat", body, least: 0, most: Infinity };
      } else if (this.#take("\\+", "+")) body = { kind: "repeat", body, least: 1, most: Infinity };
      else if (this.#take("\\?", "?")) body = { kind: "repeat", body, least: 0, most: 1 };
      else if (this.#ahead("\\{", "{")) {
        const close = this.#dialect.extended ? "\\}" : "\\\\\\}";
        const rest = this.#text.slice(this.#at + (this.#dialect.extended ? 1 : 2));
        const match = new RegExp(`^(\\d*)(,?)(\\d*)${close}`).exec(rest);
        if (match === null) {
          if (this.#strict) throw new PatternError("Unmatched \\{");
          if (this.#dialect.extended) return body;
          throw new PatternError(rest.includes("\\}") ? "Invalid content of \\{\\}" : "Unmatched \\{");
        }
        const [whole, low = "", comma, high = ""] = match;
        if (low === "" && comma === "") {
          if (this.#dialect.extended && !this.#strict) return body;
          throw new PatternError("Invalid content of \\{\\}");
        }
        this.#at += (this.#dialect.extended ? 1 : 2) + whole.length;
        const least = Number(low);
        const most = comma === "" ? least : high === "" ? Infinity : Number(high);
        if (most < least) throw new PatternError("Invalid content of \\{\\}");
        if (least > 32767 || (most !== Infinity && most > 32767)) throw new PatternError("Regular expression too big");
        body = { kind: "repeat", body, least, most };
      } else break;
    }
    return body;
  }

  #atom(first: boolean): Node {
    const character = this.#text[this.#at] ?? "";
    const { extended } = this.#dialect;
    if (this.#take("\\(", "(")) {
      this.groups += 1;
      const index = this.groups;
      this.#open += 1;
      const body = this.#choice();
      if (!this.#take("\\)", ")")) throw new PatternError("Unmatched ( or \\(");
      this.#open -= 1;
      return { kind: "group", index, body };
    }
    if (character === "\\") return this.#escape();
    this.#at += 1;
    if (character === "[") return this.#set();
    if (character === ".") return { kind: "any" };
    if (first && this.#strict && /[*+?{]/.test(character))
      throw new PatternError("Invalid preceding regular expression");
    if (character === "^" && (extended || first)) return { kind: "assertion", source: "^" };
    if (
      character === "$" &&
      (extended || this.#at === this.#text.length || this.#ahead("\\)", ")") || this.#ahead("\\|", "|"))
    ) {
      return { kind: "assertion", source: "$" };
    }
    if (extended && first && (character === "*" || character === "+" || character === "?"))
      return character === "*" ? this.#atomOrEmpty() : { kind: "character", text: character };
    if (/[\ud800-\udbff]/.test(character)) {
      this.#at += 1;
      return { kind: "character", text: this.#text.slice(this.#at - 2, this.#at) };
    }
    return { kind: "character", text: character };
  }

  /** GNU lets a leading "*" of an extended expression stand for nothing. */
  #atomOrEmpty(): Node {
    return { kind: "empty" };
  }

  #escape(): Node {
    const letter = this.#text[this.#at + 1];
    if (letter === undefined) throw new PatternError("Trailing backslash");
    this.#at += 2;
    if (this.#dialect.awk) {
      const octal = /^[0-7]{1,3}/.exec(this.#text.slice(this.#at - 1))?.[0];
      if (octal !== undefined) {
        this.#at += octal.length - 1;
        return { kind: "character", text: String.fromCharCode(parseInt(octal, 8)) };
      }
      if (letter === "y") return { kind: "assertion", source: "\\b" };
      const control = CONTROLS[letter];
      if (control !== undefined) return { kind: "character", text: control };
    } else if (/[1-9]/.test(letter)) {
      if (Number(letter) > this.groups) throw new PatternError("Invalid back reference");
      return { kind: "back", index: Number(letter) };
    }
    const escape = ESCAPES[letter];
    if (escape !== undefined) return { kind: "set", source: escape };
    const assertion = ASSERTIONS[letter];
    if (assertion !== undefined) return { kind: "assertion", source: assertion };
    return { kind: "character", text: letter };
  }

  #set(): Node {
    const text = this.#text;
    let source = "";
    if (this.#dialect.strict !== undefined && /^\^?:[^[\]:][^[\]]*:\]/.test(text.slice(this.#at)))
      throw new PatternError("character class syntax is [[:space:]], not [:space:]");
    const negated = text[this.#at] === "^";
    if (negated) this.#at += 1;
    let first = true;
    const element = (): string | undefined => {
      const special = /^\[([:.=])/.exec(text.slice(this.#at))?.[1];
      if (special !== undefined) {
        const end = text.indexOf(`${special}]`, this.#at + 2);
        if (end < 0) throw new PatternError("Unmatched [, [^, [:, [., or [=");
        const name = text.slice(this.#at + 2, end);
        this.#at = end + 2;
        if (special === ":") {
          const set = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
          if (set === undefined) throw new PatternError("Invalid character class name");
          source += set;
          return undefined;
        }
        if (name.length !== 1) throw new PatternError("Invalid collation character");
        return name;
      }
      let character = String.fromCodePoint(text.codePointAt(this.#at) ?? 0);
      this.#at += character.length;
      if (character === "\\" && this.#dialect.awk && this.#at < text.length) {
        character = text[this.#at] ?? "";
        this.#at += 1;
        character = CONTROLS[character] ?? character;
      }
      return character;
    };
    while (first || text[this.#at] !== "]") {
      if (this.#at >= text.length) throw new PatternError("Unmatched [, [^, [:, [., or [=");
      first = false;
      const low = element();
      if (low === undefined) continue;
      if (text[this.#at] === "-" && text[this.#at + 1] !== "]" && this.#at + 1 < text.length) {
        this.#at += 1;
        const high = element() ?? "";
        if ((high.codePointAt(0) ?? 0) < (low.codePointAt(0) ?? 0)) throw new PatternError("Invalid range end");
        source += `${escapeInSet(low)}-${escapeInSet(high)}`;
      } else source += escapeInSet(low);
    }
    this.#at += 1;
    return { kind: "set", source: `[${negated ? "^" : ""}${source}]` };
  }
}

export function parsePattern(text: string, dialect: Dialect): { node: Node; groups: number } {
  const parser = new Parser(text, dialect);
  const node = parser.parse();
  return { node, groups: parser.groups };
}
