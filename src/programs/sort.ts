import type { OpenFile } from "#files";
import { choose, settleChoices } from "./tool/choice.ts";
import { mergeEntries, sortEntries } from "./sort-merge.ts";
import { byteTextToBytes, textToByteText } from "./tool/byte-text.ts";
import { readAll } from "./tool/input.ts";
import { quoteInMessage } from "./tool/quote.ts";
import { checkAmounts } from "./sort-amounts.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

interface Key {
  readonly startField: number;
  readonly startCharacter: number;
  readonly skipStart: boolean;
  /** Undefined: to the end of the line. */
  readonly endField: number | undefined;
  readonly endCharacter: number;
  readonly skipEnd: boolean;
  readonly order: Order;
}

interface Order {
  readonly kind: "text" | "n" | "g" | "h" | "M" | "V" | "R";
  readonly fold: boolean;
  readonly dictionary: boolean;
  readonly printable: boolean;
  readonly reverse: boolean;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

function orderOf(letters: string): Order {
  const kinds = [...new Set(letters.match(/[nghMVR]/g))];
  if (kinds.length > 1)
    throw new Refusal(
      `options '-${kinds.sort((a, b) => "ghMnRV".indexOf(a) - "ghMnRV".indexOf(b)).join("")}' are incompatible`,
    );
  return {
    kind: (kinds[0] as Order["kind"] | undefined) ?? "text",
    fold: letters.includes("f"),
    dictionary: letters.includes("d"),
    printable: letters.includes("i"),
    reverse: letters.includes("r"),
  };
}

function parseKey(run: Run, text: string, defaults: { order: Order; blanks: boolean }): Key {
  const quote = (word: string): string => run.locale.quote(word);
  const match = /^(\d*)(?:\.(\d*))?([a-zA-Z]*)(?:,(\d*)(?:\.(\d*))?([a-zA-Z]*))?(.*)$/.exec(text);
  const [, from = "", fromCharacter, letters = "", to, toCharacter, moreLetters = "", rest = ""] = match ?? [];
  if (from === "") throw new Refusal(`invalid number at field start: invalid count at start of ${quote(text)}`);
  if (Number(from) === 0)
    throw new Refusal(`-: invalid field specification ${quote(text)}`.replace(/^-: /, "field number is zero: "));
  if (fromCharacter !== undefined && Number(fromCharacter) === 0)
    throw new Refusal(`character offset is zero: invalid field specification ${quote(text)}`);
  if (/^,[^\d]/.test(text.slice(text.search(/,|$/))))
    throw new Refusal(`invalid number after ',': invalid count at start of ${quote(text.replace(/^[^,]*,/, ""))}`);
  const bad = /[^bdfghiMnRrV]/.exec(letters + moreLetters);
  if (bad !== null || rest !== "")
    throw new Refusal(`stray character in field spec: invalid field specification ${quote(text)}`);
  if (to === "")
    throw new Refusal(
      `invalid number after ',': invalid count at start of ${quote(text.slice(text.indexOf(",") + 1))}`,
    );
  const own = letters + moreLetters;
  return {
    startField: Number(from) - 1,
    startCharacter: fromCharacter === undefined ? 0 : Number(fromCharacter) - 1,
    skipStart: letters.includes("b") || (own === "" && defaults.blanks),
    endField: to === undefined ? undefined : Number(to) - 1,
    endCharacter: toCharacter === undefined ? 0 : Number(toCharacter),
    skipEnd: moreLetters.includes("b") || (own === "" && defaults.blanks),
    order: own.replaceAll("b", "") === "" && own === "" ? defaults.order : orderOf(own),
  };
}

const isBlank = (character: string | undefined): boolean =>
  character === " " || character === "\t" || character === "\n";

/** Where field `count` begins; blanks before a field belong to it when there is no separator. */
function fieldStart(line: string, count: number, separator: string | undefined): number {
  let at = 0;
  for (let left = count; left > 0 && at < line.length; left -= 1) {
    if (separator !== undefined) {
      const next = line.indexOf(separator, at);
      if (next < 0) return line.length;
      at = next + 1;
    } else {
      while (at < line.length && isBlank(line[at])) at += 1;
      while (at < line.length && !isBlank(line[at])) at += 1;
    }
  }
  return at;
}

function extract(line: string, key: Key, separator: string | undefined): string {
  let start = fieldStart(line, key.startField, separator);
  if (key.skipStart) while (start < line.length && isBlank(line[start])) start += 1;
  start = Math.min(line.length, start + key.startCharacter);
  if (key.endField === undefined) return line.slice(start);
  let end: number;
  if (key.endCharacter === 0) {
    end = fieldStart(line, key.endField + 1, separator);
    if (
      separator !== undefined &&
      end > 0 &&
      line[end - 1] === separator &&
      fieldStart(line, key.endField, separator) < end
    )
      end -= 1;
  } else {
    end = fieldStart(line, key.endField, separator);
    if (key.skipEnd) while (end < line.length && isBlank(line[end])) end += 1;
    end = Math.min(line.length, end + key.endCharacter);
  }
  return end <= start ? "" : line.slice(start, end);
}

type Value = string | number;
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** -n beyond what a double holds is still compared digit by digit. */
function compareNumbers(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (x !== y) return x - y;
  if (a.length < 16 && b.length < 16) return 0;
  const read = (text: string): { negative: boolean; whole: string; part: string } => {
    const [whole = "", part = ""] = text.replace(/^-/, "").split(".");
    return { negative: text.startsWith("-"), whole: whole.replace(/^0+/, ""), part: part.replace(/0+$/, "") };
  };
  const [p, q] = [read(a), read(b)];
  const size = p.whole.length - q.whole.length || compareText(p.whole, q.whole) || compareText(p.part, q.part);
  return p.negative ? -size : size;
}

/** filevercmp: digits by value, letters before other characters, "~" before everything. */
export function compareVersions(a: string, b: string): number {
  const special = (name: string): number =>
    name === "" ? 0 : name === "." ? 1 : name === ".." ? 2 : name.startsWith(".") ? 3 : 4;
  if (special(a) !== special(b)) return special(a) - special(b);
  const stem = (name: string): string => name.replace(/(\.[A-Za-z~][A-Za-z0-9~]*)*$/, "");
  const raw = (left: string, right: string): number => {
    const weight = (character: string | undefined): number =>
      character === undefined || /\d/.test(character)
        ? 0
        : character === "~"
          ? -1
          : /[A-Za-z]/.test(character)
            ? character.charCodeAt(0)
            : character.charCodeAt(0) + 256;
    let [i, j] = [0, 0];
    while (i < left.length || j < right.length) {
      while ((i < left.length && !/\d/.test(left[i] ?? "")) || (j < right.length && !/\d/.test(right[j] ?? ""))) {
        const difference = weight(left[i]) - weight(right[j]);
        if (difference !== 0) return difference;
        i += 1;
        j += 1;
      }
      const x = /^\d*/.exec(left.slice(i))?.[0] ?? "";
      const y = /^\d*/.exec(right.slice(j))?.[0] ?? "";
      const [m, n] = [x.replace(/^0+/, ""), y.replace(/^0+/, "")];
      const difference = m.length - n.length || compareText(m, n);
      if (difference !== 0) return difference;
      i += x.length;
      j += y.length;
    }
    return 0;
  };
  return raw(stem(a), stem(b)) || raw(a, b) || 0;
}

const SCALES = "KMGTPEZYRQ";

function valueOf(text: string, order: Order): Value {
  switch (order.kind) {
    case "n":
      return /^[ \t\n]*(-?\d*(?:\.\d*)?)/.exec(text)?.[1] ?? "";
    case "g": {
      const number = /^\s*[-+]?(?:inf(?:inity)?|nan|0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)/i
        .exec(text)?.[0]
        .trim();
      if (number === undefined) return -Infinity;
      return /inf/i.test(number) ? (number.startsWith("-") ? -Number.MAX_VALUE : Infinity) : Number(number);
    }
    case "h": {
      const [, sign = "", digits = "", suffix = ""] = /^[ \t\n]*(-?)(\d*(?:\.\d*)?)([KkMGTPEZYRQ]?)/.exec(text) ?? [];
      const size = Number(digits === "." ? 0 : digits);
      const scale = size === 0 ? 0 : SCALES.indexOf(suffix.toUpperCase()) + 1;
      const value = suffix === "" ? size : size;
      return (sign === "-" ? -1 : 1) * (size === 0 ? 0 : (suffix === "" ? 0 : scale) * 1e300 ** 0.1 + value);
    }
    case "M":
      return (
        MONTHS.indexOf(
          text
            .replace(/^[ \t]+/, "")
            .slice(0, 3)
            .toUpperCase(),
        ) + 1
      );
    default: {
      let kept = text;
      if (order.dictionary) kept = kept.replace(/[^0-9A-Za-z \t]/g, "");
      if (order.printable) kept = kept.replace(/[^ -~]/g, "");
      return order.fold ? kept.replace(/[a-z]+/g, (letters) => letters.toUpperCase()) : kept;
    }
  }
}

function compareValues(a: Value, b: Value, kind: Order["kind"]): number {
  if (typeof a === "number" && typeof b === "number")
    return a < b ? -1 : a > b ? 1 : Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : Number.isNaN(b) ? 1 : 0;
  if (kind === "n")
    return compareNumbers(
      String(a) === "-" || a === "." ? "0" : String(a),
      String(b) === "-" || b === "." ? "0" : String(b),
    );
  if (kind === "V") return compareVersions(String(a), String(b));
  return compareText(String(a), String(b));
}

interface Entry {
  readonly line: string;
  readonly values: readonly Value[];
}

const OPTIONS =
  "b,ignore-leading-blanks c C check? d,dictionary-order f,ignore-case g,general-numeric-sort h,human-numeric-sort " +
  "i,ignore-nonprinting k,key= M,month-sort m,merge n,numeric-sort o,output= R,random-sort r,reverse s,stable S,buffer-size= sort= " +
  "t,field-separator= T,temporary-directory= u,unique V,version-sort z,zero-terminated parallel= batch-size= compress-program= files0-from=";

const SORTS: Readonly<Record<string, string>> = {
  "general-numeric": "g",
  "human-numeric": "h",
  month: "M",
  numeric: "n",
  random: "R",
  version: "V",
};

export const sort = tool({ options: OPTIONS, failure: 2 }, async (run) => {
  let letters = run.options
    .map(({ key }) => key)
    .filter((key) => /^[dfghiMnRrV]$/.test(key))
    .join("");
  const named = run.value("sort");
  if (named !== undefined) {
    letters += SORTS[choose(run, "--sort", named, Object.keys(SORTS).join(" "))] ?? "";
  }
  checkAmounts(run);
  settleChoices(run, { check: "quiet,silent diagnose-first" });
  const whole = orderOf(letters);
  const separatorText = run.value("t");
  let separator = separatorText === undefined ? undefined : textToByteText(separatorText);
  if (separator === "") throw new Refusal("empty tab");
  if (separator === "\\0") separator = "\0";
  if (separator !== undefined && separator.length > 1)
    throw new Refusal(`multi-character tab ${run.locale.quote(separatorText ?? "")}`);
  const defaults = { order: whole, blanks: run.has("b") };
  const given = run.values("k").map((text) => parseKey(run, text, defaults));
  const keys: Key[] =
    given.length > 0
      ? given
      : [
          {
            startField: 0,
            startCharacter: 0,
            skipStart: run.has("b"),
            endField: undefined,
            endCharacter: 0,
            skipEnd: false,
            order: whole,
          },
        ];
  const lineIsKey = given.length === 0 && !run.has("b");
  const end = run.has("z") ? "\0" : "\n";
  const unique = run.has("u");
  const stable = run.has("s") || unique;
  const plain = lineIsKey && whole.kind === "text" && !whole.fold && !whole.dictionary && !whole.printable;
  const seed = new Map<string, number>();
  const random = (text: string): number => {
    const known = seed.get(text) ?? Math.random();
    seed.set(text, known);
    return known;
  };
  const entryOf = (line: string): Entry => ({
    line,
    values: plain
      ? [line]
      : keys.map((key) => {
          const text = lineIsKey ? line : extract(line, key, separator);
          return key.order.kind === "R" ? random(text) : valueOf(text, key.order);
        }),
  });
  const compareKeys = (a: Entry, b: Entry): number => {
    for (const [index, { order }] of keys.entries()) {
      const difference = compareValues(a.values[index] ?? "", b.values[index] ?? "", order.kind);
      if (difference !== 0) return order.reverse ? -difference : difference;
    }
    return 0;
  };
  const compare = (a: Entry, b: Entry): number => {
    const difference = compareKeys(a, b);
    if (difference !== 0 || stable || plain) return difference;
    const last = compareText(a.line, b.line);
    return whole.reverse ? -last : last;
  };

  const checking = run.has("c", "C", "check");
  const quiet = run.has("C") || /^(quiet|silent)$/.test(run.value("check") ?? "");
  if (checking && quiet && run.has("c")) throw new Refusal("options '-cC' are incompatible");
  if (checking && run.has("o")) throw new Refusal(`options '-${quiet ? "C" : "c"}o' are incompatible`);
  if (checking && run.operands.length > 1)
    throw new Refusal(
      `extra operand ${run.locale.quote(run.operands[1] ?? "")} not allowed with -${quiet ? "C" : "c"}`,
    );
  let entries: Entry[] = [];
  for (const name of await inputNames(run)) {
    let file: OpenFile;
    try {
      file = run.openInput(name);
    } catch (error) {
      if (!isFileError(error)) throw error;
      throw new Refusal(
        `${error.code === "EISDIR" ? "read failed" : checking ? "open failed" : "cannot read"}: ${quoteInMessage(name)}: ${error.reason}`,
      );
    }
    const text = await readAll(run, file);
    file.close();
    const lines = text.split(end);
    if (lines.at(-1) === "") lines.pop();
    if (checking) {
      let previous: Entry | undefined;
      for (const [index, line] of lines.entries()) {
        const entry = entryOf(line);
        const difference = previous === undefined ? -1 : compare(previous, entry);
        if (difference > 0 || (unique && difference === 0)) {
          if (run.has("c") || (run.has("check") && run.value("check") !== "quiet"))
            await run.warn(`${name}:${index + 1}: disorder: ${line}`);
          return 1;
        }
        previous = entry;
      }
      return 0;
    }
    // -m: what is not in order within a file stays so.
    if (run.has("m")) entries = mergeEntries(entries, lines.map(entryOf), compare);
    else for (const line of lines) entries.push(entryOf(line));
  }
  if (!run.has("m")) await sortEntries(run, entries, compare);
  const kept = unique
    ? entries.filter((entry, index) => index === 0 || compareKeys(entries[index - 1] ?? entry, entry) !== 0)
    : entries;
  const target = run.value("o");
  const text = kept.map(({ line }) => line + end).join("");
  if (target === undefined) await run.out.raw(text);
  else {
    try {
      const file = run.process.open(target, { write: true, create: true, truncate: true });
      await file.write(byteTextToBytes(text));
      file.close();
    } catch (error) {
      if (!isFileError(error)) throw error;
      throw new Refusal(`open failed: ${quoteInMessage(target)}: ${error.reason}`);
    }
  }
  return undefined;
});

/** The operands, or the names in the file that --files0-from gives. */
async function inputNames(run: Run): Promise<readonly string[]> {
  const list = run.value("files0-from");
  if (list === undefined) return run.operands.length === 0 ? ["-"] : run.operands;
  const [extra] = run.operands;
  if (extra !== undefined) {
    throw new Refusal(`extra operand ${run.locale.quote(extra)}\nfile operands cannot be combined with --files0-from`, {
      usage: true,
    });
  }
  try {
    const file = run.openInput(list);
    const names = (await readAll(run, file)).split("\0").filter((name) => name !== "");
    file.close();
    if (names.length === 0) throw new Refusal(`no input from ${run.locale.quote(list)}`);
    return names.map((name) => run.locale.text(name));
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new Refusal(`open failed: ${quoteInMessage(list)}: ${error.reason}`);
  }
}
