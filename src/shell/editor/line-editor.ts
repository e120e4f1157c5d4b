import type { Shell } from "../state/shell.ts";
import { encodeText } from "../text.ts";
import { complete } from "./completion.ts";
import { KeyReader, type Key } from "./keys.ts";
import { graphemes, layOut, LineBuffer } from "./line-buffer.ts";

/** How editing ended. */
export type Edited =
  { readonly kind: "line"; readonly text: string } | { readonly kind: "interrupt" } | { readonly kind: "end" };

const KILLS = new Set(["ctrl-k", "ctrl-u", "ctrl-w", "kill-word", "kill-word-back"]);
const CHANGES = new Set([
  ...KILLS,
  "backspace",
  "delete",
  "ctrl-y",
  "ctrl-t",
  "upper-word",
  "lower-word",
  "capital-word",
  "last-argument",
  "transpose-words",
  "close-up",
]);

/** Edits one line in a terminal that is in mode "raw-all": emacs keys, history, search, completion. */
export class LineEditor {
  readonly history: string[];
  readonly #shell: Shell;
  readonly #commands: () => Iterable<string>;
  readonly #keys = new KeyReader();
  #queue: Key[] = [];
  #buffer = new LineBuffer();
  #prompt = "";
  /** The row of the cursor below the first of this line, as it is drawn. */
  #row = 0;
  #killed = "";
  /** The last key removed text for Ctrl+Y: what the next one removes is added to it. */
  #killing = false;
  /** Lines to go back to with Ctrl+_, and whether letters typed now belong to the last of them. */
  #undo: { readonly letters: string[]; readonly at: number; readonly typed: boolean }[] = [];
  #typing = false;
  #tabbed = false;
  /** What Alt+. put in: the history's line it came from, and how many letters it has. */
  #lastArgument: { readonly line: number; readonly length: number } | undefined;

  constructor(shell: Shell, commands: () => Iterable<string>) {
    this.#shell = shell;
    this.history = shell.history;
    this.#commands = commands;
  }

  /** Edits a line; while it does, the terminal tells pastes from typing (bracketed paste). */
  async edit(prompt: string): Promise<Edited> {
    await this.#write("\x1b[?2004h");
    try {
      return await this.#edit(prompt);
    } finally {
      await this.#write("\x1b[?2004l");
    }
  }

  async #edit(prompt: string): Promise<Edited> {
    this.#prompt = prompt;
    this.#buffer = new LineBuffer();
    this.#row = 0;
    this.#undo = [];
    this.#typing = false;
    this.#killing = false;
    this.#lastArgument = undefined;
    let past = this.history.length;
    let draft = "";
    await this.#draw();
    for (;;) {
      const key = await this.#key();
      if (key === undefined) return { kind: "end" };
      const tabbed = this.#tabbed;
      this.#tabbed = false;
      if (key.kind === "text") {
        if (!this.#typing) this.#keep(true);
        this.#typing = true;
        this.#killing = false;
        // A paste of several lines is one text, which Enter runs.
        this.#buffer.insert(key.text);
        this.#lastArgument = undefined;
        await this.#draw();
        continue;
      }
      this.#typing = false;
      if (key.name !== "last-argument") this.#lastArgument = undefined;
      if (!KILLS.has(key.name)) this.#killing = false;
      switch (key.name) {
        case "enter":
          this.#buffer.at = this.#buffer.letters.length;
          await this.#draw();
          // After a pasted newline the cursor is on a line of its own already.
          await this.#write(this.#buffer.letters.at(-1) === "\n" ? "\r" : "\r\n");
          return { kind: "line", text: this.#buffer.text };
        case "ctrl-c":
          await this.#write("^C\r\n");
          return { kind: "interrupt" };
        case "ctrl-d":
          if (this.#buffer.letters.length === 0) {
            await this.#write("exit\r\n");
            return { kind: "end" };
          }
          this.#remove(this.#buffer.at + 1);
          break;
        case "up":
        case "ctrl-p":
        case "down":
        case "ctrl-n": {
          const to = past + (key.name === "up" || key.name === "ctrl-p" ? -1 : 1);
          if (to < 0 || to > this.history.length) break;
          if (past === this.history.length) draft = this.#buffer.text;
          past = to;
          this.#buffer.set(this.history[past] ?? draft);
          break;
        }
        case "first-line":
        case "last-line":
          if (past === this.history.length) draft = this.#buffer.text;
          past = key.name === "first-line" ? 0 : this.history.length;
          this.#buffer.set(this.history[past] ?? draft);
          break;
        case "undo": {
          const kept = this.#undo.pop();
          if (kept !== undefined) Object.assign(this.#buffer, { letters: [...kept.letters], at: kept.at });
          this.#typing = this.#undo.at(-1)?.typed === true;
          break;
        }
        case "revert":
          this.#undo = [];
          this.#buffer.set(this.history[past] ?? "");
          break;
        case "comment":
          this.#buffer.at = 0;
          this.#buffer.insert("#");
          this.#queue.unshift({ kind: "key", name: "enter" });
          break;
        case "edit-line":
          await this.#write("\r\nno editor runs in this terminal: edit the line with its keys\r\n");
          this.#row = 0;
          break;
        case "ctrl-r":
          await this.#search();
          break;
        case "tab":
          this.#tabbed = await this.#complete(tabbed);
          break;
        case "ctrl-l":
          await this.#write("\x1b[H\x1b[2J");
          this.#row = 0;
          break;
        default:
          this.#move(key.name);
      }
      await this.#draw();
    }
  }

  /** Remembers the line as it is, for undo. */
  #keep(typed: boolean): void {
    this.#undo.push({ letters: [...this.#buffer.letters], at: this.#buffer.at, typed });
  }

  /** Removes text for Ctrl+Y. */
  #kill(to: number): void {
    const back = to < this.#buffer.at;
    const gone = this.#buffer.removeTo(to);
    this.#killed = !this.#killing ? gone : back ? gone + this.#killed : this.#killed + gone;
    this.#killing = true;
  }

  /** Changes the letters from the cursor to the end of the word. */
  #recase(change: (word: string) => string): void {
    const buffer = this.#buffer;
    const end = buffer.wordEnd();
    const word = buffer.removeTo(end);
    buffer.insert(change(word));
  }

  #move(name: string): void {
    const buffer = this.#buffer;
    if (CHANGES.has(name)) this.#keep(false);
    switch (name) {
      case "left":
      case "ctrl-b":
        return buffer.move(-1);
      case "right":
      case "ctrl-f":
        return buffer.move(1);
      case "home":
      case "ctrl-a":
        buffer.at = 0;
        return;
      case "end":
      case "ctrl-e":
        buffer.at = buffer.letters.length;
        return;
      case "word-left":
        buffer.at = buffer.wordStart(false);
        return;
      case "word-right":
        buffer.at = buffer.wordEnd();
        return;
      case "backspace":
        if (buffer.at > 0) buffer.removeTo(buffer.at - 1);
        return;
      case "delete":
        return this.#remove(buffer.at + 1);
      case "ctrl-k":
        return this.#kill(buffer.letters.length);
      case "ctrl-u":
        return this.#kill(0);
      case "ctrl-w":
        return this.#kill(buffer.wordStart(true));
      case "kill-word-back":
        return this.#kill(buffer.wordStart(false));
      case "kill-word":
        return this.#kill(buffer.wordEnd());
      case "upper-word":
        return this.#recase((word) => word.toUpperCase());
      case "lower-word":
        return this.#recase((word) => word.toLowerCase());
      case "capital-word":
        return this.#recase((word) => word.toLowerCase().replace(/[\p{L}\p{N}]/u, (letter) => letter.toUpperCase()));
      case "ctrl-y":
        return buffer.insert(this.#killed);
      case "ctrl-t": {
        const at = Math.min(buffer.at, buffer.letters.length - 1);
        if (at < 1) return;
        const [a = "", b = ""] = buffer.letters.slice(at - 1, at + 1);
        buffer.letters.splice(at - 1, 2, b, a);
        buffer.at = at + 1;
        return;
      }
      case "transpose-words":
        return buffer.transposeWords();
      case "close-up":
        return buffer.closeUp();
      case "last-argument": {
        const line = (this.#lastArgument?.line ?? this.history.length) - 1;
        buffer.removeTo(buffer.at - (this.#lastArgument?.length ?? 0));
        if (line < 0) {
          this.#lastArgument = { line: 0, length: 0 };
          return;
        }
        const word = this.history[line]?.trim().split(/\s+/).at(-1) ?? "";
        buffer.insert(word);
        this.#lastArgument = { line, length: graphemes(word).length };
        return;
      }
    }
  }

  #remove(to: number): void {
    if (to <= this.#buffer.letters.length) this.#buffer.removeTo(to);
  }

  /** Ctrl+R: searches the history backwards as one types. */
  async #search(): Promise<void> {
    const kept = this.#prompt;
    const before = this.#buffer.text;
    let wanted = "";
    let from = this.history.length;
    let failed = false;
    const find = (start: number): void => {
      failed = wanted !== "";
      for (let at = start; at >= 0; at -= 1) {
        if (wanted === "" || this.history[at]?.includes(wanted) !== true) continue;
        from = at;
        failed = false;
        const line = this.history[at] ?? "";
        this.#buffer.set(line);
        this.#buffer.at = graphemes(line.slice(0, line.lastIndexOf(wanted))).length;
        return;
      }
    };
    for (;;) {
      this.#prompt = `(${failed ? "failed " : ""}reverse-i-search)\`${wanted}': `;
      await this.#draw();
      const key = await this.#key();
      if (key === undefined) break;
      if (key.kind === "text") {
        wanted += key.text;
        find(this.history.length - 1);
      } else if (key.name === "ctrl-r") find(from - 1);
      else if (key.name === "backspace") wanted = wanted.slice(0, -1);
      else {
        if (key.name === "ctrl-g" || key.name === "ctrl-c") this.#buffer.set(before);
        else this.#queue.unshift(key);
        break;
      }
    }
    this.#prompt = kept;
  }

  /** Whether the next Tab lists the choices: this one changed nothing. */
  async #complete(again: boolean): Promise<boolean> {
    const before = this.#buffer.letters.slice(0, this.#buffer.at).join("");
    const { replaced, choices, quote } = complete(this.#shell, before, this.#commands());
    const [only] = choices;
    if (only === undefined) {
      await this.#write("\x07");
      return true;
    }
    const typed = before.slice(before.length - replaced);
    let common = only;
    for (const choice of choices) while (!choice.startsWith(common)) common = common.slice(0, -1);
    const closing = quote !== "" && !only.endsWith("/") ? quote : "";
    const blank = this.#buffer.at === this.#buffer.letters.length ? " " : "";
    const replacement = choices.length === 1 ? (only.endsWith("/") ? only : `${only}${closing}${blank}`) : common;
    if (replacement.length > typed.length) {
      this.#buffer.removeTo(this.#buffer.at - graphemes(typed).length);
      this.#buffer.insert(replacement);
      return false;
    }
    if (!again) {
      await this.#write("\x07");
      return true;
    }
    const shown = choices.map((choice) => /[^/]*\/?$/.exec(choice)?.[0] ?? choice);
    const width = Math.max(...shown.map((choice) => choice.length)) + 2;
    const across = Math.max(1, Math.floor(this.#columns / width));
    const down = Math.ceil(choices.length / across);
    const rows = Array.from({ length: down }, (_, row) =>
      shown
        .filter((_choice, at) => at % down === row)
        .map((choice) => choice.padEnd(width))
        .join("")
        .trimEnd(),
    );
    await this.#write(`\r\n${rows.join("\r\n")}\r\n`);
    this.#row = 0;
    return true;
  }

  get #columns(): number {
    return Math.max(this.#shell.process.terminal?.columns ?? 80, 1);
  }

  /** Draws prompt and line anew and puts the cursor where it belongs. */
  async #draw(): Promise<void> {
    const columns = this.#columns;
    const visible = graphemes(
      this.#prompt
        .replace(/\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07)/g, "")
        .split("\n")
        .at(-1) ?? "",
    );
    const start = layOut(visible, 0, columns).end;
    const cursor = layOut(this.#buffer.letters.slice(0, this.#buffer.at), start, columns).end;
    const { end: total, shown } = layOut(this.#buffer.letters, start, columns);
    let text = `${this.#row > 0 ? `\x1b[${String(this.#row)}A` : ""}\r\x1b[J${this.#prompt}${shown}`;
    if (total > 0 && total % columns === 0 && this.#buffer.letters.at(-1) !== "\n") text += "\r\n";
    const endRow = Math.floor(total / columns);
    const row = Math.floor(cursor / columns);
    if (endRow > row) text += `\x1b[${String(endRow - row)}A`;
    text += `\r${cursor % columns > 0 ? `\x1b[${String(cursor % columns)}C` : ""}`;
    this.#row = row;
    await this.#write(text);
  }

  async #key(): Promise<Key | undefined> {
    while (this.#queue.length === 0) {
      const bytes = await this.#shell.process.read(0, 4096);
      if (bytes === null) return undefined;
      this.#queue = this.#keys.push(bytes);
    }
    return this.#queue.shift();
  }

  #write(text: string): Promise<void> {
    return this.#shell.process.write(2, encodeText(text));
  }
}
