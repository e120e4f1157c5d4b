import type { Place } from "./linter.ts";

/** A file's text and where its lines begin. */
export class SourceText {
  readonly text: string;
  /** Lines without their ends. */
  readonly lines: readonly string[];
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#starts = starts;
    this.lines = starts.map((start, index) =>
      text.slice(start, (starts[index + 1] ?? text.length + 1) - 1).replace(/\r$/, ""),
    );
  }

  /** UTF-16 units before a place. */
  offset({ row, column }: Place): number {
    return Math.min(this.text.length, (this.#starts[row - 1] ?? this.text.length) + column - 1);
  }

  /** The place of a number of UTF-16 units. */
  place(offset: number): Place {
    let row = this.#starts.length;
    while (row > 1 && (this.#starts[row - 1] ?? 0) > offset) row -= 1;
    return { row, column: offset - (this.#starts[row - 1] ?? 0) + 1 };
  }

  /** A place whose column counts characters, as ruff tells it. */
  told({ row, column }: Place): Place {
    return { row, column: [...(this.lines[row - 1] ?? "").slice(0, column - 1)].length + 1 };
  }
}

/** Columns that a text takes on a terminal; tabs are four. */
export function width(text: string): number {
  let sum = 0;
  for (const character of text) sum += character === "\t" ? 4 : WIDE.test(character) ? 2 : 1;
  return sum;
}

const WIDE =
  /[ᄀ-ᅟ⺀-〾ぁ-㏿㐀-䶿一-鿿ꀀ-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
