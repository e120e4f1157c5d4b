import type { BuildState } from "./build-state.ts";
import { expandTilde, glob, hasWildcard } from "./glob.ts";
import { isSpace } from "./text.ts";

/**
 * File names in a rule: words, with `\ ` for a blank inside one, without a leading "./", with tildes and the shell's
 * wildcards expanded, and `lib.a(x y)` as two members. Manual: "Using Wildcard Characters in File Names".
 */
export function parseNames(text: string, state: BuildState, wildcards = true): string[] {
  const plain = plainWords(text);
  if (plain !== undefined) return plain;
  const names: string[] = [];
  for (const word of splitMembers(splitQuoted(text))) {
    const name = stripCurrent(word);
    if (!wildcards) {
      names.push(name);
      continue;
    }
    const full = name.startsWith("~") ? expandTilde(name, state.globalText("HOME") || undefined) : name;
    if (!hasWildcard(full)) {
      names.push(full);
      continue;
    }
    const found = glob(full, state.disk);
    if (found.length > 0) names.push(...found);
    else names.push(full);
  }
  return names;
}

const [PAREN, STAR, PERIOD, SLASH, QUESTION, BRACKET, BACKSLASH, TILDE] = [40, 42, 46, 47, 63, 91, 92, 126] as const;

/** The words of a text in which only white space means anything, as most have it; undefined of any other. */
function plainWords(text: string): string[] | undefined {
  const words: string[] = [];
  const end = text.length;
  let start = -1;
  for (let at = 0; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      if (start >= 0) words.push(text.slice(start, at));
      start = -1;
      continue;
    }
    if (start < 0) start = at;
    switch (code) {
      case PERIOD:
        if (text.charCodeAt(at + 1) === SLASH) return undefined;
        break;
      case PAREN:
      case STAR:
      case QUESTION:
      case BRACKET:
      case BACKSLASH:
      case TILDE:
        return undefined;
    }
  }
  if (start >= 0) words.push(start === 0 ? text : text.slice(start));
  return words;
}

/** Words at white space that no backslash quotes. Other backslashes stay. */
function splitQuoted(text: string): string[] {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
    if (at >= text.length) return words;
    let word = "";
    let from = at;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 92 && at + 1 < text.length) {
        const next = text.charCodeAt(at + 1);
        if (isSpace(next) || next === 58 || next === 92) {
          let slashes = at;
          while (text.charCodeAt(slashes) === 92) slashes += 1;
          const stop = text.charCodeAt(slashes);
          const count = slashes - at;
          if (slashes < text.length && (isSpace(stop) || stop === 58 || stop === 124)) {
            word += text.slice(from, at) + "\\".repeat(count >> 1);
            if (count % 2 === 1) {
              from = slashes;
              at = slashes;
            } else {
              from = slashes;
              at = slashes - 1;
            }
          } else at = slashes - 1;
        }
      } else if (isSpace(code)) break;
    }
    words.push(word + text.slice(from, at));
  }
}

/** `lib.a(x` and `y)` as `lib.a(x)` and `lib.a(y)`. */
function splitMembers(words: readonly string[]): readonly string[] {
  if (!words.some((word) => word.includes("("))) return words;
  const result: string[] = [];
  let archive: string | undefined;
  for (const word of words) {
    const open = word.indexOf("(");
    if (archive === undefined && open > 0 && !word.startsWith("(") && !word.includes("$")) {
      if (word.endsWith(")")) {
        result.push(word);
        continue;
      }
      archive = word.slice(0, open);
      if (open + 1 < word.length) result.push(`${archive}(${word.slice(open + 1)})`);
      continue;
    }
    if (archive === undefined) {
      result.push(word);
    } else if (word.endsWith(")")) {
      if (word.length > 1) result.push(`${archive}(${word}`);
      archive = undefined;
    } else result.push(`${archive}(${word})`);
  }
  return result;
}

/** "a" for "./a" and ".//./a"; "./" stays. */
export function stripCurrent(name: string): string {
  let at = 0;
  while (name.startsWith("./", at)) {
    at += 2;
    while (name[at] === "/") at += 1;
  }
  return at === 0 ? name : at >= name.length ? "./" : name.slice(at);
}
