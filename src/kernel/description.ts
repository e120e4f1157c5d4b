import { FileError, type OpenFile } from "#files";

/** What a description asks of the process that reads or writes through it. */
export interface Caller {
  readonly group: number;
  /** Sends a signal to the caller's process group: SIGTTIN to who reads in the background. */
  raiseInGroup(signal: number): void;
}

/**
 * An open file description (open(2)): shared by every handle that was duplicated from one `open`, closed with the
 * last. Its calls never wait; `Handle` waits for `changed` and tries again.
 */
export abstract class Description {
  abstract readonly kind: OpenFile["kind"];
  readonly #listeners = new Set<() => void>();
  #handles = 0;

  /** Bytes; null at the end; undefined when there is nothing yet. */
  abstract tryRead(max: number, caller: Caller | undefined): Uint8Array | null | undefined;
  /** How many of the bytes were taken; 0 when there is no room yet. Throws EPIPE when nobody can read them any more. */
  abstract tryWrite(bytes: Uint8Array, caller: Caller | undefined): number;
  /** Puts bytes back in front of what is read next. */
  abstract unread(bytes: Uint8Array): void;
  abstract readable(): boolean;
  /** True when a write would take at least one byte at once, or fail at once. */
  abstract writable(): boolean;
  protected abstract closed(): void;

  seek(_offset: number, _from: "start" | "current" | "end"): number {
    throw new FileError("ESPIPE", this.kind);
  }

  /** Ends one or both directions of a socket. */
  shutdown(_how: "read" | "write" | "both"): void {
    throw new FileError("EINVAL", this.kind);
  }

  /** Calls the listener at every change of what can be read or written; the result ends that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  retain(): void {
    this.#handles += 1;
  }

  release(): void {
    this.#handles -= 1;
    if (this.#handles === 0) this.closed();
  }

  protected changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
