import { FileError, type FileHandle } from "#files";
import { Description } from "./description.ts";

/** A regular file with the position that reads and writes share. */
export class RegularFile extends Description {
  readonly kind = "file";
  readonly #file: FileHandle;
  readonly #path: string;
  #position = 0;

  constructor(file: FileHandle, path: string) {
    super();
    this.#file = file;
    this.#path = path;
  }

  tryRead(max: number): Uint8Array | null {
    const bytes = this.#file.read(this.#position, max);
    this.#position += bytes.length;
    return bytes.length === 0 && max > 0 ? null : bytes;
  }

  tryWrite(bytes: Uint8Array): number {
    this.#position = this.#file.write(this.#position, bytes);
    return bytes.length;
  }

  unread(bytes: Uint8Array): void {
    this.#position = Math.max(0, this.#position - bytes.length);
  }

  override seek(offset: number, from: "start" | "current" | "end"): number {
    const base = from === "start" ? 0 : from === "current" ? this.#position : this.#file.stat().size;
    if (base + offset < 0) throw new FileError("EINVAL", this.#path);
    this.#position = base + offset;
    return this.#position;
  }

  readable(): boolean {
    return true;
  }

  writable(): boolean {
    return true;
  }

  protected closed(): void {
    this.#file.close();
  }
}
