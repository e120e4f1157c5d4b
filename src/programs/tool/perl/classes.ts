/** What the letters and names of Perl-compatible expressions stand for (pcre2pattern(3)). */
import { CLASSES as POSIX_CLASSES } from "../regex/classes.ts";

/** Wrong in PCRE's words: "missing closing parenthesis". */
export class PerlError extends Error {
  override readonly name = "PerlError";
}

export const SETS: Readonly<Record<string, string>> = {
  d: "[0-9]",
  D: "[^0-9]",
  w: "[0-9A-Za-z_]",
  W: "[^0-9A-Za-z_]",
  s: "[ \\t\\n\\v\\f\\r]",
  S: "[^ \\t\\n\\v\\f\\r]",
  h: "[ \\t\\xa0]",
  H: "[^ \\t\\xa0]",
  v: "[\\n\\v\\f\\r\\x85]",
  V: "[^\\n\\v\\f\\r\\x85]",
  N: "[^\\n]",
};

export const CLASSES: Readonly<Record<string, string>> = {
  ...POSIX_CLASSES,
  ascii: "\\x00-\\x7f",
  space: " \\t\\n\\v\\f\\r",
  word: "0-9A-Za-z_",
};

export const CONTROLS: Readonly<Record<string, string>> = { a: "\x07", e: "\x1b", f: "\f", n: "\n", r: "\r", t: "\t" };

export const PLACES: Readonly<Record<string, string>> = {
  b: "\\b",
  B: "\\B",
  A: "(?<![^])",
  z: "(?![^])",
  Z: "(?=\\n?(?![^]))",
  G: "(?<![^])",
};

export const escapeInSet = (character: string): string =>
  /[\\\]^[\-&~|!#$%*+,.:;<=>?@`(){}/"']/.test(character)
    ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
    : character;

/** The inside of a set that holds what "[^…]" does. */
export function complement(set: string): string {
  const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
  const pattern = new RegExp(set);
  return `${all
    .filter((character) => pattern.test(character))
    .map((character) => `\\u{${character.charCodeAt(0).toString(16)}}`)
    .join("")}\\u{100}-\\u{10ffff}`;
}
