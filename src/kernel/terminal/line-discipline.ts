import { encodeUtf8, SIGNALS } from "#base";
import { ByteQueue } from "../byte-queue.ts";
import { characterWidth } from "./character-width.ts";

/** The special characters of termios(3), with their usual keys. */
const CONTROL = {
  interrupt: 0x03, // Ctrl+C
  endOfFile: 0x04, // Ctrl+D
  start: 0x11, // Ctrl+Q
  reprint: 0x12, // Ctrl+R
  stop: 0x13, // Ctrl+S
  kill: 0x15, // Ctrl+U
  literalNext: 0x16, // Ctrl+V
  wordErase: 0x17, // Ctrl+W
  suspend: 0x1a, // Ctrl+Z
  quit: 0x1c, // Ctrl+\
  backspace: 0x08,
  erase: 0x7f,
} as const;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const TAB_STOP = 8;
/** A line longer than this takes no more characters (N_TTY_BUF_SIZE); the bell rings. */
const LINE_MAX = 4095;

/** Where the discipline's results go. */
export interface DisciplineEnds {
  /** Shows bytes on the screen. */
  echo(bytes: Uint8Array): void;
  /** A key that stands for a signal to the foreground group. */
  signal(signal: number): void;
  /** Ctrl+S and Ctrl+Q. */
  pause(paused: boolean): void;
}

/**
 * The line discipline of a terminal (termios(3), n_tty): from keys to what a program reads. In canonical mode a line
 * is edited here and reaches the reader whole.
 */
export class LineDiscipline {
  mode: "canonical" | "raw" | "raw-all" = "canonical";
  echo = true;
  /** Bytes that a reader may have, and the lengths of the lines they stand in: a read never takes more than one line. */
  readonly #ready = new ByteQueue();
  readonly #lines: number[] = [];
  readonly #ends: DisciplineEnds;
  readonly #decoder = new TextDecoder();
  #line: string[] = [];
  #literal = false;

  constructor(ends: DisciplineEnds) {
    this.#ends = ends;
  }

  /** Whether a read would answer at once. */
  get readable(): boolean {
    return this.#lines.length > 0;
  }

  /** Up to one line; null for an end of file that was typed; undefined when nothing is there. */
  read(max: number): Uint8Array | null | undefined {
    const length = this.#lines[0];
    if (length === undefined) return undefined;
    const bytes = this.#ready.take(Math.min(max, length));
    if (bytes.length === length) this.#lines.shift();
    else this.#lines[0] = length - bytes.length;
    return length === 0 ? null : bytes;
  }

  unread(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#ready.unshift(bytes);
    this.#lines.unshift(bytes.length);
  }

  /** Forgets what was typed and not read: what a signal key does. */
  flush(): void {
    this.#ready.clear();
    this.#lines.length = 0;
    this.#line = [];
  }

  /** A change of mode hands over the line that was being typed. */
  setMode(mode: LineDiscipline["mode"]): void {
    if (this.mode === "canonical" && mode !== "canonical" && this.#line.length > 0) this.#deliver("");
    this.mode = mode;
  }

  /** What the keyboard sent. */
  type(bytes: Uint8Array): void {
    if (this.mode === "raw-all") return this.#push(bytes);
    for (const character of this.#decoder.decode(bytes, { stream: true })) this.#key(character);
  }

  #key(typed: string): void {
    const code = typed.codePointAt(0) ?? 0;
    if (this.#literal) {
      this.#literal = false;
      return this.#insert(typed);
    }
    const signal =
      code === CONTROL.interrupt
        ? SIGNALS.SIGINT
        : code === CONTROL.quit
          ? SIGNALS.SIGQUIT
          : code === CONTROL.suspend
            ? SIGNALS.SIGTSTP
            : undefined;
    if (signal !== undefined) {
      this.flush();
      this.#show(caret(typed));
      return this.#ends.signal(signal);
    }
    if (code === CONTROL.stop) return this.#ends.pause(true);
    this.#ends.pause(false);
    if (code === CONTROL.start) return;
    const character = code === RETURN ? "\n" : typed;
    if (this.mode === "canonical") this.#edit(character, character.codePointAt(0) ?? 0);
    else {
      this.#show(character);
      this.#push(encodeUtf8(character));
    }
  }

  #edit(character: string, code: number): void {
    switch (code) {
      case NEWLINE:
        this.#show("\n");
        return this.#deliver("\n");
      case CONTROL.endOfFile:
        return this.#deliver("");
      case CONTROL.erase:
      case CONTROL.backspace:
        return this.#erase(1);
      case CONTROL.wordErase:
        return this.#erase(wordLength(this.#line));
      case CONTROL.kill:
        return this.#erase(this.#line.length);
      case CONTROL.reprint:
        return this.#show(`^R\n${this.#line.map(visible).join("")}`);
      case CONTROL.literalNext:
        this.#literal = true;
        return this.#show("^\b");
      default:
        return this.#insert(character);
    }
  }

  #insert(character: string): void {
    if (this.mode !== "canonical") return this.#push(encodeUtf8(character));
    if (this.#line.length >= LINE_MAX) return this.#show("\u0007");
    this.#line.push(character);
    this.#show(visible(character));
  }

  #erase(count: number): void {
    for (let left = count; left > 0 && this.#line.length > 0; left -= 1) {
      const before = this.#column();
      // A combining mark goes together with the character that carries it.
      while (this.#line.length > 1 && characterWidth(this.#line.at(-1) ?? "") === 0) this.#line.pop();
      this.#line.pop();
      const columns = before - this.#column();
      this.#show("\b \b".repeat(Math.max(0, columns)));
    }
  }

  /** Columns that the line takes, counted from where it begins. */
  #column(): number {
    let column = 0;
    for (const character of this.#line) {
      if (character === "\t") column += TAB_STOP - (column % TAB_STOP);
      else column += isControl(character) ? 2 : characterWidth(character);
    }
    return column;
  }

  #deliver(end: string): void {
    const bytes = encodeUtf8(this.#line.join("") + end);
    this.#line = [];
    this.#ready.push(bytes);
    this.#lines.push(bytes.length);
  }

  #push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#ready.push(bytes);
    this.#lines.push(bytes.length);
  }

  #show(text: string): void {
    if (this.echo) this.#ends.echo(encodeUtf8(text));
  }
}

function isControl(character: string): boolean {
  return character < " " || character === "\u007f";
}

function caret(character: string): string {
  return character === "\u007f" ? "^?" : `^${String.fromCharCode(character.charCodeAt(0) + 64)}`;
}

function visible(character: string): string {
  return isControl(character) && character !== "\t" ? caret(character) : character;
}

/** Characters of the last word and the blanks behind it (WERASE). */
function wordLength(line: readonly string[]): number {
  const text = line.join("");
  return Array.from(/\S*\s*$/.exec(text)?.[0] ?? "").length;
}
