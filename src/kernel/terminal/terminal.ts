import { FileError } from "#files";
import { SIGNALS } from "#base";
import { ByteQueue } from "../byte-queue.ts";
import { Description, type Caller } from "../description.ts";
import { LineDiscipline } from "./line-discipline.ts";

/** Bytes on the way to the screen before a program has to wait. */
const OUTPUT_CAPACITY = 65536;
/** Bytes that may be typed ahead; more are lost, as on a real terminal. */
const INPUT_CAPACITY = 65536;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** What a terminal asks of the kernel. */
export interface TerminalHost {
  signalGroup(group: number, signal: number): void;
}

/**
 * A terminal: programs hold it as an open file, whoever draws the screen holds its other side (pty(7)). Output waits
 * here until the screen takes it, so a program that prints without end is slowed down and never fills the memory.
 */
export class Terminal extends Description {
  readonly kind = "terminal";
  /** Process group that the keys' signals go to and that may read; 0 for none yet. */
  foreground = 0;
  readonly #host: TerminalHost;
  readonly #output = new ByteQueue();
  readonly #discipline: LineDiscipline;
  readonly #screen = new Set<() => void>();
  #columns: number;
  #rows: number;
  #paused = false;
  #hungUp = false;

  constructor(host: TerminalHost, size: { columns: number; rows: number }) {
    super();
    this.#host = host;
    this.#columns = size.columns;
    this.#rows = size.rows;
    // The side of the screen holds the terminal open.
    this.retain();
    this.#discipline = new LineDiscipline({
      echo: (bytes) => this.#print(bytes, 0, bytes.length),
      signal: (signal) => this.#signal(signal),
      pause: (paused) => {
        if (this.#paused === paused) return;
        this.#paused = paused;
        this.#wakeScreen();
      },
    });
  }

  get columns(): number {
    return this.#columns;
  }

  get rows(): number {
    return this.#rows;
  }

  get mode(): "canonical" | "raw" | "raw-all" {
    return this.#discipline.mode;
  }

  set mode(mode: "canonical" | "raw" | "raw-all") {
    this.#discipline.setMode(mode);
    this.changed();
  }

  get echo(): boolean {
    return this.#discipline.echo;
  }

  set echo(on: boolean) {
    this.#discipline.echo = on;
  }

  /** Keys from the keyboard. */
  type(bytes: Uint8Array): void {
    if (this.#hungUp) return;
    this.#discipline.type(bytes.subarray(0, INPUT_CAPACITY));
    this.changed();
  }

  /** A new size of the screen; the foreground group hears of it by SIGWINCH. */
  resize(columns: number, rows: number): void {
    if (columns === this.#columns && rows === this.#rows) return;
    this.#columns = columns;
    this.#rows = rows;
    this.#signal(SIGNALS.SIGWINCH);
  }

  /** Bytes for the screen; undefined when there are none now, null when no process can write any more. */
  takeOutput(max: number): Uint8Array | null | undefined {
    if (this.#paused) return undefined;
    if (this.#output.length === 0) return this.#hungUp ? null : undefined;
    const bytes = this.#output.take(max);
    this.changed();
    return bytes;
  }

  /** Calls the listener when there may be output to take; the result ends that. */
  onOutput(listener: () => void): () => void {
    this.#screen.add(listener);
    return () => void this.#screen.delete(listener);
  }

  /** The screen is gone: readers meet the end of file, and the foreground group gets SIGHUP. */
  hangUp(): void {
    if (this.#hungUp) return;
    this.#hungUp = true;
    this.#paused = false;
    this.#signal(SIGNALS.SIGHUP);
    this.changed();
    this.#wakeScreen();
    this.release();
  }

  tryRead(max: number, caller: Caller | undefined): Uint8Array | null | undefined {
    if (this.#hungUp) return null;
    if (caller !== undefined && this.foreground !== 0 && caller.group !== this.foreground) {
      caller.raiseInGroup(SIGNALS.SIGTTIN);
      return undefined;
    }
    return this.#discipline.read(max);
  }

  tryWrite(bytes: Uint8Array): number {
    if (this.#hungUp) throw new FileError("EIO", "terminal");
    const room = OUTPUT_CAPACITY - this.#output.length;
    if (room <= 0) return 0;
    const taken = Math.min(room, bytes.length);
    this.#print(bytes, 0, taken);
    return taken;
  }

  unread(bytes: Uint8Array): void {
    this.#discipline.unread(bytes);
    this.changed();
  }

  readable(): boolean {
    return this.#hungUp || this.#discipline.readable;
  }

  writable(): boolean {
    return this.#hungUp || this.#output.length < OUTPUT_CAPACITY;
  }

  protected closed(): void {
    this.#wakeScreen();
  }

  /** Puts output in line, a return before every newline (ONLCR). */
  #print(bytes: Uint8Array, from: number, to: number): void {
    let start = from;
    const pieces: Uint8Array[] = [];
    for (let at = bytes.indexOf(NEWLINE, from); at >= 0 && at < to; at = bytes.indexOf(NEWLINE, at + 1)) {
      pieces.push(bytes.subarray(start, at), RETURN_NEWLINE);
      start = at + 1;
    }
    if (start < to) pieces.push(bytes.subarray(start, to));
    const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.#output.push(whole);
    this.#wakeScreen();
  }

  #signal(signal: number): void {
    if (this.foreground !== 0) this.#host.signalGroup(this.foreground, signal);
  }

  #wakeScreen(): void {
    for (const listener of [...this.#screen]) listener();
  }
}

const RETURN_NEWLINE = Uint8Array.of(RETURN, NEWLINE);
