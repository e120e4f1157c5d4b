import * as fs from "node:fs";
import { join } from "node:path";
import {
  FileError,
  type ChangeEvent,
  type DirectoryEntry,
  type DiskUsage,
  type FileHandle,
  type FileStat,
  type FileSystem,
  type OpenFlags,
} from "#files";
import { named } from "./node-error.ts";
import { NodeHandle } from "./node-handle.ts";
import { kindOf, toFileStat } from "./node-stat.ts";
import { replaceContent } from "../replace-content.ts";

/** The disk of the host, whole: paths are the host's own. The system decides who may do what. */
export class NodeFileSystem implements FileSystem {
  /** What the system takes off the modes of new files once more, although callers took their umask off already. */
  // oxlint-disable-next-line typescript/no-deprecated -- read once, before anything writes; setting it throws in worker threads
  readonly #hostUmask = process.umask();

  stat(path: string): FileStat {
    return named(path, () => toFileStat(fs.statSync(path)));
  }

  lstat(path: string): FileStat {
    return named(path, () => toFileStat(fs.lstatSync(path)));
  }

  tryStat(path: string): FileStat | undefined {
    return named(path, () => {
      const stats = fs.statSync(path, { throwIfNoEntry: false });
      return stats && toFileStat(stats);
    });
  }

  readDirectory(path: string): DirectoryEntry[] {
    return named(path, () =>
      fs.readdirSync(path, { withFileTypes: true }).map((entry) => ({ name: entry.name, kind: kindOf(entry) })),
    );
  }

  readFile(path: string): Uint8Array {
    return named(path, () => new Uint8Array(fs.readFileSync(path)));
  }

  writeFile(path: string, bytes: Uint8Array, mode?: number): void {
    replaceContent(this, path, bytes, mode);
  }

  open(path: string, flags: OpenFlags): FileHandle {
    if (flags.read !== true && flags.write !== true) throw new FileError("EINVAL", path);
    return named(path, () => {
      const descriptor = flags.create === true ? this.#create(path, flags) : fs.openSync(path, openFlags(flags));
      if (fs.fstatSync(descriptor).isDirectory()) {
        fs.closeSync(descriptor);
        throw new FileError("EISDIR", path);
      }
      return new NodeHandle(descriptor, path, flags);
    });
  }

  makeDirectory(path: string, mode = 0o777): void {
    named(path, () => {
      fs.mkdirSync(path, { mode });
      if ((mode & this.#hostUmask) !== 0) fs.chmodSync(path, mode);
    });
  }

  removeDirectory(path: string): void {
    named(path, () => fs.rmdirSync(path));
  }

  unlink(path: string): void {
    named(path, () => {
      // The system says EISDIR or EPERM for a directory, as it likes.
      if (fs.lstatSync(path).isDirectory()) throw new FileError("EISDIR", path);
      fs.unlinkSync(path);
    });
  }

  rename(from: string, to: string): void {
    named(from, () => fs.renameSync(from, to));
  }

  link(existing: string, path: string): void {
    named(path, () => fs.linkSync(existing, path));
  }

  symlink(target: string, path: string): void {
    named(path, () => fs.symlinkSync(target, path));
  }

  readLink(path: string): string {
    return named(path, () => fs.readlinkSync(path));
  }

  realPath(path: string): string {
    return named(path, () => fs.realpathSync.native(path));
  }

  chmod(path: string, mode: number): void {
    named(path, () => fs.chmodSync(path, mode));
  }

  setTimes(path: string, atimeMs: number, mtimeMs: number, follow = true): void {
    named(path, () => (follow ? fs.utimesSync : fs.lutimesSync)(path, atimeMs / 1000, mtimeMs / 1000));
  }

  usage(path: string): DiskUsage {
    const { bsize, blocks, bfree, bavail } = named(path, () => fs.statfsSync(path));
    return { total: blocks * bsize, used: (blocks - bfree) * bsize, available: bavail * bsize };
  }

  /** Changes come from the system, later and merged: two writes may be one event. */
  watch(path: string, listener: (event: ChangeEvent) => void): () => void {
    const folder = named(path, () => fs.statSync(path)).isDirectory();
    const watcher = fs.watch(path, { recursive: folder, persistent: false }, (event, name) => {
      const changed = folder && name !== null ? join(path, name) : path;
      const exists = fs.lstatSync(changed, { throwIfNoEntry: false }) !== undefined;
      listener({ type: !exists ? "removed" : event === "rename" ? "created" : "changed", path: changed });
    });
    // A watched folder that is removed ends the watching; that is no error.
    watcher.on("error", () => undefined);
    return () => watcher.close();
  }

  /** Opens or makes a file, giving a new one exactly its mode. */
  #create(path: string, flags: OpenFlags): number {
    const mode = flags.mode ?? 0o666;
    try {
      const descriptor = fs.openSync(path, openFlags(flags) | fs.constants.O_CREAT | fs.constants.O_EXCL, mode);
      if ((mode & this.#hostUmask) !== 0) fs.fchmodSync(descriptor, mode);
      return descriptor;
    } catch (error) {
      const exists = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (!exists || flags.exclusive === true) throw error;
      return fs.openSync(path, openFlags(flags) | fs.constants.O_CREAT, mode);
    }
  }
}

/** open(2)'s flags. A fifo without a partner must not hold up every process, hence O_NONBLOCK. */
function openFlags(flags: OpenFlags): number {
  const { O_RDONLY, O_WRONLY, O_RDWR, O_APPEND, O_TRUNC, O_NONBLOCK } = fs.constants;
  const access = flags.write !== true ? O_RDONLY : flags.read === true ? O_RDWR : O_WRONLY;
  const append = flags.append === true ? O_APPEND : 0;
  return access | O_NONBLOCK | append | (flags.truncate === true ? O_TRUNC : 0);
}
