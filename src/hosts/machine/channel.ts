import type { FromMachine } from "#protocol";

/** Bytes that the page may send on a channel before the machine asks for more. */
const INPUT_WINDOW = 65_536;
/** Bytes of one message at most. */
const MESSAGE_BYTES = 32_768;

/** Where a channel's output comes from; never waits. */
export interface OutputSource {
  /** Bytes; null at the end; undefined when there are none now. */
  take(max: number): Uint8Array | null | undefined;
  /** Calls the listener when there may be more. */
  onChange(listener: () => void): () => void;
  /** The page wants no more of it. */
  cancel(): void;
}

/** Where a channel's input goes. */
export interface InputSink {
  write(bytes: Uint8Array): Promise<void> | void;
  /** The page sends no more. */
  end(): void;
}

/** One channel seen from the machine: output goes out as far as the page gave credit, input waits for its reader. */
export class Channel {
  readonly #number: number;
  readonly #send: (message: FromMachine, transfer?: readonly ArrayBuffer[]) => void;
  readonly #source: OutputSource;
  readonly #sink: InputSink;
  readonly #stop: () => void;
  #credit = 0;
  #ended = false;
  #input: Promise<void> = Promise.resolve();

  constructor(
    number: number,
    send: (message: FromMachine, transfer?: readonly ArrayBuffer[]) => void,
    source: OutputSource,
    sink: InputSink,
  ) {
    this.#number = number;
    this.#send = send;
    this.#source = source;
    this.#sink = sink;
    this.#stop = source.onChange(() => this.#pump());
    send({ type: "credit", channel: number, bytes: INPUT_WINDOW });
  }

  /** Whether the output has ended. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The page can take that many bytes more. */
  credit(bytes: number): void {
    this.#credit += bytes;
    this.#pump();
  }

  /** Input from the page. What nobody reads any more is dropped: its reader is gone. */
  data(bytes: Uint8Array): void {
    this.#input = this.#input
      .then(() => this.#sink.write(bytes))
      .catch(() => undefined)
      .then(() => this.#send({ type: "credit", channel: this.#number, bytes: bytes.length }));
  }

  end(): void {
    this.#input = this.#input.then(() => this.#sink.end());
  }

  cancel(): void {
    if (this.#ended) return;
    this.#finish();
    this.#source.cancel();
  }

  #pump(): void {
    while (!this.#ended && this.#credit > 0) {
      const bytes = this.#source.take(Math.min(this.#credit, MESSAGE_BYTES));
      if (bytes === undefined) return;
      if (bytes === null) {
        this.#finish();
        return this.#send({ type: "end", channel: this.#number });
      }
      this.#credit -= bytes.length;
      const copy = bytes.slice();
      this.#send({ type: "data", channel: this.#number, bytes: copy }, [copy.buffer]);
    }
  }

  #finish(): void {
    this.#ended = true;
    this.#stop();
  }
}
