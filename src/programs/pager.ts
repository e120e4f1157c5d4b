import { concatBytes, decodeUtf8 } from "#base";
import type { OpenFile } from "#files";
import { textWidth } from "./tool/width.ts";
import { readChunk } from "./tool/input.ts";
import { isFileError, type Run, tool } from "./tool/tool.ts";

interface Source {
  readonly name: string;
  readonly text: string;
}

/** Control characters as ^X, tabs as spaces: what a screen can show. */
function visible(line: string, raw: boolean): string {
  let text = "";
  for (const character of line) {
    const code = character.codePointAt(0) ?? 0;
    if (character === "\t") text += " ".repeat(8 - (textWidth(text) % 8));
    else if ((code < 32 && !(raw && character === "\x1b")) || code === 127)
      text += `^${String.fromCharCode(code ^ 64)}`;
    else text += character;
  }
  return text;
}

/** A long line in rows of the screen. */
function wrap(line: string, columns: number, chop: boolean): string[] {
  const rows: string[] = [];
  let row = "";
  let width = 0;
  for (const character of line) {
    const own = textWidth(character);
    if (width + own > columns) {
      if (chop) return [row];
      rows.push(row);
      row = "";
      width = 0;
    }
    row += character;
    width += own;
  }
  return [...rows, row];
}

/** Shows text a screenful at a time and obeys keys. */
class Pager {
  readonly #run: Run;
  readonly #keys: OpenFile;
  readonly #sources: readonly Source[];
  #file = 0;
  #rows: string[] = [];
  #top = 0;
  #search: RegExp | undefined;
  #backward = false;
  #message = "";
  #typed: string[] = [];
  #chop: boolean;
  #numbers: boolean;

  constructor(run: Run, sources: readonly Source[], keys: OpenFile) {
    this.#run = run;
    this.#sources = sources;
    this.#keys = keys;
    this.#chop = run.has("S");
    this.#numbers = run.has("N");
    this.#layOut();
  }

  get #height(): number {
    return Math.max(1, (this.#run.process.terminal?.rows ?? 24) - 1);
  }

  get #last(): number {
    return Math.max(0, this.#rows.length - this.#height);
  }

  #layOut(): void {
    const source = this.#sources[this.#file];
    const columns = this.#run.process.terminal?.columns ?? 80;
    const lines = (source?.text ?? "").split("\n");
    if (lines.at(-1) === "") lines.pop();
    let blank = false;
    this.#rows = lines.flatMap((line, index) => {
      if (this.#run.has("s") && line === "" && blank) return [];
      blank = line === "";
      const lead = this.#numbers ? `${String(index + 1).padStart(7)} ` : "";
      return wrap(lead + visible(line, this.#run.has("R", "r")), columns, this.#chop);
    });
  }

  async #write(text: string): Promise<void> {
    await this.#run.process.write(1, text);
  }

  async #draw(): Promise<void> {
    const rows = this.#rows
      .slice(this.#top, this.#top + this.#height)
      .map((row) =>
        this.#search === undefined
          ? row
          : row.replace(this.#search, (found) => (found === "" ? "" : `\x1b[7m${found}\x1b[27m`)),
      );
    while (rows.length < this.#height) rows.push("~");
    await this.#write(`\x1b[H\x1b[2J${rows.join("\r\n")}\r\n${this.#prompt()}`);
  }

  #prompt(): string {
    const source = this.#sources[this.#file];
    const atEnd = this.#top >= this.#last;
    const [message, end] = [this.#message, atEnd ? "(END)" : ":"];
    this.#message = "";
    if (message !== "") return `\x1b[7m${message}\x1b[27m`;
    if (this.#run.name === "more" && !atEnd) {
      const percent = Math.floor((100 * (this.#top + this.#height)) / Math.max(1, this.#rows.length));
      return `\x1b[7m--More--(${String(percent)}%)\x1b[27m`;
    }
    const named = this.#top === 0 && source !== undefined && source.name !== "-" ? source.name : "";
    const text = named === "" ? end : `${named}${atEnd ? " (END)" : ""}`;
    return text === ":" ? ":" : `\x1b[7m${text}\x1b[27m`;
  }

  /** The next key: one character, or a whole escape sequence. */
  async #key(): Promise<string | undefined> {
    if (this.#typed.length === 0) {
      const bytes = await this.#keys.read(64, this.#run.process.signal);
      if (bytes === null) return undefined;
      this.#typed = decodeUtf8(bytes).match(/\x1b\[[0-9;]*[A-Za-z~]|\x1bO[A-Z]|[^]/gu) ?? [];
    }
    return this.#typed.shift();
  }

  async #line(lead: string): Promise<string | undefined> {
    let text = "";
    for (;;) {
      await this.#write(`\r\x1b[K${lead}${text}`);
      const key = await this.#key();
      if (key === undefined || key === "\x1b" || key === "\x03") return undefined;
      if (key === "\r" || key === "\n") return text;
      if (key === "\x7f" || key === "\b") {
        if (text === "") return undefined;
        text = Array.from(text).slice(0, -1).join("");
      } else if (key >= " ") text += key;
    }
  }

  #find(forward: boolean): void {
    const search = this.#search;
    if (search === undefined) {
      this.#message = "No previous regular expression";
      return;
    }
    const step = forward ? 1 : -1;
    for (let at = this.#top + step; at >= 0 && at < this.#rows.length; at += step) {
      search.lastIndex = 0;
      if (!search.test(this.#rows[at] ?? "")) continue;
      this.#top = Math.min(at, this.#last);
      return;
    }
    this.#message = "Pattern not found  (press RETURN)";
  }

  async #ask(backward: boolean): Promise<void> {
    const text = await this.#line(backward ? "?" : "/");
    if (text === undefined) return;
    const ignore = this.#run.has("I") || (this.#run.has("i") && text === text.toLowerCase());
    if (text !== "") {
      try {
        this.#search = new RegExp(text, ignore ? "gi" : "g");
      } catch {
        this.#search = new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "g");
      }
    }
    this.#backward = backward;
    this.#find(!backward);
  }

  async loop(): Promise<void> {
    const { terminal } = this.#run.process;
    const mode = terminal?.mode ?? "canonical";
    if (terminal !== undefined) terminal.mode = "raw-all";
    try {
      for (;;) {
        this.#layOut();
        this.#top = Math.max(0, Math.min(this.#top, this.#last));
        await this.#draw();
        if (this.#run.name === "more" && this.#top >= this.#last) break;
        const key = await this.#key();
        if (key === undefined || !(await this.#obey(key))) break;
      }
    } finally {
      if (terminal !== undefined) terminal.mode = mode;
      await this.#write("\r\x1b[K");
    }
  }

  /** False to leave. */
  async #obey(key: string): Promise<boolean> {
    const page = this.#height;
    switch (key) {
      case "q":
      case "Q":
      case "\x03":
        return false;
      case " ":
      case "f":
      case "\x06":
      case "\x1b[6~":
        this.#top += page;
        break;
      case "b":
      case "\x02":
      case "\x1b[5~":
        this.#top -= page;
        break;
      case "d":
      case "\x04":
        this.#top += page >> 1;
        break;
      case "u":
      case "\x15":
        this.#top -= page >> 1;
        break;
      case "\r":
      case "\n":
      case "j":
      case "e":
      case "\x1b[B":
      case "\x1bOB":
        this.#top += 1;
        break;
      case "k":
      case "y":
      case "\x1b[A":
      case "\x1bOA":
        this.#top -= 1;
        break;
      case "g":
      case "<":
      case "\x1b[H":
        this.#top = 0;
        break;
      case "G":
      case ">":
      case "\x1b[F":
        this.#top = this.#last;
        break;
      case "/":
      case "?":
        await this.#ask(key === "?");
        break;
      case "n":
      case "N":
        this.#find((key === "n") !== this.#backward);
        break;
      case ":":
        await this.#other();
        break;
      case "-":
        await this.#toggle();
        break;
      case "h":
        this.#message = "space b j k: move  g G: ends  / ? n N: search  :n :p: files  -N -S: numbers, chop  q: leave";
        break;
      default:
    }
    return true;
  }

  async #toggle(): Promise<void> {
    const letter = await this.#key();
    if (letter === "S") this.#chop = !this.#chop;
    else if (letter === "N") this.#numbers = !this.#numbers;
    else this.#message = `There is no ${letter ?? ""} option here`;
  }

  async #other(): Promise<void> {
    const step = { n: 1, p: -1 }[(await this.#key()) ?? ""];
    if (step === undefined) return;
    const next = this.#file + step;
    if (this.#sources[next] === undefined) this.#message = step > 0 ? "No next file" : "No previous file";
    else {
      this.#file = next;
      this.#top = 0;
    }
  }
}

async function whole(run: Run, name: string): Promise<Uint8Array> {
  const file = run.openInput(name);
  const parts: Uint8Array[] = [];
  for (let part = await readChunk(run, file); part !== null; part = await readChunk(run, file))
    parts.push(part.slice());
  file.close();
  return concatBytes(parts);
}

async function page(run: Run): Promise<number> {
  const names = run.operands.filter((name) => !name.startsWith("+"));
  if (names.length === 0 && run.process.descriptors.get(0)?.kind === "terminal") {
    await run.complain(
      run.name === "more"
        ? "more: bad usage\nTry 'more --help' for more information.\n"
        : 'Missing filename ("less --help" for help)\n',
    );
    return 1;
  }
  const sources: Source[] = [];
  for (const name of names.length === 0 ? ["-"] : names) {
    try {
      const bytes = await whole(run, name);
      if (!run.out.isTerminal) {
        if (run.name === "more" && names.length > 0) {
          await run.out.text(`::::::::::::::\n${name}\n::::::::::::::\n`);
        }
        await run.out.bytes(bytes);
      }
      sources.push({ name, text: decodeUtf8(bytes) });
    } catch (error) {
      if (!isFileError(error) || error.code === "EPIPE") throw error;
      if (run.name === "more") {
        if (error.code === "EISDIR") await run.out.text(`\n*** ${name}: directory ***\n\n`);
        else await run.complain(`more: cannot open ${name}: ${error.reason}\n`);
      } else {
        const text = error.code === "EISDIR" ? `${name} is a directory\n` : `${name}: ${error.reason}\n`;
        // At a terminal less shows it on the screen; elsewhere it is part of what it prints.
        await (run.out.isTerminal ? run.complain(text) : run.out.text(text));
      }
    }
  }
  if (!run.out.isTerminal || sources.length === 0) return run.status;
  const [only] = sources;
  const rows = run.process.terminal?.rows ?? 24;
  if (
    (run.has("F") || run.name === "more") &&
    sources.length === 1 &&
    only !== undefined &&
    only.text.split("\n").length <= rows
  ) {
    await run.out.text(only.text);
    return run.status;
  }
  const keys = run.process.open("/dev/tty", { read: true });
  await new Pager(run, sources, keys).loop();
  keys.close();
  return run.status;
}

/** less: text a screenful at a time; not at a terminal it copies its input. */
export const less = tool(
  {
    options:
      "N,LINE-NUMBERS S,chop-long-lines R,RAW-CONTROL-CHARS r,raw-control-chars i,ignore-case I,IGNORE-CASE F,quit-if-one-screen X,no-init s,squeeze-blank-lines",
    hint: () => 'There is no such option ("less --help" for help)',
  },
  page,
);

/** more: the same, forward only, and it leaves at the end. */
export const more = tool({ options: "s,squeeze" }, page);
