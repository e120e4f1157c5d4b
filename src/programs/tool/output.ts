import type { Process } from "#kernel";
import { isFileError } from "./failure.ts";
import { byteTextToBytes, textToByteText } from "./byte-text.ts";

/** What was printed could not be written; the message is the reason. */
export class WriteError extends Error {
  override readonly name = "WriteError";
}

const FULL = 16_384;

/**
 * A buffered output, as stdio keeps one: written when full, at the end, and on a terminal before the program waits or
 * complains. Methods answer a promise only when there is something to wait for:
 * `const wait = out.raw(x); if (wait) await wait;`.
 */
export class Output {
  readonly isTerminal: boolean;
  #process: Process;
  #descriptor: number;
  #pending: string[] = [];
  #length = 0;
  #full = FULL;

  constructor(process: Process, descriptor = 1) {
    this.#process = process;
    this.#descriptor = descriptor;
    this.isTerminal = process.descriptors.get(descriptor)?.kind === "terminal";
    // stdbuf -o asks for every line, or every so many bytes, at once.
    if (process.env._STDBUF_O !== undefined) this.#full = 0;
  }

  /** Ordinary text, written as UTF-8. */
  text(text: string): Promise<void> | undefined {
    return this.raw(textToByteText(text));
  }

  /** A byte string. */
  raw(bytes: string): Promise<void> | undefined {
    this.#pending.push(bytes);
    this.#length += bytes.length;
    return this.#length >= this.#full ? this.flush() : undefined;
  }

  /** Bytes as they are, or text, past the buffer. */
  async bytes(bytes: Uint8Array | string): Promise<void> {
    await this.flush();
    await this.#write(bytes);
  }

  async #write(bytes: Uint8Array | string): Promise<void> {
    try {
      await this.#process.write(this.#descriptor, bytes);
    } catch (error) {
      if (!isFileError(error) || error.code === "EPIPE") throw error;
      throw new WriteError(error.reason);
    }
  }

  async flush(): Promise<void> {
    if (this.#length === 0) return;
    const bytes = byteTextToBytes(this.#pending.join(""));
    this.#pending = [];
    this.#length = 0;
    await this.#write(bytes);
  }
}
