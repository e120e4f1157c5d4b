/**
 * The standard library and the shipped distributions inside Python: a read-only Emscripten file system over the
 * archive's index. Bytes come from units that were handed over (shared by all workers), else by system calls, which
 * fetch a unit when the first of its files is opened.
 */
import type { ArchiveIndex } from "./archive.ts";
import {
  MODE,
  type EmscriptenFileSystem,
  type EmscriptenModule,
  type FileNode,
  type NodeAttributes,
  type Stream,
} from "./emscripten.ts";
import { ERRNO } from "./errno.ts";
import type { KernelCalls } from "./kernel-calls.ts";
import { CALL, PAYLOAD_BYTES } from "./system-call.ts";

/** Times of every shipped file: one moment, so that nothing depends on when the site was built. */
const SHIPPED = new Date(Date.UTC(2026, 0, 1));

export interface ArchivedFile {
  readonly unit: string;
  readonly offset: number;
  readonly size: number;
}

export interface ArchiveTree {
  readonly [name: string]: ArchiveTree | ArchivedFile;
}

type Entry = ArchiveTree | ArchivedFile;
interface ArchiveNode extends FileNode {
  entry: Entry;
  contents: Uint8Array | undefined;
}

function isFile(entry: Entry): entry is ArchivedFile {
  return typeof (entry as ArchivedFile).unit === "string" && typeof (entry as ArchivedFile).offset === "number";
}

/** The index as trees, made once per worker. */
export function archiveTree(index: ArchiveIndex): { readonly library: ArchiveTree; readonly zones: ArchiveTree } {
  const root: Record<string, Entry> = Object.create(null) as Record<string, Entry>;
  for (const unit of index.units) {
    let offset = 0;
    for (const [path, size] of unit.files) {
      const parts = path.split("/");
      const name = parts.pop() ?? "";
      let folder = root;
      for (const part of parts) folder = (folder[part] ??= Object.create(null) as ArchiveTree) as Record<string, Entry>;
      folder[name] = { unit: unit.name, offset, size };
      offset += size;
    }
  }
  const zones = (root.share as ArchiveTree | undefined)?.zoneinfo ?? {};
  delete root.share;
  return { library: root, zones: zones as ArchiveTree };
}

export class ArchiveFiles {
  readonly #fs: EmscriptenFileSystem;
  readonly #module: EmscriptenModule;
  readonly #calls: KernelCalls;
  readonly #tree: ArchiveTree;
  readonly #units: ReadonlyMap<string, Uint8Array>;

  constructor(
    module: EmscriptenModule,
    calls: KernelCalls,
    tree: ArchiveTree,
    /** Units whose bytes are here already. */
    units: ReadonlyMap<string, Uint8Array>,
  ) {
    this.#module = module;
    this.#fs = module.FS;
    this.#calls = calls;
    this.#tree = tree;
    this.#units = units;
  }

  /** Called by `FS.mount`. */
  mount(): FileNode {
    return this.#node(null, "/", this.#tree);
  }

  /** A file's bytes; the caller does not write into them. */
  bytes({ unit, offset, size }: ArchivedFile): Uint8Array {
    const whole = this.#units.get(unit);
    if (whole !== undefined) return whole.subarray(offset, offset + size);
    const bytes = new Uint8Array(size);
    const { end } = this.#calls;
    for (let done = 0; done < size;) {
      const length = this.#calls.put(unit);
      const count = end.call(CALL.readUnit, length, offset + done, Math.min(PAYLOAD_BYTES, size - done));
      if (count <= 0) throw new this.#fs.ErrnoError(count < 0 ? -count : ERRNO.EIO);
      bytes.set(end.payload.subarray(0, count), done);
      done += count;
    }
    return bytes;
  }

  #node(parent: FileNode | null, name: string, entry: Entry): FileNode {
    const mode = isFile(entry) ? MODE.file | 0o644 : MODE.directory | 0o755;
    const node = this.#fs.createNode(parent, name, mode, 0) as ArchiveNode;
    node.entry = entry;
    node.node_ops = this.#nodeOperations;
    node.stream_ops = this.#streamOperations;
    return node;
  }

  #refuse = (): never => {
    throw new this.#fs.ErrnoError(ERRNO.EROFS);
  };

  readonly #nodeOperations = {
    getattr: (node: FileNode): NodeAttributes => {
      const { entry } = node as ArchiveNode;
      const size = isFile(entry) ? entry.size : 4096;
      const times = { atime: SHIPPED, mtime: SHIPPED, ctime: SHIPPED };
      const base = { dev: 2, ino: node.id, mode: node.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size };
      return { ...base, ...times, blksize: 4096, blocks: Math.ceil(size / 4096) * 8 };
    },
    lookup: (parent: FileNode, name: string): FileNode => {
      const { entry } = parent as ArchiveNode;
      const child = isFile(entry) ? undefined : entry[name];
      if (child === undefined) throw new this.#fs.ErrnoError(ERRNO.ENOENT);
      return this.#node(parent, name, child);
    },
    readdir: (node: FileNode): string[] => [".", "..", ...Object.keys((node as ArchiveNode).entry)],
    setattr: this.#refuse,
    mknod: this.#refuse,
    rename: this.#refuse,
    unlink: this.#refuse,
    rmdir: this.#refuse,
    symlink: this.#refuse,
  };

  readonly #streamOperations = {
    open: (stream: Stream): void => {
      const node = stream.node as ArchiveNode;
      if (isFile(node.entry)) node.contents ??= this.bytes(node.entry);
    },
    read: (
      stream: Stream,
      buffer: Uint8Array | Int8Array,
      offset: number,
      length: number,
      position: number,
    ): number => {
      const part = (stream.node as ArchiveNode).contents?.subarray(position, position + length) ?? new Uint8Array(0);
      buffer.set(part, offset);
      return part.length;
    },
    close: (stream: Stream): void => {
      (stream.node as ArchiveNode).contents = undefined;
    },
    llseek: (stream: Stream, offset: number, whence: number): number => {
      const { entry } = stream.node as ArchiveNode;
      let position = offset;
      if (whence === 1) position += stream.position;
      else if (whence === 2 && isFile(entry)) position += entry.size;
      if (position < 0) throw new this.#fs.ErrnoError(ERRNO.EINVAL);
      return position;
    },
    mmap: (stream: Stream, length: number, position: number): { ptr: number; allocated: boolean } => {
      const { entry } = stream.node as ArchiveNode;
      if (!isFile(entry)) throw new this.#fs.ErrnoError(ERRNO.EINVAL);
      const ptr = this.#module._malloc(length);
      this.#module.HEAPU8.set(this.bytes(entry).subarray(position, position + length), ptr);
      return { ptr, allocated: true };
    },
    write: this.#refuse,
  };
}
