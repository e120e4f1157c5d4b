import type { BuildState } from "./build-state.ts";
import { memberNames } from "./archive.ts";
import { archiveMember, type ArchiveMember } from "./automatic-variables.ts";
import { MISSING, type Disk } from "./disk.ts";
import { expandTilde, glob, hasWildcard, matching } from "./glob.ts";
import { isBlank, isSpace } from "./text.ts";

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
    const member = archiveMember(full);
    if (member !== undefined) names.push(...globMembers(member, state.disk, full));
    else if (hasWildcard(full)) names.push(...orItself(glob(full, state.disk), full));
    else names.push(full);
  }
  return names;
}

const [PAREN, STAR, PERIOD, SLASH, QUESTION, BRACKET, BACKSLASH, TILDE] = [40, 42, 46, 47, 63, 91, 92, 126] as const;

/** The words of a text in which only blanks mean anything, as most have it; undefined of any other. */
function plainWords(text: string): string[] | undefined {
  const words: string[] = [];
  const end = text.length;
  let start = -1;
  for (let at = 0; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      if (!isBlank(code)) return undefined;
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

/** `lib*.a(*.o)`: of each archive the members that are there. Manual: "Archive Members as Targets". */
function globMembers({ archive, member }: ArchiveMember, disk: Disk, name: string): string[] {
  const archives = hasWildcard(archive) ? orItself(glob(archive, disk), archive) : [archive];
  if (!hasWildcard(member)) return archives.map((one) => `${one}(${member})`);
  const found = archives.flatMap((one) => matching(member, memberNames(disk, one)).map((known) => `${one}(${known})`));
  return orItself(found, name);
}

/** What `$(wildcard)` makes of them: a pattern's members are each named by the archive alone, as GNU make does it. */
export function wildcardMembers({ archive, member }: ArchiveMember, disk: Disk): string[] {
  const archives = hasWildcard(archive) ? glob(archive, disk) : disk.mtime(archive) === MISSING ? [] : [archive];
  if (hasWildcard(member)) {
    const found = archives.flatMap((one) => matching(member, memberNames(disk, one)));
    if (found.length > 0) return found.map(() => archive);
  }
  return archives.map((one) => `${one}(${member})`);
}

function orItself(found: string[], name: string): string[] {
  return found.length > 0 ? found : [name];
}

/** Words that end at a blank that no backslash quotes: a newline before the blank is part of the word. Other backslashes stay. */
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
        if (isBlank(next) || next === 58 || next === 92) {
          let slashes = at;
          while (text.charCodeAt(slashes) === 92) slashes += 1;
          const stop = text.charCodeAt(slashes);
          const count = slashes - at;
          if (slashes < text.length && (isBlank(stop) || stop === 58 || stop === 124)) {
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
      } else if (isBlank(code)) break;
    }
    words.push(word + text.slice(from, at));
  }
}

/** `lib.a(x` and `y)` as `lib.a(x)` and `lib.a(y)`; what no word closes stays. */
export function splitMembers(words: readonly string[]): readonly string[] {
  if (!words.some((word) => word.includes("("))) return words;
  const result: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    const open = word.indexOf("(");
    if (open <= 0 || word.endsWith(")") || word.includes("$")) {
      result.push(word);
      continue;
    }
    const last = words.findIndex((other, at) => at > index && other.endsWith(")"));
    if (last < 0) {
      result.push(word);
      continue;
    }
    const archive = word.slice(0, open);
    const members = [word.slice(open + 1), ...words.slice(index + 1, last), (words[last] ?? "").slice(0, -1)];
    for (const member of members) if (member !== "") result.push(`${archive}(${member})`);
    index = last;
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
