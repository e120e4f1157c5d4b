/** History expansion: `!!`, `!n`, `!word`, `^old^new^`, word designators and modifiers (bash manual, 9.3). */

/** What became of a line. `shown`: it changed, so the shell shows it; `run` is false after `:p`. */
export type Expanded =
  | { readonly kind: "line"; readonly text: string; readonly shown: boolean; readonly run: boolean }
  | { readonly kind: "error"; readonly message: string };

class HistoryError extends Error {}

/** The words of a line as history counts them: quotations stay whole, operators stand alone. */
function historyWords(line: string): string[] {
  return (
    line.match(
      /(?:\\[\s\S]|'[^']*(?:'|$)|"(?:\\[\s\S]|[^"\\])*(?:"|$)|\$\([^)]*\)|[^\s\\'"|&;<>()])+|&&|\|\||;;|<<-?|>>|[<>]&|[|&;<>()]/g,
    ) ?? []
  );
}

class Expansion {
  readonly #line: string;
  readonly #history: readonly string[];
  #at = 0;
  #shown = false;
  #run = true;

  constructor(line: string, history: readonly string[]) {
    this.#line = line;
    this.#history = history;
  }

  expand(extglob: boolean): Expanded {
    const line = this.#line;
    if (line.startsWith("^")) return this.#quick();
    let text = "";
    let quote = "";
    while (this.#at < line.length) {
      const character = line[this.#at] ?? "";
      const next = line[this.#at + 1] ?? "";
      const inhibited =
        next === "" ||
        /[\s=]/.test(next) ||
        (next === '"' && quote === '"') ||
        (next === "(" && extglob) ||
        /(?:\$|\$\{|\[)$/.test(text);
      if (character === "\\" && quote !== "'") {
        text += character + next;
        this.#at += 2;
      } else if (character === "!" && quote !== "'" && !inhibited) {
        text += this.#reference(text);
        this.#shown = true;
      } else {
        if (quote === "" ? character === "'" || character === '"' : character === quote)
          quote = quote === "" ? character : "";
        text += character;
        this.#at += 1;
      }
    }
    return { kind: "line", text, shown: this.#shown, run: this.#run };
  }

  /** `^old^new^`: the last line with a replacement. */
  #quick(): Expanded {
    const [, old = "", fresh = "", rest = ""] = /^\^([^^]*)(?:\^([^^]*)\^?([\s\S]*))?$/.exec(this.#line) ?? [];
    const last = this.#history.at(-1);
    if (last?.includes(old) !== true || old === "") throw new HistoryError(`:s${this.#line}: substitution failed`);
    return { kind: "line", text: last.replace(old, () => fresh) + rest, shown: true, run: true };
  }

  /** At `!`: what it stands for. */
  #reference(before: string): string {
    const start = this.#at;
    this.#at += 1;
    const { event, searched } = this.#event(before);
    if (event === undefined) throw new HistoryError(`${this.#line.slice(start, this.#at)}: event not found`);
    const words = historyWords(event);
    const chosen = this.#designated(words, searched, start);
    return this.#modified(chosen ?? event);
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#line);
    if (match !== null) this.#at += match[0].length;
    return match;
  }

  #event(before: string): { event: string | undefined; searched?: string } {
    const history = this.#history;
    if (this.#take(/!/y) !== null) return { event: history.at(-1) };
    if (this.#take(/#/y) !== null) return { event: before };
    const numbered = this.#take(/-?\d+/y)?.[0];
    if (numbered !== undefined) {
      const number = Number(numbered);
      return { event: numbered.startsWith("-") ? history.at(number) : history[number - 1] };
    }
    const inside = this.#take(/\?([^?\n]*)\??/y);
    if (inside !== null) {
      const wanted = inside[1] ?? "";
      return { event: history.findLast((line) => line.includes(wanted)), searched: wanted };
    }
    // A designator right after `!` speaks of the last line.
    if (/[:^$*]/.test(this.#line[this.#at] ?? "")) return { event: history.at(-1) };
    const begin = this.#take(/[^\s:^$*%;&|<>()"'=-]+[^\s:^$*%;&|<>()"'=]*/y)?.[0] ?? "";
    return { event: begin === "" ? undefined : history.findLast((line) => line.startsWith(begin)) };
  }

  /** The words after the event; undefined when all of it is meant. */
  #designated(words: readonly string[], searched: string | undefined, start: number): string | undefined {
    const match = this.#take(/:?([\^$%*])|:(\d+|\^)?-(\d+|\$|\^)?|:(\d+)(\*)?/y);
    if (match === null) return undefined;
    const [whole, symbol, from, to, first, star] = match;
    const last = words.length - 1;
    const index = (text: string): number => (text === "^" ? 1 : text === "$" ? last : Number(text));
    let low: number;
    let high: number;
    if (symbol === "%") return words.findLast((word) => word.includes(searched ?? "\0")) ?? "";
    if (symbol === "*") [low, high] = [1, last];
    else if (symbol !== undefined) [low, high] = [index(symbol), index(symbol)];
    else if (first !== undefined) [low, high] = [Number(first), star === undefined ? Number(first) : last];
    else [low, high] = [from === undefined ? 0 : index(from), to === undefined ? last - 1 : index(to)];
    if (symbol === "*" && last < 1) return "";
    if (low > last || high > last || low > high + 1)
      throw new HistoryError(
        `${whole.startsWith(":") ? whole : this.#line.slice(start, this.#at)}: bad word specifier`,
      );
    return words.slice(low, high + 1).join(" ");
  }

  #modified(given: string): string {
    let text = given;
    for (;;) {
      const match = this.#take(
        /:(?:([gaG]?)s([^\w\s])((?:\\[\s\S]|(?!\2)[^\\\n])*)(?:\2((?:\\[\s\S]|(?!\2)[^\\\n])*)\2?)?|([htrepqx]))/y,
      );
      if (match === null) return text;
      const [, all, mark = "/", old = "", fresh = "", letter] = match;
      if (letter === undefined)
        text = this.#replaced(text, all !== "", old.replaceAll(`\\${mark}`, mark), fresh.replaceAll(`\\${mark}`, mark));
      else if (letter === "h") text = text.includes("/") ? text.replace(/\/[^/]*$/, "") : text;
      else if (letter === "t") text = text.replace(/^[\s\S]*\//, "");
      else if (letter === "r") text = text.replace(/\.[^./]*$/, "");
      else if (letter === "e") text = /\.[^.]*$/.exec(text)?.[0] ?? text;
      else if (letter === "p") this.#run = false;
      else
        text = (letter === "q" ? [text] : text.split(/\s+/))
          .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
          .join(" ");
    }
  }

  #replaced(text: string, all: boolean, old: string, fresh: string): string {
    if (old === "" || !text.includes(old)) throw new HistoryError(`:s/${old}/${fresh}/: substitution failed`);
    const put = (): string => fresh.replace(/\\?&/g, (found) => (found === "&" ? old : "&"));
    return all ? text.replaceAll(old, put) : text.replace(old, put);
  }
}

/** Expands a line that was typed; `history` has the lines before it. */
export function expandHistory(line: string, history: readonly string[], extglob = false): Expanded {
  if (!/[!^]/.test(line)) return { kind: "line", text: line, shown: false, run: true };
  try {
    return new Expansion(line, history).expand(extglob);
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    return { kind: "error", message: error.message };
  }
}
