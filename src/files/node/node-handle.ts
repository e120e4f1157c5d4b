import { closeSync, fstatSync, ftruncateSync, readSync, writeSync } from "node:fs";
import { FileError, type FileHandle, type FileStat, type OpenFlags } from "#files";
import { named } from "./node-error.ts";
import { toFileStat } from "./node-stat.ts";

/** An open file of the disk. */
export class NodeHandle implements FileHandle {
  readonly #descriptor: number;
  readonly #path: string;
  readonly #flags: OpenFlags;
  #closed = false;

  constructor(descriptor: number, path: string, flags: OpenFlags) {
    this.#descriptor = descriptor;
    this.#path = path;
    this.#flags = flags;
  }

  read(position: number, length: number): Uint8Array {
    this.#check(this.#flags.read === true);
    const bytes = new Uint8Array(length);
    return bytes.subarray(
      0,
      named(this.#path, () => readSync(this.#descriptor, bytes, 0, length, position)),
    );
  }

  write(position: number, bytes: Uint8Array): number {
    this.#check(this.#flags.write === true);
    const append = this.#flags.append === true;
    return named(this.#path, () => {
      for (let at = 0; at < bytes.length;) {
        at += writeSync(this.#descriptor, bytes, at, bytes.length - at, append ? null : position + at);
      }
      return append ? fstatSync(this.#descriptor).size : position + bytes.length;
    });
  }

  truncate(size: number): void {
    if (this.#closed || this.#flags.write !== true || size < 0) throw new FileError("EINVAL", this.#path);
    named(this.#path, () => ftruncateSync(this.#descriptor, size));
  }

  stat(): FileStat {
    return named(this.#path, () => toFileStat(fstatSync(this.#descriptor)));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#descriptor);
  }

  #check(allowed: boolean): void {
    if (this.#closed || !allowed) throw new FileError("EBADF", this.#path);
  }
}
