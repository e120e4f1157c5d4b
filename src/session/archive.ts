import type { ZipOptions } from "fflate";
import type { TreeFile } from "./working-tree.ts";

/** "The host system is Unix": then the upper half of the attributes is a Unix mode (APPNOTE 4.4.2, 4.4.15). */
const UNIX = 3;
const REGULAR_FILE = 0o100000;

/**
 * The lab as a zip archive of one folder, permission bits kept, that unpacks and works on the reader's own machine.
 * `fflate` comes with the call.
 */
export async function zipArchive(
  folder: string,
  files: readonly TreeFile[],
  when: Date,
): Promise<Uint8Array<ArrayBuffer>> {
  const { zipSync, strToU8 } = await import("fflate");
  const entries = files.flatMap(({ path, content, mode }) => {
    if (content === undefined) return [];
    const bytes = typeof content === "string" ? strToU8(content) : content;
    const attrs = ((REGULAR_FILE | (mode & 0o7777)) << 16) >>> 0;
    const entry: [Uint8Array, ZipOptions] = [bytes, { os: UNIX, attrs, mtime: when }];
    return [[`${folder}/${path}`, entry] as const];
  });
  return zipSync(Object.fromEntries(entries));
}
