/**
 * Which pages are meant by a few typed words: names and other names first, then headings, tools and summaries, with
 * stems, beginnings of words and small slips allowed. The full text is Pagefind's business.
 */
import type { SearchDocument } from "#protocol";

export interface Hit {
  readonly document: SearchDocument;
  readonly score: number;
  /** Whether nearly all that was typed was met by the page's names, headings or summary. */
  readonly sure: boolean;
  /** The heading that matched best, when one did better than the page's names. */
  readonly heading?: readonly [text: string, id: string];
}

const STOP = new Set(
  "a an and are as at be by can do does for from how i in is it its me my of on or s should t that the there this to what when where which who why will with you your not get make's use using mean means meaning difference between vs versus about explain".split(
    " ",
  ),
);

/** What was asked for, without the words that every question has; all of it when it has no others. */
export function askedWords(query: string): string[] {
  const all = wordsOf(query);
  const meaningful = all.filter((word) => !STOP.has(word));
  return meaningful.length > 0 ? meaningful : all;
}

/** A word, or one of make's automatic variables, which are signs only. */
const WORD = /\$[@<^*?+%$]|[\p{L}\p{N}.+#]+/gu;

function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .match(WORD)
      ?.map((word) => word.replace(/^\.+(?=\p{L}{0,1}$)|\.+$/gu, ""))
      .filter((word) => word !== "") ?? []
  );
}

/** A rough English stem: enough that "mounting" meets "mounts" and "stores" meets "store". */
export function stem(word: string): string {
  if (word.length < 4 || /[^a-z]/.test(word)) return word;
  return word
    .replace(/(?:ies)$/, "y")
    .replace(/(?:ational|ation|ations)$/, "ate")
    .replace(/(?:ization|isation|ise)$/, "ize")
    .replace(/(?:ment|ments|ness)$/, "")
    .replace(/(?:ing|ed|er|ers|es|s)$/, "")
    .replace(/(.)\1$/, "$1")
    .replace(/e$/, "");
}

/** The number of letters typed wrong, left out, added or swapped; more than `limit` is `limit + 1`. */
export function slips(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let older: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const same = one[at - 1] === other[to - 1];
      let cost = Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + (same ? 0 : 1));
      if (at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1]) {
        cost = Math.min(cost, (older[to - 2] ?? 0) + 1);
      }
      next.push(cost);
    }
    if (Math.min(...next) > limit) return limit + 1;
    older = row;
    row = next;
  }
  return row[other.length] ?? limit + 1;
}

/** How well a typed word meets a word of a page: 1 is the same, 0 is not at all. */
function meets(typed: string, word: string): number {
  if (typed === word) return 1;
  if (typed.replace(/^\./, "") === word.replace(/^\./, "")) return 0.95;
  if (stem(typed) === stem(word)) return 0.9;
  if (typed.length >= 2 && word.startsWith(typed)) return 0.55 + 0.3 * (typed.length / word.length);
  if (typed.length === 3 && word.startsWith(typed.charAt(0)) && word.length !== 3 && slips(typed, word, 1) === 1)
    return 0.6;
  if (typed.length >= 4) {
    const limit = typed.length >= 7 ? 2 : 1;
    const wrong = slips(typed, word, limit);
    if (wrong <= limit) return wrong === 1 ? 0.7 : 0.5;
  }
  return sameBeginning(typed, word) ? 0.5 : 0;
}

/** Two long words of one origin, as other languages and other endings have it: "Quantisierung" and "quantization". */
const sameBeginning = (typed: string, word: string): boolean =>
  typed.length >= 8 && word.length >= 8 && typed.slice(0, 6) === word.slice(0, 6);

/** Whether a word of a text, with the marks around it, is what a typed word may mean. */
export const resembles = (typed: string, text: string): boolean =>
  wordsOf(text).some((word) => [word, ...word.split(/[.+#]/)].some((one) => meets(typed, one) >= 0.7)) ||
  text.toLowerCase().includes(typed);

interface Entry {
  readonly document: SearchDocument;
  readonly fields: readonly { readonly weight: number; readonly words: readonly string[]; readonly whole: string }[];
  readonly headings: readonly { readonly heading: readonly [string, string]; readonly words: readonly string[] }[];
}

export interface Index {
  readonly entries: readonly Entry[];
  /** In how many documents a word stands: rare words say more. */
  readonly frequency: ReadonlyMap<string, number>;
}

export function indexOf(documents: readonly SearchDocument[]): Index {
  const field = (weight: number, text: string) => ({ weight, words: wordsOf(text), whole: wordsOf(text).join(" ") });
  const entries = documents.map((document) => ({
    document,
    fields: [
      field(10, document.title),
      ...document.names.map((name) => field(document.kind === "lab" ? 5 : 9.5, name)),
      ...(document.foundBy ?? []).map((words) => field(8, words)),
      ...(document.tools ?? []).map((tool) => field(4, tool)),
      field(2.2, document.summary),
    ],
    headings: document.headings.map((heading) => ({ heading, words: wordsOf(heading[0]) })),
  }));
  const frequency = new Map<string, number>();
  for (const { fields, headings } of entries) {
    const words = new Set([...fields, ...headings].flatMap((part) => part.words.map(stem)));
    for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  return { entries, frequency };
}

/** `meets` for one typed word, which compares it with each word of the site once. */
function remembering(typed: string): (word: string) => number {
  const known = new Map<string, number>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const met = meets(typed, word);
    known.set(word, met);
    return met;
  };
}

const sorted = (words: string) => words.split(" ").sort().join(" ");

/** The best hits, best first. An empty or meaningless query has none. */
export function rank(index: Index, query: string, limit = 12): Hit[] {
  const all = wordsOf(query);
  const typed = askedWords(query);
  const whole = all.join(" ");
  const asked = typed.join(" ");
  const sortedWhole = sorted(whole);
  if (typed.length === 0) return [];
  const weigh = typed.map((word) => 1 / Math.sqrt(1 + Math.log(1 + (index.frequency.get(stem(word)) ?? 0))));
  const total = weigh.reduce((sum, one) => sum + one, 0);
  const met = typed.map(remembering);
  const hits: Hit[] = [];
  for (const { document, fields, headings } of index.entries) {
    let score = 0;
    let covered = 0;
    met.forEach((meet, at) => {
      let best = 0;
      let quality = 0;
      for (const { weight, words } of fields) {
        for (const other of words) {
          const met = meet(other);
          if (met === 0) continue;
          quality = Math.max(quality, met);
          best = Math.max(best, met * weight * (0.6 + 0.4 / Math.sqrt(words.length)));
        }
      }
      for (const { words } of headings) {
        for (const other of words) {
          const met = meet(other);
          if (met === 0) continue;
          quality = Math.max(quality, met);
          best = Math.max(best, met * 5);
        }
      }
      score += best * (weigh[at] ?? 0);
      covered += quality * (weigh[at] ?? 0);
    });
    if (covered === 0) continue;
    score *= (covered / total) ** 2;
    for (const { weight, whole: name } of fields) {
      if (weight < 5) continue;
      if (name === whole || name === asked || sorted(name) === sortedWhole) score += 3 * weight;
      else if (typed.length > 1 && name.includes(asked)) score += 0.8 * weight;
      else if (typed.length <= 3 && asked.length >= 5 && slips(asked, name, 2) <= 2) score += 1.2 * weight;
    }
    const heading = headings
      .map((one) => ({
        ...one,
        met: met.filter((meet) => one.words.some((other) => meet(other) > 0.6)).length,
      }))
      .sort((one, other) => other.met - one.met)[0];
    if (heading?.met === typed.length && typed.length > 1) score += 4;
    if (score < 0.8) continue;
    const inTitle = met.every((meet) => wordsOf(document.title).some((other) => meet(other) > 0.6));
    hits.push({
      document,
      score,
      sure: covered / total >= 0.66,
      ...(heading && heading.met > 0 && !inTitle ? { heading: heading.heading } : {}),
    });
  }
  return hits.sort((one, other) => other.score - one.score).slice(0, limit);
}
