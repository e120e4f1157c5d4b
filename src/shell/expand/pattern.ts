/**
 * Shell patterns (POSIX 2.13; bash: "Pattern Matching"). In a pattern's text a backslash quotes the next character:
 * expansion puts one before every quoted character that would be special.
 */

type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "any" }
  | { readonly kind: "star" }
  | { readonly kind: "set"; readonly source: string; readonly test: RegExp }
  | { readonly kind: "group"; readonly operator: string; readonly choices: readonly (readonly Piece[])[] };

export interface PatternOptions {
  readonly extglob?: boolean;
  readonly ignoreCase?: boolean;
  /** dash: `^` at the beginning of a bracket expression is itself, only `!` negates. */
  readonly noCaret?: boolean;
}

const SPECIAL = /[\\*?[\]()|@+!^-]/g;

/** The pattern that matches exactly this text. */
export function quotePattern(text: string): string {
  return text.replace(SPECIAL, "\\$&");
}

/** The text that a pattern without special characters stands for. */
export function unquotePattern(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, "$1");
}

export function isPattern(pattern: string, extglob = false): boolean {
  // A quoted character is one of a bracket expression's, but neither opens nor closes it.
  const bare = pattern.replace(/\\[\s\S]/g, "x");
  return /[*?]|\[.+\]/s.test(bare) || (extglob && /[@+!?*]\(/.test(bare));
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: "a-zA-Z0-9",
  alpha: "a-zA-Z",
  blank: " \\t",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "\\x21-\\x7e",
  lower: "a-z",
  print: "\\x20-\\x7e",
  punct: "!-\\/:-@\\[-`{-~",
  space: " \\t\\n\\r\\f\\v",
  upper: "A-Z",
  word: "a-zA-Z0-9_",
  xdigit: "0-9A-Fa-f",
};

/** What bash's classes hold beyond ASCII. */
const BEYOND: Readonly<Record<string, string>> = {
  alnum: "\\p{L}\\p{Nd}",
  alpha: "\\p{L}",
  graph: "\\p{L}\\p{N}\\p{P}\\p{S}",
  lower: "\\p{Ll}",
  print: "\\p{L}\\p{N}\\p{P}\\p{S}",
  punct: "\\p{P}\\p{S}",
  upper: "\\p{Lu}",
  word: "\\p{L}\\p{Nd}",
};

/** A compiled pattern. */
export class Pattern {
  readonly #pieces: readonly Piece[];
  readonly #flags: string;
  /** A regular expression for the whole, where no alternatives make it inexact. */
  readonly #source: string | undefined;
  #whole: RegExp | undefined;

  constructor(text: string, options: PatternOptions) {
    this.#flags = options.ignoreCase === true ? "sui" : "su";
    this.#pieces = parsePieces(text, options.extglob === true, this.#flags, options.noCaret !== true);
    this.#source = this.#pieces.some((piece) => piece.kind === "group")
      ? undefined
      : this.#pieces.map(regexSource).join("");
  }

  matches(text: string): boolean {
    if (this.#source === undefined) return ends(this.#pieces, text, 0).has(text.length);
    return (this.#whole ??= new RegExp(`^${this.#source}$`, this.#flags)).test(text);
  }

  /** How long the shortest or longest matching beginning is; undefined when none matches. */
  prefix(text: string, longest: boolean, from = 0): number | undefined {
    if (this.#source === undefined) {
      const found = ends(this.#pieces, text, from);
      if (found.size === 0) return undefined;
      return (longest ? Math.max(...found) : Math.min(...found)) - from;
    }
    const source = longest ? this.#source : this.#source.replaceAll(".*", ".*?");
    const regex = new RegExp(source, `${this.#flags}y`);
    regex.lastIndex = from;
    return regex.exec(text)?.[0].length;
  }

  /** Where the shortest or longest matching end begins; undefined when none matches. */
  suffix(text: string, longest: boolean): number | undefined {
    if (this.#source !== undefined) {
      return new RegExp(`^(.*${longest ? "?" : ""})(?:${this.#source})$`, this.#flags).exec(text)?.[1]?.length;
    }
    for (let step = 0; step <= text.length; step += 1) {
      const from = longest ? step : text.length - step;
      if (ends(this.#pieces, text, from).has(text.length)) return from;
    }
    return undefined;
  }

  /** The first longest match at or after `from`: where it begins and ends. */
  search(text: string, from: number): readonly [number, number] | undefined {
    if (this.#source !== undefined) {
      const regex = new RegExp(this.#source, `${this.#flags}g`);
      regex.lastIndex = from;
      const match = regex.exec(text);
      return match === null ? undefined : [match.index, match.index + match[0].length];
    }
    for (let at = from; at <= text.length; at += 1) {
      const length = this.prefix(text, true, at);
      if (length !== undefined) return [at, at + length];
    }
    return undefined;
  }
}

const compiled = new Map<string, Pattern>();
const COMPILED = 512;

export function compilePattern(text: string, options: PatternOptions = {}): Pattern {
  const key = `${options.noCaret === true ? "n" : ""}${options.extglob === true ? "e" : ""}${options.ignoreCase === true ? "i" : ""}:${text}`;
  let pattern = compiled.get(key);
  if (pattern === undefined) {
    pattern = new Pattern(text, options);
    if (compiled.size >= COMPILED) compiled.clear();
    compiled.set(key, pattern);
  }
  return pattern;
}

function parsePieces(text: string, extglob: boolean, flags: string, caret = true): readonly Piece[] {
  const pieces: Piece[] = [];
  let plain = "";
  const flush = (): void => {
    if (plain !== "") pieces.push({ kind: "text", text: plain });
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const character = text[at] ?? "";
    if (extglob && text[at + 1] === "(" && "?*+@!".includes(character)) {
      const close = groupEnd(text, at + 2);
      if (close > 0) {
        flush();
        const choices = splitChoices(text.slice(at + 2, close)).map((choice) => parsePieces(choice, true, flags));
        pieces.push({ kind: "group", operator: character, choices });
        at = close + 1;
        continue;
      }
    }
    if (character === "*") {
      flush();
      if (pieces.at(-1)?.kind !== "star") pieces.push({ kind: "star" });
    } else if (character === "?") {
      flush();
      pieces.push({ kind: "any" });
    } else if (character === "[") {
      const set = parseSet(text, at, caret);
      if (set !== undefined) {
        flush();
        pieces.push({ kind: "set", source: set.source, test: new RegExp(`^${set.source}$`, flags) });
        at = set.end;
        continue;
      }
      plain += character;
    } else if (character === "\\" && at + 1 < text.length) {
      plain += text[at + 1] ?? "";
      at += 1;
    } else plain += character;
    at += 1;
  }
  flush();
  return pieces;
}

function groupEnd(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "(") depth += 1;
    else if (text[at] === ")") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

function splitChoices(text: string): string[] {
  const choices: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "(") depth += 1;
    else if (text[at] === ")") depth -= 1;
    else if (text[at] === "|" && depth === 0) {
      choices.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...choices, text.slice(from)];
}

/** A bracket expression from its `[` on; undefined when it never closes. */
function parseSet(text: string, start: number, caret: boolean): { source: string; end: number } | undefined {
  let at = start + 1;
  const negated = text[at] === "!" || (text[at] === "^" && caret);
  if (negated) at += 1;
  const items: string[] = [];
  let first = true;
  for (; at < text.length; first = false) {
    if (text[at] === "]" && !first) {
      const body = items.join("");
      if (body === "") return { source: negated ? "[\\s\\S]" : "[^\\s\\S]", end: at + 1 };
      return { source: `[${negated ? "^" : ""}${body}]`, end: at + 1 };
    }
    const name = /^\[:(.*?):\]/s.exec(text.slice(at));
    const found = CLASSES[name?.[1] ?? ""];
    // bash passes over a class that there is not; in dash its bracket is a character like others.
    if (name !== null && (found !== undefined || caret)) {
      at += name[0].length;
      if (found !== undefined) items.push(found, caret ? (BEYOND[name[1] ?? ""] ?? "") : "");
      continue;
    }
    const low = setCharacter(text, at, caret);
    at = low.end;
    if (text[at] === "-" && at + 1 < text.length && text[at + 1] !== "]") {
      const high = setCharacter(text, at + 1, caret);
      at = high.end;
      if (low.value !== "" && low.value <= high.value)
        items.push(`${escapeInSet(low.value)}-${escapeInSet(high.value)}`);
      continue;
    }
    items.push(escapeInSet(low.value));
  }
  return undefined;
}

/** A character as it stands, quoted, or, in bash alone, as a collating symbol or an equivalence class of it. */
function setCharacter(text: string, at: number, symbols: boolean): { value: string; end: number } {
  const symbol = symbols ? /^\[([.=])(.*?)\1\]/s.exec(text.slice(at, at + 40)) : null;
  if (symbol !== null) {
    const value = unquotePattern(symbol[2] ?? "");
    // Symbols of more than a character are not known: nothing matches them.
    return { value: value.length > 1 ? "" : value, end: at + symbol[0].length };
  }
  const from = text[at] === "\\" && at + 1 < text.length ? at + 1 : at;
  const value = String.fromCodePoint(text.codePointAt(from) ?? 0);
  return { value, end: from + value.length };
}

function escapeInSet(text: string): string {
  return text.replace(
    // oxlint-disable-next-line no-useless-escape -- kept for the reader beside its twin
    /[\\\]\[^\-/(){}|&!#$%*+,.:;<=>?@`~]/g,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function regexSource(piece: Piece): string {
  if (piece.kind === "star") return ".*";
  if (piece.kind === "any") return ".";
  if (piece.kind === "set") return piece.source;
  if (piece.kind === "text") return piece.text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  throw new Error("a pattern with alternatives has no regular expression [this is a bug]");
}

/** Every place where a match of the pieces that begins at `from` can end. */
function ends(pieces: readonly Piece[], text: string, from: number): Set<number> {
  let places = new Set([from]);
  for (const piece of pieces) {
    const next = new Set<number>();
    for (const place of places) step(piece, text, place, next);
    if (next.size === 0) return next;
    places = next;
  }
  return places;
}

function step(piece: Piece, text: string, at: number, into: Set<number>): void {
  if (piece.kind === "text") {
    if (text.startsWith(piece.text, at)) into.add(at + piece.text.length);
  } else if (piece.kind === "star") {
    for (let end = at; end <= text.length; end += 1) into.add(end);
  } else if (piece.kind === "group") group(piece, text, at, into);
  else if (at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (piece.kind === "any" || piece.test.test(character)) into.add(at + character.length);
  }
}

function group(piece: Piece & { kind: "group" }, text: string, at: number, into: Set<number>): void {
  const once = (from: number): Set<number> => {
    const found = new Set<number>();
    for (const choice of piece.choices) for (const end of ends(choice, text, from)) found.add(end);
    return found;
  };
  if (piece.operator === "!") {
    const refused = once(at);
    for (let end = at; end <= text.length; end += 1) if (!refused.has(end)) into.add(end);
    return;
  }
  if (piece.operator === "?" || piece.operator === "*") into.add(at);
  const first = once(at);
  for (const end of first) into.add(end);
  if (piece.operator === "?" || piece.operator === "@") return;
  const seen = new Set(first);
  for (const place of seen) {
    for (const end of once(place)) {
      into.add(end);
      seen.add(end);
    }
  }
}
