import { FileError, isFileErrorCode } from "#files";

/** Runs a call of `node:fs` and turns what it throws into a `FileError` of the path that was asked for. */
export function named<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof FileError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    // NUL in a path, a path that is no string: Node refuses them before the system sees them.
    if (code === "ERR_INVALID_ARG_VALUE") throw new FileError("EINVAL", path);
    if (code === "") throw error;
    throw new FileError(isFileErrorCode(code) ? code : "EIO", path);
  }
}
