import type { OpenFile } from "#files";
import { bytesToByteText } from "./tool/byte-text.ts";
import { readAll, readChunk } from "./tool/input.ts";
import { quoteAlways, quoteInMessage } from "./tool/quote.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";
import { textWidth } from "./tool/width.ts";

interface Counts {
  lines: number;
  words: number;
  characters: number;
  bytes: number;
  longest: number;
}

const none = (): Counts => ({ lines: 0, words: 0, characters: 0, bytes: 0, longest: 0 });

function countNewlines(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count += 1;
  return count;
}

class Counter {
  readonly counts = none();
  #inWord = false;
  #column = 0;
  #held = "";
  #run: Run;
  #needWords: boolean;
  #needText: boolean;

  constructor(run: Run, wanted: ReadonlySet<string>) {
    this.#run = run;
    this.#needWords = wanted.has("w");
    this.#needText = wanted.has("m") || wanted.has("L");
  }

  add(chunk: Uint8Array): void {
    const { counts } = this;
    counts.bytes += chunk.length;
    counts.lines += countNewlines(chunk);
    if (this.#needWords) this.#countWords(chunk);
    if (this.#needText) this.#measure(bytesToByteText(chunk));
  }

  #countWords(chunk: Uint8Array): void {
    let inWord = this.#inWord;
    let words = 0;
    for (const byte of chunk) {
      if (byte === 32 || (byte >= 9 && byte <= 13)) inWord = false;
      else if (!inWord && byte > 32 && byte !== 127 && (byte < 127 || this.#run.locale.utf8)) {
        inWord = true;
        words += 1;
      }
    }
    this.#inWord = inWord;
    this.counts.words += words;
  }

  #measure(bytes: string): void {
    // A sequence cut by the chunk's end waits for its rest.
    const whole = this.#held + bytes;
    const cut = this.#run.locale.utf8 ? /[\xc2-\xf4][\x80-\xbf]{0,2}$/.exec(whole)?.index : undefined;
    const complete = cut === undefined ? whole : whole.slice(0, cut);
    this.#held = cut === undefined ? "" : whole.slice(cut);
    this.#text(this.#run.locale.decode(complete));
  }

  #text(text: string): void {
    const { counts } = this;
    for (const [index, line] of text.split("\n").entries()) {
      if (index > 0) {
        counts.characters += 1;
        this.#column = 0;
      }
      for (const character of line) {
        if (this.#run.locale.utf8 && /^[\udc80-\udcff]$/.test(character)) continue;
        counts.characters += 1;
        if (character === "\t") this.#column += 8 - (this.#column % 8);
        else if (character === "\r" || character === "\f") this.#column = 0;
        else this.#column += textWidth(character, this.#run.locale.utf8);
        if (this.#column > counts.longest) counts.longest = this.#column;
      }
    }
  }

  finish(): Counts {
    if (this.#held !== "") this.#text(this.#run.locale.decode(this.#held));
    return this.counts;
  }
}

/** Digits that the sizes of all files need; seven when one is no regular file. */
function columnWidth(run: Run, names: readonly string[], columns: number): number {
  if (columns === 1 && names.length === 1) return 1;
  let total = 0;
  let least = 1;
  for (const name of names) {
    if (name === "-") {
      const input = run.process.descriptors.get(0);
      if (input?.kind !== "file") {
        least = 7;
        continue;
      }
      const here = input.seek(0, "current");
      total += input.seek(0, "end");
      input.seek(here, "start");
      continue;
    }
    const stat = run.tryStat(name);
    if (stat === undefined) continue;
    if (stat.kind === "file") total += stat.size;
    else least = 7;
  }
  return Math.max(least, String(total).length);
}

export const wc = tool({ options: "c,bytes m,chars l,lines L,max-line-length w,words files0-from=" }, async (run) => {
  const chosen = ["l", "w", "m", "c", "L"].filter((key) => run.has(key));
  const wanted = new Set(chosen.length === 0 ? ["l", "w", "c"] : chosen);
  let names = run.operands.length === 0 ? ["-"] : run.operands;
  const list = run.value("files0-from");
  if (list !== undefined) {
    const [extra] = run.operands;
    if (extra !== undefined) {
      throw new Refusal(`extra operand ${quoteAlways(extra)}\nfile operands cannot be combined with --files0-from`, {
        usage: true,
      });
    }
    const file = run.openInput(list);
    names = (await readAll(run, file)).split("\0").filter((name) => name !== "");
    file.close();
  }
  // Names that come as they are read leave no time to measure: no columns.
  const width = list === "-" ? 1 : columnWidth(run, names, wanted.size);
  const show = (counts: Counts, label: string | undefined): void => {
    const numbers = [
      ...(wanted.has("l") ? [counts.lines] : []),
      ...(wanted.has("w") ? [counts.words] : []),
      ...(wanted.has("m") ? [counts.characters] : []),
      ...(wanted.has("c") ? [counts.bytes] : []),
      ...(wanted.has("L") ? [counts.longest] : []),
    ];
    const line = numbers.map((number) => String(number).padStart(width)).join(" ");
    void run.out.text(`${line}${label === undefined ? "" : ` ${label.includes("\n") ? quoteAlways(label) : label}`}\n`);
  };
  const total = none();
  for (const name of names) {
    const counter = new Counter(run, wanted);
    let file: OpenFile | undefined;
    let opened = true;
    try {
      file = run.openInput(name);
      for (let chunk = await readChunk(run, file); chunk !== null; chunk = await readChunk(run, file))
        counter.add(chunk);
    } catch (error) {
      if (!isFileError(error)) throw error;
      await run.error(`${quoteInMessage(name)}: ${error.reason}`);
      opened = error.code === "EISDIR";
    } finally {
      file?.close();
    }
    if (!opened) continue;
    const counts = counter.finish();
    show(counts, run.operands.length === 0 && list === undefined ? undefined : name);
    for (const key of ["lines", "words", "characters", "bytes"] as const) total[key] += counts[key];
    total.longest = Math.max(total.longest, counts.longest);
  }
  if (names.length > 1) show(total, "total");
  await run.out.flush();
  return undefined;
});
