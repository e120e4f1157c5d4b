import { FileError, type FileErrorCode } from "../file-error.ts";
import type {
  ChangeEvent,
  DirectoryEntry,
  DiskUsage,
  FileHandle,
  FileStat,
  FileSystem,
  OpenFlags,
} from "../file-system.ts";
import { normalizePath } from "../path.ts";
import { ChangeWatchers } from "./change-watchers.ts";
import { MemoryHandle, resizeFile, type HandleTree } from "./memory-handle.ts";
import { nodeStat, type MemoryDirectory, type MemoryFile, type MemoryNode } from "./memory-node.ts";
import { walk, type Place } from "./memory-walk.ts";
import { replaceContent } from "../replace-content.ts";

export interface MemoryOptions {
  /** Bytes that all files may hold together; more is ENOSPC. Unlimited unless told. */
  readonly capacity?: number;
  /** Milliseconds since the epoch; the system's clock unless told. */
  readonly clock?: () => number;
}

/** What a name costs of the capacity, so that empty files without end are bounded as well. */
const NAME_COST = 128;
const READ = 4;
const WRITE = 2;
const SEARCH = 1;

/**
 * A tree in memory with one user, who owns everything: the owner's permission bits count. Times never repeat and never
 * run back, so that two files made in one millisecond still have an order. Reading leaves the access time alone.
 */
export class MemoryFileSystem implements FileSystem {
  readonly #root: MemoryDirectory;
  readonly #watchers = new ChangeWatchers();
  readonly #capacity: number;
  readonly #clock: () => number;
  readonly #tree: HandleTree;
  #used = 0;
  #lastTime = 0;
  #lastIno = 1;

  constructor(options: MemoryOptions = {}) {
    this.#capacity = options.capacity ?? Infinity;
    this.#clock = options.clock ?? Date.now;
    this.#root = { ...this.#inode(0o755), kind: "directory", entries: new Map() };
    this.#tree = {
      book: (wanted) => {
        const granted = Math.max(0, Math.min(wanted, this.#capacity - this.#used));
        this.#used += granted;
        return granted;
      },
      release: (bytes) => void (this.#used -= bytes),
      now: () => this.#now(),
      changed: (path) => this.#watchers.emit({ type: "changed", path }),
      dropped: (file) => this.#forget(file),
    };
  }

  /** Bytes of the capacity in use: contents and names. */
  get used(): number {
    return this.#used;
  }

  stat(path: string): FileStat {
    return nodeStat(this.#existing(path, true).node);
  }

  lstat(path: string): FileStat {
    return nodeStat(this.#existing(path, false).node);
  }

  tryStat(path: string): FileStat | undefined {
    try {
      const { node } = this.#walk(path, true);
      return node && nodeStat(node);
    } catch (error) {
      if (error instanceof FileError && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
      throw error;
    }
  }

  readDirectory(path: string): DirectoryEntry[] {
    const { node } = this.#existing(path, true);
    if (node.kind !== "directory") throw new FileError("ENOTDIR", path);
    this.#permit(node, READ, path);
    return Array.from(node.entries, ([name, child]) => ({ name, kind: child.kind }));
  }

  readFile(path: string): Uint8Array {
    const { node } = this.#existing(path, true);
    if (node.kind === "directory") throw new FileError("EISDIR", path);
    this.#permit(node, READ, path);
    if (node.kind === "file") return node.data.slice(0, node.size);
    throw new FileError("ENXIO", path);
  }

  writeFile(path: string, bytes: Uint8Array, mode?: number): void {
    replaceContent(this, path, bytes, mode);
  }

  open(path: string, flags: OpenFlags): FileHandle {
    if (flags.read !== true && flags.write !== true) throw new FileError("EINVAL", path);
    const place = this.#walk(path, flags.exclusive !== true);
    const file = place.node ?? (flags.create === true ? this.#create(place, path, flags.mode ?? 0o666) : undefined);
    if (file === undefined) throw new FileError("ENOENT", path);
    if (place.node !== undefined) {
      if (flags.create === true && flags.exclusive === true) throw new FileError("EEXIST", path);
      if (file.kind === "directory") throw new FileError("EISDIR", path);
      if (file.kind === "file" && path.endsWith("/")) throw new FileError("ENOTDIR", path);
      if (flags.read === true) this.#permit(file, READ, path);
      if (flags.write === true) this.#permit(file, WRITE, path);
    }
    // The kernel opens devices itself; a tree alone has nothing behind them.
    if (file.kind !== "file") throw new FileError("ENXIO", path);
    const handle = new MemoryHandle(this.#tree, file, flags, place.real);
    if (flags.truncate === true && flags.write === true && place.node !== undefined) handle.truncate(0);
    return handle;
  }

  makeDirectory(path: string, mode = 0o777): void {
    const place = this.#vacant(path);
    this.#add(place, { ...this.#inode(mode), kind: "directory", entries: new Map() }, path);
  }

  removeDirectory(path: string): void {
    const place = this.#existing(path, false);
    if (place.node.kind !== "directory") throw new FileError("ENOTDIR", path);
    if (place.node === this.#root) throw new FileError("EBUSY", path);
    if (place.node.entries.size > 0) throw new FileError("ENOTEMPTY", path);
    this.#remove(place, path);
  }

  unlink(path: string): void {
    const place = this.#existing(path, false);
    if (place.node.kind === "directory") throw new FileError("EISDIR", path);
    this.#remove(place, path);
  }

  rename(from: string, to: string): void {
    const source = this.#existing(from, false);
    const target = this.#walk(to, false);
    if (source.node === this.#root || target.node === this.#root) throw new FileError("EBUSY", from);
    if (source.node === target.node) return;
    this.#permit(source.directory, WRITE, from);
    this.#permit(target.directory, WRITE, to);
    const folder = source.node.kind === "directory";
    if (folder && `${target.real}/`.startsWith(`${source.real}/`)) throw new FileError("EINVAL", from);
    if (target.node !== undefined) this.#checkReplace(target.node, folder, to);
    else if (to.endsWith("/") && !folder) throw new FileError("ENOTDIR", to);
    if (target.node !== undefined) this.#remove(target, to);
    this.#detach(source);
    target.directory.entries.set(target.name, source.node);
    this.#used += NAME_COST;
    source.node.ctimeMs = target.directory.mtimeMs = target.directory.ctimeMs = this.#now();
    this.#watchers.emit({ type: "removed", path: source.real });
    this.#watchers.emit({ type: "created", path: target.real });
  }

  link(existing: string, path: string): void {
    const { node } = this.#existing(existing, false);
    if (node.kind === "directory") throw new FileError("EPERM", existing);
    const place = this.#vacant(path);
    this.#add(place, node, path);
    node.nlink += 1;
    node.ctimeMs = this.#now();
  }

  symlink(target: string, path: string): void {
    if (target === "") throw new FileError("ENOENT", path);
    this.#add(this.#vacant(path), { ...this.#inode(0o777), kind: "symlink", target }, path);
  }

  /** A character device: a name that the kernel knows what to do with. mknod(2). */
  makeDevice(path: string, mode = 0o666): void {
    this.#add(this.#vacant(path), { ...this.#inode(mode), kind: "character-device" }, path);
  }

  readLink(path: string): string {
    const { node } = this.#existing(path, false);
    if (node.kind !== "symlink") throw new FileError("EINVAL", path);
    return node.target;
  }

  realPath(path: string): string {
    return this.#existing(path, true).real;
  }

  chmod(path: string, mode: number): void {
    const { node, real } = this.#existing(path, true);
    node.mode = mode & 0o7777;
    node.ctimeMs = this.#now();
    this.#watchers.emit({ type: "changed", path: real });
  }

  setTimes(path: string, atimeMs: number, mtimeMs: number, follow = true): void {
    const { node, real } = this.#existing(path, follow);
    node.atimeMs = atimeMs;
    node.mtimeMs = mtimeMs;
    node.ctimeMs = this.#now();
    this.#watchers.emit({ type: "changed", path: real });
  }

  usage(): DiskUsage {
    const used = this.#used;
    return { total: this.#capacity, used, available: Math.max(0, this.#capacity - used) };
  }

  watch(path: string, listener: (event: ChangeEvent) => void): () => void {
    return this.#watchers.add(normalizePath(path), listener);
  }

  #walk(path: string, follow: boolean): Place {
    return walk(this.#root, path, follow, (node) => (node.mode & (SEARCH << 6)) !== 0);
  }

  #existing(path: string, follow: boolean): Place & { node: MemoryNode } {
    const place = this.#walk(path, follow);
    if (place.node === undefined) throw new FileError("ENOENT", path);
    return { ...place, node: place.node };
  }

  #vacant(path: string): Place {
    const place = this.#walk(path, false);
    if (place.node !== undefined) throw new FileError("EEXIST", path);
    return place;
  }

  #checkReplace(old: MemoryNode, byFolder: boolean, path: string): void {
    const refuse = (code: FileErrorCode): never => {
      throw new FileError(code, path);
    };
    if (old.kind === "directory") {
      if (!byFolder) refuse("EISDIR");
      if (old.entries.size > 0) refuse("ENOTEMPTY");
    } else if (byFolder) refuse("ENOTDIR");
  }

  #create(place: Place, path: string, mode: number): MemoryFile {
    if (path.endsWith("/")) throw new FileError("EISDIR", path);
    const file: MemoryFile = { ...this.#inode(mode), kind: "file", data: new Uint8Array(0), size: 0, opened: 0 };
    this.#add(place, file, path);
    return file;
  }

  #add(place: Place, node: MemoryNode, path: string): void {
    if (place.directory !== this.#root && place.directory.nlink === 0) throw new FileError("ENOENT", path);
    this.#permit(place.directory, WRITE, path);
    if (this.#used + NAME_COST > this.#capacity) throw new FileError("ENOSPC", path);
    this.#used += NAME_COST;
    place.directory.entries.set(place.name, node);
    place.directory.mtimeMs = place.directory.ctimeMs = node.ctimeMs;
    this.#watchers.emit({ type: "created", path: place.real });
  }

  #remove(place: Place & { node?: MemoryNode | undefined }, path: string): void {
    this.#permit(place.directory, WRITE, path);
    this.#detach(place);
    const node = place.node;
    if (node !== undefined) {
      node.nlink -= 1;
      node.ctimeMs = this.#now();
      if (node.kind === "file") this.#forget(node);
    }
    this.#watchers.emit({ type: "removed", path: place.real });
  }

  #detach(place: Place): void {
    place.directory.entries.delete(place.name);
    place.directory.mtimeMs = place.directory.ctimeMs = this.#now();
    this.#used -= NAME_COST;
  }

  /** Gives a file's bytes back once it has neither a name nor a handle. */
  #forget(file: MemoryFile): void {
    if (file.nlink === 0 && file.opened === 0 && file.size > 0) resizeFile(this.#tree, file, 0, "");
  }

  #permit(node: MemoryNode, bit: number, path: string): void {
    if ((node.mode & (bit << 6)) === 0) throw new FileError("EACCES", path);
  }

  #inode(mode: number): {
    ino: number;
    mode: number;
    mtimeMs: number;
    ctimeMs: number;
    atimeMs: number;
    nlink: number;
  } {
    const now = this.#now();
    return { ino: this.#lastIno++, mode: mode & 0o7777, mtimeMs: now, ctimeMs: now, atimeMs: now, nlink: 1 };
  }

  #now(): number {
    this.#lastTime = Math.max(this.#clock(), this.#lastTime + 0.001);
    return this.#lastTime;
  }
}
