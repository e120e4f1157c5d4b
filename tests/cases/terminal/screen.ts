import xterm from "@xterm/headless";
import type { Shown } from "./scene.ts";

/** What a terminal of 80 by 24 makes of the bytes that are written to it. */
export class Screen {
  readonly #terminal = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });

  write(bytes: Uint8Array): void {
    this.#terminal.write(bytes);
  }

  /** What is on the screen once everything written has been drawn. */
  async shown(): Promise<Shown> {
    await new Promise<void>((resolve) => this.#terminal.write("", resolve));
    const buffer = this.#terminal.buffer.active;
    const lines: string[] = [];
    for (let row = 0; row < 24; row += 1)
      lines.push(buffer.getLine(buffer.baseY + row)?.translateToString(true).trimEnd() ?? "");
    while (lines.at(-1) === "") lines.pop();
    return { lines, cursor: [buffer.cursorX, buffer.cursorY] };
  }
}
