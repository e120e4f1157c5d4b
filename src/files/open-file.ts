/**
 * What a descriptor refers to (POSIX: an open file description): a regular file with its position, one end of a pipe,
 * a terminal, a device. Shared by `dup` and by forked processes, and counted: the last `close` closes.
 */
export interface OpenFile {
  /** What it is, for `test -t`, `isatty`, `stat` of a descriptor. */
  readonly kind: "file" | "pipe" | "terminal" | "device" | "socket";
  /**
   * At least one byte and at most `max`; null at the end. Waits while a pipe or terminal is empty. Rejects with the
   * signal's reason when `signal` is aborted. Buffers pass by reference: copy before handing them to WebAssembly.
   */
  read(max: number, signal?: AbortSignal): Promise<Uint8Array | null> | Uint8Array | null;
  /** Takes all bytes, waiting for room (back-pressure). Throws `FileError("EPIPE")` when no reader is left. */
  write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> | void;
  /** Moves the position of a regular file; `FileError("ESPIPE")` elsewhere. Answers the new position. */
  seek(offset: number, from: "start" | "current" | "end"): number;
  /** Gives bytes back that were read too many, to be read again first (a shell reading its script line by line). */
  unread(bytes: Uint8Array): void;
  /** True when a read would answer at once. */
  readable(): boolean;
  /** One more owner of the same description. */
  dup(): OpenFile;
  close(): void;
}
