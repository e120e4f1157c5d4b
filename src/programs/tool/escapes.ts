/** The letters of C's escapes and what they stand for, with GNU's `\e`. */
export const ESCAPE_LETTERS: Readonly<Record<string, string>> = {
  "\\": "\\",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The control characters that C has an escape for, as it is written. */
export const CONTROL_ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** How od and hexdump show a byte that has an escape; undefined for the others. */
export function byteEscape(byte: number): string | undefined {
  return byte === 0 ? "\\0" : CONTROL_ESCAPES[String.fromCharCode(byte)];
}
