import { textToByteText } from "./tool/byte-text.ts";
import { readChunk } from "./tool/input.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";

const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  alnum: (code) => /[0-9A-Za-z]/.test(String.fromCharCode(code)),
  alpha: (code) => /[A-Za-z]/.test(String.fromCharCode(code)),
  blank: (code) => code === 32 || code === 9,
  cntrl: (code) => code < 32 || code === 127,
  digit: (code) => code >= 48 && code <= 57,
  graph: (code) => code > 32 && code < 127,
  lower: (code) => code >= 97 && code <= 122,
  print: (code) => code >= 32 && code < 127,
  punct: (code) => code > 32 && code < 127 && !/[0-9A-Za-z]/.test(String.fromCharCode(code)),
  space: (code) => code === 32 || (code >= 9 && code <= 13),
  upper: (code) => code >= 65 && code <= 90,
  xdigit: (code) => /[0-9A-Fa-f]/.test(String.fromCharCode(code)),
};

type Piece =
  | { readonly kind: "codes"; readonly codes: readonly number[] }
  | { readonly kind: "class"; readonly name: string; readonly codes: readonly number[] }
  | { readonly kind: "equivalence"; readonly codes: readonly number[] }
  | { readonly kind: "repeat"; readonly code: number; readonly count: number };

const LETTERS: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, "\\": 92 };

function readSet(run: Run, word: string): Piece[] {
  const text = textToByteText(word);
  const quote = (value: string): string => run.locale.quote(value);
  let at = 0;
  const character = (): number => {
    if (text[at] !== "\\" || at + 1 >= text.length) {
      at += 1;
      return text.charCodeAt(at - 1);
    }
    let octal = /^[0-7]{1,3}/.exec(text.slice(at + 1))?.[0];
    if (octal !== undefined) {
      if (parseInt(octal, 8) > 255) octal = octal.slice(0, 2);
      at += 1 + octal.length;
      return parseInt(octal, 8);
    }
    const letter = text[at + 1] ?? "";
    at += 2;
    return LETTERS[letter] ?? letter.charCodeAt(0);
  };
  const pieces: Piece[] = [];
  while (at < text.length) {
    const rest = text.slice(at);
    const named = /^\[:(\w*):\]/.exec(rest);
    if (named?.[1] !== undefined) {
      const test = Object.hasOwn(CLASSES, named[1]) ? CLASSES[named[1]] : undefined;
      if (test === undefined)
        throw new Refusal(
          named[1] === "" ? "missing character class name '[::]'" : `invalid character class ${quote(named[1])}`,
        );
      pieces.push({
        kind: "class",
        name: named[1],
        codes: Array.from({ length: 256 }, (_, code) => code).filter(test),
      });
      at += named[0].length;
      continue;
    }
    const equal = /^\[=([^]*?)=\]/.exec(rest);
    if (equal?.[1] !== undefined && equal[1] !== "") {
      if (equal[1].length > 1) throw new Refusal(`${equal[1]}: equivalence class operand must be a single character`);
      pieces.push({ kind: "equivalence", codes: [equal[1].charCodeAt(0)] });
      at += equal[0].length;
      continue;
    }
    const repeat = /^\[(\\[0-7]{1,3}|\\?[^])\*(\d*)\]/.exec(rest);
    if (repeat !== null) {
      at += 1;
      const code = character();
      at = text.indexOf("]", at) + 1;
      const digits = repeat[2] ?? "";
      pieces.push({
        kind: "repeat",
        code,
        count: digits === "" ? 0 : parseInt(digits, digits.startsWith("0") ? 8 : 10),
      });
      continue;
    }
    const bad = /^\[[^]\*([^\]]*)\]/.exec(rest);
    if (bad?.[1] !== undefined && bad[1] !== "" && /^\d/.test(bad[1])) {
      throw new Refusal(`invalid repeat count ${quote(bad[1])} in [c*n] construct`);
    }
    const start = at;
    const first = character();
    if (text[at] === "-" && at + 1 < text.length) {
      const before = at;
      at += 1;
      const last = character();
      if (last < first) {
        at = before;
        const shown = text.slice(start, before) + "-" + text.slice(before + 1, before + 2);
        throw new Refusal(`range-endpoints of ${quote(shown)} are in reverse collating sequence order`);
      }
      pieces.push({ kind: "codes", codes: Array.from({ length: last - first + 1 }, (_, index) => first + index) });
    } else pieces.push({ kind: "codes", codes: [first] });
  }
  return pieces;
}

function expand(pieces: readonly Piece[], fill: number): number[] {
  return pieces.flatMap((piece) =>
    piece.kind === "repeat"
      ? Array<number>(piece.count === 0 ? Math.max(0, fill) : piece.count).fill(piece.code)
      : [...piece.codes],
  );
}

function lengthOf(pieces: readonly Piece[]): number {
  return expand(pieces, 0).length;
}

/** What each byte becomes. */
function translation(run: Run, first: Piece[], second: Piece[], complement: boolean): Uint8Array {
  const table = Uint8Array.from({ length: 256 }, (_, code) => code);
  let from = expand(first, 0);
  if (complement) {
    const members = new Set(from);
    from = [...table].filter((code) => !members.has(code));
  }
  for (const piece of second) {
    if (piece.kind === "equivalence") throw new Refusal("[=c=] expressions may not appear in string2 when translating");
    if (piece.kind === "class" && piece.name !== "upper" && piece.name !== "lower") {
      throw new Refusal(
        "when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'",
      );
    }
  }
  if (second.filter((piece) => piece.kind === "repeat" && piece.count === 0).length > 1) {
    throw new Refusal("only one [c*] repeat construct may appear in string2");
  }
  let to = expand(second, from.length - lengthOf(second));
  const cases = (pieces: readonly Piece[]): boolean =>
    pieces.some((piece) => piece.kind === "class" && (piece.name === "upper" || piece.name === "lower"));
  if (cases(second) && !complement) {
    // Case classes pair by letter, and only when they stand at the same place.
    let [left, right] = [0, 0];
    const starts = new Map<number, number>();
    for (const piece of first) {
      if (piece.kind === "class") starts.set(left, piece.codes.length);
      left += piece.kind === "repeat" ? piece.count : piece.codes.length;
    }
    for (const piece of second) {
      if (piece.kind === "class" && starts.get(right) !== 26)
        throw new Refusal("misaligned [:upper:] and/or [:lower:] construct");
      right += piece.kind === "repeat" ? Math.max(piece.count, 0) : piece.codes.length;
    }
  }
  if (to.length === 0) {
    if (!run.has("t")) throw new Refusal("when not truncating set1, string2 must be non-empty");
    from = [];
  }
  if (run.has("t")) from = from.slice(0, to.length);
  else {
    const last = to.at(-1) ?? 0;
    to = [...to, ...Array<number>(Math.max(0, from.length - to.length)).fill(last)];
  }
  for (const [index, code] of from.entries()) table[code] = to[index] ?? code;
  return table;
}

export const tr = tool(
  { options: "c,C,complement d,delete s,squeeze-repeats t,truncate-set1", permute: false },
  async (run) => {
    const [one, two, three] = run.operands;
    const [deletes, squeezes, complement] = [run.has("d"), run.has("s"), run.has("c")];
    if (one === undefined) throw new Refusal("missing operand", { usage: true });
    if (two === undefined && deletes === squeezes) {
      const why = deletes
        ? "Two strings must be given when both deleting and squeezing repeats."
        : "Two strings must be given when translating.";
      throw new Refusal(`missing operand after ${run.locale.quote(one)}\n${why}`, { usage: true });
    }
    if (two !== undefined && deletes && !squeezes) {
      throw new Refusal(
        `extra operand ${run.locale.quote(two)}\nOnly one string may be given when deleting without squeezing repeats.`,
        { usage: true },
      );
    }
    if (three !== undefined) throw new Refusal(`extra operand ${run.locale.quote(three)}`, { usage: true });
    const first = readSet(run, one);
    if (first.some((piece) => piece.kind === "repeat" && piece.count === 0))
      throw new Refusal("the [c*] repeat construct may not appear in string1");
    const second = two === undefined ? undefined : readSet(run, two);
    const members = new Set(expand(first, 0));
    const inFirst = Array.from({ length: 256 }, (_, code) => members.has(code) !== complement);
    const table = second !== undefined && !deletes ? translation(run, first, second, complement) : undefined;
    const squeezed = squeezes
      ? second === undefined
        ? inFirst
        : (() => {
            const set = new Set(
              expand(second, 0).concat(second.flatMap((piece) => (piece.kind === "repeat" ? [piece.code] : []))),
            );
            return Array.from({ length: 256 }, (_, code) => set.has(code));
          })()
      : undefined;
    const input = run.openInput("-");
    let last = -1;
    for (let chunk = await readChunk(run, input); chunk !== null; chunk = await readChunk(run, input)) {
      const result = new Uint8Array(chunk.length);
      let size = 0;
      for (const byte of chunk) {
        if (deletes && inFirst[byte] === true) continue;
        const code = table?.[byte] ?? byte;
        if (squeezed !== undefined) {
          if (code === last && squeezed[code] === true) continue;
          last = code;
        }
        result[size] = code;
        size += 1;
      }
      if (size > 0) await run.out.bytes(result.subarray(0, size));
    }
    input.close();
    return undefined;
  },
);
