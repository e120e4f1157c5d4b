/** The words of a jq program. */
import { ESCAPES } from "./json.ts";
import type { Filter } from "./tree.ts";

/** A program that cannot be read, in jq's words. */
export class SyntaxFault extends Error {
  override readonly name = "SyntaxFault";
  /** Where in the program. */
  readonly at: number;
  constructor(message: string, at = 0) {
    super(message);
    this.at = at;
  }
}

type Token =
  | { readonly kind: "field" | "name" | "variable" | "format" | "operator" | "keyword"; readonly text: string }
  | { readonly kind: "number"; readonly value: number; readonly text: string }
  | { readonly kind: "string"; readonly parts: readonly (string | Filter)[]; readonly text: string };
export type PlacedToken = Token & { readonly at: number };

const KEYWORDS = new Set(
  "def if then elif else end as reduce foreach try catch label import include and or __loc__".split(" "),
);
const OPERATOR = /^(?:\?\/\/|\|=|\+=|-=|\*=|\/\/=|\/=|%=|==|!=|<=|>=|\/\/|\.\.|[-.[\]{}()|,:;=<>+*/%?$])/;

/** What stands in "\\( … )" of a string is read by `parse`, as a program of its own. */
export function tokenize(text: string, parse: (text: string) => Filter): PlacedToken[] {
  const tokens: PlacedToken[] = [];
  let at = 0;
  const string = (): Token => {
    const parts: (string | Filter)[] = [];
    let piece = "";
    const from = at;
    at += 1;
    for (;;) {
      const character = text[at];
      if (character === undefined) throw new SyntaxFault("unexpected INVALID_CHARACTER, expecting end of string");
      at += 1;
      if (character === '"') break;
      if (character !== "\\") {
        piece += character;
        continue;
      }
      const letter = text[at] ?? "";
      at += 1;
      if (letter === "(") {
        const start = at;
        const end = closing(text, at);
        parts.push(piece, parse(text.slice(start, end)));
        piece = "";
        at = end + 1;
      } else if (letter === "u" && /^[0-9a-fA-F]{4}/.test(text.slice(at))) {
        piece += String.fromCharCode(parseInt(text.slice(at, at + 4), 16));
        at += 4;
      } else {
        const escape = ESCAPES[letter];
        if (escape === undefined) throw new SyntaxFault("unexpected INVALID_CHARACTER");
        piece += escape;
      }
    }
    return { kind: "string", parts: [...parts, piece], text: text.slice(from, at) };
  };
  while (at < text.length) {
    const rest = text.slice(at);
    const blank = /^(?:\s+|#[^\n]*)/.exec(rest);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    if (rest.startsWith('"')) {
      const from = at;
      tokens.push({ ...string(), at: from });
      continue;
    }
    const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest);
    const field = /^\.[a-zA-Z_]\w*/.exec(rest);
    const variable = /^\$(?:__loc__|(?:[a-zA-Z_]\w*::)*[a-zA-Z_]\w*)/.exec(rest);
    const format = /^@[a-zA-Z0-9_]+/.exec(rest);
    const name = /^(?:[a-zA-Z_]\w*::)*[a-zA-Z_]\w*/.exec(rest);
    const operator = OPERATOR.exec(rest);
    const match = number ?? field ?? variable ?? format ?? name ?? operator;
    if (match === null) throw new SyntaxFault(`unexpected INVALID_CHARACTER`);
    const [word] = match;
    const from = at;
    at += word.length;
    if (number !== null) tokens.push({ kind: "number", value: Number(word), text: word, at: from });
    else if (field !== null) tokens.push({ kind: "field", text: word.slice(1), at: from });
    else if (variable !== null) tokens.push({ kind: "variable", text: word.slice(1), at: from });
    else if (format !== null) tokens.push({ kind: "format", text: word, at: from });
    else if (name !== null) tokens.push({ kind: KEYWORDS.has(word) ? "keyword" : "name", text: word, at: from });
    else tokens.push({ kind: "operator", text: word, at: from });
  }
  return tokens;
}

/** Where the ")" of a "\(" is. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === "(") depth += 1;
    else if (character === ")") {
      depth -= 1;
      if (depth === 0) return at;
    } else if (character === '"') {
      at += 1;
      while (at < text.length && text[at] !== '"') {
        if (text[at] === "\\" && text[at + 1] === "(") at = closing(text, at + 2);
        else if (text[at] === "\\") at += 1;
        at += 1;
      }
    }
  }
  throw new SyntaxFault("unexpected $end (Unix shell quoting issues?)");
}
