import type { WebContainerProcess } from "@webcontainer/api";
import { FROM_MACHINE_MARK, MessageLines, renderMessageLine, TO_MACHINE_MARK, type ToMachine } from "#protocol";
import type { MachinePort } from "../machine/machine-link.ts";

/** Characters of one write to a process of the container. */
const PIECE = 65_536;
/** Lines of a machine's last words that are kept. */
const WORDS = 8;

/** A machine's process in the container, as the port that a link speaks over. */
export class LinePort implements MachinePort {
  onmessage: ((event: MessageEvent<unknown>) => void) | null = null;
  /** What the process wrote beside messages, last lines only. */
  readonly words: string[] = [];
  readonly #process: WebContainerProcess;
  readonly #writer: WritableStreamDefaultWriter<string>;
  #closed = false;

  constructor(process: WebContainerProcess) {
    this.#process = process;
    this.#writer = process.input.getWriter();
    void this.#read();
  }

  postMessage(message: ToMachine): void {
    if (this.#closed) return;
    const line = renderMessageLine(TO_MACHINE_MARK, message);
    for (let at = 0; at < line.length; at += PIECE)
      this.#writer.write(line.slice(at, at + PIECE)).catch(() => undefined);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onmessage = null;
    this.#process.kill();
  }

  /** The container's output streams need not end: what comes is taken as long as it comes. */
  async #read(): Promise<void> {
    const lines = new MessageLines(FROM_MACHINE_MARK, (line) => {
      this.words.push(line);
      if (this.words.length > WORDS) this.words.shift();
    });
    const reader = this.#process.output.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const data of lines.push(value)) this.onmessage?.({ data } as MessageEvent<unknown>);
    }
  }
}
