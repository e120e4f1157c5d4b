/**
 * The kernel's tree inside Python: an Emscripten file system whose every question is a system call, so that what the
 * editor saves is seen by a running server and what Python writes appears in the file list. Answers of `lstat` are
 * kept until any file of the tree changes (a counter in shared memory tells).
 */
import {
  MODE,
  type AttributeChange,
  type EmscriptenFileSystem,
  type EmscriptenModule,
  type FileNode,
  type NodeAttributes,
  type Stream,
} from "./emscripten.ts";
import { ERRNO } from "./errno.ts";
import type { KernelCalls } from "./kernel-calls.ts";
import { CALL, OPEN, PAYLOAD_BYTES } from "./system-call.ts";

/** Files up to this size come along with `open` when they are opened for reading only. */
const ALONG_BYTES = 256 * 1024;

interface LiveNode extends FileNode {
  /** The path in the kernel's tree. */
  path: string;
}

/** An open regular file, shared by the descriptors that were duplicated from one. */
interface LiveHandle {
  readonly number: number;
  owners: number;
  /** The contents as they were at `open`, of a small file opened for reading. */
  along: Uint8Array | undefined;
  readonly generation: number;
}

interface LiveStream extends Stream {
  node: LiveNode;
  shared: { handle?: LiveHandle };
}

type Answer = NodeAttributes | number;

const low = (value: number) => value | 0;
const high = (value: number) => Math.floor(value / 2 ** 32);
const wide = (least: number, most: number) => (least >>> 0) + most * 2 ** 32;

export class LiveFiles {
  readonly #calls: KernelCalls;
  readonly #module: EmscriptenModule;
  readonly #fs: EmscriptenFileSystem;
  /** Off where changes by others are not told at once (a real disk): then nothing is kept. */
  readonly #keep: boolean;
  readonly #known = new Map<string, Answer>();
  #generation = -1;
  /** Directories that other file systems are mounted on: they exist whatever the kernel says, and stay one node. */
  readonly #pinned = new Map<string, LiveNode>();
  readonly #nodeOperations = this.#makeNodeOperations();
  readonly #streamOperations = this.#makeStreamOperations();

  constructor(module: EmscriptenModule, calls: KernelCalls, keep: boolean) {
    const fs = module.FS;
    this.#module = module;
    this.#calls = calls;
    this.#fs = fs;
    this.#keep = keep;
    const add = fs.hashAddNode.bind(fs);
    // Emscripten would find a hashed node again without asking the kernel.
    fs.hashAddNode = (node) => {
      if (node.parent === node || node.parent.mount.type !== this) add(node);
    };
  }

  /** Called by `FS.mount`. `opts.path` is the directory of the kernel's tree that is shown. */
  mount(mount: unknown): FileNode {
    const { opts } = mount as { opts: { path: string } };
    const root = this.#fs.createNode(null, "/", MODE.directory | 0o755, 0) as LiveNode;
    root.node_ops = this.#nodeOperations;
    root.stream_ops = this.#streamOperations;
    root.path = opts.path;
    return root;
  }

  /** Makes `path` (below a mounted one) a directory that something else can be mounted on, and answers it. */
  pin(path: string): FileNode {
    let node = this.#fs.lookupPath("/" + (path.split("/")[1] ?? ""), { follow_mount: true }).node as LiveNode;
    for (const name of path.split("/").slice(2)) {
      const child = `${node.path}/${name}`;
      const pinned = this.#pinned.get(child) ?? this.#node(node, name, MODE.directory | 0o755);
      this.#pinned.set(child, pinned);
      node = pinned;
    }
    return node;
  }

  /** `pin`, for whom the path is what is asked. */
  pinned(path: string): string {
    this.pin(path);
    return path;
  }

  #node(parent: LiveNode, name: string, mode: number): LiveNode {
    const node = this.#fs.createNode(parent, name, mode, 0) as LiveNode;
    node.node_ops = this.#nodeOperations;
    node.stream_ops = this.#streamOperations;
    node.path = parent.path === "/" ? `/${name}` : `${parent.path}/${name}`;
    return node;
  }

  /** The kernel's handle behind a stream of this tree. */
  handleOf(stream: Stream): number | undefined {
    return stream.stream_ops === this.#streamOperations ? (stream as LiveStream).shared.handle?.number : undefined;
  }

  #fail(errno: number): never {
    throw new this.#fs.ErrnoError(errno);
  }

  #check(result: number): number {
    return result < 0 ? this.#fail(-result) : result;
  }

  #attributes(): NodeAttributes {
    const { end } = this.#calls;
    const [atime = 0, mtime = 0, ctime = 0] = end.doubles;
    const size = wide(end.value(1), end.value(2));
    return {
      dev: 1,
      ino: end.value(3),
      mode: end.value(0),
      nlink: end.value(4),
      uid: end.value(5),
      gid: end.value(5),
      rdev: 0,
      size,
      atime: new Date(atime),
      mtime: new Date(mtime),
      ctime: new Date(ctime),
      blksize: 4096,
      blocks: Math.ceil(size / 4096) * 8,
    };
  }

  #lstat(path: string): NodeAttributes {
    const { generation } = this.#calls.end;
    if (generation !== this.#generation) {
      this.#known.clear();
      this.#generation = generation;
    }
    let answer = this.#keep ? this.#known.get(path) : undefined;
    if (answer === undefined) {
      const result = this.#calls.text(CALL.lstat, path);
      answer = result < 0 ? -result : this.#attributes();
      if (this.#known.size > 20_000) this.#known.clear();
      this.#known.set(path, answer);
    }
    return typeof answer === "number" ? this.#fail(answer) : answer;
  }

  #makeNodeOperations() {
    const path = (node: FileNode, name?: string) => {
      const own = (node as LiveNode).path;
      return name === undefined ? own : own === "/" ? `/${name}` : `${own}/${name}`;
    };
    return {
      getattr: (node: FileNode): NodeAttributes => {
        if (this.#pinned.has(path(node))) return pinnedAttributes(node);
        const attributes = this.#lstat(path(node));
        node.mode = attributes.mode;
        return attributes;
      },
      setattr: (node: FileNode, change: AttributeChange): void => {
        if (change.size !== undefined)
          this.#check(this.#calls.text(CALL.truncate, path(node), low(change.size), high(change.size)));
        if (change.mode !== undefined) {
          this.#check(this.#calls.text(CALL.chmod, path(node), change.mode & 0o7777));
          node.mode = (node.mode & MODE.mask) | (change.mode & 0o7777);
        }
        if (change.atime !== undefined || change.mtime !== undefined) {
          const length = this.#calls.put(path(node), 16);
          this.#calls.end.doubles[0] = Number(change.atime ?? change.mtime);
          this.#calls.end.doubles[1] = Number(change.mtime ?? change.atime);
          this.#check(this.#calls.end.call(CALL.setTimes, length));
        }
      },
      lookup: (parent: FileNode, name: string): FileNode => {
        const pinned = this.#pinned.get(path(parent, name));
        return pinned ?? this.#node(parent as LiveNode, name, this.#lstat(path(parent, name)).mode);
      },
      mknod: (parent: FileNode, name: string, mode: number): FileNode => {
        const at = path(parent, name);
        if ((mode & MODE.mask) === MODE.directory) this.#check(this.#calls.text(CALL.makeDirectory, at, mode & 0o7777));
        else {
          const handle = this.#check(
            this.#calls.text(CALL.open, at, OPEN.write | OPEN.create | OPEN.exclusive, mode & 0o777),
          );
          this.#calls.end.call(CALL.closeHandle, handle);
        }
        return this.#node(parent as LiveNode, name, mode);
      },
      rename: (node: FileNode, parent: FileNode, name: string): void => {
        this.#check(this.#calls.text(CALL.rename, `${path(node)}\0${path(parent, name)}`));
        node.name = name;
        node.parent = parent;
        (node as LiveNode).path = path(parent, name);
      },
      unlink: (parent: FileNode, name: string): void =>
        void this.#check(this.#calls.text(CALL.unlink, path(parent, name))),
      rmdir: (parent: FileNode, name: string): void =>
        void this.#check(this.#calls.text(CALL.removeDirectory, path(parent, name))),
      readdir: (node: FileNode): string[] => {
        const listed = this.#calls.text(CALL.readDirectory, path(node));
        // What is pinned may be nowhere but here.
        const length = listed === -ERRNO.ENOENT && this.#pinned.has(path(node)) ? 0 : this.#check(listed);
        const names = length === 0 ? [] : this.#calls.take(length).split("\0");
        const prefix = path(node) === "/" ? "/" : `${path(node)}/`;
        for (const pinned of this.#pinned.keys()) {
          const name = pinned.slice(prefix.length);
          if (pinned.startsWith(prefix) && !name.includes("/") && !names.includes(name)) names.push(name);
        }
        return [".", "..", ...names];
      },
      symlink: (parent: FileNode, name: string, target: string): FileNode => {
        this.#check(this.#calls.text(CALL.symlink, `${target}\0${path(parent, name)}`));
        return this.#node(parent as LiveNode, name, MODE.symlink | 0o777);
      },
      readlink: (node: FileNode): string => this.#calls.take(this.#check(this.#calls.text(CALL.readLink, path(node)))),
    };
  }

  #handle(stream: Stream): LiveHandle {
    return (stream as LiveStream).shared.handle ?? this.#fail(ERRNO.EBADF);
  }

  #makeStreamOperations() {
    const { end } = { end: () => this.#calls.end };
    return {
      open: (stream: Stream): void => {
        const { node, shared } = stream as LiveStream;
        if ((node.mode & MODE.mask) === MODE.directory) return;
        const reading = (stream.flags & OPEN.accessMode) === 0;
        const number = this.#check(
          this.#calls.text(
            CALL.open,
            node.path,
            stream.flags & ~(OPEN.create | OPEN.exclusive | OPEN.truncate),
            0,
            reading ? ALONG_BYTES : 0,
          ),
        );
        const size = end().value(0);
        shared.handle = {
          number,
          owners: 1,
          along: reading && size >= 0 ? end().payload.slice(0, size) : undefined,
          generation: end().generation,
        };
      },
      dup: (stream: Stream): void => {
        const { handle } = (stream as LiveStream).shared;
        if (handle !== undefined) handle.owners += 1;
      },
      close: (stream: Stream): void => {
        const { handle } = (stream as LiveStream).shared;
        if (handle === undefined) return;
        handle.owners -= 1;
        if (handle.owners === 0) end().call(CALL.closeHandle, handle.number);
      },
      read: (
        stream: Stream,
        buffer: Uint8Array | Int8Array,
        offset: number,
        length: number,
        position: number,
      ): number => {
        const handle = this.#handle(stream);
        // What came along holds as long as nothing in the tree changed since.
        if (handle.along !== undefined && (!this.#keep || handle.generation !== end().generation) && position > 0)
          handle.along = undefined;
        if (handle.along !== undefined) {
          const part = handle.along.subarray(position, position + length);
          buffer.set(part, offset);
          return part.length;
        }
        const most = Math.min(length, PAYLOAD_BYTES);
        const count = this.#check(end().call(CALL.readHandle, handle.number, low(position), high(position), most));
        buffer.set(end().payload.subarray(0, count), offset);
        return count;
      },
      write: (
        stream: Stream,
        buffer: Uint8Array | Int8Array,
        offset: number,
        length: number,
        position: number,
      ): number => {
        const handle = this.#handle(stream);
        let done = 0;
        while (done < length) {
          const part = Math.min(PAYLOAD_BYTES, length - done);
          end().payload.set(buffer.subarray(offset + done, offset + done + part));
          const at = position + done;
          this.#check(end().call(CALL.writeHandle, handle.number, low(at), high(at), part));
          done += part;
        }
        return done;
      },
      llseek: (stream: Stream, offset: number, whence: number): number => {
        let position = offset;
        if (whence === 1) position += stream.position;
        else if (whence === 2 && (stream.node.mode & MODE.mask) !== MODE.directory)
          position += this.#statHandle(stream).size;
        return position < 0 ? this.#fail(ERRNO.EINVAL) : position;
      },
      getattr: (stream: Stream): NodeAttributes =>
        (stream as LiveStream).shared.handle === undefined
          ? this.#nodeOperations.getattr(stream.node)
          : this.#statHandle(stream),
      setattr: (stream: Stream, change: AttributeChange): void => {
        const { handle } = (stream as LiveStream).shared;
        if (handle === undefined || change.size === undefined) return this.#nodeOperations.setattr(stream.node, change);
        handle.along = undefined;
        this.#check(end().call(CALL.truncateHandle, handle.number, low(change.size), high(change.size)));
      },
      fsync: (): number => 0,
      // A copy: changes reach the file by msync and munmap, not another process's memory.
      mmap: (stream: Stream, length: number, position: number): { ptr: number; allocated: boolean } => {
        const ptr = this.#module._malloc(length);
        const bytes = new Uint8Array(length);
        for (let done = 0; done < length;) {
          const part = end().call(
            CALL.readHandle,
            this.#handle(stream).number,
            low(position + done),
            0,
            Math.min(PAYLOAD_BYTES, length - done),
          );
          if (part <= 0) break;
          bytes.set(end().payload.subarray(0, part), done);
          done += part;
        }
        this.#module.HEAPU8.set(bytes, ptr);
        return { ptr, allocated: true };
      },
      msync: (stream: Stream, buffer: Uint8Array | Int8Array, offset: number, length: number): number => {
        const size = this.#statHandle(stream).size;
        const part = Math.min(length, size - offset, PAYLOAD_BYTES);
        if (part <= 0) return 0;
        end().payload.set(buffer.subarray(0, part));
        this.#check(end().call(CALL.writeHandle, this.#handle(stream).number, low(offset), 0, part));
        return 0;
      },
    };
  }

  #statHandle(stream: Stream): NodeAttributes {
    this.#check(this.#calls.end.call(CALL.statHandle, this.#handle(stream).number));
    return this.#attributes();
  }
}

function pinnedAttributes(node: FileNode): NodeAttributes {
  const time = new Date(0);
  const base = { dev: 1, ino: node.id, mode: node.mode, nlink: 2, uid: 0, gid: 0, rdev: 0, size: 4096 };
  return { ...base, atime: time, mtime: time, ctime: time, blksize: 4096, blocks: 8 };
}
