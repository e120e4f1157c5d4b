/** A key as the terminal sends it: text to insert, or a name. */
export type Key = { readonly kind: "text"; readonly text: string } | { readonly kind: "key"; readonly name: string };

const NAMES: Readonly<Record<string, string>> = {
  "\x1b[A": "up",
  "\x1b[B": "down",
  "\x1b[C": "right",
  "\x1b[D": "left",
  "\x1bOA": "up",
  "\x1bOB": "down",
  "\x1bOC": "right",
  "\x1bOD": "left",
  "\x1b[H": "home",
  "\x1b[F": "end",
  "\x1bOH": "home",
  "\x1bOF": "end",
  "\x1b[1~": "home",
  "\x1b[4~": "end",
  "\x1b[3~": "delete",
  "\x1b[1;5C": "word-right",
  "\x1b[1;5D": "word-left",
  "\x1b[1;3C": "word-right",
  "\x1b[1;3D": "word-left",
  "\x1bf": "word-right",
  "\x1bb": "word-left",
  "\x1bd": "kill-word",
  "\x1b\x7f": "kill-word-back",
  "\x1b.": "last-argument",
  "\x1b_": "last-argument",
  "\x1bu": "upper-word",
  "\x1bl": "lower-word",
  "\x1bc": "capital-word",
  "\x1b<": "first-line",
  "\x1b>": "last-line",
  "\x1bt": "transpose-words",
  "\x1br": "revert",
  "\x1b#": "comment",
  "\x1b\\": "close-up",
  "\x1f": "undo",
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
};

const PASTE_BEGIN = "\x1b[200~";
const PASTE_END = "\x1b[201~";

/** Cuts what the terminal sent into keys; a sequence that is not whole yet is kept for the next bytes. */
export class KeyReader {
  readonly #decoder = new TextDecoder();
  #rest = "";
  #pasting = false;

  push(bytes: Uint8Array): Key[] {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    const keys: Key[] = [];
    while (this.#rest !== "") {
      const key = this.#next();
      if (key === undefined) break;
      if (key !== null) keys.push(key);
    }
    return keys;
  }

  /** Undefined while more is needed, null for what means nothing. */
  #next(): Key | null | undefined {
    const text = this.#rest;
    if (this.#pasting) {
      const end = text.indexOf(PASTE_END);
      if (end < 0) return this.#takeText(text.length - partial(text, PASTE_END));
      this.#rest = text.slice(end + PASTE_END.length);
      this.#pasting = false;
      return end === 0 ? null : { kind: "text", text: text.slice(0, end).replaceAll("\r", "\n") };
    }
    if (text.startsWith(PASTE_BEGIN)) {
      this.#rest = text.slice(PASTE_BEGIN.length);
      this.#pasting = true;
      return null;
    }
    if (text.startsWith("\x1b")) {
      const sequence = /^\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O[A-Za-z]|[^[O])/.exec(text)?.[0];
      if (sequence === undefined) return text.length > 16 ? this.#drop() : undefined;
      this.#rest = text.slice(sequence.length);
      const name = NAMES[sequence];
      return name === undefined ? null : { kind: "key", name };
    }
    const [first = ""] = text;
    if (first === "\x16" || first === "\x11") {
      // Quoted insert: the next character is text, whatever it is.
      const next = String.fromCodePoint(text.codePointAt(1) ?? 0);
      if (text.length < 2) return undefined;
      this.#rest = text.slice(1 + next.length);
      return { kind: "text", text: next };
    }
    if (first === "\x18") {
      if (text.length < 2) return undefined;
      this.#rest = text.slice(2);
      return text[1] === "\x05"
        ? { kind: "key", name: "edit-line" }
        : text[1] === "\x15"
          ? { kind: "key", name: "undo" }
          : null;
    }
    if (first < " " || first === "\x7f") {
      this.#rest = text.slice(1);
      return { kind: "key", name: NAMES[first] ?? `ctrl-${String.fromCharCode(first.charCodeAt(0) + 96)}` };
    }
    return this.#takeText(/^[^\x00-\x1f\x7f]+/.exec(text)?.[0].length ?? 1);
  }

  #takeText(length: number): Key | undefined {
    if (length === 0) return undefined;
    const text = this.#rest.slice(0, length).replaceAll("\r", "\n");
    this.#rest = this.#rest.slice(length);
    return { kind: "text", text };
  }

  #drop(): null {
    this.#rest = "";
    return null;
  }
}

/** How much of `whole`'s beginning stands at the end of `text`. */
function partial(text: string, whole: string): number {
  for (let length = Math.min(whole.length - 1, text.length); length > 0; length -= 1)
    if (text.endsWith(whole.slice(0, length))) return length;
  return 0;
}
