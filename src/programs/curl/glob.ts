/** URL globbing of curl(1): `{a,b}` and `[1-10:2]`, and what `#1` in a file's name stands for. */

/** One URL of a pattern, and the text that each of its globs has in it. */
export interface GlobbedUrl {
  readonly url: string;
  readonly parts: readonly string[];
}

/** A pattern that is none: curl's words with the place under it; status 3. */
export class GlobError extends Error {
  override readonly name = "GlobError";
  constructor(message: string, pattern: string, place: number) {
    super(`${message} in position ${place}:\n${pattern}\n${" ".repeat(place - 1)}^`);
  }
}

/** No pattern makes more URLs than this. */
const MOST = 100_000;

export function expandGlobs(pattern: string): GlobbedUrl[] {
  const pieces: (string | readonly string[])[] = [];
  let text = "";
  for (let at = 0; at < pattern.length;) {
    const letter = pattern[at] ?? "";
    if (letter === "\\" && /[{}[\]]/.test(pattern[at + 1] ?? "")) {
      text += pattern[at + 1] ?? "";
      at += 2;
      continue;
    }
    if (letter === "}" || letter === "]") throw new GlobError("unmatched close brace/bracket", pattern, at + 1);
    // An address of version 6 is no range.
    const address = /^\[[0-9a-f:.]*:[0-9a-f:.%]*\]/i.exec(pattern.slice(at))?.[0];
    if (letter === "[" && address !== undefined && !/^\[\d+-/.test(address)) {
      text += address;
      at += address.length;
      continue;
    }
    if (letter !== "{" && letter !== "[") {
      text += letter;
      at += 1;
      continue;
    }
    const { members, end } = letter === "{" ? braces(pattern, at) : range(pattern, at);
    pieces.push(text, members);
    text = "";
    at = end;
  }
  let found: GlobbedUrl[] = [{ url: "", parts: [] }];
  for (const piece of [...pieces, text]) {
    if (typeof piece === "string") found = found.map(({ url, parts }) => ({ url: url + piece, parts }));
    else {
      if (found.length * piece.length > MOST) throw new GlobError("range overflow", pattern, pattern.length);
      found = found.flatMap(({ url, parts }) => piece.map((each) => ({ url: url + each, parts: [...parts, each] })));
    }
  }
  return found;
}

function braces(pattern: string, from: number): { members: string[]; end: number } {
  const members: string[] = [];
  let member = "";
  for (let at = from + 1; at < pattern.length; at += 1) {
    const letter = pattern[at] ?? "";
    if (letter === "\\" && /[{}[\],]/.test(pattern[at + 1] ?? "")) {
      at += 1;
      member += pattern[at] ?? "";
    } else if (letter === "{" || letter === "[") throw new GlobError("nested brace", pattern, at + 1);
    else if (letter === "," || letter === "}") {
      if (letter === "}" && members.length === 0 && member === "")
        throw new GlobError("empty string within braces", pattern, at + 1);
      members.push(member);
      member = "";
      if (letter === "}") return { members, end: at + 1 };
    } else member += letter;
  }
  throw new GlobError("unmatched brace", pattern, from + 5);
}

function range(pattern: string, from: number): { members: string[]; end: number } {
  const text = pattern.slice(from);
  const letters = /^\[([a-zA-Z])-([a-zA-Z])(?::(\d+))?\]/.exec(text);
  const numbers = /^\[(\d+)-(\d+)(?::(\d+))?\]/.exec(text);
  const [whole = "", first = "", last = "", stepText = "1"] = letters ?? numbers ?? [];
  if (whole === "")
    throw new GlobError(/^\[[\da-z]/i.test(text) ? "bad range" : "bad range specification", pattern, from + 2);
  const low = letters ? first.charCodeAt(0) : Number(first);
  const high = letters ? last.charCodeAt(0) : Number(last);
  const step = Number(stepText);
  const end = from + whole.length;
  if (low > high || step === 0 || (step > high - low && low !== high))
    throw new GlobError("bad range", pattern, end + 1);
  if ((high - low) / step > MOST) throw new GlobError("range overflow", pattern, end + 1);
  const width = first.startsWith("0") && first.length > 1 ? first.length : 0;
  const members: string[] = [];
  for (let value = low; value <= high; value += step)
    members.push(letters ? String.fromCharCode(value) : String(value).padStart(width, "0"));
  return { members, end };
}

/** `#1` in a file's name, by the first glob; a number that has none stays as it is. */
export function fillName(name: string, parts: readonly string[]): string {
  return name.replaceAll(/#(\d+)/g, (whole, number: string) => parts[Number(number) - 1] ?? whole);
}
