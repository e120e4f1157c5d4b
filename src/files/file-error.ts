/** errno(3) names that file operations end in. */
export type FileErrorCode =
  | "EACCES"
  | "EAGAIN"
  | "EBADF"
  | "EBUSY"
  | "EEXIST"
  | "EFBIG"
  | "EINVAL"
  | "EIO"
  | "EISDIR"
  | "ELOOP"
  | "EMFILE"
  | "ENAMETOOLONG"
  | "ENOENT"
  | "ENOSPC"
  | "ENOTDIR"
  | "ENOTEMPTY"
  | "ENXIO"
  | "EPERM"
  | "EPIPE"
  | "EROFS"
  | "ESPIPE"
  | "ESRCH"
  | "ETXTBSY"
  | "EXDEV";

/** strerror(3), as GNU's programs print it behind the file's name. */
const STRERROR: Readonly<Record<FileErrorCode, string>> = {
  EACCES: "Permission denied",
  EAGAIN: "Resource temporarily unavailable",
  EBADF: "Bad file descriptor",
  EBUSY: "Device or resource busy",
  EEXIST: "File exists",
  EFBIG: "File too large",
  EINVAL: "Invalid argument",
  EIO: "Input/output error",
  EISDIR: "Is a directory",
  ELOOP: "Too many levels of symbolic links",
  EMFILE: "Too many open files",
  ENAMETOOLONG: "File name too long",
  ENOENT: "No such file or directory",
  ENOSPC: "No space left on device",
  ENOTDIR: "Not a directory",
  ENOTEMPTY: "Directory not empty",
  ENXIO: "No such device or address",
  EPERM: "Operation not permitted",
  EPIPE: "Broken pipe",
  EROFS: "Read-only file system",
  ESPIPE: "Illegal seek",
  ESRCH: "No such process",
  ETXTBSY: "Text file busy",
  EXDEV: "Invalid cross-device link",
};

/** Whether `FileError` knows an errno name. */
export function isFileErrorCode(code: string): code is FileErrorCode {
  return Object.hasOwn(STRERROR, code);
}

/** A file operation that could not be done. `reason` is strerror's text. */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly code: FileErrorCode;
  readonly path: string;
  readonly reason: string;
  constructor(code: FileErrorCode, path: string) {
    super(`${path}: ${STRERROR[code]}`);
    this.code = code;
    this.path = path;
    this.reason = STRERROR[code];
  }
}
