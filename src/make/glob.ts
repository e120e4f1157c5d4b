import type { Disk } from "./disk.ts";
import { compareText } from "./text.ts";

/** Whether a name has characters that make it a pattern of the shell. */
export function hasWildcard(name: string): boolean {
  return /[*?[]/.test(name);
}

/** The words among `names` that a pattern without slashes matches, sorted. */
export function matching(pattern: string, names: readonly string[]): string[] {
  const match = matcher(pattern);
  return names.filter((name) => match.test(name)).sort(compareText);
}

const matchers = new Map<string, RegExp>();

/** fnmatch(3) for one part of a path: a leading period must be matched by a period. */
function matcher(pattern: string): RegExp {
  const known = matchers.get(pattern);
  if (known !== undefined) return known;
  let source = /^[*?[]/.test(pattern) ? "(?!\\.)" : "";
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else if (character === "[") {
      const close = closeOfClass(pattern, at);
      if (close < 0) source += "\\[";
      else {
        source += classSource(pattern.slice(at + 1, close));
        at = close;
      }
    } else if (character === "\\" && at + 1 < pattern.length) {
      at += 1;
      source += escapeText(pattern.charAt(at));
    } else source += escapeText(character);
  }
  let result: RegExp;
  try {
    result = new RegExp(`^${source}$`, "su");
  } catch {
    result = new RegExp(`^${escapeText(pattern)}$`, "su"); // a range that runs backwards matches only itself
  }
  if (matchers.size > 1000) matchers.clear();
  matchers.set(pattern, result);
  return result;
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function closeOfClass(pattern: string, open: number): number {
  let at = open + 1;
  if (pattern[at] === "!" || pattern[at] === "^") at += 1;
  if (pattern[at] === "]") at += 1;
  for (; at < pattern.length; at += 1) {
    if (pattern.startsWith("[:", at)) {
      const end = pattern.indexOf(":]", at + 2);
      if (end > 0) at = end + 1;
    } else if (pattern[at] === "]") return at;
  }
  return -1;
}

const NAMED: Readonly<Record<string, string>> = {
  alpha: "a-zA-Z",
  digit: "0-9",
  alnum: "a-zA-Z0-9",
  upper: "A-Z",
  lower: "a-z",
  space: "\\s",
  punct: "!-\\/:-@\\[-`{-~",
  xdigit: "0-9A-Fa-f",
  blank: " \\t",
};

function classSource(inside: string): string {
  const negated = inside.startsWith("!") || inside.startsWith("^");
  const body = (negated ? inside.slice(1) : inside).replace(
    /\[:(\w+):\]|\\(.)|([\\\]^[])/g,
    (_all, name?: string, quoted?: string, special?: string) =>
      name !== undefined ? (NAMED[name] ?? "") : `\\${quoted ?? special ?? ""}`,
  );
  return `[${negated ? "^/" : ""}${body}]`;
}

/** "~" and "~user" at the beginning, as the shell reads them; only the own home is known. */
export function expandTilde(name: string, home: string | undefined): string {
  if (!name.startsWith("~")) return name;
  const slash = name.indexOf("/");
  const user = slash < 0 ? name.slice(1) : name.slice(1, slash);
  const rest = slash < 0 ? "" : name.slice(slash);
  if (user === "" && home !== undefined && home !== "") return home + rest;
  if (user === "root") return `/root${rest}`;
  return name;
}

/** The existing files that a pattern of the shell names, sorted; none when nothing matches. */
export function glob(pattern: string, disk: Disk): string[] {
  const parts = pattern.split("/");
  let found: string[] = [pattern.startsWith("/") ? "/" : ""];
  let index = pattern.startsWith("/") ? 1 : 0;
  for (; index < parts.length; index += 1) {
    const part = parts[index] ?? "";
    const last = index === parts.length - 1;
    const next: string[] = [];
    for (const base of found) {
      if (part === "") {
        if (!last || base === "/" || disk.isDirectory(base))
          next.push(base.endsWith("/") || base === "" ? base : `${base}/`);
        continue;
      }
      const prefix = base === "" || base.endsWith("/") ? base : `${base}/`;
      if (!hasWildcard(part)) {
        const name = prefix + part.replace(/\\(.)/g, "$1");
        if (last ? disk.mtime(name) >= 0 : disk.isDirectory(name)) next.push(name);
        continue;
      }
      const names = disk.list(prefix === "" ? "." : prefix === "/" ? "/" : prefix.slice(0, -1));
      const test = matcher(part);
      const all = names === undefined ? [] : [...names];
      if (part.startsWith(".")) all.push(".", "..");
      for (const name of all.sort(compareText)) {
        if (test.test(name) && (last || disk.isDirectory(prefix + name))) next.push(prefix + name);
      }
    }
    found = next;
  }
  return found;
}
