/** Text as shell source that stands for it. */

const ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\x1b": "\\E",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  "'": "\\'",
};

const CONTROL = /[\x00-\x1f\x7f\udc80-\udcff]/;

function needsAnsi(text: string): boolean {
  return (
    CONTROL.test(text) &&
    (!text.isWellFormed() || !/[\ud800-\udbff][\udc80-\udcff]/.test(text) || /[\x00-\x1f\x7f]/.test(text))
  );
}

/** `$'…'`. */
export function quoteAnsi(text: string): string {
  let quoted = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const known = ESCAPES[character];
    if (known !== undefined) quoted += known;
    else if (code < 0x20 || code === 0x7f) quoted += `\\${code.toString(8).padStart(3, "0")}`;
    else if (code >= 0xdc80 && code <= 0xdcff) quoted += `\\${(code - 0xdc00).toString(8)}`;
    else quoted += character;
  }
  return `$'${quoted}'`;
}

/** Always between single quotes, as `set` of dash and `${x@Q}` of bash write it. */
export function quoteSingle(text: string): string {
  if (text === "'") return "\\'";
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** dash: `'` stands in double quotes of its own. */
export function quoteSh(text: string): string {
  if (!text.includes("'")) return `'${text}'`;
  return text
    .split(/('+)/)
    .map((piece) => (piece === "" ? "" : piece.startsWith("'") ? `"${piece}"` : `'${piece}'`))
    .join("");
}

/** `${x@Q}`: single quotes, or `$'…'` where there are control characters. */
export function quoteValue(text: string): string {
  return needsAnsi(text) ? quoteAnsi(text) : quoteSingle(text);
}

/** `set` and `declare` without quotes where none are needed. */
export function quoteIfNeeded(text: string): string {
  if (needsAnsi(text)) return quoteAnsi(text);
  return /[^A-Za-z0-9_@%+=:,./\-#~\u0080-\uffff]|^[#~]/.test(text) ? quoteSingle(text) : text;
}

/** `declare -p`: double quotes. */
export function quoteDouble(text: string): string {
  if (needsAnsi(text)) return quoteAnsi(text);
  return `"${text.replace(/[$`"\\]/g, "\\$&")}"`;
}

/** `printf %q`: backslashes. */
export function quoteBackslash(text: string): string {
  if (text === "") return "''";
  if (needsAnsi(text)) return quoteAnsi(text);
  return text.replace(/[^A-Za-z0-9_@%+=:./\-#~\u0080-\u{10ffff}]/gu, "\\$&").replace(/^[#~]/, "\\$&");
}
