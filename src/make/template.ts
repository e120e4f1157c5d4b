import { balancedEnd, isSpace, skipSpace } from "./text.ts";

/**
 * Text with its references parsed: `$(CC)`, `$@`, `$(subst a,b,$(x))`. Parsing is apart from expansion so that a
 * variable used a thousand times is parsed once. Manual: "Basics of Variable References".
 */
export type Template = readonly Piece[];

export type Piece =
  | { readonly kind: "text"; readonly text: string }
  /** The name may itself hold references; a "text=text" after a colon is found in the expanded name. */
  | { readonly kind: "reference"; readonly name: Template; readonly literal: string | undefined }
  | { readonly kind: "call"; readonly function: string; readonly arguments: readonly string[]; readonly close: string }
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

  read(text: string): Template {
    const pieces: Piece[] = [];
    let plain = "";
    let at = 0;
    const flush = (): void => {
      if (plain !== "") pieces.push({ kind: "text", text: plain });
      plain = "";
    };
    for (;;) {
      const dollar = text.indexOf("$", at);
      if (dollar < 0) break;
      plain += text.slice(at, dollar);
      const next = text[dollar + 1];
      if (next === undefined || next === "$") {
        plain += "$";
        at = dollar + 2;
      } else if (next === "(" || next === "{") {
        flush();
        const { piece, end } = this.#readParenthesised(text, dollar + 2, next);
        pieces.push(piece);
        at = end;
      } else {
        // A blank after the dollar names no variable and is swallowed with it.
        if (!isSpace(next.charCodeAt(0))) {
          flush();
          pieces.push({ kind: "reference", name: [{ kind: "text", text: next }], literal: next });
        }
        at = dollar + 2;
      }
    }
    plain += text.slice(at);
    flush();
    return pieces;
  }

  #readParenthesised(text: string, start: number, open: "(" | "{"): { piece: Piece; end: number } {
    const close = open === "(" ? ")" : "}";
    const name = functionNameAt(text, start);
    const most = name === undefined ? undefined : this.#arity(name);
    if (name !== undefined && most !== undefined) return this.#readCall(text, start, name, most, open, close);
    const end = endOfReference(text, start, open, close);
    if (end < 0) return { piece: { kind: "unterminated", function: undefined, close }, end: text.length };
    const inside = text.slice(start, end);
    const literal = inside.includes("$") ? undefined : inside;
    const pieces: Template = literal === undefined ? this.parse(inside) : [{ kind: "text", text: literal }];
    return { piece: { kind: "reference", name: pieces, literal }, end: end + 1 };
  }

  #readCall(text: string, start: number, name: string, most: number, open: string, close: string) {
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
        const piece: Piece = { kind: "call", function: name, arguments: args, close };
        return { piece, end: at + 1 };
      } else if (character === "," && depth === 0 && (most === 0 || args.length + 1 < most)) {
        args.push(text.slice(from, at));
        from = at + 1;
      }
    }
    const piece: Piece = { kind: "unterminated", function: name, close };
    return { piece, end: text.length };
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

/** The index of the parenthesis that ends a reference, or -1. Nested ones count only when the name has a reference. */
export function endOfReference(text: string, start: number, open: string, close: string): number {
  const first = text.indexOf(close, start);
  if (first < 0) return -1;
  const dollar = text.indexOf("$", start);
  if (dollar < 0 || dollar > first) return first;
  return balancedEnd(text, start, open, close);
}
