import {
  FileError,
  basename,
  dirname,
  joinPath,
  relativePath,
  resolvePath,
  type ChangeEvent,
  type FileSystem,
} from "#files";
import type { FromMachine, ToMachine, TreeEntry } from "#protocol";

type Call<Type extends ToMachine["type"]> = Extract<ToMachine, { type: Type }>;

/** The page's calls on the tree; relative paths are seen from the working directory. */
export class TreeCalls {
  readonly #files: FileSystem;
  readonly #workdir: string;
  readonly #send: (message: FromMachine) => void;
  readonly #watches = new Map<number, () => void>();

  constructor(files: FileSystem, workdir: string, send: (message: FromMachine) => void) {
    this.#files = files;
    this.#workdir = workdir;
    this.#send = send;
  }

  mount({ path, entries }: Call<"mount">): void {
    const at = this.#path(path);
    this.#makeFolders(at);
    for (const entry of entries) {
      const target = this.#within(at, entry.path);
      this.#makeFolders(dirname(target));
      if (entry.kind === "directory") this.#makeFolders(target);
      else if (entry.kind === "file") this.#files.writeFile(target, entry.bytes, 0o644);
      else {
        if (this.#exists(target)) this.#files.unlink(target);
        this.#files.symlink(entry.target, target);
      }
    }
  }

  export({ path }: Call<"export">): TreeEntry[] {
    const at = this.#path(path);
    const entries: TreeEntry[] = [];
    const visit = (folder: string): void => {
      for (const { name, kind } of this.#files.readDirectory(folder)) {
        const full = joinPath(folder, name);
        const relative = relativePath(at, full);
        if (kind === "directory") {
          entries.push({ kind, path: relative });
          visit(full);
        } else if (kind === "symlink") entries.push({ kind, path: relative, target: this.#files.readLink(full) });
        else if (kind === "file") entries.push({ kind, path: relative, bytes: this.#files.readFile(full).slice() });
      }
    };
    if (this.#files.stat(at).kind === "directory") visit(at);
    else entries.push({ kind: "file", path: basename(at), bytes: this.#files.readFile(at).slice() });
    return entries;
  }

  list({ path }: Call<"list">): { name: string; kind: string }[] {
    const at = this.#path(path);
    return this.#files.readDirectory(at).map(({ name, kind }) => ({ name, kind }));
  }

  readFile({ path }: Call<"read-file">): Uint8Array {
    return this.#files.readFile(this.#path(path));
  }

  writeFile({ path, bytes }: Call<"write-file">): void {
    this.#files.writeFile(this.#path(path), bytes, 0o644);
  }

  makeDirectory({ path, recursive }: Call<"make-directory">): void {
    if (recursive) this.#makeFolders(this.#path(path));
    else this.#files.makeDirectory(this.#path(path), 0o755);
  }

  remove({ path, recursive, force }: Call<"remove">): void {
    const at = this.#path(path);
    if (!this.#exists(at)) {
      if (force) return;
      throw new FileError("ENOENT", path);
    }
    if (this.#files.lstat(at).kind !== "directory") return this.#files.unlink(at);
    if (!recursive) throw new FileError("EISDIR", path);
    this.#removeTree(at);
  }

  rename({ from, to }: Call<"rename">): void {
    this.#files.rename(this.#path(from), this.#path(to));
  }

  watch({ watch, path, recursive }: Call<"watch">): void {
    const at = this.#path(path);
    const folder = this.#files.stat(at).kind === "directory";
    const tell = (event: ChangeEvent): void => {
      const name = event.path === at ? (folder ? "" : basename(at)) : relativePath(at, event.path);
      if (name === "" || name.startsWith("..") || (!recursive && name.includes("/"))) return;
      this.#send({ type: "changed", watch, event: event.type === "changed" ? "change" : "rename", name });
    };
    this.#watches.set(watch, this.#files.watch(at, tell));
  }

  unwatch({ watch }: Call<"unwatch">): void {
    this.#watches.get(watch)?.();
    this.#watches.delete(watch);
  }

  #path(path: string): string {
    return resolvePath(this.#workdir, path);
  }

  /** A path of a mounted tree must not lead out of where it is mounted. */
  #within(folder: string, path: string): string {
    const full = resolvePath(folder, path);
    if (full !== folder && !full.startsWith(folder === "/" ? "/" : `${folder}/`)) throw new FileError("EINVAL", path);
    return full;
  }

  #exists(path: string): boolean {
    try {
      this.#files.lstat(path);
      return true;
    } catch (error) {
      if (error instanceof FileError && error.code === "ENOENT") return false;
      throw error;
    }
  }

  #makeFolders(path: string): void {
    const stat = this.#files.tryStat(path);
    if (stat?.kind === "directory") return;
    if (stat !== undefined) throw new FileError("EEXIST", path);
    this.#makeFolders(dirname(path));
    this.#files.makeDirectory(path, 0o755);
  }

  #removeTree(folder: string): void {
    for (const { name, kind } of this.#files.readDirectory(folder)) {
      const path = joinPath(folder, name);
      if (kind === "directory") this.#removeTree(path);
      else this.#files.unlink(path);
    }
    this.#files.removeDirectory(folder);
  }
}
