import { FileError, type FileHandle, type FileStat, type OpenFile } from "#files";
import { SharedFile } from "./shared-file.ts";
import type { Process } from "#kernel";
import { CALL, ERRNO, OPEN, type AnswererEnd } from "#python";

/** File types of stat(2). */
const TYPE = {
  file: 0o100000,
  directory: 0o040000,
  symlink: 0o120000,
  "character-device": 0o020000,
  fifo: 0o010000,
} as const;

const encoder = new TextEncoder();

const low = (value: number): number => value | 0;
const high = (value: number): number => Math.floor(value / 2 ** 32);
const wide = (least = 0, most = 0): number => (least >>> 0) + most * 2 ** 32;

export function errnoOf(error: FileError): number {
  const number = (ERRNO as Readonly<Record<string, number>>)[error.code];
  return number ?? ERRNO.EIO;
}

/** The system calls about files. Answers the result; undefined when the number is none of these. */
export class FileCalls {
  readonly #process: Process;
  readonly #end: AnswererEnd;
  readonly #handles = new Map<number, FileHandle>();
  #last = 0;

  constructor(process: Process, end: AnswererEnd) {
    this.#process = process;
    this.#end = end;
  }

  handle(call: number, values: readonly number[]): number | readonly number[] | undefined {
    const { files } = this.#process;
    const [a = 0, b = 0, c = 0, d = 0] = values;
    switch (call) {
      case CALL.lstat:
        return this.#stat(files.lstat(this.#text(a)));
      case CALL.readDirectory:
        return this.#put(
          encoder.encode(
            files
              .readDirectory(this.#text(a))
              .map((entry) => entry.name)
              .join("\0"),
          ),
        );
      case CALL.makeDirectory:
        files.makeDirectory(this.#text(a), b & ~this.#process.umask);
        return 0;
      case CALL.unlink:
        files.unlink(this.#text(a));
        return 0;
      case CALL.removeDirectory:
        files.removeDirectory(this.#text(a));
        return 0;
      case CALL.rename: {
        const [from = "", to = ""] = this.#text(a).split("\0");
        files.rename(from, to);
        return 0;
      }
      case CALL.symlink: {
        const [target = "", path = ""] = this.#text(a).split("\0");
        files.symlink(target, path);
        return 0;
      }
      case CALL.link: {
        const [existing = "", path = ""] = this.#text(a).split("\0");
        files.link(existing, path);
        return 0;
      }
      case CALL.readLink:
        return this.#put(encoder.encode(files.readLink(this.#text(a))));
      case CALL.chmod:
        files.chmod(this.#text(a), b);
        return 0;
      case CALL.setTimes: {
        const [atime = 0, mtime = 0] = this.#end.doubles;
        files.setTimes(this.#text(a, 16), atime, mtime);
        return 0;
      }
      case CALL.open:
        return this.#open(this.#text(a), b, c, d);
      case CALL.readHandle:
        return this.#put(this.#handle(a).read(wide(b, c), d));
      case CALL.writeHandle:
        this.#handle(a).write(wide(b, c), this.#end.payload.slice(0, d));
        return d;
      case CALL.truncateHandle:
        this.#handle(a).truncate(wide(b, c));
        return 0;
      case CALL.statHandle:
        return this.#stat(this.#handle(a).stat());
      case CALL.closeHandle:
        this.#handle(a).close();
        this.#handles.delete(a);
        return 0;
      case CALL.truncate: {
        const handle = files.open(this.#text(a), { write: true });
        try {
          handle.truncate(wide(b, c));
        } finally {
          handle.close();
        }
        return 0;
      }
      default:
        return undefined;
    }
  }

  /** Closes what the process left open. */
  close(): void {
    for (const handle of this.#handles.values()) handle.close();
    this.#handles.clear();
  }

  /** An open file of this process, for a child: both write into the same one. */
  share(number: number, position: number): OpenFile {
    return new SharedFile(this.#handle(number), position);
  }

  #text(length: number, at = 0): string {
    return new TextDecoder().decode(this.#end.payload.slice(at, at + length));
  }

  #put(bytes: Uint8Array): number {
    this.#end.payload.set(bytes);
    return bytes.length;
  }

  #handle(number: number): FileHandle {
    const handle = this.#handles.get(number);
    if (handle === undefined) throw new FileError("EBADF", `handle ${number}`);
    return handle;
  }

  #open(path: string, flags: number, mode: number, along: number): readonly number[] {
    const access = flags & OPEN.accessMode;
    const handle = this.#process.files.open(path, {
      read: access !== OPEN.write,
      write: access !== 0,
      append: (flags & OPEN.append) !== 0,
      create: (flags & OPEN.create) !== 0,
      exclusive: (flags & OPEN.exclusive) !== 0,
      truncate: (flags & OPEN.truncate) !== 0,
      mode: mode & ~this.#process.umask,
    });
    this.#last += 1;
    this.#handles.set(this.#last, handle);
    const size = along > 0 ? handle.stat().size : -1;
    // Files of unknown size (those of /proc on a real disk) are read by calls.
    if (size <= 0 || size > along) return [this.#last, -1];
    return [this.#last, this.#put(handle.read(0, size))];
  }

  #stat(stat: FileStat): readonly number[] {
    const { doubles } = this.#end;
    doubles[0] = stat.atimeMs;
    doubles[1] = stat.mtimeMs;
    doubles[2] = stat.ctimeMs;
    const uid = stat.uid ?? this.#process.uid;
    return [0, TYPE[stat.kind] | stat.mode, low(stat.size), high(stat.size), stat.ino | 0, stat.nlink, uid];
  }
}
