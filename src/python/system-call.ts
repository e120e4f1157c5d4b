/**
 * How a Python worker asks the kernel: one request at a time, in memory both share. The worker writes call, arguments
 * and payload, sets the state to `requested`, rings by an empty message and waits (`Atomics.wait`); the kernel writes
 * result, values and payload, sets `answered` and wakes it. Results below zero are negated error numbers (`errno.ts`).
 */

import { ERRNO } from "./errno.ts";

/** Bytes before the payload area. */
const HEADER_BYTES = 128;
/** The payload area: the most that one call carries, in either direction. */
export const PAYLOAD_BYTES = 1 << 20;
const ARGUMENTS = 6;
const VALUES = 6;

/** Int32 slots of the header. */
const SLOT = {
  state: 0,
  result: 1,
  values: 2,
  call: 8,
  arguments: 9,
  signal: 16,
  threads: 17,
  generation: 18,
  inlineThread: 19,
} as const;
const STATE = { idle: 0, requested: 1, answered: 2 } as const;

/** Numbers of the system calls. `path` and `text` mean UTF-8 in the payload with its length as first argument. */
export const CALL = {
  nothing: 0,
  // Files. A path is absolute; a handle is a number of this process.
  lstat: 1, // (path) -> values: kind and mode, size low, size high, ino, nlink; payload: atime, mtime, ctime as doubles
  readDirectory: 2, // (path) -> payload: names joined by NUL
  makeDirectory: 3, // (path, mode)
  unlink: 4, // (path)
  removeDirectory: 5, // (path)
  rename: 6, // (from NUL to)
  symlink: 7, // (target NUL path)
  readLink: 8, // (path) -> payload
  chmod: 9, // (path, mode)
  setTimes: 10, // (path length; atime, mtime as doubles before the path)
  open: 11, // (path, flags, mode, most bytes to send along) -> handle; values: size; payload when it was small
  readHandle: 12, // (handle, position low, position high, length) -> payload
  writeHandle: 13, // (handle, position low, position high, length; payload) -> length
  truncateHandle: 14, // (handle, size low, size high)
  statHandle: 15, // (handle) -> as lstat
  closeHandle: 16, // (handle)
  truncate: 17, // (path, size low, size high)
  link: 18, // (existing NUL path)
  // Descriptors of the process: terminals, pipes, redirections.
  readDescriptor: 20, // (descriptor, length, non-blocking) -> payload
  writeDescriptor: 21, // (descriptor, length; payload)
  closeDescriptor: 22, // (descriptor)
  pipe: 23, // () -> values: read end, write end
  describe: 24, // (descriptor) -> result: index of DESCRIPTOR_KINDS
  terminal: 25, // () -> values: columns, rows, mode, echo
  setTerminal: 26, // (mode, echo)
  seekDescriptor: 27, // (descriptor, offset, whence) -> position
  duplicate: 28, // (descriptor) -> another
  // Sockets of the loopback.
  socket: 40, // () -> socket
  bind: 41, // (socket, port) -> port
  listen: 42, // (socket) -> port
  accept: 43, // (socket, non-blocking) -> socket; values: the peer's port
  connect: 44, // (socket, port) -> 0; values: our port
  send: 45, // (socket, length, non-blocking; payload) -> length
  receive: 46, // (socket, length, non-blocking, peek) -> payload
  endWriting: 47, // (socket)
  closeSocket: 48, // (socket)
  socketPair: 50, // () -> socket; values: the other socket, and the ports of both
  poll: 49, // (count, milliseconds or -1; payload: count times [socket, or ~descriptor; events; answer])
  // Processes.
  sleep: 60, // (milliseconds)
  spawn: 61, // (JSON of SpawnRequest) -> pid
  wait: 62, // (pid or -1, no hang) -> pid; values: status as waitpid(2) gives it
  kill: 63, // (pid, signal)
  chdir: 64, // (path)
  signalAction: 65, // (signal, 0 default, 1 ignored, 2 handled)
  exit: 66, // (status)
  umask: 67, // (mask) -> old mask
  identity: 68, // () -> values: pid, parent, group, uid, gid
  setGroup: 69, // (pid, group)
  exec: 70, // (JSON of SpawnRequest): goes on as another program
  timer: 71, // (milliseconds, or 0 for none; milliseconds between further ones) -> what was left; values: its interval
  // What the site ships.
  readUnit: 80, // (length of the unit's name, offset, length; payload: the name) -> payload
} as const;

/** What `describe` answers by index. */
export const DESCRIPTOR_KINDS = ["file", "pipe", "terminal", "device", "socket"] as const;

/** `poll` events, as poll(2) numbers them. */
export const POLL = { in: 1, out: 4, error: 8, hangUp: 16, invalid: 32 } as const;

/** Flags of `open`, as Emscripten numbers them (the same as Linux's). */
export const OPEN = {
  accessMode: 3,
  write: 1,
  readWrite: 2,
  create: 0o100,
  exclusive: 0o200,
  truncate: 0o1000,
  append: 0o2000,
} as const;

/** A child to start: its descriptors are numbers of this process, or a file to open. */
export interface SpawnRequest {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly descriptors: readonly SpawnDescriptor[];
  readonly newGroup: boolean;
}

interface SpawnDescriptor {
  /** The child's number. */
  readonly child: number;
  readonly source:
    | { readonly kind: "descriptor"; readonly descriptor: number }
    | { readonly kind: "socket"; readonly socket: number }
    | { readonly kind: "handle"; readonly handle: number; readonly position: number }
    | { readonly kind: "path"; readonly path: string; readonly flags: number; readonly position: number };
}

/** The shared memory of one process: both ends are views of it. */
function createChannel(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER_BYTES + PAYLOAD_BYTES);
}

/** The byte that Pyodide reads as its interrupt buffer: a signal's number, or 0. */
export function interruptByte(memory: SharedArrayBuffer): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(memory, SLOT.signal * 4, 1);
}

/** The worker's end. */
export class CallerEnd {
  readonly payload: Uint8Array<SharedArrayBuffer>;
  readonly doubles: Float64Array<SharedArrayBuffer>;
  readonly integers: Int32Array<SharedArrayBuffer>;
  readonly #header: Int32Array<SharedArrayBuffer>;
  readonly #ring: () => void;

  constructor(memory: SharedArrayBuffer, ring: () => void) {
    this.#header = new Int32Array(memory, 0, HEADER_BYTES / 4);
    this.payload = new Uint8Array(memory, HEADER_BYTES);
    this.doubles = new Float64Array(memory, HEADER_BYTES, 8);
    this.integers = new Int32Array(memory, HEADER_BYTES);
    this.#ring = ring;
  }

  /** Called when a signal ended a call (EINTR). */
  interrupted: () => void = () => undefined;

  /** Makes a call and blocks this thread until it is answered. */
  call(number: number, a = 0, b = 0, c = 0, d = 0, e = 0): number {
    const result = this.callQuietly(number, a, b, c, d, e);
    if (result === -ERRNO.EINTR) this.interrupted();
    return result;
  }

  /** Like `call`, but an end by a signal is the caller's business. */
  callQuietly(number: number, a = 0, b = 0, c = 0, d = 0, e = 0): number {
    const header = this.#header;
    header[SLOT.call] = number;
    header[SLOT.arguments] = a;
    header[SLOT.arguments + 1] = b;
    header[SLOT.arguments + 2] = c;
    header[SLOT.arguments + 3] = d;
    header[SLOT.arguments + 4] = e;
    Atomics.store(header, SLOT.state, STATE.requested);
    this.#ring();
    while (Atomics.load(header, SLOT.state) !== STATE.answered) Atomics.wait(header, SLOT.state, STATE.requested);
    return header[SLOT.result] ?? 0;
  }

  /** A further value of the last answer. */
  value(index: number): number {
    return this.#header[SLOT.values + index] ?? 0;
  }

  /** Tells the kernel whether more than one thread exists, so that it cuts time into slices. */
  set threaded(several: boolean) {
    this.#header[SLOT.threads] = several ? 1 : 0;
  }

  /** Tells the kernel which thread is being run to its end, where threads run inline; 0 when none is. */
  set inlineThread(id: number) {
    this.#header[SLOT.inlineThread] = id;
  }

  /** Grows whenever any file of the tree changed: what was learned before may be wrong then. */
  get generation(): number {
    return Atomics.load(this.#header, SLOT.generation);
  }
}

/** A request as the kernel reads it. */
export interface SystemCall {
  readonly number: number;
  readonly arguments: readonly number[];
}

/** The kernel's end. */
export class AnswererEnd {
  readonly memory = createChannel();
  readonly payload = new Uint8Array(this.memory, HEADER_BYTES);
  readonly doubles = new Float64Array(this.memory, HEADER_BYTES, 8);
  readonly integers = new Int32Array(this.memory, HEADER_BYTES);
  readonly #header = new Int32Array(this.memory, 0, HEADER_BYTES / 4);

  /** The request that was rung for; undefined when the bell was late and it was taken already. */
  take(): SystemCall | undefined {
    if (Atomics.load(this.#header, SLOT.state) !== STATE.requested) return undefined;
    return {
      number: this.#header[SLOT.call] ?? 0,
      arguments: [...this.#header.subarray(SLOT.arguments, SLOT.arguments + ARGUMENTS)],
    };
  }

  answer(result: number, ...values: number[]): void {
    this.#header[SLOT.result] = result;
    for (let index = 0; index < Math.min(values.length, VALUES); index++)
      this.#header[SLOT.values + index] = values[index] ?? 0;
    Atomics.store(this.#header, SLOT.state, STATE.answered);
    Atomics.notify(this.#header, SLOT.state);
  }

  /** A pending signal's number, 0 when the worker has taken the last one. */
  get signal(): number {
    return Atomics.load(this.#header, SLOT.signal);
  }
  set signal(number: number) {
    Atomics.store(this.#header, SLOT.signal, number);
  }

  get threaded(): boolean {
    return this.#header[SLOT.threads] === 1;
  }

  /** The thread that is being run to its end while its program stands still; 0 when none is. */
  get inlineThread(): number {
    return this.#header[SLOT.inlineThread] ?? 0;
  }

  filesChanged(): void {
    Atomics.add(this.#header, SLOT.generation, 1);
  }
}
