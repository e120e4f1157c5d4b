export type FileKind = "file" | "directory" | "symlink" | "character-device" | "fifo";

/** What stat(2) tells. Times are milliseconds since the epoch, with a fraction where the tree keeps one. */
export interface FileStat {
  readonly kind: FileKind;
  /** Permission bits only, e.g. 0o644. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly atimeMs: number;
  /** Two paths are one file when `ino` and `dev` are equal. */
  readonly ino: number;
  readonly dev: number;
  /** Number of names (hard links). */
  readonly nlink: number;
  /** Owner and group; absent in trees that keep none (then everything belongs to whoever asks). */
  readonly uid?: number;
  readonly gid?: number;
  /** Blocks of 512 bytes on disk; absent in trees without a disk (then `size` rounded up to 4096 counts). */
  readonly blocks?: number;
}

/** statvfs(3), in bytes. */
export interface DiskUsage {
  /** Infinity for a tree without a limit. */
  readonly total: number;
  readonly used: number;
  readonly available: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
}

/** open(2). Exactly one of `read`, `write` or both must be true. */
export interface OpenFlags {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly append?: boolean;
  readonly create?: boolean;
  /** With `create`: the file must be new (O_EXCL). */
  readonly exclusive?: boolean;
  readonly truncate?: boolean;
  /** Permission bits of a new file before the umask; 0o666 unless told. */
  readonly mode?: number;
}

/** An open regular file. Positions are explicit, so one handle may be shared; `OpenFile` keeps a position. */
export interface FileHandle {
  /** Up to `length` bytes from `position`; empty at the end of the file. The caller owns the bytes. */
  read(position: number, length: number): Uint8Array;
  /** Writes all bytes at `position`, or at the end when opened for append; answers the position after them. */
  write(position: number, bytes: Uint8Array): number;
  truncate(size: number): void;
  stat(): FileStat;
  close(): void;
}

/** A name that was made, changed or removed; a rename is a removal and a creation. */
export interface ChangeEvent {
  readonly type: "created" | "changed" | "removed";
  readonly path: string;
}

/**
 * A tree of files. Every path is absolute and "/"-separated; callers resolve relative ones against a process's cwd
 * with `resolvePath`. Operations are synchronous and throw `FileError`. They follow symbolic links unless the name
 * begins with `l` or says otherwise. Modes already have the umask taken off by the caller.
 */
export interface FileSystem {
  stat(path: string): FileStat;
  lstat(path: string): FileStat;
  /** Like `stat`, but undefined where nothing is (ENOENT, ENOTDIR): the cheap question of make and of the shell's glob. */
  tryStat(path: string): FileStat | undefined;
  /** Entries in the tree's own order, without "." and "..". */
  readDirectory(path: string): DirectoryEntry[];
  readFile(path: string): Uint8Array;
  /** Creates or replaces the contents; the mode applies to a new file. */
  writeFile(path: string, bytes: Uint8Array, mode?: number): void;
  open(path: string, flags: OpenFlags): FileHandle;
  makeDirectory(path: string, mode?: number): void;
  /** Removes an empty directory. */
  removeDirectory(path: string): void;
  /** Removes a name that is not a directory. */
  unlink(path: string): void;
  /** rename(2): replaces what `to` was, atomically. */
  rename(from: string, to: string): void;
  /** A second name of the same file. */
  link(existing: string, path: string): void;
  symlink(target: string, path: string): void;
  readLink(path: string): string;
  /** The path with every link resolved. */
  realPath(path: string): string;
  chmod(path: string, mode: number): void;
  /** Sets the times in milliseconds since the epoch; `follow: false` sets them on a symbolic link itself. */
  setTimes(path: string, atimeMs: number, mtimeMs: number, follow?: boolean): void;
  /** The room of what a path is on; absent in trees that cannot tell. */
  usage?(path: string): DiskUsage;
  /** Calls the listener for every change at or below `path`, after it happened; the result ends that. */
  watch(path: string, listener: (event: ChangeEvent) => void): () => void;
}
