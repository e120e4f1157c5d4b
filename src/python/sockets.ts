/**
 * The loopback network inside Python. Pyodide ships the real C `_socket` and `select`; every call of theirs ends in a
 * JavaScript function, and those are replaced by system calls: sockets, poll(2) and name lookup. So `socket`,
 * `selectors`, asyncio and whatever stands on them run unmodified.
 */
import { concatBytes } from "#base";
import { MODE, type EmscriptenModule, type SocketNode, type Stream } from "./emscripten.ts";
import { ERRNO } from "./errno.ts";
import type { KernelCalls } from "./kernel-calls.ts";
import { CALL, PAYLOAD_BYTES, POLL } from "./system-call.ts";

const INET = 2;
const STREAM = 1;
/** SOCK_NONBLOCK and O_NONBLOCK; SOCK_CLOEXEC. */
const NON_BLOCKING = 0o4000;
const CLOSE_ON_EXEC = 0o2000000;
const PEEK = 2;
const DO_NOT_WAIT = 0x40;
const WAIT_FOR_ALL = 0x100;
const FIONBIO = 21537;
/** The addresses that are this machine. */
const LOOPBACK = /^(127\.|0\.0\.0\.0$)/;
const EAI_NONAME = -2;

/** Something `poll` waits for: a socket's number, or a descriptor's as its complement; and the events. */
export type Awaited = readonly [target: number, events: number];

export class Sockets {
  readonly #module: EmscriptenModule;
  readonly #calls: KernelCalls;
  readonly #kernelNumber: (stream: Stream) => number | undefined;
  /** Set while more than one thread exists: then a send is cut so that others get a turn. */
  severalThreads = () => false;
  #flags = 0;
  readonly #operations: object;
  readonly #streamOperations: SocketNode["stream"]["stream_ops"];

  constructor(
    module: EmscriptenModule,
    calls: KernelCalls,
    /** The kernel's descriptor behind a stream that is one. */
    kernelNumber: (stream: Stream) => number | undefined,
  ) {
    this.#module = module;
    this.#calls = calls;
    this.#kernelNumber = kernelNumber;
    this.#operations = this.#makeOperations();
    this.#streamOperations = {
      ...module.SOCKFS.stream_ops,
      dup: (stream) => void (socketOf(stream).owners += 1),
      close: (stream) => this.#close(socketOf(stream)),
      getattr: (stream) => socketAttributes(stream.node.id),
    };
    module.SOCKFS.createSocket = (family, type, protocol) => this.#create(family, type, protocol);
  }

  /** Does a recvfrom(2) whose flags Emscripten would not pass on. */
  withFlags(flags: number, receive: () => number): number {
    this.#flags = flags;
    try {
      return receive();
    } finally {
      this.#flags = 0;
    }
  }

  /** What a descriptor of Python waits for in the kernel; undefined when it is no matter of the kernel. */
  awaited(descriptor: number, events: number): Awaited | undefined {
    const stream = this.#module.FS.getStream(descriptor);
    if (stream === null || stream === undefined) return undefined;
    const socket = (stream.node as { sock?: SocketNode }).sock?.socket;
    const failed = (stream.node as { sock?: SocketNode }).sock?.error;
    if (socket !== undefined) return failed ? undefined : [socket, events];
    const number = this.#kernelNumber(stream);
    return number === undefined ? undefined : [~number, events];
  }

  /** The kernel's number of a socket's descriptor, and whether reading from it waits. */
  blockingSocket(descriptor: number): number | undefined {
    const stream = this.#module.FS.getStream(descriptor);
    const socket = (stream?.node as { sock?: SocketNode } | undefined)?.sock;
    return socket === undefined || isNonBlocking(socket) ? undefined : socket.socket;
  }

  /** A socket that the parent passed on, at the same descriptor. */
  adopt(descriptor: number, number: number, port: number): void {
    Object.assign(this.#create(INET, STREAM, 0, number, descriptor), { saddr: "127.0.0.1", sport: port, server: true });
  }

  /** Two connected sockets; answers their descriptors, or a negated error number. */
  pair(): readonly number[] {
    const { end } = this.#calls;
    const first = end.call(CALL.socketPair);
    if (first < 0) return [first];
    const [second, port, peer] = [end.value(0), end.value(1), end.value(2)];
    const join = (number: number, sport: number, dport: number): number => {
      const socket = this.#create(INET, STREAM, 0, number);
      Object.assign(socket, { saddr: "127.0.0.1", sport, daddr: "127.0.0.1", dport });
      return socket.stream.fd;
    };
    return [join(first, port, peer), join(second, peer, port)];
  }

  /** The kernel's number of a descriptor that is a socket. */
  number(stream: Stream): number | undefined {
    return (stream.node as { sock?: SocketNode }).sock?.socket;
  }

  /** poll(2): `__syscall_poll` of Emscripten ignores the time to wait. */
  poll(pointer: number, count: number, milliseconds: number): number {
    const { HEAP16, HEAP32, FS } = this.#module;
    const { integers, end } = { integers: this.#calls.end.integers, end: this.#calls.end };
    const asked: { at: number; wanted: Awaited }[] = [];
    let answered = 0;
    for (let index = 0; index < count; index++) {
      const at = (pointer >>> 0) + 8 * index;
      const descriptor = HEAP32[at >> 2] ?? -1;
      const events = HEAP16[(at + 4) >> 1] ?? 0;
      const wanted = this.awaited(descriptor, events);
      if (wanted !== undefined) {
        asked.push({ at, wanted });
        continue;
      }
      const stream = FS.getStream(descriptor);
      const found = descriptor < 0 ? 0 : stream ? (stream.stream_ops.poll?.(stream, -1) ?? 5) : POLL.invalid;
      const events_ = found & (events | POLL.error | POLL.hangUp | POLL.invalid);
      HEAP16[(at + 6) >> 1] = events_;
      if (events_ !== 0) answered += 1;
    }
    asked.forEach(({ wanted }, index) => integers.set(wanted, index * 3));
    const result = end.call(CALL.poll, asked.length, answered > 0 ? 0 : milliseconds);
    if (result < 0) return result;
    asked.forEach(({ at }, index) => {
      const events = result > 0 ? (integers[index * 3 + 2] ?? 0) : 0;
      HEAP16[(at + 6) >> 1] = events;
      if (events !== 0) answered += 1;
    });
    return answered;
  }

  /** getaddrinfo(3): only this machine has a name here. */
  lookUp(original: (node: number, service: number, hint: number, out: number) => number) {
    return (node: number, service: number, hint: number, out: number): number => {
      const { HEAP32, HEAPU8 } = this.#module;
      const name = node === 0 ? undefined : this.#module.UTF8ToString(node >>> 0);
      const local = name === "localhost" || name === "companion";
      if (name !== undefined && !local && !/^[\d.]+$/.test(name) && !name.includes(":")) return EAI_NONAME;
      const result = original(node, service, hint, out);
      if (result === 0 && local) {
        const address = HEAP32[((HEAP32[(out >>> 0) >> 2] ?? 0) + 20) >> 2] ?? 0;
        HEAPU8.set([127, 0, 0, 1], address + 4);
      }
      return result;
    };
  }

  #fail(errno: number): never {
    throw new this.#module.FS.ErrnoError(errno);
  }

  #check(result: number): number {
    return result < 0 ? this.#fail(-result) : result;
  }

  #create(family: number, type: number, protocol: number, number?: number, descriptor = -1): SocketNode {
    const { FS, SOCKFS } = this.#module;
    if (family !== INET) this.#fail(ERRNO.EAFNOSUPPORT);
    const kind = type & ~(NON_BLOCKING | CLOSE_ON_EXEC);
    if (kind !== STREAM) this.#fail(ERRNO.EPROTONOSUPPORT);
    const name = SOCKFS.nextname();
    const node = FS.createNode(SOCKFS.root, name, MODE.socket | 0o777, 0);
    const flags = 2 | (type & NON_BLOCKING);
    const stream = FS.createStream(
      { path: name, node, flags, seekable: false, stream_ops: this.#streamOperations },
      descriptor,
    );
    const socket: SocketNode = {
      family,
      type: kind,
      protocol,
      socket: number ?? this.#check(this.#calls.end.call(CALL.socket)),
      owners: 1,
      nonBlocking: false,
      sock_ops: this.#operations,
      stream,
    };
    Object.assign(node, { sock: socket });
    return socket;
  }

  #close(socket: SocketNode): number {
    socket.owners -= 1;
    if (socket.owners === 0) this.#calls.end.call(CALL.closeSocket, socket.socket);
    return 0;
  }

  #makeOperations() {
    const { end } = this.#calls;
    return {
      poll: (socket: SocketNode) =>
        socket.error
          ? POLL.in | POLL.out | POLL.error | POLL.hangUp
          : this.#calls.ready(socket.socket, POLL.in | POLL.out),
      ioctl: (socket: SocketNode, request: number, pointer: number) => {
        if (request === FIONBIO) socket.nonBlocking = this.#module.HEAP32[pointer >> 2] !== 0;
        return 0;
      },
      bind: (socket: SocketNode, address: string, port: number) => {
        if (!LOOPBACK.test(address)) this.#fail(ERRNO.EADDRNOTAVAIL);
        socket.sport = this.#check(end.call(CALL.bind, socket.socket, port));
        socket.saddr = address;
      },
      listen: (socket: SocketNode) => {
        socket.sport = this.#check(end.call(CALL.listen, socket.socket));
        socket.server = true;
      },
      accept: (socket: SocketNode) => {
        const number = this.#check(end.call(CALL.accept, socket.socket, isNonBlocking(socket) ? 1 : 0));
        const port = end.value(0);
        const connection = this.#create(INET, STREAM, 0, number);
        return Object.assign(connection, { saddr: "127.0.0.1", sport: socket.sport, daddr: "127.0.0.1", dport: port });
      },
      connect: (socket: SocketNode, address: string, port: number) => {
        if (!LOOPBACK.test(address)) this.#fail(ERRNO.ENETUNREACH);
        const connected = end.call(CALL.connect, socket.socket, port);
        if (connected < 0 && connected !== -ERRNO.EINTR && isNonBlocking(socket)) {
          // Who does not wait is told by SO_ERROR.
          socket.error = -connected;
          this.#fail(ERRNO.EINPROGRESS);
        }
        this.#check(connected);
        Object.assign(socket, { saddr: "127.0.0.1", sport: end.value(0), daddr: "127.0.0.1", dport: port });
      },
      getname: (socket: SocketNode, peer: boolean) => {
        if (!peer) return { addr: socket.saddr ?? "0.0.0.0", port: socket.sport ?? 0 };
        if (socket.dport === undefined) this.#fail(ERRNO.ENOTCONN);
        return { addr: socket.daddr ?? "127.0.0.1", port: socket.dport };
      },
      sendmsg: (socket: SocketNode, buffer: ArrayBuffer | ArrayBufferView, offset: number, length: number) => {
        const bytes = ArrayBuffer.isView(buffer)
          ? new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length)
          : new Uint8Array(buffer, offset, length);
        const whole = this.severalThreads() ? Math.min(length, PAYLOAD_BYTES) : length;
        let done = 0;
        while (done < whole) {
          const part = bytes.subarray(done, Math.min(done + PAYLOAD_BYTES, whole));
          end.payload.set(part);
          const sent = end.call(CALL.send, socket.socket, part.length, isNonBlocking(socket) ? 1 : 0);
          if (sent < 0) return done > 0 ? done : this.#check(sent);
          done += sent;
          // A signal came in the middle: it is handled before the rest is sent.
          if (sent < part.length) return done;
        }
        return done;
      },
      recvmsg: (socket: SocketNode, length: number) => {
        const peek = (this.#flags & PEEK) === 0 ? 0 : 1;
        const still = isNonBlocking(socket) || (this.#flags & DO_NOT_WAIT) !== 0 ? 1 : 0;
        const parts: Uint8Array[] = [];
        let left = Math.min(length, PAYLOAD_BYTES);
        do {
          const count = end.call(CALL.receive, socket.socket, left, still, peek);
          if (count < 0 && parts.length === 0) this.#fail(-count);
          if (count <= 0) break;
          parts.push(end.payload.slice(0, count));
          left -= count;
        } while (left > 0 && (this.#flags & WAIT_FOR_ALL) !== 0 && still === 0 && peek === 0);
        if (parts.length === 0) return null;
        return { buffer: concatBytes(parts), addr: socket.daddr, port: socket.dport };
      },
      shutdown: (socket: SocketNode, how: number) => (how === 0 ? 0 : end.call(CALL.endWriting, socket.socket)),
      close: (socket: SocketNode) => this.#close(socket),
    };
  }
}

function socketOf(stream: Stream): SocketNode {
  return (stream.node as unknown as { sock: SocketNode }).sock;
}

function isNonBlocking(socket: SocketNode): boolean {
  return (socket.stream.flags & NON_BLOCKING) !== 0 || socket.nonBlocking;
}

function socketAttributes(id: number) {
  const time = new Date();
  const base = { dev: 4, ino: id, mode: MODE.socket | 0o777, nlink: 1, uid: 0, gid: 0, rdev: 0, size: 0 };
  return { ...base, atime: time, mtime: time, ctime: time, blksize: 4096, blocks: 0 };
}
