/**
 * A compiled POSIX pattern. JavaScript's engine finds where a match begins; where the leftmost match might not be the
 * longest one (alternatives, repeated groups) the longest end is found by following all ways at once, as POSIX wants.
 */
import { assertNever } from "#base";
import { Refusal } from "../tool.ts";
import { backtracks, endlessRepeats, hasBackReference, isAmbiguous } from "./analysis.ts";
import { type Dialect, type Node, parsePattern } from "./parse.ts";

export interface PatternOptions extends Dialect {
  readonly ignoreCase?: boolean;
  /** Characters are Unicode's, not bytes. */
  readonly unicode?: boolean;
  /** "^" and "$" match at inner newlines as well (sed's M). */
  readonly multiline?: boolean;
}

export interface Match {
  readonly index: number;
  readonly end: number;
  /** Group 0 is the whole match; undefined for a group that took no part. */
  readonly groups: readonly (string | undefined)[];
}

function escapeCharacter(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function render(node: Node): string {
  switch (node.kind) {
    case "empty":
      return "(?:)";
    case "character":
      return escapeCharacter(node.text);
    case "any":
      return "[^]";
    case "set":
    case "assertion":
      return node.source;
    case "group":
      return `(${render(node.body)})`;
    case "back":
      return `(?:\\${node.index})`;
    case "sequence":
      return node.items.map((item) => (item.kind === "choice" ? `(?:${render(item)})` : render(item))).join("");
    case "choice":
      return node.items.map(render).join("|");
    case "repeat": {
      const body = node.body;
      const inner = render(body);
      const whole =
        body.kind === "group" ||
        body.kind === "set" ||
        body.kind === "any" ||
        (body.kind === "character" && inner.replace(/^\\/, "").length === 1);
      const count =
        node.most === Infinity
          ? node.least === 0
            ? "*"
            : node.least === 1
              ? "+"
              : `{${node.least},}`
          : node.least === 0 && node.most === 1
            ? "?"
            : `{${node.least},${node.most}}`;
      return `${whole ? inner : `(?:${inner})`}${count}`;
    }
    default:
      return assertNever(node);
  }
}

/** Texts so short that trying all ways takes no time. */
const SHORT = 16;
/** Ways that JavaScript's engine may have to try at the worst: some seconds of work. */
const TRIES = 10_000_000_000;
/** About five seconds of work on one line. */
const STEPS = 20_000_000;

export class Pattern {
  readonly groups: number;
  #node: Node;
  #search: RegExp;
  #sticky: RegExp | undefined;
  #flags: string;
  #longest: boolean;
  #atoms = new Map<Node, RegExp>();
  #literal: string | undefined;
  /** True when JavaScript's engine might try exponentially many ways: then all ways are followed at once. */
  #slow: boolean;
  #steps = 0;
  /** Repeats without an end beside a back reference; Infinity when one holds another. */
  #endless: number;
  /** The longest text that those are tried on. */
  #longestTried: number;

  constructor(text: string, options: PatternOptions) {
    const { node, groups } = parsePattern(text, options);
    this.#node = node;
    this.groups = groups;
    this.#flags = `${options.ignoreCase ? "i" : ""}${options.unicode && /[^\x00-\x7f]|\.|\[\^/.test(text) ? "u" : ""}${options.multiline ? "m" : ""}`;
    const source = render(node);
    this.#search = new RegExp(
      this.#flags.includes("u") ? source.replace(/\\([^\w\s^$.*+?()[\]{}|/\\-])/g, "$1") : source,
      `g${this.#flags}`,
    );
    this.#longest = isAmbiguous(node) && !hasBackReference(node);
    this.#slow = backtracks(node) && !hasBackReference(node);
    this.#endless = hasBackReference(node) ? (backtracks(node) ? Infinity : endlessRepeats(node)) : 0;
    this.#longestTried =
      this.#endless === Infinity ? 32 : this.#endless < 2 ? Infinity : Math.floor(TRIES ** (1 / (this.#endless + 1)));
    if (this.#flags === "" && /^[\w ,;:@=~<>#%&-]+$/.test(text)) this.#literal = text;
  }

  test(text: string): boolean {
    if (this.#literal !== undefined) return text.includes(this.#literal);
    if (this.#slow && text.length > SHORT) return this.#exhaustive(text, 0) !== undefined;
    this.#guard(text);
    this.#search.lastIndex = 0;
    return this.#search.test(text);
  }

  /** Back references are JavaScript's engine's work, which cannot be stopped: what might take it for ever is refused. */
  #guard(text: string): void {
    if (text.length <= this.#longestTried) return;
    throw new Refusal(
      `a back reference beside ${this.#endless === Infinity ? "a repeat inside a repeat" : `${String(this.#endless)} open repeats`} ` +
        `takes too long on a line of ${String(text.length)} characters (${String(this.#longestTried)} are the most here); ` +
        "say the pattern with fewer",
    );
  }

  /** The leftmost longest match at or behind `from`. */
  exec(text: string, from = 0): Match | undefined {
    this.#guard(text);
    if (this.#slow && text.length - from > SHORT) {
      const found = this.#exhaustive(text, from);
      return found && this.#bounded(text, found.index, found.end);
    }
    this.#search.lastIndex = from;
    const found = this.#search.exec(text);
    if (found === null) return undefined;
    const end = found.index + found[0].length;
    if (this.#longest) {
      const longest = Math.max(end, ...this.#ends(this.#node, text, [found.index]));
      if (longest > end) return this.#bounded(text, found.index, longest);
    }
    return { index: found.index, end, groups: found };
  }

  /** The leftmost longest match in polynomial time. */
  #exhaustive(text: string, from: number): { index: number; end: number } | undefined {
    this.#steps = 0;
    for (let index = from; index <= text.length; index += 1) {
      const ends = this.#ends(this.#node, text, [index]);
      if (ends.length > 0) return { index, end: Math.max(...ends) };
    }
    return undefined;
  }

  /** Groups of a match whose end is known: the same expression over the text cut there. */
  #bounded(text: string, index: number, end: number): Match {
    this.#sticky ??= new RegExp(`(?:${this.#search.source})(?![^])`, `y${this.#flags.replace("m", "")}`);
    this.#sticky.lastIndex = index;
    const groups = this.#sticky.exec(text.slice(0, end));
    return { index, end, groups: groups ?? [text.slice(index, end), ...Array<undefined>(this.groups).fill(undefined)] };
  }

  #ends(node: Node, text: string, starts: readonly number[]): number[] {
    switch (node.kind) {
      case "group":
        return this.#ends(node.body, text, starts);
      case "sequence":
        return node.items.reduce<number[]>(
          (at, item) => (at.length === 0 ? at : this.#ends(item, text, at)),
          [...starts],
        );
      case "choice":
        return [...new Set(node.items.flatMap((item) => this.#ends(item, text, starts)))];
      case "repeat": {
        const reached = new Set<number>(node.least === 0 ? starts : []);
        let at: number[] = [...starts];
        const seen = new Set<number>();
        for (let count = 1; count <= node.most && at.length > 0; count += 1) {
          at = this.#ends(node.body, text, at).filter((end) => count <= node.least || !seen.has(end));
          if (count >= node.least) {
            for (const end of at) {
              seen.add(end);
              reached.add(end);
            }
          }
        }
        return [...reached];
      }
      default: {
        this.#steps += starts.length;
        if (this.#steps > STEPS) {
          throw new Refusal("a repeat inside a repeat takes too long on so long a line; say the pattern with fewer");
        }
        let atom = this.#atoms.get(node);
        if (atom === undefined) {
          atom = new RegExp(render(node), `y${this.#flags}`);
          this.#atoms.set(node, atom);
        }
        const ends: number[] = [];
        for (const start of starts) {
          atom.lastIndex = start;
          const match = atom.exec(text);
          if (match !== null) ends.push(start + match[0].length);
        }
        return ends;
      }
    }
  }
}
