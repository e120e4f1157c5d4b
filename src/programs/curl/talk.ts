import type { Process } from "#kernel";

/** What -v tells. */
export class Talk {
  readonly #process: Process;
  readonly #verbose: boolean;
  /** Data goes to the screen that the lines go to. */
  readonly #onScreen: boolean;

  constructor(process: Process, verbose: boolean, filename: string | undefined) {
    this.#process = process;
    this.#verbose = verbose;
    this.#onScreen = filename === undefined && process.descriptors.get(1)?.kind === "terminal";
  }

  /** A line about what happens. */
  async say(text: string): Promise<void> {
    if (this.#verbose) await this.#process.write(2, `* ${text}\n`);
  }

  /** The lines that went over the wire. */
  async wire(mark: string, text: string): Promise<void> {
    if (!this.#verbose) return;
    const lines = text.replace(/\r\n$/, "").split("\r\n");
    await this.#process.write(2, lines.map((line) => `${mark} ${line}\r\n`).join(""));
  }

  /** The line about data. */
  async weigh(mark: string, bytes: number): Promise<void> {
    if (this.#verbose && !this.#onScreen) await this.#process.write(2, `${mark} [${bytes} bytes data]\n`);
  }
}
