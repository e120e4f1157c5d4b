import { balancedEnd, isSpace, skipSpace } from "./text.ts";

/**
 * Text with its references parsed: `$(CC)`, `$@`, `$(subst a,b,$(x))`. Parsing is apart from expansion so that a
 * variable used a thousand times is parsed once. Manual: "Basics of Variable References".
 */
export type Template = readonly Piece[];

/** Plain text is a string. */
export type Piece =
  | string
  /** A "text=text" after a colon is part of the name. */
  | { readonly kind: "reference"; readonly name: string }
  /** The name itself holds references. */
  | { readonly kind: "computed"; readonly name: Template }
  | { readonly kind: "call"; readonly function: string; readonly arguments: readonly string[] }
  /** Thrown only when it is expanded: `X = $(foo` is an error where X is used. */
  | { readonly kind: "unterminated"; readonly function: string | undefined; readonly close: string };

/** How many arguments a function takes at most; 0 for any number. The last one keeps its commas. */
export type FunctionArity = (name: string) => number | undefined;

export class TemplateParser {
  readonly #cache = new Map<string, Template>();
  readonly #arity: FunctionArity;

  constructor(arity: FunctionArity) {
    this.#arity = arity;
  }

  parse(text: string): Template {
    const known = this.#cache.get(text);
    if (known !== undefined) return known;
    const template = this.read(text);
    if (this.#cache.size > 50_000) this.#cache.clear();
    this.#cache.set(text, template);
    return template;
  }

  /** `parse` for text that is met once: its template is not kept here. */
  read(text: string): Template {
    const pieces: Piece[] = [];
    let plain = "";
    let at = 0;
    for (;;) {
      const dollar = text.indexOf("$", at);
      if (dollar < 0) break;
      if (dollar > at) plain += text.slice(at, dollar);
      const next = text[dollar + 1];
      if (next === undefined || next === "$") {
        plain += "$";
        at = dollar + 2;
        continue;
      }
      // A blank after the dollar names no variable and is swallowed with it.
      if (isSpace(next.charCodeAt(0))) {
        at = dollar + 2;
        continue;
      }
      if (plain !== "") pieces.push(plain);
      plain = "";
      if (next === "(" || next === "{") at = this.#readParenthesised(text, dollar + 2, next, pieces);
      else {
        pieces.push({ kind: "reference", name: next });
        at = dollar + 2;
      }
    }
    if (at < text.length) plain += text.slice(at);
    if (plain !== "") pieces.push(plain);
    return pieces;
  }

  /** Adds what `$(` begins to `pieces`; answers where it ends. */
  #readParenthesised(text: string, start: number, open: "(" | "{", pieces: Piece[]): number {
    const close = open === "(" ? ")" : "}";
    const name = functionNameAt(text, start);
    const most = name === undefined ? undefined : this.#arity(name);
    if (name !== undefined && most !== undefined) return this.#readCall(text, start, name, most, open, close, pieces);
    const end = endOfReference(text, start, open, close);
    if (end < 0) {
      pieces.push({ kind: "unterminated", function: undefined, close });
      return text.length;
    }
    const inside = text.slice(start, end);
    const computed = inside.includes("$");
    pieces.push(computed ? { kind: "computed", name: this.parse(inside) } : { kind: "reference", name: inside });
    return end + 1;
  }

  #readCall(
    text: string,
    start: number,
    name: string,
    most: number,
    open: string,
    close: string,
    pieces: Piece[],
  ): number {
    const args: string[] = [];
    let from = skipSpace(text, start + name.length);
    let depth = 0;
    for (let at = from; at < text.length; at += 1) {
      const character = text[at];
      if (character === open) depth += 1;
      else if (character === close) {
        depth -= 1;
        if (depth >= 0) continue;
        args.push(text.slice(from, at));
        pieces.push({ kind: "call", function: name, arguments: args });
        return at + 1;
      } else if (character === "," && depth === 0 && (most === 0 || args.length + 1 < most)) {
        args.push(text.slice(from, at));
        from = at + 1;
      }
    }
    pieces.push({ kind: "unterminated", function: name, close });
    return text.length;
  }
}

/** A word of lower-case letters and `-` that white space follows: how a call begins. */
function functionNameAt(text: string, start: number): string | undefined {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!((code >= 97 && code <= 122) || code === 45)) break;
  }
  if (at === start || at >= text.length || !isSpace(text.charCodeAt(at))) return undefined;
  return text.slice(start, at);
}

/**
 * Where the `)` is of a text's only reference `$(NAME)`, which begins at `dollar`; -1 when there is more than that, or
 * less, or when it may be a call.
 */
export function endOfOnlyReference(text: string, dollar: number): number {
  if (text.charCodeAt(dollar + 1) !== 40) return -1;
  const end = text.indexOf(")", dollar + 2);
  if (end < 0 || text.includes("$", dollar + 2) || functionNameAt(text, dollar + 2) !== undefined) return -1;
  return end;
}

/** The index of the parenthesis that ends a reference, or -1. Nested ones count only when the name has a reference. */
export function endOfReference(text: string, start: number, open: string, close: string): number {
  const first = text.indexOf(close, start);
  if (first < 0) return -1;
  const dollar = text.indexOf("$", start);
  if (dollar < 0 || dollar > first) return first;
  return balancedEnd(text, start, open, close);
}
