import type { FileSystem } from "./file-system.ts";

/** Makes a file, or empties the one that is there, and writes all of `bytes`. `mode` is for a new file. */
export function replaceContent(
  files: Pick<FileSystem, "open">,
  path: string,
  bytes: Uint8Array,
  mode: number | undefined,
): void {
  const flags = { write: true, create: true, truncate: true, ...(mode !== undefined && { mode }) };
  const handle = files.open(path, flags);
  try {
    handle.write(0, bytes);
  } finally {
    handle.close();
  }
}
