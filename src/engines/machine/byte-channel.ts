import { INPUT_WINDOW, OUTPUT_WINDOW, type ToMachine } from "#protocol";

/** Credit is given in pieces of at least this, not byte by byte. */
const CREDIT_STEP = 65_536;

/** The page's side of a channel: what the machine sends, as a stream that holds little; what the page sends, in step. */
export class ByteChannel {
  readonly readable: ReadableStream<Uint8Array>;
  readonly number: number;
  readonly #send: (message: ToMachine) => void;
  readonly #onEnd: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** Credit given and not used. */
  #granted = OUTPUT_WINDOW;
  #allowed = INPUT_WINDOW;
  #open = true;
  #writing: Promise<void> = Promise.resolve();
  #wake: (() => void) | undefined;

  /** `onEnd` hears when nothing more comes, or nothing more is wanted. */
  constructor(number: number, send: (message: ToMachine) => void, onEnd: () => void) {
    this.number = number;
    this.#send = send;
    this.#onEnd = onEnd;
    this.readable = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#controller = controller),
        pull: (controller) => this.#grant(controller.desiredSize ?? 0),
        cancel: () => this.#cancel(),
      },
      { highWaterMark: OUTPUT_WINDOW, size: (bytes) => bytes.length },
    );
  }

  /** What may be sent of bytes with the message that opens the channel; the rest is for `write`. */
  first(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const piece = bytes.slice(0, this.#allowed);
    this.#allowed -= piece.length;
    return piece;
  }

  /** Sends bytes, as far as the machine has room; resolves when all are on their way. */
  write(bytes: Uint8Array): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      for (let at = 0; at < bytes.length;) {
        while (this.#allowed === 0 && this.#open) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
        if (!this.#open) return;
        const piece = bytes.slice(at, at + this.#allowed);
        this.#allowed -= piece.length;
        at += piece.length;
        this.#send({ type: "data", channel: this.number, bytes: piece });
      }
    });
    return this.#writing;
  }

  /** The page sends nothing more. */
  async endWriting(): Promise<void> {
    await this.#writing;
    this.#send({ type: "end", channel: this.number });
  }

  allow(bytes: number): void {
    this.#allowed += bytes;
    this.#wake?.();
  }

  receive(bytes: Uint8Array): void {
    this.#granted -= bytes.length;
    if (this.#open) this.#controller?.enqueue(bytes);
  }

  /** No more comes: the stream ends, or fails with a reason. */
  finish(error?: Error): void {
    if (!this.#open) return;
    this.#open = false;
    this.#wake?.();
    this.#onEnd();
    if (error === undefined) this.#controller?.close();
    else this.#controller?.error(error);
  }

  #grant(room: number): void {
    const more = room - this.#granted;
    if (more < CREDIT_STEP && this.#granted > 0) return;
    if (more <= 0) return;
    this.#granted += more;
    this.#send({ type: "credit", channel: this.number, bytes: more });
  }

  #cancel(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#wake?.();
    this.#onEnd();
    this.#send({ type: "cancel", channel: this.number });
  }
}
