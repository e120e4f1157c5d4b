import { INPUT_WINDOW, OUTPUT_WINDOW, type FromMachine } from "#protocol";

/** Credit is given back in pieces of at least this: a request's few bytes are no reason for a message. */
const CREDIT_STEP = INPUT_WINDOW / 2;
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

/**
 * One channel seen from the machine: output goes out as far as the page gave credit, input waits for its reader. It is
 * there before its two ends are: the page's credit, and its giving up, may come while a connection is still waited for.
 */
export class Channel {
  readonly #number: number;
  readonly #send: (message: FromMachine, transfer?: readonly ArrayBuffer[]) => void;
  readonly #onEnd: () => void;
  readonly #sink = Promise.withResolvers<InputSink>();
  #source: OutputSource | undefined;
  #stop: () => void = () => undefined;
  #credit = OUTPUT_WINDOW;
  /** Input that was taken and that no credit was given for yet. */
  #owed = 0;
  #ended = false;
  #input: Promise<void> = Promise.resolve();

  /** `onEnd` hears when the output has ended, or is wanted no more. */
  constructor(
    number: number,
    send: (message: FromMachine, transfer?: readonly ArrayBuffer[]) => void,
    onEnd: () => void,
  ) {
    this.#number = number;
    this.#send = send;
    this.#onEnd = onEnd;
  }

  /** Both ends are there. */
  open(source: OutputSource, sink: InputSink): void {
    this.#sink.resolve(sink);
    if (this.#ended) return source.cancel();
    this.#source = source;
    this.#stop = source.onChange(() => this.#pump());
    this.#pump();
  }

  /** Whether the output has ended, or is wanted no more. */
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
      .then(async () => (await this.#sink.promise).write(bytes))
      .catch(() => undefined)
      .then(() => this.#taken(bytes.length));
  }

  end(): void {
    this.#input = this.#input.then(async () => (await this.#sink.promise).end());
  }

  cancel(): void {
    if (this.#ended) return;
    this.#finish();
    this.#source?.cancel();
  }

  #pump(): void {
    while (this.#source !== undefined && !this.#ended && this.#credit > 0) {
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

  #taken(bytes: number): void {
    this.#owed += bytes;
    if (this.#owed < CREDIT_STEP) return;
    this.#send({ type: "credit", channel: this.#number, bytes: this.#owed });
    this.#owed = 0;
  }

  #finish(): void {
    this.#ended = true;
    this.#stop();
    this.#onEnd();
  }
}
