import { decodeUtf8 } from "#base";
import { FileError } from "#files";
import type { Process } from "#kernel";

const LOOKED_AT = /(\.py|\.toml|\.ini|\.cfg|requirements[^/]*\.txt)$/;
const PASSED_OVER = /^(\.|__pycache__$|node_modules$|site-packages$)/;
const MOST_FILES = 400;

/**
 * Words for pytest: pytest-asyncio is there, and warns in every run that does not configure it. A project that never
 * mentions asyncio in its tests and settings runs without it, as where it was not installed.
 */
export function wantsAsyncio(process: Process): string[] {
  let left = MOST_FILES;
  const mentions = (folder: string): boolean =>
    process.files.readDirectory(folder).some(({ name, kind }) => {
      if (PASSED_OVER.test(name) || left <= 0) return false;
      const path = folder === "/" ? `/${name}` : `${folder}/${name}`;
      if (kind === "directory") return mentions(path);
      if (kind !== "file" || !LOOKED_AT.test(name)) return false;
      left -= 1;
      return decodeUtf8(process.files.readFile(path)).includes("asyncio");
    });
  const asked =
    process.argv.some((word) => word.includes("asyncio")) || process.env.PYTEST_ADDOPTS?.includes("asyncio");
  try {
    return asked === true || mentions(process.cwd) ? [] : ["-p", "no:asyncio"];
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}
