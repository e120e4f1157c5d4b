/**
 * Descriptors of the kernel's process inside Python: 0, 1 and 2, pipes and what was redirected, as Emscripten
 * streams whose reads and writes are system calls.
 */
import { MODE, type EmscriptenModule, type FileNode, type Stream, type StreamOperations } from "./emscripten.ts";
import type { KernelCalls } from "./kernel-calls.ts";
import { CALL, DESCRIPTOR_KINDS, PAYLOAD_BYTES, POLL } from "./system-call.ts";

/** O_NONBLOCK as Emscripten numbers it. */
const NON_BLOCKING = 0o4000;
/** Modes of the terminal, as `terminal` and `setTerminal` number them. */
const TERMINAL_MODES = { canonical: 0, raw: 1, rawAll: 2 } as const;
/** termios(3) flags, as musl numbers them. */
const LFLAG = { isig: 1, icanon: 2, echo: 8 } as const;

interface DescriptorNode extends FileNode {
  /** Ours: the kernel's number, and how many Emscripten descriptors are open on it. */
  descriptor: number;
  owners: number;
  kind: (typeof DESCRIPTOR_KINDS)[number];
  identity: number;
}

export class Descriptors {
  readonly #module: EmscriptenModule;
  readonly #calls: KernelCalls;
  #made = 0;
  readonly #operations: StreamOperations;

  constructor(module: EmscriptenModule, calls: KernelCalls) {
    this.#module = module;
    this.#calls = calls;
    this.#operations = this.#makeOperations();
  }

  /** Puts descriptor `number` of the kernel at the same number here, in place of Emscripten's own. */
  replaceStandard(number: 0 | 1 | 2): void {
    const { FS } = this.#module;
    if (this.#calls.end.call(CALL.describe, number) < 0) {
      FS.closeStream(number);
      return;
    }
    FS.streams[number] = null;
    this.open(number, number === 0 ? 0 : 1, number);
  }

  /** A stream on a descriptor of the kernel; `at` is the wished number, the lowest free one unless told. */
  open(descriptor: number, flags: number, at = -1): Stream {
    const { FS } = this.#module;
    const kind = DESCRIPTOR_KINDS[this.#calls.end.call(CALL.describe, descriptor)] ?? "pipe";
    const type = {
      file: MODE.file,
      pipe: MODE.fifo,
      terminal: MODE.character,
      device: MODE.character,
      socket: MODE.socket,
    };
    const node = FS.createNode(FS.root, `descriptor:${this.#made++}`, type[kind] | 0o620, 0) as DescriptorNode;
    FS.hashRemoveNode(node);
    Object.assign(node, { descriptor, owners: 1, kind, identity: node.id });
    node.stream_ops = this.#operations;
    node.node_ops = { getattr: () => this.#attributes(node) };
    const stream = FS.createStream(
      { node, flags, path: "", position: 0, seekable: kind === "file", stream_ops: this.#operations },
      at,
    );
    if (kind === "terminal") stream.tty = { ops: this.#terminalOperations };
    return stream;
  }

  /** The kernel's number behind an Emscripten descriptor; undefined when it is something else. */
  kernelNumber(stream: Stream): number | undefined {
    return stream.stream_ops === this.#operations ? (stream.node as DescriptorNode).descriptor : undefined;
  }

  #attributes(node: DescriptorNode) {
    const time = new Date();
    const { mode, identity } = node;
    const times = { atime: time, mtime: time, ctime: time };
    return {
      dev: 3,
      ino: identity,
      mode,
      nlink: 1,
      uid: 0,
      gid: 0,
      rdev: 0,
      size: 0,
      ...times,
      blksize: 4096,
      blocks: 0,
    };
  }

  #fail(errno: number): never {
    throw new this.#module.FS.ErrnoError(errno);
  }

  #makeOperations(): StreamOperations {
    const number = (stream: Stream) => (stream.node as DescriptorNode).descriptor;
    const { end } = this.#calls;
    return {
      dup: (stream) => void ((stream.node as DescriptorNode).owners += 1),
      close: (stream) => {
        const node = stream.node as DescriptorNode;
        node.owners -= 1;
        if (node.owners === 0) end.call(CALL.closeDescriptor, node.descriptor);
      },
      read: (stream, buffer, offset, length) => {
        const blocking = (stream.flags & NON_BLOCKING) === 0;
        const count = end.call(CALL.readDescriptor, number(stream), Math.min(length, PAYLOAD_BYTES), blocking ? 0 : 1);
        if (count < 0) this.#fail(-count);
        buffer.set(end.payload.subarray(0, count), offset);
        return count;
      },
      write: (stream, buffer, offset, length) => {
        for (let done = 0; done < length;) {
          const part = Math.min(PAYLOAD_BYTES, length - done);
          end.payload.set(buffer.subarray(offset + done, offset + done + part));
          const result = end.call(CALL.writeDescriptor, number(stream), part);
          if (result < 0) {
            if (done > 0) return done;
            this.#fail(-result);
          }
          done += result;
          // A signal came in the middle: it is handled before the rest is written.
          if (result < part) return done;
        }
        return length;
      },
      llseek: (stream, offset, whence) => {
        const position = end.call(CALL.seekDescriptor, number(stream), offset, whence);
        return position < 0 ? this.#fail(-position) : position;
      },
      poll: (stream) => this.#calls.ready(~number(stream), POLL.in | POLL.out),
      fsync: () => 0,
    };
  }

  readonly #terminalOperations = {
    ioctl_tcgets: () => {
      const { end } = this.#calls;
      end.call(CALL.terminal);
      const mode = end.value(2);
      const echo = end.value(3) === 1;
      const lflag =
        0x8a20 |
        (mode === TERMINAL_MODES.rawAll ? 0 : LFLAG.isig) |
        (mode === TERMINAL_MODES.canonical ? LFLAG.icanon : 0) |
        (echo ? LFLAG.echo : 0);
      const characters = [3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22];
      while (characters.length < 32) characters.push(0);
      return { c_iflag: 0x6d02, c_oflag: 5, c_cflag: 0xbf, c_lflag: lflag, c_cc: characters };
    },
    ioctl_tcsets: (_tty: unknown, _action: unknown, data: { c_lflag: number }) => {
      const raw = (data.c_lflag & LFLAG.icanon) === 0;
      const signals = (data.c_lflag & LFLAG.isig) !== 0;
      const mode = !raw ? TERMINAL_MODES.canonical : signals ? TERMINAL_MODES.raw : TERMINAL_MODES.rawAll;
      this.#calls.end.call(CALL.setTerminal, mode, (data.c_lflag & LFLAG.echo) === 0 ? 0 : 1);
      return 0;
    },
    ioctl_tiocgwinsz: (): [number, number] => {
      this.#calls.end.call(CALL.terminal);
      return [this.#calls.end.value(1), this.#calls.end.value(0)];
    },
  };
}
