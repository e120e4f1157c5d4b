/** Lines as make reads them: joined at backslash-newlines, without comments. */

/** Joins continued lines by single spaces. Manual: "Splitting Long Lines". */
export function collapseContinuations(line: string): string {
  if (!line.includes("\\\n")) return line;
  // Lines of nothing but a backslash add no further space.
  return line.replace(
    /([ \t]*)(\\+)\n((?:[ \t]*\\\n)*)[ \t]*/g,
    (_all, blanks: string, slashes: string, more: string) => {
      const kept = "\\".repeat(slashes.length >> 1);
      if (slashes.length % 2 === 0) return `${blanks}${kept}\n${more === "" ? "" : " "}`;
      return kept === "" ? " " : `${blanks}${kept} `;
    },
  );
}

/**
 * The first of `stops` that no backslash quotes and that is outside `$(…)`; the text before it has its quoting
 * backslashes taken off. `index` is -1 when there is none, `before` then is the whole text.
 */
export function findUnquoted(
  text: string,
  stops: string,
  skipReferences: boolean,
): { readonly before: string; readonly after: number } {
  const quotes = text.includes("\\");
  if (!quotes && !(skipReferences && text.includes("$"))) {
    let first = -1;
    for (let index = 0; index < stops.length; index += 1) {
      const at = text.indexOf(stops.charAt(index));
      if (at >= 0 && (first < 0 || at < first)) first = at;
    }
    return { before: first < 0 ? text : text.slice(0, first), after: first };
  }
  let before = "";
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "$" && skipReferences) {
      const open = text[at + 1];
      if (open === "(" || open === "{") {
        const close = open === "(" ? ")" : "}";
        let depth = 0;
        let end = at + 1;
        for (; end < text.length; end += 1) {
          if (text[end] === open) depth += 1;
          else if (text[end] === close && (depth -= 1) === 0) break;
        }
        at = end;
      }
      continue;
    }
    if (!stops.includes(character)) continue;
    let slashes = 0;
    while (at - slashes > from && text[at - slashes - 1] === "\\") slashes += 1;
    if (slashes === 0) return { before: before + text.slice(from, at), after: at };
    before += text.slice(from, at - slashes) + "\\".repeat(slashes >> 1);
    if (slashes % 2 === 0) return { before, after: at };
    from = at;
  }
  return { before: before + text.slice(from), after: -1 };
}

export function removeComment(line: string): string {
  return line.includes("#") ? findUnquoted(line, "#", true).before : line;
}

/** Reads a text line by line; a line that ends in an odd number of backslashes goes on in the next. */
export class LineSource {
  readonly #text: string;
  readonly #returns: boolean;
  #at = 0;
  /** The number of the line that `next` answered first. */
  line = 0;
  #following = 1;

  constructor(text: string) {
    this.#text = ownText(text);
    this.#returns = text.includes("\r");
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** The next logical line without its newline; undefined at the end. Inner backslash-newlines stay. */
  next(): string | undefined {
    const text = this.#text;
    if (this.#at >= text.length) return undefined;
    this.line = this.#following;
    const start = this.#at;
    let from = start;
    for (;;) {
      const end = text.indexOf("\n", from);
      this.#following += 1;
      if (end < 0) {
        this.#at = text.length;
        return this.#piece(start, text.length);
      }
      let slashes = 0;
      let before = end - 1;
      if (before >= from && text.charCodeAt(before) === 13) before -= 1; // CRLF
      while (before - slashes >= from && text.charCodeAt(before - slashes) === 92) slashes += 1;
      if (slashes % 2 === 0) {
        this.#at = end + 1;
        return this.#piece(start, end);
      }
      from = end + 1;
      if (from >= text.length) {
        this.#at = text.length;
        // Nothing follows: the backslash-newline at the end of the file goes.
        return this.#piece(start, before);
      }
    }
  }

  #piece(start: number, end: number): string {
    const line = this.#text.slice(start, end);
    return this.#returns ? dropReturns(line) : line;
  }
}

/** What stands behind a NUL goes with its newline, so that the next line is joined; a NUL that begins a line stays. */
export function cutAtNuls(text: string): string {
  let result = "";
  let from = 0;
  for (let at = text.indexOf("\0"); at >= 0; at = text.indexOf("\0", from)) {
    const end = text.indexOf("\n", at);
    const next = end < 0 ? text.length : end + 1;
    const begins = at === 0 || text[at - 1] === "\n";
    result += text.slice(from, begins ? next : at);
    from = next;
  }
  return result + text.slice(from);
}

/** Longer text is kept outside the engine's heap by Node's decoder, where every look at a character is slow. */
const LONG = 1_000_000;

/** The same text, kept where characters are looked at fast: as the sum of two halves it is copied at the first look. */
function ownText(text: string): string {
  if (text.length < LONG) return text;
  const half = text.length >> 1;
  return text.slice(0, half) + text.slice(half);
}

function dropReturns(line: string): string {
  return line.includes("\r") ? line.replace(/\r(?=\n|$)/g, "") : line;
}
