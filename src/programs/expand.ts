import { Lines, eachInput } from "./tool/input.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";

/** Where tabs stop: listed columns, then every `every` columns ("/4" from 0, "+4" from the last one), or none. */
class Stops {
  readonly #listed: readonly number[];
  readonly #every: number;
  readonly #from: number;

  constructor(run: Run, text: string) {
    const listed: number[] = [];
    let every = 0;
    let from = 0;
    for (const word of text.split(/[\s,]+/)) {
      if (word === "") continue;
      const match = /^([/+]?)(\d+)$/.exec(word);
      if (match === null) {
        const bad = /[^\d/+]/.exec(word);
        throw new Refusal(`tab size contains invalid character(s): ${run.locale.quote(word.slice(bad?.index ?? 0))}`);
      }
      const size = Number(match[2]);
      if (match[1] !== "") {
        every = size;
        from = match[1] === "+" ? (listed.at(-1) ?? 0) : 0;
        continue;
      }
      if (size === 0) throw new Refusal("tab size cannot be 0");
      if (size <= (listed.at(-1) ?? 0)) throw new Refusal("tab sizes must be ascending");
      listed.push(size);
    }
    const [only] = listed;
    if (listed.length === 1 && only !== undefined && every === 0) {
      this.#listed = [];
      this.#every = only;
    } else {
      this.#listed = listed;
      this.#every = listed.length === 0 && every === 0 ? 8 : every;
    }
    this.#from = from;
  }

  /** The first stop behind a column; undefined behind the last one. */
  after(column: number): number | undefined {
    const listed = this.#listed.find((stop) => stop > column);
    if (listed !== undefined) return listed;
    if (this.#every === 0) return undefined;
    return this.#from + (Math.floor((column - this.#from) / this.#every) + 1) * this.#every;
  }
}

async function eachLine(run: Run, change: (line: string) => string): Promise<void> {
  await eachInput(run, run.operands, async (file) => {
    const lines = new Lines(run, file);
    for (let line = await lines.line(); line !== undefined; line = lines.next() ?? (await lines.line())) {
      const wait = run.out.raw(change(line) + (lines.unfinished ? "" : "\n"));
      if (wait !== undefined) await wait;
    }
  });
}

function expandLine(line: string, stops: Stops, initial: boolean): string {
  if (!line.includes("\t")) return line;
  let text = "";
  let column = 0;
  let leading = true;
  for (const character of line) {
    if (character === "\t" && (leading || !initial)) {
      const next = stops.after(column) ?? column + 1;
      text += " ".repeat(next - column);
      column = next;
      continue;
    }
    if (character !== " " && character !== "\t") leading = false;
    text += character;
    if (character === "\b") column = Math.max(0, column - 1);
    else column += 1;
  }
  return text;
}

/** A run of blanks that begins at `from`, as the tabs and spaces that reach the same column; a lone space stays. */
function tabbed(blanks: string, from: number, stops: Stops): { text: string; column: number; beyond: boolean } {
  let text = "";
  let begun = from;
  let column = from;
  for (const [at, character] of Array.from(blanks).entries()) {
    const stop = stops.after(column);
    if (stop === undefined) return { text: text + blanks.slice(at), column: column + blanks.length - at, beyond: true };
    column = character === "\t" ? stop : column + 1;
    if (column !== stop) continue;
    text += character === " " && column - begun === 1 && at === blanks.length - 1 ? " " : "\t";
    begun = column;
  }
  return { text: text + " ".repeat(column - begun), column, beyond: false };
}

function unexpandLine(line: string, stops: Stops, all: boolean): string {
  let text = "";
  let column = 0;
  for (const match of line.matchAll(/([ \t]+)|[^ \t]+/g)) {
    const [piece, blanks] = match;
    if (blanks !== undefined && (all || match.index === 0)) {
      const result = tabbed(blanks, column, stops);
      text += result.text;
      column = result.column;
      if (result.beyond) return text + line.slice(match.index + piece.length);
      continue;
    }
    if (!all) return text + line.slice(match.index);
    for (const character of piece) column = character === "\b" ? Math.max(0, column - 1) : column + 1;
    text += piece;
  }
  return text;
}

const SHORT_STOPS = (words: readonly string[]): readonly string[] =>
  words.flatMap((word) => (/^-\d[\d,]*$/.test(word) ? ["-t", word.slice(1)] : [word]));

/** Tabs as spaces. */
export const expand = tool({ options: "i,initial t,tabs=", prepare: SHORT_STOPS }, async (run) => {
  const stops = new Stops(run, run.values("t").join(","));
  await eachLine(run, (line) => expandLine(line, stops, run.has("i")));
  return undefined;
});

/** Spaces as tabs: at the beginning of lines, or everywhere with -a or -t. */
export const unexpand = tool({ options: "a,all first-only t,tabs=", prepare: SHORT_STOPS }, async (run) => {
  const stops = new Stops(run, run.values("t").join(","));
  const all = run.has("a", "t") && !run.has("first-only");
  await eachLine(run, (line) => unexpandLine(line, stops, all));
  return undefined;
});
