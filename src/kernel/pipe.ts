import { FileError } from "#files";
import { ByteQueue } from "./byte-queue.ts";
import { Description } from "./description.ts";

/** Bytes that a pipe holds before a writer waits, and how many are written whole or not at all (pipe(7)). */
const PIPE_CAPACITY = 65536;
const PIPE_BUF = 4096;

class PipeEnd extends Description {
  readonly kind = "pipe";
  readonly queue: ByteQueue;
  peer: PipeEnd | undefined;
  readonly #writes: boolean;

  constructor(queue: ByteQueue, writes: boolean) {
    super();
    this.queue = queue;
    this.#writes = writes;
  }

  tryRead(max: number): Uint8Array | null | undefined {
    if (this.#writes) throw new FileError("EBADF", "pipe");
    if (this.queue.length === 0) return this.peer === undefined ? null : undefined;
    const bytes = this.queue.take(max);
    this.peer?.changed();
    return bytes;
  }

  tryWrite(bytes: Uint8Array): number {
    if (!this.#writes) throw new FileError("EBADF", "pipe");
    if (this.peer === undefined) throw new FileError("EPIPE", "pipe");
    const room = PIPE_CAPACITY - this.queue.length;
    const taken = room >= bytes.length ? bytes.length : bytes.length <= PIPE_BUF ? 0 : Math.max(room, 0);
    if (taken > 0) {
      this.queue.push(taken === bytes.length ? bytes : bytes.subarray(0, taken));
      this.peer.changed();
    }
    return taken;
  }

  unread(bytes: Uint8Array): void {
    this.queue.unshift(bytes);
    this.changed();
  }

  readable(): boolean {
    return !this.#writes && (this.queue.length > 0 || this.peer === undefined);
  }

  writable(): boolean {
    return this.#writes && (this.peer === undefined || PIPE_CAPACITY - this.queue.length >= PIPE_BUF);
  }

  protected closed(): void {
    if (!this.#writes) this.queue.clear();
    const peer = this.peer;
    this.peer = undefined;
    if (peer !== undefined) {
      peer.peer = undefined;
      peer.changed();
    }
  }
}

/** pipe(2): the end to read from and the end to write to. */
export function makePipe(): readonly [reader: Description, writer: Description] {
  const queue = new ByteQueue();
  const reader = new PipeEnd(queue, false);
  const writer = new PipeEnd(queue, true);
  reader.peer = writer;
  writer.peer = reader;
  return [reader, writer];
}
