/** awk text as tokens. */
import { Refusal } from "../tool/tool.ts";

export interface Token {
  readonly type: "number" | "string" | "regex" | "name" | "call" | "builtin" | "keyword" | "mark" | "newline" | "end";
  readonly text: string;
  readonly line: number;
  /** Where it begins in the program's text. */
  readonly at: number;
}

const KEYWORDS = new Set([
  "BEGIN",
  "END",
  "BEGINFILE",
  "ENDFILE",
  "switch",
  "case",
  "default",
  "function",
  "func",
  "if",
  "else",
  "while",
  "for",
  "do",
  "break",
  "continue",
  "next",
  "nextfile",
  "exit",
  "return",
  "delete",
  "in",
  "getline",
  "print",
  "printf",
]);
const BUILTINS = new Set([
  "length",
  "substr",
  "index",
  "split",
  "sub",
  "gsub",
  "gensub",
  "match",
  "sprintf",
  "sin",
  "cos",
  "atan2",
  "exp",
  "log",
  "sqrt",
  "int",
  "rand",
  "srand",
  "tolower",
  "toupper",
  "system",
  "close",
  "fflush",
  "systime",
  "strftime",
  "mktime",
  "and",
  "or",
  "xor",
  "lshift",
  "rshift",
  "compl",
  "asort",
  "asorti",
  "strtonum",
  "patsplit",
  "typeof",
  "isarray",
]);
const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  '"': '"',
  "/": "/",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};

/** Backslash escapes of a string constant, and of `-v` values; `unknown` hears of letters that stand for themselves. */
export function unescapeString(text: string, unknown: (letter: string) => void = () => undefined): string {
  return text.replace(
    /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|\n|([^]))/g,
    (_, octal?: string, hex?: string, letter?: string) => {
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 255);
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      if (letter === undefined) return "";
      const known = ESCAPES[letter];
      if (known === undefined || letter === "/") unknown(letter);
      return known ?? letter;
    },
  );
}

/** What is wrong with a program: its line, and a caret below the place. */
export function syntaxError(source: string, text: string, at: number, message: string): Refusal {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", at);
  const line = text.slice(0, at).split("\n").length;
  const shown = text.slice(start, end < 0 ? undefined : end);
  const place = `${source}:${line}:`;
  return new Refusal(`${place} ${shown}\nawk: ${place} ${" ".repeat(at - start)}^ ${message}`, { status: 1 });
}

/** The tokens of a program that messages name `source`; `warn` hears what gawk warns of. */
export function tokenize(source: string, text: string, warn: (message: string) => void): Token[] {
  const tokens: Token[] = [];
  const warned = new Set<string>();
  let at = 0;
  let line = 1;
  const push = (type: Token["type"], value: string): void => void tokens.push({ type, text: value, line, at });
  while (at < text.length) {
    const rest = text.slice(at, at + 4096);
    const space = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)/.exec(rest)?.[0];
    if (space !== undefined) {
      if (space.includes("\n")) line += 1;
      at += space.length;
      continue;
    }
    if (rest.startsWith("\n")) {
      push("newline", "\n");
      line += 1;
      at += 1;
      continue;
    }
    const number = /^(?:0[xX][\dA-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest)?.[0];
    if (number !== undefined) {
      push("number", number);
      at += number.length;
      continue;
    }
    const name = /^[A-Za-z_]\w*/.exec(rest)?.[0];
    if (name !== undefined) {
      const called = text[at + name.length] === "(";
      push(KEYWORDS.has(name) ? "keyword" : BUILTINS.has(name) ? "builtin" : called ? "call" : "name", name);
      at += name.length;
      continue;
    }
    if (rest.startsWith('"')) {
      const string = /^"((?:\\[^]|[^"\\\n])*)"/.exec(text.slice(at));
      if (string === null) throw syntaxError(source, text, at, "unterminated string");
      const value = unescapeString(string[1] ?? "", (letter) => {
        if (warned.has(letter)) return;
        warned.add(letter);
        warn(`${source}:${line}: warning: escape sequence \`\\${letter}' treated as plain \`${letter}'`);
      });
      push("string", value);
      at += string[0].length;
      continue;
    }
    const last = tokens.at(-1);
    const operand =
      last !== undefined &&
      (last.type === "number" ||
        last.type === "string" ||
        last.type === "name" ||
        last.type === "regex" ||
        (last.type === "builtin" && last.text === "length") ||
        (last.type === "mark" && /^(\)|\]|\$|\+\+|--)$/.test(last.text)));
    if (rest.startsWith("/") && !operand) {
      let end = at + 1;
      for (let inSet = false; end < text.length && (inSet || text[end] !== "/"); end += 1) {
        if (text[end] === "\\") end += 1;
        else if (text[end] === "[" && !inSet) {
          inSet = true;
          if (text[end + 1] === "^") end += 1;
          if (text[end + 1] === "]") end += 1;
        } else if (text[end] === "]") inSet = false;
        else if (text[end] === "\n") break;
      }
      if (text[end] !== "/") throw syntaxError(source, text, at + 1, "unterminated regexp");
      push("regex", text.slice(at + 1, end).replace(/\\\//g, "/"));
      at = end + 1;
      continue;
    }
    const mark =
      /^(?:\*\*=|\*\*|\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|<=|>=|!=|!~|&&|\|\||\|&|>>|[-+*/%^!<>|?:~$=(){}[\];,@])/.exec(
        rest,
      )?.[0];
    if (mark === undefined) throw syntaxError(source, text, at, `invalid char '${rest[0] ?? ""}' in expression`);
    push("mark", mark === "**" ? "^" : mark === "**=" ? "^=" : mark);
    at += mark.length;
  }
  push("end", "end of file");
  return tokens;
}
