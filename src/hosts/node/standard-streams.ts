import { fstatSync, readSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { FileError } from "#files";
import { ByteQueue, Description } from "#kernel";

/** How long output waits before it tries again when the host's reader is slow, in milliseconds. */
const RETRY_MS = 4;

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** The host's standard output or standard error. */
export class HostOutput extends Description {
  readonly kind: "file" | "pipe" | "terminal";
  readonly #descriptor: 1 | 2;

  constructor(descriptor: 1 | 2) {
    super();
    this.#descriptor = descriptor;
    this.kind = isatty(descriptor) ? "terminal" : fstatSync(descriptor).isFile() ? "file" : "pipe";
  }

  tryRead(): null {
    throw new FileError("EBADF", "standard output");
  }

  tryWrite(bytes: Uint8Array): number {
    try {
      return writeSync(this.#descriptor, bytes);
    } catch (error) {
      if (errorCode(error) === "EAGAIN") {
        setTimeout(() => this.changed(), RETRY_MS);
        return 0;
      }
      throw new FileError(errorCode(error) === "EPIPE" ? "EPIPE" : "EIO", "standard output");
    }
  }

  unread(): void {
    throw new FileError("EBADF", "standard output");
  }

  readable(): boolean {
    return false;
  }

  writable(): boolean {
    return true;
  }

  protected closed(): void {
    // The host's own descriptors outlive every process of ours.
  }
}

/** The host's standard input: nothing is read before a program asks for it. */
export class HostInput extends Description {
  readonly kind: "file" | "pipe" | "terminal";
  readonly #queue = new ByteQueue();
  #started = false;
  #ended = false;

  constructor() {
    super();
    this.kind = isatty(0) ? "terminal" : isRegularFile(0) ? "file" : "pipe";
  }

  tryRead(max: number): Uint8Array | null | undefined {
    if (this.#queue.length > 0) return this.#queue.take(max);
    if (this.#ended) return null;
    if (this.kind === "file") return this.#readFile(max);
    this.#listen();
    return undefined;
  }

  tryWrite(): number {
    throw new FileError("EBADF", "standard input");
  }

  unread(bytes: Uint8Array): void {
    this.#queue.unshift(bytes);
    this.changed();
  }

  readable(): boolean {
    return this.#queue.length > 0 || this.#ended || this.kind === "file";
  }

  writable(): boolean {
    return false;
  }

  protected closed(): void {
    if (this.#started) process.stdin.pause();
  }

  #readFile(max: number): Uint8Array | null {
    const bytes = new Uint8Array(max);
    const read = readSync(0, bytes, 0, max, null);
    this.#ended = read === 0;
    return read === 0 ? null : bytes.subarray(0, read);
  }

  #listen(): void {
    if (!this.#started) {
      this.#started = true;
      const end = (): void => {
        this.#ended = true;
        this.changed();
      };
      process.stdin.on("data", (bytes: Uint8Array) => {
        process.stdin.pause();
        this.#queue.push(bytes);
        this.changed();
      });
      process.stdin.on("end", end);
      process.stdin.on("error", end);
    }
    process.stdin.resume();
  }
}

function isRegularFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
