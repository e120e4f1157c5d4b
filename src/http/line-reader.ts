import { concatBytes } from "#base";
import { HttpError } from "./message.ts";

/** A longer line of a head is refused: it is no head. */
const MAX_LINE = 65_536;
const NEWLINE = 0x0a;

/** Bytes as they come, taken as lines or as pieces. */
export class LineReader {
  #bytes: Uint8Array = new Uint8Array(0);

  get size(): number {
    return this.#bytes.length;
  }

  push(bytes: Uint8Array): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : concatBytes([this.#bytes, bytes]);
  }

  /** The next line without its end (CRLF or LF), one character a byte; undefined while it is not whole. */
  line(): string | undefined {
    const end = this.#bytes.indexOf(NEWLINE);
    if (end < 0 || end > MAX_LINE) {
      if (this.#bytes.length > MAX_LINE) throw new HttpError("a line of the head is longer than 64 KiB");
      return undefined;
    }
    let line = "";
    for (const byte of this.#bytes.subarray(0, end)) line += String.fromCharCode(byte);
    this.#bytes = this.#bytes.subarray(end + 1);
    return line.endsWith("\r") ? line.slice(0, -1) : line;
  }

  /** Up to `max` bytes. */
  take(max: number): Uint8Array {
    const piece = this.#bytes.subarray(0, Math.min(max, this.#bytes.length));
    this.#bytes = this.#bytes.subarray(piece.length);
    return piece;
  }
}
