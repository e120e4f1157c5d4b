import type { FileError } from "#files";

/** Recognised by name: every lazily loaded group carries its own copy of the class. */
export function isFileError(error: unknown): error is FileError {
  return error instanceof Error && error.name === "FileError";
}
