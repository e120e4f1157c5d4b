/**
 * Messages as lines of ASCII, for machines behind a pipe or a terminal instead of a MessagePort. Every line carries a
 * mark of its direction: what else a program writes there, and what a terminal echoes, is passed over.
 */
import { decodeBase64, encodeBase64 } from "./base64.ts";

/** Begins a line from the page to the machine. */
export const TO_MACHINE_MARK = "@page>";
/** Begins a line from the machine to the page. */
export const FROM_MACHINE_MARK = "@machine>";

/** JSON has no bytes: they are text behind this sign. Text that begins with NUL gets the other. */
const BYTES = "\0b";
const TEXT = "\0t";

/** One message as a line. It begins with a line end: what stood before it may have had none. */
export function renderMessageLine(mark: string, message: object): string {
  const json = JSON.stringify(message, function (this: Readonly<Record<string, unknown>>, key, value: unknown) {
    // The holder's own value: a Buffer would have been made an object by now.
    const own = this[key];
    if (own instanceof Uint8Array) return BYTES + encodeBase64(own);
    return typeof value === "string" && value.startsWith("\0") ? TEXT + value : value;
  });
  const ascii = json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `\n${mark}${ascii}\n`;
}

/** Finds the messages of one direction in a text that comes in pieces. */
export class MessageLines {
  readonly #mark: string;
  readonly #onNoise: (line: string) => void;
  #pieces: string[] = [];

  /** `onNoise` gets every other line: a crash's last words, for example. */
  constructor(mark: string, onNoise: (line: string) => void = () => undefined) {
    this.#mark = mark;
    this.#onNoise = onNoise;
  }

  /** The messages that are whole now, unchecked. */
  push(text: string): unknown[] {
    const messages: unknown[] = [];
    let at = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", at)) {
      const line = (this.#pieces.join("") + text.slice(at, end)).replace(/\r$/, "");
      this.#pieces = [];
      at = end + 1;
      if (line === "") continue;
      const message = line.startsWith(this.#mark) ? parseLine(line.slice(this.#mark.length)) : undefined;
      if (message === undefined) this.#onNoise(line);
      else messages.push(message);
    }
    if (at < text.length) this.#pieces.push(text.slice(at));
    return messages;
  }
}

function parseLine(json: string): unknown {
  try {
    return JSON.parse(json, (_key, value: unknown) => {
      if (typeof value !== "string" || !value.startsWith("\0")) return value;
      const rest = value.slice(BYTES.length);
      return value.startsWith(BYTES) ? decodeBase64(rest) : rest;
    });
  } catch {
    return undefined;
  }
}
