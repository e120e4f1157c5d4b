import type { Shell } from "../state/shell.ts";
import { encodeText } from "../text.ts";
import { complete } from "./completion.ts";
import { KeyReader, type Key } from "./keys.ts";
import { graphemes, LineBuffer, widthOf } from "./line-buffer.ts";

/** How editing ended. */
export type Edited =
  { readonly kind: "line"; readonly text: string } | { readonly kind: "interrupt" } | { readonly kind: "end" };

/** Edits one line in a terminal that is in mode "raw-all": emacs keys, history, search, completion. */
export class LineEditor {
  readonly history: string[] = [];
  readonly #shell: Shell;
  readonly #commands: () => Iterable<string>;
  readonly #keys = new KeyReader();
  #queue: Key[] = [];
  #buffer = new LineBuffer();
  #prompt = "";
  /** The row of the cursor below the first of this line, as it is drawn. */
  #row = 0;
  #killed = "";
  #tabbed = false;

  constructor(shell: Shell, commands: () => Iterable<string>) {
    this.#shell = shell;
    this.#commands = commands;
  }

  async edit(prompt: string): Promise<Edited> {
    this.#prompt = prompt;
    this.#buffer = new LineBuffer();
    this.#row = 0;
    let past = this.history.length;
    let draft = "";
    await this.#draw();
    for (;;) {
      const key = await this.#key();
      if (key === undefined) return { kind: "end" };
      const tabbed = this.#tabbed;
      this.#tabbed = false;
      if (key.kind === "text") {
        const [line, ...rest] = key.text.split("\n");
        this.#buffer.insert(line ?? "");
        if (rest.length > 0) {
          // A paste of several lines: each is run in turn, the last stays to be edited.
          this.#queue.unshift(
            { kind: "key", name: "enter" },
            ...(rest.join("\n") === "" ? [] : [{ kind: "text" as const, text: rest.join("\n") }]),
          );
        }
        await this.#draw();
        continue;
      }
      switch (key.name) {
        case "enter":
          this.#buffer.at = this.#buffer.letters.length;
          await this.#draw();
          await this.#write("\r\n");
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
        case "ctrl-r":
          await this.#search();
          break;
        case "tab":
          await this.#complete(tabbed);
          this.#tabbed = true;
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

  #move(name: string): void {
    const buffer = this.#buffer;
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
        this.#killed = buffer.removeTo(buffer.letters.length);
        return;
      case "ctrl-u":
        this.#killed = buffer.removeTo(0);
        return;
      case "ctrl-w":
        this.#killed = buffer.removeTo(buffer.wordStart(true));
        return;
      case "kill-word-back":
        this.#killed = buffer.removeTo(buffer.wordStart(false));
        return;
      case "kill-word":
        this.#killed = buffer.removeTo(buffer.wordEnd());
        return;
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
      case "last-argument":
        return buffer.insert(this.history.at(-1)?.trim().split(/\s+/).at(-1) ?? "");
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
    const find = (start: number): void => {
      for (let at = start; at >= 0; at -= 1) {
        if (wanted === "" || this.history[at]?.includes(wanted) !== true) continue;
        from = at;
        this.#buffer.set(this.history[at] ?? "");
        return;
      }
    };
    for (;;) {
      this.#prompt = `(reverse-i-search)\`${wanted}': `;
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

  async #complete(again: boolean): Promise<void> {
    const before = this.#buffer.letters.slice(0, this.#buffer.at).join("");
    const { replaced, choices } = complete(this.#shell, before, this.#commands());
    const [only] = choices;
    if (only === undefined) return this.#write("\x07");
    const typed = before.slice(before.length - replaced);
    let common = only;
    for (const choice of choices) while (!choice.startsWith(common)) common = common.slice(0, -1);
    const replacement = choices.length === 1 ? (only.endsWith("/") ? only : `${only} `) : common;
    if (replacement.length > typed.length) {
      this.#buffer.removeTo(this.#buffer.at - graphemes(typed).length);
      this.#buffer.insert(replacement);
      return;
    }
    if (!again) return this.#write("\x07");
    const width = Math.max(...choices.map((choice) => choice.length)) + 2;
    const across = Math.max(1, Math.floor(this.#columns / width));
    const down = Math.ceil(choices.length / across);
    const rows = Array.from({ length: down }, (_, row) =>
      choices
        .filter((_choice, at) => at % down === row)
        .map((choice) => choice.padEnd(width))
        .join("")
        .trimEnd(),
    );
    await this.#write(`\r\n${rows.join("\r\n")}\r\n`);
    this.#row = 0;
  }

  get #columns(): number {
    return Math.max(this.#shell.process.terminal?.columns ?? 80, 1);
  }

  /** Draws prompt and line anew and puts the cursor where it belongs. */
  async #draw(): Promise<void> {
    const columns = this.#columns;
    const shown = (letters: readonly string[]): string =>
      letters
        .map((letter) =>
          letter < " " || letter === "\x7f" ? `^${String.fromCharCode(letter.charCodeAt(0) ^ 64)}` : letter,
        )
        .join("");

    const visible = graphemes(
      this.#prompt
        .replace(/\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07)/g, "")
        .split("\n")
        .at(-1) ?? "",
    );
    const width = (letters: readonly string[]): number => letters.reduce((sum, letter) => sum + widthOf(letter), 0);
    const cursor = width(visible) + width(this.#buffer.letters.slice(0, this.#buffer.at));
    const total = width(visible) + width(this.#buffer.letters);
    let text = `${this.#row > 0 ? `\x1b[${String(this.#row)}A` : ""}\r\x1b[J${this.#prompt}${shown(this.#buffer.letters)}`;
    if (total > 0 && total % columns === 0) text += "\r\n";
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
