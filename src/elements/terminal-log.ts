import type { IMarker, Terminal } from "@xterm/xterm";
import { make } from "./dom.ts";

/** Milliseconds without output after which what came is told. */
const QUIET = 300;
/** More lines than these at once are there to be read, but are not read out. */
const MOST_SPOKEN = 20;
/** Lines that are kept; what the terminal itself keeps is more. */
const MOST_KEPT = 300;

/**
 * A terminal's lines as text, for who listens instead of looking: the screen itself is drawn, and says nothing. Lines
 * come whole, once the output pauses; the line with the cursor waits until it is ended.
 */
export class TerminalLog {
  readonly element: HTMLElement;
  readonly #screen: Terminal;
  /** The first line that was not told yet. */
  #from: IMarker | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(screen: Terminal, label: string) {
    this.#screen = screen;
    this.element = make("div", { class: "visually-hidden", role: "log", "aria-label": label });
    screen.onWriteParsed(() => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#tell(), QUIET);
    });
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #tell(): void {
    const { active } = this.#screen.buffer;
    // A program that draws on a screen of its own (an editor, a pager) writes no lines.
    if (active.type === "alternate") return;
    const end = active.baseY + active.cursorY;
    const from = this.#from === undefined || this.#from.isDisposed ? 0 : this.#from.line;
    const lines: string[] = [];
    for (let row = Math.max(from, end - MOST_KEPT); row < end; row++) {
      const line = active.getLine(row);
      const text = line?.translateToString(true) ?? "";
      const begun = line?.isWrapped === true ? (lines.pop() ?? "") : "";
      lines.push(begun + text);
    }
    this.#from?.dispose();
    this.#from = this.#screen.registerMarker(0);
    if (lines.length === 0) return;
    this.element.setAttribute("aria-live", lines.length > MOST_SPOKEN ? "off" : "polite");
    this.element.append(...lines.map((line) => make("p", {}, line)));
    while (this.element.childElementCount > MOST_KEPT) this.element.firstElementChild?.remove();
  }
}
