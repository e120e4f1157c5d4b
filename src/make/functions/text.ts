import { MakeError } from "../make-error.ts";
import type { BuiltinFunction, Surroundings } from "../expander.ts";
import { compareText, matchPattern, parsePattern, patsubst, splitWords, trim } from "../text.ts";

function subst(from: string, to: string, text: string): string {
  return from === "" ? text + to : text.split(from).join(to);
}

function filter(patternTexts: string, text: string, keep: boolean): string {
  const exact = new Set<string>();
  const patterns = splitWords(patternTexts)
    .map(parsePattern)
    .filter((pattern) => {
      if (pattern.suffix === undefined) exact.add(pattern.prefix);
      return pattern.suffix !== undefined;
    });
  return splitWords(text)
    .filter((word) => (exact.has(word) || patterns.some((one) => matchPattern(one, word) !== undefined)) === keep)
    .join(" ");
}

const LONG_MAX = 2n ** 63n - 1n;

/** A count written in digits, as C's `int` holds it; blanks around it are allowed. */
function numericArgument(text: string, which: string, name: string, around: Surroundings): number {
  const digits = trim(text);
  if (!/^[0-9]+$/.test(digits)) {
    throw new MakeError(`non-numeric ${which} argument to '${name}' function: '${text}'`, around.location, {
      kind: "not-a-number",
      name,
    });
  }
  return Number(BigInt.asIntN(32, BigInt(digits) < LONG_MAX ? BigInt(digits) : LONG_MAX));
}

function word(args: readonly string[], around: Surroundings): string {
  const [count = "", text = ""] = args;
  const index = numericArgument(count, "first", "word", around);
  if (index === 0) {
    throw new MakeError("first argument to 'word' function must be greater than 0", around.location);
  }
  return splitWords(text)[index - 1] ?? "";
}

function wordlist(args: readonly string[], around: Surroundings): string {
  const [from = "", to = "", text = ""] = args;
  const start = numericArgument(from, "first", "wordlist", around);
  const end = numericArgument(to, "second", "wordlist", around);
  if (start < 1) {
    throw new MakeError(`invalid first argument to 'wordlist' function: '${start}'`, around.location);
  }
  return splitWords(text)
    .slice(start - 1, start - 1 + Math.max((end - start + 1) | 0, 0))
    .join(" ");
}

function sortWords(text: string): string {
  const words = splitWords(text).sort(compareText);
  return words.filter((one, index) => one !== words[index - 1]).join(" ");
}

/** Manual: "Functions for String Substitution and Analysis". */
export const TEXT_FUNCTIONS: readonly BuiltinFunction[] = [
  { name: "subst", least: 3, most: 3, run: ([from = "", to = "", text = ""]) => subst(from, to, text) },
  { name: "patsubst", least: 3, most: 3, run: ([from = "", to = "", text = ""]) => patsubst(from, to, text) },
  { name: "strip", least: 0, most: 1, run: ([text = ""]) => splitWords(text).join(" ") },
  { name: "findstring", least: 2, most: 2, run: ([find = "", text = ""]) => (text.includes(find) ? find : "") },
  { name: "filter", least: 2, most: 2, run: ([patterns = "", text = ""]) => filter(patterns, text, true) },
  { name: "filter-out", least: 2, most: 2, run: ([patterns = "", text = ""]) => filter(patterns, text, false) },
  { name: "sort", least: 0, most: 1, run: ([text = ""]) => sortWords(text) },
  { name: "word", least: 2, most: 2, run: word },
  { name: "wordlist", least: 3, most: 3, run: wordlist },
  { name: "words", least: 0, most: 1, run: ([text = ""]) => String(splitWords(text).length) },
  { name: "firstword", least: 0, most: 1, run: ([text = ""]) => splitWords(text)[0] ?? "" },
  { name: "lastword", least: 0, most: 1, run: ([text = ""]) => splitWords(text).at(-1) ?? "" },
];
