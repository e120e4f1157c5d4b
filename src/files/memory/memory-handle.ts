import { FileError } from "../file-error.ts";
import type { FileHandle, FileStat, OpenFlags } from "../file-system.ts";
import { nodeStat, type MemoryFile } from "./memory-node.ts";

/** What a handle asks of its tree. */
export interface HandleTree {
  /** Room for more bytes: answers how many of `wanted` fit and books them. */
  book(wanted: number): number;
  release(bytes: number): void;
  now(): number;
  changed(path: string): void;
  /** The last handle of a file went. */
  dropped(file: MemoryFile): void;
}

/** Larger files are refused with EFBIG: one array holds the contents. */
const MAX_FILE_SIZE = 2 ** 30;

/** An open file of the memory tree. It keeps working after the file lost its name. */
export class MemoryHandle implements FileHandle {
  readonly #tree: HandleTree;
  readonly #file: MemoryFile;
  readonly #flags: OpenFlags;
  readonly #path: string;
  #closed = false;

  constructor(tree: HandleTree, file: MemoryFile, flags: OpenFlags, path: string) {
    this.#tree = tree;
    this.#file = file;
    this.#flags = flags;
    this.#path = path;
    file.opened += 1;
  }

  read(position: number, length: number): Uint8Array {
    if (this.#closed || this.#flags.read !== true) throw new FileError("EBADF", this.#path);
    const end = Math.min(this.#file.size, position + length);
    return position >= end ? new Uint8Array(0) : this.#file.data.slice(position, end);
  }

  write(position: number, bytes: Uint8Array): number {
    if (this.#closed || this.#flags.write !== true) throw new FileError("EBADF", this.#path);
    const at = this.#flags.append === true ? this.#file.size : position;
    if (bytes.length === 0) return at;
    const fits = resizeFile(this.#tree, this.#file, Math.max(this.#file.size, at + bytes.length), this.#path);
    const taken = Math.min(bytes.length, Math.max(0, fits - at));
    this.#file.data.set(bytes.subarray(0, taken), at);
    this.#touch();
    if (taken < bytes.length) throw new FileError("ENOSPC", this.#path);
    return at + taken;
  }

  truncate(size: number): void {
    if (this.#closed || this.#flags.write !== true || size < 0) throw new FileError("EINVAL", this.#path);
    if (resizeFile(this.#tree, this.#file, size, this.#path) < size) throw new FileError("ENOSPC", this.#path);
    this.#touch();
  }

  stat(): FileStat {
    return nodeStat(this.#file);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#file.opened -= 1;
    if (this.#file.opened === 0) this.#tree.dropped(this.#file);
  }

  #touch(): void {
    this.#file.mtimeMs = this.#file.ctimeMs = this.#tree.now();
    this.#tree.changed(this.#path);
  }
}

/** Makes a file `size` bytes long, or as long as there is room for; answers the size it got. New bytes are zero. */
export function resizeFile(tree: HandleTree, file: MemoryFile, size: number, path: string): number {
  if (size > MAX_FILE_SIZE) throw new FileError("EFBIG", path);
  const old = file.size;
  if (size < old) {
    tree.release(old - size);
    file.data = size === 0 ? new Uint8Array(0) : file.data;
    file.data.fill(0, size, Math.min(old, file.data.length));
    file.size = size;
    return size;
  }
  const granted = old + tree.book(size - old);
  if (granted > file.data.length) {
    const grown = new Uint8Array(
      old === 0 ? granted : Math.min(MAX_FILE_SIZE, Math.max(granted, file.data.length * 2)),
    );
    grown.set(file.data.subarray(0, old));
    file.data = grown;
  }
  file.size = granted;
  return granted;
}
