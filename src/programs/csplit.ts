import { byteTextToBytes } from "./tool/byte-text.ts";
import { Lines } from "./tool/input.ts";
import { quoteAlways } from "./tool/quote.ts";
import { Pattern } from "./tool/regex/pattern.ts";
import { PatternError } from "./tool/regex/parse.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

interface Cut {
  readonly word: string;
  /** A line's number, or an expression with an offset. */
  readonly at: number | { readonly pattern: Pattern; readonly offset: number };
  /** The part up to there is left out. */
  readonly skip: boolean;
  repeat: number;
}

function readCuts(run: Run, words: readonly string[]): Cut[] {
  const cuts: Cut[] = [];
  for (const word of words) {
    const quoted = run.locale.quote(word);
    const times = /^\{(\d+|\*)\}$/.exec(word)?.[1];
    const last = cuts.at(-1);
    if (times !== undefined && last !== undefined) {
      last.repeat = times === "*" ? Infinity : Number(times);
      continue;
    }
    const delimiter = word.charAt(0);
    if (delimiter === "/" || delimiter === "%") {
      const end = word.lastIndexOf(delimiter);
      if (end === 0) throw new Refusal(`${word}: closing delimiter ${run.locale.quote(delimiter)} missing`);
      const offset = word.slice(end + 1);
      if (!/^(?:[-+]?\d+)?$/.test(offset)) throw new Refusal(`${quoted}: integer expected after delimiter`);
      try {
        const source = run.locale.argument(word.slice(1, end));
        const pattern = new Pattern(source, { extended: false, ignoreCase: false, unicode: run.locale.utf8 });
        cuts.push({ word, at: { pattern, offset: Number(offset) }, skip: delimiter === "%", repeat: 0 });
      } catch (error) {
        if (!(error instanceof PatternError)) throw error;
        const reason = word.slice(1, end).endsWith("[") ? "Invalid regular expression" : error.message;
        throw new Refusal(`${quoted}: invalid regular expression: ${reason}`);
      }
    } else if (/^\d+$/.test(word)) {
      if (Number(word) === 0) throw new Refusal(`${word}: line number must be greater than zero`);
      const before = cuts.findLast(({ at }) => typeof at === "number")?.at;
      if (typeof before === "number" && before > Number(word)) {
        throw new Refusal(`line number ${quoteAlways(word)} is smaller than preceding line number, ${String(before)}`);
      }
      if (before === Number(word))
        warnLater(run, `warning: line number ${quoteAlways(word)} is the same as preceding line number`);
      cuts.push({ word, at: Number(word), skip: false, repeat: 0 });
    } else throw new Refusal(`${quoted}: invalid pattern`);
  }
  return cuts;
}

/** Said at once, while the words are read. */
function warnLater(run: Run, text: string): void {
  void run.warn(text);
}

/** The pieces that the cuts make of the lines; what failed, if something did. */
function pieces(run: Run, lines: readonly string[], cuts: readonly Cut[]): { parts: string[]; failure?: string } {
  const parts: string[] = [];
  let from = 0;
  let searched = 0;
  const failed = (failure: string): { parts: string[]; failure: string } => {
    parts.push(lines.slice(from).join(""));
    return { parts, failure };
  };
  for (const { word, at, skip, repeat } of cuts) {
    for (let turn = 0; turn <= repeat; turn += 1) {
      let end: number;
      const quoted = run.locale.quote(word);
      const again = turn > 0 ? ` on repetition ${String(turn)}` : "";
      if (typeof at === "number") {
        end = at * (turn + 1) - 1;
        if (end > lines.length || (end === lines.length && repeat === Infinity)) {
          if (repeat === Infinity) break;
          return failed(`${quoted}: line number out of range${again}`);
        }
      } else {
        const line = lines.findIndex((text, index) => index >= searched && at.pattern.test(text.replace(/\n$/, "")));
        if (line < 0) {
          if (repeat === Infinity) break;
          const failure = `${quoted}: match not found${again}`;
          if (!skip) return failed(failure);
          return { parts, failure };
        }
        end = line + at.offset;
        if (end < from || end > lines.length) return failed(`${quoted}: line number out of range${again}`);
        searched = line + 1;
      }
      if (!skip) parts.push(lines.slice(from, end).join(""));
      from = Math.max(from, end);
      searched = Math.max(searched, typeof at === "number" ? from : from + 1);
    }
  }
  parts.push(lines.slice(from).join(""));
  return { parts };
}

function nameOf(run: Run, number: number): string {
  const prefix = run.value("f") ?? "xx";
  const format = run.value("b");
  if (format === undefined) return prefix + String(number).padStart(Number(run.value("n") ?? 2), "0");
  return (
    prefix +
    format.replace(
      /%([-0]?)(\d*)(?:\.(\d+))?([diuoxX])|%%/,
      (whole, flag: string, width: string, precision: string | undefined, letter: string) => {
        if (whole === "%%") return "%";
        const base = letter === "o" ? 8 : letter.toLowerCase() === "x" ? 16 : 10;
        const digits = number.toString(base).padStart(Number(precision ?? 0), "0");
        const text = letter === "X" ? digits.toUpperCase() : digits;
        return flag === "-" ? text.padEnd(Number(width)) : text.padStart(Number(width), flag === "0" ? "0" : " ");
      },
    )
  );
}

/** Cuts a file where lines fit. */
export const csplit = tool(
  {
    options: "b,suffix-format= f,prefix= k,keep-files n,digits= s,quiet,silent suppress-matched z,elide-empty-files",
  },
  async (run) => {
    const digits = run.value("n");
    if (digits !== undefined && !/^\d+$/.test(digits)) throw new Refusal(`invalid number: ${run.locale.quote(digits)}`);
    if (run.has("suppress-matched")) throw new Refusal("--suppress-matched is not here");
    if (run.operands.length < 2) run.expectOperands(2);
    const [name = "", ...words] = run.operands;
    const cuts = readCuts(run, words);
    const lines: string[] = [];
    try {
      const file = run.openInput(name);
      const input = new Lines(run, file);
      for (let line = await input.line(); line !== undefined; line = await input.line()) {
        lines.push(input.unfinished ? line : `${line}\n`);
      }
      file.close();
    } catch (error) {
      if (!isFileError(error)) throw error;
      if (error.code === "EISDIR") throw new Refusal(`read error: ${error.reason}`);
      throw new Refusal(`cannot open ${quoteAlways(name)} for reading: ${error.reason}`);
    }
    const { parts, failure } = pieces(run, lines, cuts);
    const made: string[] = [];
    for (const part of parts) {
      if (part === "" && run.has("z")) continue;
      const target = nameOf(run, made.length);
      run.files.writeFile(run.path(target), byteTextToBytes(part));
      made.push(target);
      if (!run.has("s")) await run.out.text(`${String(part.length)}\n`);
    }
    if (failure === undefined) return 0;
    if (!run.has("k")) for (const target of made) run.files.unlink(run.path(target));
    throw new Refusal(failure);
  },
);
