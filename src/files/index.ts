/** Files: one synchronous interface, kept by memory in the page and by Node's `fs` in the command line programs. */
export { canAccess } from "./access.ts";
export { fileTest } from "./file-test.ts";
export { FileError, isFileErrorCode, type FileErrorCode } from "./file-error.ts";
export type {
  ChangeEvent,
  DirectoryEntry,
  DiskUsage,
  FileSystem,
  FileHandle,
  FileKind,
  FileStat,
  OpenFlags,
} from "./file-system.ts";
export { MemoryFileSystem, type MemoryOptions } from "./memory/memory-file-system.ts";
export type { OpenFile } from "./open-file.ts";
export { basename, dirname, isAbsolute, joinPath, normalizePath, relativePath, resolvePath } from "./path.ts";
