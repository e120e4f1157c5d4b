import type { FileHandle, OpenFile } from "#files";

/** A handle of a Python process as a child's descriptor: with a position of its own, and never the one to close it. */
export class SharedFile implements OpenFile {
  readonly kind = "file";
  readonly #handle: FileHandle;
  readonly #at: { position: number };

  constructor(handle: FileHandle, position: number, at = { position }) {
    this.#handle = handle;
    this.#at = at;
  }

  read(max: number): Uint8Array | null {
    const bytes = this.#handle.read(this.#at.position, max);
    this.#at.position += bytes.length;
    return bytes.length === 0 ? null : bytes;
  }

  write(bytes: Uint8Array): void {
    this.#at.position = this.#handle.write(this.#at.position, bytes);
  }

  seek(offset: number, from: "start" | "current" | "end"): number {
    const base = from === "start" ? 0 : from === "current" ? this.#at.position : this.#handle.stat().size;
    this.#at.position = base + offset;
    return this.#at.position;
  }

  unread(bytes: Uint8Array): void {
    this.#at.position -= bytes.length;
  }

  readable(): boolean {
    return true;
  }

  dup(): SharedFile {
    return new SharedFile(this.#handle, 0, this.#at);
  }

  close(): void {
    // The process that opened the file closes it.
  }
}
