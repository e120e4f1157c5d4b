import { FitAddon } from "@xterm/addon-fit";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { Terminal, type ITheme } from "@xterm/xterm";
import type { LabTerminal } from "#session";
import { TerminalLog } from "./terminal-log.ts";

/** Lines that can be scrolled back to; what came before is dropped, and the status line says how much. */
const SCROLLBACK = 5000;

/** A screen for one of the lab's terminals. */
export class TerminalScreen {
  readonly element: HTMLElement;
  readonly terminal: LabTerminal;
  readonly #screen: Terminal;
  readonly #fit = new FitAddon();
  readonly #log: TerminalLog;
  readonly #stop: (() => void)[] = [];

  constructor(element: HTMLElement, terminal: LabTerminal, onSize: (columns: number, rows: number) => void) {
    this.element = element;
    this.terminal = terminal;
    const style = getComputedStyle(element);
    this.#screen = new Terminal({
      allowProposedApi: true,
      convertEol: false,
      cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      fontFamily: style.getPropertyValue("--mono") || "monospace",
      fontSize: 13,
      lineHeight: 1.3,
      minimumContrastRatio: 4.5,
      screenReaderMode: false,
      scrollback: SCROLLBACK,
      theme: themeOf(element),
    });
    this.#screen.loadAddon(this.#fit);
    this.#screen.loadAddon(new Unicode11Addon());
    this.#screen.unicode.activeVersion = "11";
    this.#screen.open(element);
    const name = `Terminal ${String(terminal.number)}`;
    this.#screen.textarea?.setAttribute("aria-label", `${name}, command line. Press Escape, then Tab, to leave it.`);
    this.#log = new TerminalLog(this.#screen, `What ${name} has shown`);
    element.append(this.#log.element);
    // Tab belongs to completion once a line is begun; before that, and after Escape, it leaves, as in the editor.
    let leaving = false;
    this.#screen.attachCustomKeyEventHandler((event) => {
      if (event.type === "keydown" && event.key === "Escape") leaving = true;
      else if (event.key === "Tab" && (leaving || event.shiftKey || !terminal.wantsKeys)) return false;
      else if (event.type === "keydown" && event.key !== "Shift") leaving = false;
      return true;
    });
    this.#screen.onData((keys) => terminal.type(keys));
    this.#screen.onResize(({ cols, rows }) => onSize(cols, rows));
    this.#stop.push(terminal.listen({ output: (data) => new Promise((resolve) => this.#screen.write(data, resolve)) }));
    const sizes = new ResizeObserver(() => this.fit());
    sizes.observe(element);
    const theme = new MutationObserver(() => this.#retheme());
    theme.observe(document.documentElement, { attributes: true });
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const retheme = (): void => this.#retheme();
    dark.addEventListener("change", retheme);
    this.#stop.push(
      () => sizes.disconnect(),
      () => theme.disconnect(),
      () => dark.removeEventListener("change", retheme),
    );
    this.fit();
  }

  get size(): { columns: number; rows: number } {
    return { columns: this.#screen.cols, rows: this.#screen.rows };
  }

  fit(): void {
    if (this.element.clientWidth > 0) this.#fit.fit();
  }

  focus(): void {
    this.#screen.focus();
  }

  /** Scrolls the page to the terminal, when the line that is written next is not in sight. */
  bringIntoView(): void {
    const { top, height } = this.element.getBoundingClientRect();
    const line = top + (height * this.#screen.buffer.active.cursorY) / this.#screen.rows;
    const covered = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
    if (line < covered || line + height / 4 > innerHeight)
      (this.element.closest(".pane") ?? this.element).scrollIntoView({ block: "nearest" });
  }

  /** The text on the screen and above it, for tests and for copying. */
  get text(): string {
    const { active } = this.#screen.buffer;
    return Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? "")
      .join("\n")
      .trimEnd();
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    this.#log.close();
    this.#screen.dispose();
  }

  #retheme(): void {
    this.#screen.options.theme = themeOf(this.element);
  }
}

function themeOf(element: HTMLElement): ITheme {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    background: token("sunk"),
    foreground: token("ink"),
    cursor: token("accent"),
    cursorAccent: token("sunk"),
    selectionBackground: token("accent-wash"),
    black: token("ink"),
    red: token("bad"),
    green: token("ok"),
    yellow: token("warn"),
    blue: token("accent"),
    magenta: token("accent"),
    cyan: token("accent"),
    white: token("soft"),
    brightBlack: token("soft"),
    brightRed: token("bad"),
    brightGreen: token("ok"),
    brightYellow: token("warn"),
    brightBlue: token("accent"),
    brightMagenta: token("accent"),
    brightCyan: token("accent"),
    brightWhite: token("ink"),
  };
}
