import { CALL, PAYLOAD_BYTES, type CallerEnd } from "./system-call.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** System calls as functions over a worker's end of the channel. Numbers below zero are negated error numbers. */
export class KernelCalls {
  readonly end: CallerEnd;
  constructor(end: CallerEnd) {
    this.end = end;
  }

  /** A call whose first argument is a text's length, the text being the payload. */
  text(call: number, text: string, b = 0, c = 0, d = 0): number {
    return this.end.call(call, this.put(text), b, c, d);
  }

  /** Writes a text into the payload; answers its bytes. */
  put(text: string, at = 0): number {
    const bytes = encoder.encode(text);
    if (at + bytes.length > PAYLOAD_BYTES) throw new RangeError("a system call's text is longer than its payload");
    this.end.payload.set(bytes, at);
    return bytes.length;
  }

  /** The first bytes of the payload as text. */
  take(length: number): string {
    return decoder.decode(this.end.payload.slice(0, length));
  }

  /** Whether one socket would answer at once, for reading (1) or writing (4). */
  ready(socket: number, events: number): number {
    this.end.integers[0] = socket;
    this.end.integers[1] = events;
    return this.end.call(CALL.poll, 1, 0) > 0 ? (this.end.integers[2] ?? 0) : 0;
  }
}
