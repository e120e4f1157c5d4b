import { quotePattern } from "./pattern.ts";

/** Where expanded text goes. What becomes of it (fields, one string, a pattern) is the sink's affair. */
export interface Sink {
  /** Text of the script itself: never split. */
  literal(text: string, quoted: boolean): void;
  /** What an expansion gave: split into fields unless quoted. */
  expansion(text: string, quoted: boolean): void;
  /** Several values: `$@`, `${a[*]}`; `star` joins them where they are quoted. */
  list(values: readonly string[], quoted: boolean, star: boolean): void;
}

const QUOTABLE = /[\\*?[\]()|@+!^-]/;
const GLOB = /[*?[]|[@+!]\(/;

/** Collects fields: field splitting (POSIX 2.6.5) while text comes in, pathname expansion at the end of each. */
export class FieldSink implements Sink {
  readonly fields: string[];
  readonly #ifs: string;
  /** The names a pattern matches, or undefined to leave the word as it is; undefined altogether under `set -f`. */
  readonly #glob: ((pattern: string) => readonly string[] | undefined) | undefined;
  /** bash: what stands between unquoted values of a list, a separator of IFS; "" where that is a blank or nothing. */
  readonly #between: string;
  #text = "";
  #pattern = "";
  #active = false;
  #has = false;
  /** The last field was ended by IFS white space: a separator that follows belongs to the same delimiter. */
  #closedByBlank = false;

  constructor(
    fields: string[],
    ifs: string,
    glob: ((pattern: string) => readonly string[] | undefined) | undefined,
    bash: boolean,
  ) {
    this.fields = fields;
    this.#ifs = ifs;
    this.#glob = glob;
    this.#between = bash ? ifs.charAt(0).trim() : "";
  }

  literal(text: string, quoted: boolean): void {
    this.#has = true;
    this.#closedByBlank = false;
    this.#add(text, quoted);
  }

  expansion(text: string, quoted: boolean): void {
    if (quoted || this.#ifs === "") {
      if (quoted || text !== "") this.literal(text, quoted);
      return;
    }
    this.#split(text);
  }

  list(values: readonly string[], quoted: boolean, star: boolean): void {
    if (quoted && star) {
      this.literal(values.join(this.#ifs.charAt(0)), true);
      return;
    }
    if (!quoted && this.#between !== "") {
      this.#split(values.join(this.#between));
      return;
    }
    for (const [at, value] of values.entries()) {
      if (at > 0) {
        const closed = !quoted && (this.#has || this.#closedByBlank);
        this.#break(quoted);
        this.#closedByBlank = closed;
      }
      this.expansion(value, quoted);
    }
  }

  /** Ends the word. */
  finish(): void {
    this.#break(false);
  }

  #add(text: string, quoted: boolean): void {
    this.#text += text;
    if (this.#glob === undefined) return;
    this.#pattern += quoted && QUOTABLE.test(text) ? quotePattern(text) : text;
    if (!quoted && GLOB.test(text)) this.#active = true;
  }

  #split(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at] ?? "";
      if (!this.#ifs.includes(character)) continue;
      if (at > from) this.literal(text.slice(from, at), false);
      from = at + 1;
      if (character === " " || character === "\t" || character === "\n") {
        if (this.#has) {
          this.#break(false);
          this.#closedByBlank = true;
        }
      } else if (this.#closedByBlank) this.#closedByBlank = false;
      else this.#break(true);
    }
    if (from < text.length) this.literal(from === 0 ? text : text.slice(from), false);
  }

  #break(force: boolean): void {
    if (this.#has || force) {
      const names = this.#active ? this.#glob?.(this.#pattern) : undefined;
      if (names === undefined) this.fields.push(this.#text);
      else for (const name of names) this.fields.push(name);
    }
    this.#text = "";
    this.#pattern = "";
    this.#active = false;
    this.#has = false;
    this.#closedByBlank = false;
  }
}

/** One string: assignments, here-documents, the word of `case`. */
export class StringSink implements Sink {
  text = "";
  readonly #joiner: string;
  readonly #always: boolean;

  /** `always`: `$@` is joined as `$*` is (dash). */
  constructor(ifs: string, always = false) {
    this.#joiner = ifs.charAt(0);
    this.#always = always;
  }

  literal(text: string): void {
    this.text += text;
  }

  expansion(text: string): void {
    this.text += text;
  }

  list(values: readonly string[], _quoted: boolean, star: boolean): void {
    this.text += values.join(star || this.#always ? this.#joiner : " ");
  }
}

/** A pattern: what is quoted matches itself. `quote` makes it so. */
export class PatternSink implements Sink {
  text = "";
  readonly #joiner: string;
  readonly #quote: (text: string) => string;

  constructor(ifs: string, quote: (text: string) => string = quotePattern) {
    this.#joiner = ifs.charAt(0);
    this.#quote = quote;
  }

  literal(text: string, quoted: boolean): void {
    this.text += quoted ? this.#quote(text) : text;
  }

  expansion(text: string, quoted: boolean): void {
    this.literal(text, quoted);
  }

  list(values: readonly string[], quoted: boolean, star: boolean): void {
    this.literal(values.join(star ? this.#joiner : " "), quoted);
  }
}
