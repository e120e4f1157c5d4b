import { decodeUtf8 } from "#base";
import { FileError, type FileSystem } from "#files";

/** A file's modification time in milliseconds since the epoch; -1 when there is no such file. */
export type Mtime = number;
export const MISSING: Mtime = -1;
/** Older than every file: `-o`. */
export const VERY_OLD: Mtime = 0;
/** Newer than every file: just made without a look, or `-W`. */
export const VERY_NEW: Mtime = Number.MAX_SAFE_INTEGER;

/**
 * The files as make sees them: names relative to its directory, and listings of directories that are read once and
 * kept, as GNU make keeps them (a file that a recipe makes is not seen by a later `$(wildcard *)` in the same listing).
 */
export class Disk {
  readonly files: FileSystem;
  cwd: string;
  readonly #listings = new Map<string, Set<string> | false>();

  constructor(files: FileSystem, cwd: string) {
    this.files = files;
    this.cwd = cwd;
  }

  path(name: string): string {
    if (name.startsWith("/")) return name;
    return this.cwd === "/" ? `/${name}` : `${this.cwd}/${name}`;
  }

  /** `checkSymlinks`: the newer of a link's own time and its file's (`-L`). */
  mtime(name: string, checkSymlinks = false): Mtime {
    let stat;
    try {
      stat = this.files.tryStat(this.path(name));
    } catch {
      stat = undefined; // a loop of links, a folder that may not be read
    }
    if (checkSymlinks) {
      try {
        const own = this.files.lstat(this.path(name));
        if (own.kind === "symlink") return Math.max(own.mtimeMs, stat?.mtimeMs ?? own.mtimeMs);
      } catch {
        return MISSING;
      }
    }
    return stat === undefined ? MISSING : stat.mtimeMs;
  }

  isDirectory(name: string): boolean {
    try {
      return this.files.tryStat(this.path(name))?.kind === "directory";
    } catch {
      return false;
    }
  }

  /** The names in a directory as they were at the first look; undefined when there is none. */
  list(directory: string): Set<string> | undefined {
    const known = this.#listings.get(directory);
    if (known !== undefined) return known === false ? undefined : known;
    let names: Set<string> | false;
    try {
      names = new Set(this.files.readDirectory(this.path(directory)).map((entry) => entry.name));
    } catch {
      names = false;
    }
    this.#listings.set(directory, names);
    return names === false ? undefined : names;
  }

  /** By the kept listing of its directory: the cheap question of the search for implicit rules. */
  listed(name: string): boolean {
    const slash = name.lastIndexOf("/");
    if (name === "." || name === "..") return true;
    if (slash < 0) return this.list(".")?.has(name) ?? false;
    const base = name.slice(slash + 1);
    const directory = slash === 0 ? "/" : name.slice(0, slash);
    if (base === "" || base === "." || base === "..") return this.list(directory) !== undefined;
    return this.list(directory)?.has(base) ?? false;
  }

  /** A name that make removed: what the kept listing says of it changes with it. */
  forget(name: string): void {
    const slash = name.lastIndexOf("/");
    const directory = slash < 0 ? "." : slash === 0 ? "/" : name.slice(0, slash);
    const names = this.#listings.get(directory);
    if (names !== undefined && names !== false) names.delete(name.slice(slash + 1));
  }

  /** The text of a file, or strerror's reason why it cannot be read. */
  read(name: string): { readonly text: string } | { readonly reason: string } {
    try {
      return { text: decodeUtf8(this.files.readFile(this.path(name))) };
    } catch (error) {
      if (error instanceof FileError) return { reason: error.reason };
      throw error;
    }
  }

  realPath(name: string): string | undefined {
    try {
      return this.files.realPath(this.path(name));
    } catch {
      return undefined;
    }
  }
}
