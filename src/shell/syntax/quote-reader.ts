import type { Part, Word } from "./ast.ts";
import { readBackquotes, readDollar } from "./expansion-reader.ts";
import type { Scanner } from "./scanner.ts";
import { makeWord, WordBuilder } from "./word-builder.ts";

const SINGLE = /[^']*/y;
const DOUBLE_RUN = /[^"\\$`\n]+/y;
const DOCUMENT_RUN = /[^\\$`\n]+/y;

/** After the opening `'`: the text up to the closing one. */
export function readSingleQuotes(scanner: Scanner): string {
  const line = scanner.line;
  const text = scanner.runLines(SINGLE);
  if (scanner.text[scanner.at] !== "'") throw scanner.unterminated("'", line);
  scanner.at += 1;
  return text;
}

/** After the opening `"`: its parts, the closing one taken. */
export function readDoubleQuotes(scanner: Scanner): Part {
  const line = scanner.line;
  const builder = new WordBuilder();
  scanner.enter();
  for (;;) {
    const run = scanner.run(DOUBLE_RUN);
    if (run !== "") builder.text(run, true);
    const character = scanner.peek();
    if (character === "") throw scanner.unterminated('"', line);
    if (character === '"') break;
    readQuotedCharacter(scanner, builder, character, '$`"\\');
  }
  scanner.at += 1;
  scanner.leave();
  return { kind: "double", parts: builder.finish("", line).parts };
}

/** One backslash, expansion or newline inside double quotes and here-documents. */
export function readQuotedCharacter(scanner: Scanner, builder: WordBuilder, character: string, escaped: string): void {
  scanner.at += 1;
  if (character === "\n") {
    scanner.line += 1;
    builder.text("\n", true);
  } else if (character === "\\") {
    const next = scanner.text[scanner.at] ?? "";
    if (next !== "" && escaped.includes(next)) {
      builder.text(next, true);
      scanner.at += 1;
    } else builder.text("\\", true);
  } else if (character === "$") {
    const part = readDollar(scanner, "double");
    if (part === undefined) builder.text("$", true);
    else builder.part(part);
  } else if (character === "`") builder.part(readBackquotes(scanner, escaped.includes('"')));
  else builder.text(character, true);
}

/** The body of a here-document with an unquoted delimiter: expansions, and backslash before $, ` and itself. */
export function readDocument(scanner: Scanner): Word {
  const line = scanner.line;
  const builder = new WordBuilder();
  for (;;) {
    const run = scanner.run(DOCUMENT_RUN);
    if (run !== "") builder.text(run, true);
    const character = scanner.peek();
    if (character === "") break;
    readQuotedCharacter(scanner, builder, character, "$`\\");
  }
  return makeWord([{ kind: "double", parts: builder.finish("", line).parts }], scanner.text, line);
}

/** The escapes of one letter that `$'…'`, `printf` and `echo` share. */
export const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  '"': '"',
  "'": "'",
};
const ANSI_ESCAPES: Readonly<Record<string, string>> = { ...SIMPLE_ESCAPES, "?": "?" };

/** After the opening `$'`: the text it stands for (bash: "ANSI-C Quoting"). */
export function readAnsiQuotes(scanner: Scanner): string {
  const line = scanner.line;
  let raw = "";
  for (;;) {
    raw += scanner.runLines(/[^'\\]*/y);
    const character = scanner.text[scanner.at];
    if (character === undefined) throw scanner.unterminated("'", line);
    scanner.at += 1;
    if (character === "'") return decodeAnsiEscapes(raw);
    if (scanner.text[scanner.at] === "\n") scanner.line += 1;
    raw += `\\${scanner.text[scanner.at] ?? ""}`;
    scanner.at += 1;
  }
}

export function decodeAnsiEscapes(raw: string): string {
  let bytes = "";
  let cut = false;
  const escape =
    /\\(?:([abeEfnrtv\\'"?])|([0-7]{1,3})|x\{?([0-9a-fA-F]{1,2})\}?|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c([\s\S]))/gy;
  let at = 0;
  while (at < raw.length && !cut) {
    escape.lastIndex = at;
    const match = raw[at] === "\\" ? escape.exec(raw) : null;
    if (match === null) {
      bytes += raw[at] ?? "";
      at += 1;
      continue;
    }
    at += match[0].length;
    const [, letter, octal, hex, short, long, control] = match;
    const add = letter !== undefined ? (ANSI_ESCAPES[letter] ?? "") : escapedNumber(octal, hex, short ?? long, control);
    if (add === "\0") cut = true;
    else bytes += add;
  }
  return joinEscapedBytes(bytes);
}

function escapedNumber(octal?: string, hex?: string, unicode?: string, control?: string): string {
  if (octal !== undefined) return byteCharacter(parseInt(octal, 8) & 0xff);
  if (hex !== undefined) return byteCharacter(parseInt(hex, 16));
  if (unicode !== undefined) return String.fromCodePoint(Math.min(parseInt(unicode, 16), 0x10ffff));
  return String.fromCharCode((control ?? "@").toUpperCase().charCodeAt(0) & 0x1f);
}

/** A byte written as an escape: beyond ASCII it is kept as a lone surrogate until `joinEscapedBytes`. */
export function byteCharacter(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

/** Turns escaped bytes that together are UTF-8 into the characters they encode. */
export function joinEscapedBytes(text: string): string {
  return /[\udc80-\udcff]{2}/.test(text) ? text.replace(/[\udc80-\udcff]{2,}/g, rejoin) : text;
}

function rejoin(run: string): string {
  const percent = Array.from(run, (character) => `%${(character.charCodeAt(0) - 0xdc00).toString(16)}`).join("");
  try {
    return decodeURIComponent(percent);
  } catch {
    return run;
  }
}
