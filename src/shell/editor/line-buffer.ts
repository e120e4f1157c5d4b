/** The line being edited and where the cursor stands, in characters as people count them. Pure. */
export class LineBuffer {
  letters: string[] = [];
  at = 0;

  get text(): string {
    return this.letters.join("");
  }

  set(text: string): void {
    this.letters = graphemes(text);
    this.at = this.letters.length;
  }

  insert(text: string): void {
    const added = graphemes(text);
    this.letters.splice(this.at, 0, ...added);
    this.at += added.length;
  }

  move(by: number): void {
    this.at = Math.min(Math.max(this.at + by, 0), this.letters.length);
  }

  /** Removes from the cursor to `to`; answers what went. */
  removeTo(to: number): string {
    const from = Math.min(this.at, to);
    const until = Math.max(this.at, to);
    const gone = this.letters.splice(from, until - from).join("");
    this.at = from;
    return gone;
  }

  /** Where the word before the cursor begins; `blanks` counts only blanks as its border (Ctrl+W). */
  wordStart(blanks: boolean): number {
    const inside = (letter: string | undefined): boolean =>
      letter !== undefined && (blanks ? !/\s/.test(letter) : /[\p{L}\p{N}_]/u.test(letter));
    let at = this.at;
    while (at > 0 && !inside(this.letters[at - 1])) at -= 1;
    while (at > 0 && inside(this.letters[at - 1])) at -= 1;
    return at;
  }

  /** Puts the word before the cursor behind the one at it (Alt+T); at the end of the line the last two change places. */
  transposeWords(): void {
    const kept = this.at;
    const secondEnd = this.wordEnd();
    this.at = secondEnd;
    const secondStart = this.wordStart(false);
    this.at = secondStart;
    const firstStart = this.wordStart(false);
    this.at = firstStart;
    const firstEnd = this.wordEnd();
    this.at = kept;
    if (firstEnd > secondStart || firstStart === secondStart) return;
    const { letters } = this;
    this.letters = [
      ...letters.slice(0, firstStart),
      ...letters.slice(secondStart, secondEnd),
      ...letters.slice(firstEnd, secondStart),
      ...letters.slice(firstStart, firstEnd),
      ...letters.slice(secondEnd),
    ];
    this.at = secondEnd;
  }

  /** Removes the blanks around the cursor (Alt+\). */
  closeUp(): void {
    const blank = (letter: string | undefined): boolean => letter === " " || letter === "\t";
    let from = this.at;
    let to = this.at;
    while (blank(this.letters[from - 1])) from -= 1;
    while (blank(this.letters[to])) to += 1;
    this.at = to;
    this.removeTo(from);
  }

  wordEnd(): number {
    const inside = (letter: string | undefined): boolean => letter !== undefined && /[\p{L}\p{N}_]/u.test(letter);
    let at = this.at;
    while (at < this.letters.length && !inside(this.letters[at])) at += 1;
    while (at < this.letters.length && inside(this.letters[at])) at += 1;
    return at;
  }
}

/**
 * Letters as a terminal shows them from a cell on (cells are counted through all rows): what is written for them and
 * the cell after the last. Control characters are shown as ^X, a tab as blanks up to the next stop.
 */
export function layOut(letters: readonly string[], from: number, columns: number): { end: number; shown: string } {
  let end = from;
  let shown = "";
  for (const letter of letters) {
    if (letter === "\n") {
      const full = end > from && end % columns === 0;
      if (!full) end += columns - (end % columns);
      shown += full ? "" : "\r\n";
    } else if (letter === "\t") {
      const blanks = 8 - ((end % columns) % 8);
      end += blanks;
      shown += " ".repeat(blanks);
    } else {
      end += widthOf(letter);
      shown += letter < " " || letter === "\x7f" ? `^${String.fromCharCode(letter.charCodeAt(0) ^ 64)}` : letter;
    }
  }
  return { end, shown };
}

/** Base characters with the combining marks and joiners that belong to them. */
export function graphemes(text: string): string[] {
  // oxlint-disable-next-line no-misleading-character-class -- skin tones are matched alone on purpose
  return text.match(/(?:\P{M}(?:\u200d\P{M}|\p{M}|[\ufe00-\ufe0f\u{1f3fb}-\u{1f3ff}])*)|\p{M}/gu) ?? [];
}

const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** Columns of a terminal that a character takes. */
function widthOf(letter: string): number {
  if (letter < " " || letter === "\x7f") return 2;
  return WIDE.test(letter) ? 2 : 1;
}
