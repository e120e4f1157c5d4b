import { dirname, FileError, resolvePath, type FileSystem } from "#files";
import type { CommandLocation, Executable } from "./command-location.ts";
import type { Program } from "./process.ts";

/** The programs that a kernel can run, by command name. */
export interface ProgramTable {
  /** Every name that `lookup` knows. */
  readonly names: Iterable<string>;
  /** The program of that name; a promise when its code has to be fetched first. */
  lookup(name: string): Program | Promise<Program> | undefined;
}

/** PATH where a process has none. */
export const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

/** The folders whose programs are the table's, whatever else a real disk holds there. */
const SYSTEM_FOLDERS: ReadonlySet<string> = new Set(["/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin"]);

/** The first bytes of a program in a memory tree; its name in the table follows. */
const MARK = "\u007fPROGRAM ";
const HEAD_BYTES = 256;

/** The contents of a program's file in a memory tree. */
export function programFile(name: string): string {
  return `${MARK}${name}\n`;
}

/** exec(3): finds a command by its path, or by its name in the folders of PATH. Never runs a program of the host. */
export class CommandFinder {
  readonly #files: FileSystem;
  readonly #table: ProgramTable;
  readonly #realDisk: boolean;
  readonly #own: string | undefined;

  /**
   * On a real disk the table's names stand in the system folders, whatever the disk holds there; and in `own`, the
   * folder that this very userland is called from, whose files are launchers of it.
   */
  constructor(files: FileSystem, table: ProgramTable, realDisk: boolean, own?: string) {
    this.#files = files;
    this.#table = table;
    this.#realDisk = realDisk;
    this.#own = own;
  }

  find(command: string, cwd: string, path: string | undefined): CommandLocation {
    if (command === "") return { kind: "refused", path: command, code: "ENOENT" };
    if (command.includes("/")) return this.#at(resolvePath(cwd, command), command);
    let refused: CommandLocation = { kind: "refused", path: command, code: "ENOENT" };
    for (const folder of (path ?? DEFAULT_PATH).split(":")) {
      const place = resolvePath(cwd, `${folder === "" ? "." : folder}/${command}`);
      const found = this.#at(place, place);
      if (found.kind === "found") return found;
      // execvp(3) goes on after "Permission denied", and tells it at the end.
      if (found.code === "EACCES") refused = found;
    }
    return refused;
  }

  #at(path: string, shown: string): CommandLocation {
    const name = this.#realDisk ? this.#nameBehind(path) : undefined;
    if (name !== undefined) return { kind: "found", path, executable: { kind: "program", name } };
    try {
      const stat = this.#files.stat(path);
      if (stat.kind !== "file" || (stat.mode & 0o111) === 0) return { kind: "refused", path: shown, code: "EACCES" };
      const executable = this.#executable(path);
      if (executable !== undefined) return { kind: "found", path, executable };
      // A binary of the host is, for us, not there.
      const ours = isSystem(path) ? "ENOENT" : "ENOEXEC";
      return { kind: "refused", path: shown, code: ours };
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { kind: "refused", path: shown, code: error.code };
    }
  }

  /** The table's name for a path in a system folder, or for a link (a virtual environment's python) that leads there. */
  #nameBehind(path: string): string | undefined {
    let at = path;
    for (let hops = 0; hops < 40; hops += 1) {
      const name = at.slice(at.lastIndexOf("/") + 1);
      const ours = isSystem(at) || (this.#own !== undefined && dirname(at) === this.#own);
      if (ours && this.#has(name)) return name;
      try {
        at = resolvePath(dirname(at), this.#files.readLink(at));
      } catch {
        return undefined;
      }
    }
    return undefined;
  }

  #executable(path: string): Executable | undefined {
    const head = this.#head(path);
    if (head.startsWith(MARK)) {
      const name = head.slice(MARK.length, head.indexOf("\n"));
      return this.#has(name) ? { kind: "program", name } : undefined;
    }
    if (head.startsWith("#!")) {
      const [, interpreter, argument] = /^#![ \t]*([^ \t\n]*)[ \t]*([^\n]*?)[ \t]*(?:\n|$)/.exec(head) ?? [];
      if (interpreter === undefined || interpreter === "") return undefined;
      return { kind: "script", interpreter, argument: argument === "" ? undefined : argument };
    }
    if (head.includes("\0")) return undefined;
    return { kind: "script", interpreter: "/bin/sh", argument: undefined };
  }

  #has(name: string): boolean {
    return this.#table.lookup(name) !== undefined;
  }

  #head(path: string): string {
    const handle = this.#files.open(path, { read: true });
    try {
      return new TextDecoder().decode(handle.read(0, HEAD_BYTES));
    } finally {
      handle.close();
    }
  }
}

function isSystem(path: string): boolean {
  return SYSTEM_FOLDERS.has(path.slice(0, path.lastIndexOf("/")));
}
