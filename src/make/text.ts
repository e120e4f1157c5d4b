/** Words, blanks and patterns: the text that make's language is made of. */

/** The characters that separate words (isspace in the C locale). */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** Words separated by white space; none for blank text. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  const end = text.length;
  let at = 0;
  while (at < end) {
    while (at < end && isSpace(text.charCodeAt(at))) at += 1;
    if (at >= end) break;
    const start = at;
    while (at < end && !isSpace(text.charCodeAt(at))) at += 1;
    words.push(text.slice(start, at));
  }
  return words;
}

/** Names of files as `splitWords` finds words, but only a blank ends one: a newline before it is part of the name. */
export function splitNames(text: string): string[] {
  return trimStart(text)
    .split(/[ \t]\s*/)
    .filter((name) => name !== "");
}

/** Where white space ends, from `at` on. */
export function skipSpace(text: string, at = 0): number {
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** Where the word ends that begins at `at`. */
export function endOfWord(text: string, at: number): number {
  while (at < text.length && !isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

export function trimStart(text: string): string {
  const start = skipSpace(text);
  return start === 0 ? text : text.slice(start);
}

export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

export function trim(text: string): string {
  return trimEnd(trimStart(text));
}

/**
 * A pattern with at most one `%`. Backslashes quote a `%`, and a backslash before such a backslash quotes it; all
 * other backslashes stay. Manual: "Static Usage".
 */
export interface Pattern {
  /** Text before the `%`, unquoted. The whole text when there is no `%`. */
  readonly prefix: string;
  /** Text after the `%`; undefined when there is none. */
  readonly suffix: string | undefined;
}

const patterns = new Map<string, Pattern>();

export function parsePattern(text: string): Pattern {
  const known = patterns.get(text);
  if (known !== undefined) return known;
  const pattern = readPattern(text);
  if (patterns.size > 20_000) patterns.clear();
  patterns.set(text, pattern);
  return pattern;
}

function readPattern(text: string): Pattern {
  let prefix = "";
  let from = 0;
  for (;;) {
    const percent = text.indexOf("%", from);
    if (percent < 0) return { prefix: prefix + text.slice(from), suffix: undefined };
    let slashes = 0;
    while (percent - slashes > from && text[percent - slashes - 1] === "\\") slashes += 1;
    prefix += text.slice(from, percent - slashes) + "\\".repeat(slashes >> 1);
    if (slashes % 2 === 0) return { prefix, suffix: text.slice(percent + 1) };
    prefix += "%";
    from = percent + 1;
  }
}

/** The text that `%` stands for when `word` matches; undefined when it does not. "" for a pattern without `%`. */
export function matchPattern(pattern: Pattern, word: string): string | undefined {
  const { prefix, suffix } = pattern;
  if (suffix === undefined) return word === prefix ? "" : undefined;
  if (word.length < prefix.length + suffix.length) return undefined;
  if (!word.startsWith(prefix) || !word.endsWith(suffix)) return undefined;
  return word.slice(prefix.length, word.length - suffix.length);
}

/** Puts `stem` where the pattern's `%` is. */
export function fillPattern(pattern: Pattern, stem: string): string {
  return pattern.suffix === undefined ? pattern.prefix : pattern.prefix + stem + pattern.suffix;
}

/** `$(patsubst pattern,replacement,text)`. */
export function patsubst(patternText: string, replacementText: string, text: string): string {
  const pattern = parsePattern(patternText);
  const replacement = parsePattern(replacementText);
  const result: string[] = [];
  for (const word of splitWords(text)) {
    const stem = matchPattern(pattern, word);
    if (stem === undefined) result.push(word);
    // A pattern that is replaced by nothing leaves no blank either.
    else if (pattern.suffix !== undefined && replacementText === "") continue;
    else if (pattern.suffix === undefined) result.push(replacementText);
    else result.push(fillPattern(replacement, stem));
  }
  return result.join(" ");
}

/** Code-unit order, as strcmp sorts ASCII. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The index of the bracket that closes one opened before `start`, those between counted; -1 when none does. */
export function balancedEnd(text: string, start: number, open: string, close: string): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === open) depth += 1;
    else if (text[at] === close) {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return -1;
}
