/** awk text as tokens. */
import { Refusal } from "../tool/tool.ts";

export interface Token {
  readonly type: "number" | "string" | "regex" | "name" | "call" | "builtin" | "keyword" | "mark" | "newline" | "end";
  readonly text: string;
  readonly line: number;
}

const KEYWORDS = new Set([
  "BEGIN",
  "END",
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

/** Backslash escapes of a string constant, and of `-v` values. */
export function unescapeString(text: string): string {
  return text.replace(/\\(?:([0-7]{1,3})|\n|([^]))/g, (whole, octal?: string, letter?: string) => {
    if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 255);
    if (letter === undefined) return "";
    return ESCAPES[letter] ?? whole;
  });
}

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  const push = (type: Token["type"], value: string): void => void tokens.push({ type, text: value, line });
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
      at += name.length;
      push(KEYWORDS.has(name) ? "keyword" : BUILTINS.has(name) ? "builtin" : text[at] === "(" ? "call" : "name", name);
      continue;
    }
    if (rest.startsWith('"')) {
      const string = /^"((?:\\[^]|[^"\\\n])*)"/.exec(text.slice(at));
      if (string === null)
        throw new Refusal(`line ${line}: runaway string constant ${rest.split("\n")[0] ?? ""} ...`, { status: 2 });
      push("string", unescapeString(string[1] ?? ""));
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
      if (text[end] !== "/")
        throw new Refusal(`line ${line}: regular expression compile failed (missing operand)`, { status: 2 });
      push("regex", text.slice(at + 1, end).replace(/\\\//g, "/"));
      at = end + 1;
      continue;
    }
    const mark =
      /^(?:\*\*=|\*\*|\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|<=|>=|!=|!~|&&|\|\||>>|[-+*/%^!<>|?:~$=(){}[\];,])/.exec(
        rest,
      )?.[0];
    if (mark === undefined)
      throw new Refusal(`cmd. line:${line}: syntax error at or near ${rest[0] ?? ""}`, { status: 1 });
    push("mark", mark === "**" ? "^" : mark === "**=" ? "^=" : mark);
    at += mark.length;
  }
  push("end", "end of file");
  return tokens;
}
