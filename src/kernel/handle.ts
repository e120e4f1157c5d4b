import { FileError, type OpenFile } from "#files";
import type { Caller, Description } from "./description.ts";
import { PartlyWritten } from "./errors.ts";

/** The process that holds a handle. */
export interface HandleOwner extends Caller {
  /** A promise to wait for before going on: stopped, ended (it never settles then), or time for others. */
  blocked(): Promise<void> | undefined;
  /** Somebody wrote where nobody reads: SIGPIPE. */
  brokenPipe(): void;
  adopt(handle: Handle): void;
  disown(handle: Handle): void;
}

/** What never settles: the result of a system call of a process that is gone. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

/**
 * One owner's hold on a description. Everything that waits does it here: for data, for room, for a stopped process to
 * be continued; and a call of an ended process never comes back.
 */
export class Handle implements OpenFile {
  readonly description: Description;
  readonly #owner: HandleOwner | undefined;
  #closed = false;
  #writing: Promise<void> | undefined;
  #wakes = new Set<() => void>();

  constructor(description: Description, owner: HandleOwner | undefined) {
    this.description = description;
    this.#owner = owner;
    description.retain();
    owner?.adopt(this);
  }

  get kind(): OpenFile["kind"] {
    return this.description.kind;
  }

  read(max: number, signal?: AbortSignal): Promise<Uint8Array | null> | Uint8Array | null {
    this.#check();
    if (this.#owner?.blocked() === undefined && signal?.aborted !== true) {
      const got = this.description.tryRead(max, this.#owner);
      if (got !== undefined) return got;
    }
    return this.#readLater(max, signal);
  }

  write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> | void {
    this.#check();
    if (bytes.length === 0) return;
    let taken = 0;
    if (this.#writing === undefined && this.#owner?.blocked() === undefined && signal?.aborted !== true) {
      const now = this.#tryWrite(bytes);
      if (now === undefined) return never();
      if (now === bytes.length) return;
      taken = now;
    }
    // Writes of one handle keep their order even when they were not waited for.
    const before = this.#writing;
    const writing = (before ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => this.#writeLater(bytes, taken, signal))
      .finally(() => {
        if (this.#writing === writing) this.#writing = undefined;
      });
    this.#writing = writing;
    return writing;
  }

  /** Takes what there is room for: how many bytes that was, 0 for none (O_NONBLOCK). It waits for its owner's turn only. */
  writeNow(bytes: Uint8Array): Promise<number> | number {
    this.#check();
    if (this.#owner?.blocked() !== undefined) return this.#writeAtTurn(bytes);
    return this.#tryWrite(bytes) ?? never();
  }

  seek(offset: number, from: "start" | "current" | "end"): number {
    this.#check();
    return this.description.seek(offset, from);
  }

  unread(bytes: Uint8Array): void {
    this.#check();
    this.description.unread(bytes);
  }

  readable(): boolean {
    return this.#closed || this.description.readable();
  }

  /** True when a write would not wait. */
  writable(): boolean {
    return this.#closed || this.description.writable();
  }

  /** Calls the listener at every change of readiness (for poll(2)); the result ends that. */
  listen(listener: () => void): () => void {
    return this.description.listen(listener);
  }

  shutdown(how: "read" | "write" | "both"): void {
    this.#check();
    this.description.shutdown(how);
  }

  dup(): Handle {
    return this.dupFor(this.#owner);
  }

  /** A handle of another process on the same description: what fork(2) gives a child. */
  dupFor(owner: HandleOwner | undefined): Handle {
    this.#check();
    return new Handle(this.description, owner);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#owner?.disown(this);
    for (const wake of this.#wakes) wake();
    this.description.release();
  }

  #check(): void {
    if (this.#closed) throw new FileError("EBADF", this.kind);
  }

  /** How many bytes were taken; undefined when SIGPIPE ended the owner. */
  #tryWrite(bytes: Uint8Array): number | undefined {
    try {
      return this.description.tryWrite(bytes, this.#owner);
    } catch (error) {
      if (error instanceof FileError && error.code === "EPIPE" && this.#owner !== undefined) {
        this.#owner.brokenPipe();
        if (this.#closed) return undefined;
      }
      throw error;
    }
  }

  async #readLater(max: number, signal: AbortSignal | undefined): Promise<Uint8Array | null> {
    for (;;) {
      await this.#ready();
      signal?.throwIfAborted();
      if (this.#closed) return never();
      const got = this.description.tryRead(max, this.#owner);
      if (got !== undefined) return got;
      await this.#change(signal);
    }
  }

  async #writeLater(bytes: Uint8Array, begun: number, signal: AbortSignal | undefined): Promise<void> {
    for (let at = begun; at < bytes.length;) {
      await this.#ready();
      if (signal?.aborted === true && at > 0) throw new PartlyWritten(at);
      signal?.throwIfAborted();
      if (this.#closed) return never();
      const taken = this.#tryWrite(bytes.subarray(at));
      if (taken === undefined) return never();
      at += taken;
      if (taken === 0) await this.#change(signal);
    }
  }

  async #writeAtTurn(bytes: Uint8Array): Promise<number> {
    await this.#ready();
    if (this.#closed) return never();
    return this.#tryWrite(bytes) ?? never();
  }

  async #ready(): Promise<void> {
    for (let wait = this.#owner?.blocked(); wait !== undefined; wait = this.#owner?.blocked()) await wait;
  }

  #change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        stop();
        this.#wakes.delete(wake);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const stop = this.description.listen(wake);
      this.#wakes.add(wake);
      signal?.addEventListener("abort", wake, { once: true });
    });
  }
}
