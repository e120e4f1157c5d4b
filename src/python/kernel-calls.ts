import { CALL, PAYLOAD_BYTES, POLL, type CallerEnd } from "./system-call.ts";

/** Something `poll` waits for: a socket's number, or a descriptor's as its complement; and the events. */
export type Awaited = readonly [target: number, events: number];

/** What poll(2) tells although nobody asked for it: POLLERR, POLLHUP, POLLNVAL. */
const ALWAYS = POLL.error | POLL.hangUp | POLL.invalid;

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
    const found = this.poll([[socket, events]], 0);
    return typeof found === "number" ? 0 : (found[0] ?? 0);
  }

  /**
   * poll(2): the events of each, or a negated error number. It waits until there is one, for so many milliseconds at
   * most; below zero: for ever. `EINTR` is the caller's business.
   */
  poll(asked: readonly Awaited[], milliseconds: number): readonly number[] | number {
    const told = this.#told(asked);
    if (told !== undefined && (milliseconds === 0 || told.some((events) => events !== 0))) return told;
    const { end } = this;
    asked.forEach((wanted, index) => end.integers.set(wanted, index * 3));
    const result = end.callQuietly(CALL.poll, asked.length, milliseconds);
    if (result < 0) return result;
    return asked.map((_, index) => (result > 0 ? (end.integers[index * 3 + 2] ?? 0) : 0));
  }

  /** The events of all, where sockets have told them; a descriptor has to be asked for. */
  #told(asked: readonly Awaited[]): readonly number[] | undefined {
    const found: number[] = [];
    for (const [target, events] of asked) {
      const told = this.end.readiness(target);
      if (told === undefined) return undefined;
      found.push(told & (events | ALWAYS));
    }
    return found;
  }
}
